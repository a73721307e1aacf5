"""The program in processes of its own, and tokens of its users."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mainline.client import Client
from tests.processes import free_port, wait_until_up
from tests.receivers import listening

ROOT = Path(__file__).resolve().parents[2]
SET_UP = """
import django; django.setup()
import json, sys
from mainline.orgs.access import SCOPES
from mainline.orgs.enums import Role
from mainline.orgs.tokens import make_token
from mainline.register.models import Party
from tests.factories import a_quarantined, a_user, an_organisation, enter
from tests.register.samples import publication
owner, other = an_organisation("南山大学"), an_organisation("北川银行", kind="bank")
rights = enter(publication(), publication(application="201810000001.9", number="108000001", title="一种播种机"))
for right in rights:
    Party.objects.create(right=right, role="holder", name=owner.name, organisation=owner)
type(rights[1]).objects.filter(pk=rights[1].pk).update(confidentiality="holder")
manager = a_user(Role.MANAGER, owner, "manager")
_, secret = make_token(user=manager, name="all", scopes=list(SCOPES), days=1, by=None)
admin = a_user(name="root"); admin.is_superuser = True; admin.save()
_, of_admin = make_token(user=admin, name="all", scopes=list(SCOPES), days=1, by=None)
piece = a_quarantined(imported_by=None)
json.dump({"token": secret, "admin": of_admin, "public": rights[0].pk, "secret": rights[1].pk,
    "owner": owner.pk, "other": other.pk, "piece": piece.pk, "number": rights[0].number}, sys.stdout)
"""


@dataclass
class Server:
    """Where the program listens, what it holds, and a receiver that it may reach."""

    base: str
    receiver: Any
    environment: dict[str, str]
    token: str
    admin: str
    public: int
    secret: int
    owner: int
    other: int
    piece: int
    number: str


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, tables: Path | None) -> Iterator[Server]:
    """``mainline run`` on a free port, with two rights of one university."""
    if tables is None:
        pytest.skip("the server of these tests is on SQLite")
    data = tmp_path_factory.mktemp("served")
    shutil.copy(tables, data)
    with listening() as receiver:
        environment = {
            **os.environ,
            "MAINLINE_DATA": str(data),
            "MAINLINE_WORKERS": "1",
            "MAINLINE_OUTWARD_ALLOW": receiver.entry,
            "MAINLINE_API_RATE_WRITE": "100000",
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "mainline.settings",
        }
        environment.pop("MAINLINE_DATABASE_URL", None)
        made = subprocess.run(
            [sys.executable, "-c", SET_UP],
            env=environment,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert made.returncode == 0, made.stderr
        port = free_port()
        command = [sys.executable, "-m", "mainline", "run", "--no-demo", "--port", str(port)]
        log = (data / "server.log").open("w")
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT)
        try:
            wait_until_up(f"http://127.0.0.1:{port}/healthz", process, data / "server.log")
            yield Server(f"http://127.0.0.1:{port}", receiver, environment, **json.loads(made.stdout))
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=60)
            log.close()


@pytest.fixture
def client(server: Server) -> Iterator[Client]:
    """The client of a manager."""
    with Client(server.base, server.token, language="en") as found:
        yield found
