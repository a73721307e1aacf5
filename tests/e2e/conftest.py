"""The whole program in processes of its own, and a real browser that looks at it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.windows import windows
from tests.processes import free_port, wait_until_up
from tests.register.samples import grants_file

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "mainline"
BROWSER = os.environ.get("MAINLINE_TEST_BROWSER", "")
PASSWORD = "correct horse battery"

_USERS = """
import django; django.setup()
from tests.factories import a_user, an_organisation
organisation = an_organisation("南山大学")
for role in ("manager", "inventor"):
    a_user(role, organisation, role)
a_user("officer", an_organisation("北山市知识产权局", kind="office"), "officer")
from mainline.orgs.models import Organisation
a_user("attorney", Organisation.objects.get(memberships__user__username="e4"), "attorney-e4")
"""


@dataclass
class Site:
    """Where the program listens, and where it keeps its data."""

    base: str
    data: Path
    files: Path
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration province, served by ``mainline run`` on a free port."""
    if not BROWSER:
        pytest.skip("no browser: set MAINLINE_TEST_BROWSER=/usr/bin/chromium")
    data, files = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("files")
    environment = {**os.environ, "MAINLINE_DATA": str(data), "PYTHONPATH": str(ROOT), "MAINLINE_WORKERS": "1"}
    environment.pop("MAINLINE_DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "mainline.settings"
    _collect(environment)
    port = free_port()
    log = (data / "server.log").open("w")
    command = [sys.executable, "-m", "mainline", "run", "--port", str(port)]
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_until_up(f"http://127.0.0.1:{port}/healthz", server, data / "server.log")
        subprocess.run([sys.executable, "-c", _USERS], cwd=ROOT, env=environment, check=True, timeout=60)
        grants_file(files / "grants.csv", 400, bad=(7,))
        yield Site(f"http://127.0.0.1:{port}", data, files)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(timeout=60)
        log.close()
        shutil.rmtree(data, ignore_errors=True)


def _collect(environment: dict[str, str]) -> None:
    """Collect the static files where they are missing or older than their source."""
    manifest = ROOT / "staticfiles" / "staticfiles.json"
    newest = max(file.stat().st_mtime for file in (SHIPPED / "static").rglob("*") if file.is_file())
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        command = [sys.executable, "-m", "mainline", "collect-static"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, timeout=120)


@pytest.fixture(scope="session")
def browser(site: Site) -> Iterator[Any]:
    """Chromium, once for all tests."""
    from playwright.sync_api import sync_playwright

    # Its loop runs on in this process to the end, and Django takes every later test for one inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=BROWSER, args=["--no-sandbox"])
        with pytest.MonkeyPatch.context() as patch:
            _clicks_wait(patch)
            yield chromium
        chromium.close()


def _clicks_wait(patch: pytest.MonkeyPatch) -> None:
    """Let a click return when the page that it leads to is read, not when its first bytes came: what looks at once finds it."""
    from playwright.sync_api import Locator, Page

    click, press = Locator.click, Page.click

    def clicked(locator: Any, **options: Any) -> None:
        click(locator, **options)
        locator.page.wait_for_load_state()

    def pressed(page: Any, selector: str, **options: Any) -> None:
        press(page, selector, **options)
        page.wait_for_load_state()

    patch.setattr(Locator, "click", clicked)
    patch.setattr(Page, "click", pressed)


def password_of(site: Site, user: str) -> str:
    """Return the password of a demonstration account, else that of the accounts made for the tests."""
    accounts = json.loads((site.data / "demo-accounts.json").read_text(encoding="utf-8"))
    return next((str(each["password"]) for each in accounts if each["username"] == user), PASSWORD)


@pytest.fixture
def picture(tmp_path: Path) -> Any:
    """Keep a picture of a page: ``picture(page, "name")``, in the folder that MAINLINE_TEST_PICTURES names."""
    folder = Path(os.environ.get("MAINLINE_TEST_PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    return lambda page, name: page.screenshot(path=folder / f"{name}.png", full_page=True)


@pytest.fixture
def visit(browser: Any, site: Site) -> Iterator[Any]:
    """Open a window: ``visit(language="zh", width=1280, user="")``. Its console must stay silent to the end."""
    with windows(browser, site.base) as opened:
        yield lambda language="zh", width=1280, user="", dark=False: opened(
            language, width, dark, user, password_of(site, user) if user else ""
        )
