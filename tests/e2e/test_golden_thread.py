"""One right walked through all links by eight people, from the inventor's note to her money and the province's figure."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.conftest import EXPECTED
from tests.e2e.thread import creation, protection, service, strategy, utilization
from tests.e2e.thread.stage import PASSWORD, Stage, Walk, a_stage

pytestmark = pytest.mark.browser

STEPS = (*creation.STEPS, *utilization.STEPS, *protection.STEPS, *service.STEPS, *strategy.STEPS)


def test_one_right_is_walked_from_the_note_to_the_money_and_the_figure(browser: Any, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("MAINLINE_TEST_PICTURES", tmp_path)) / "golden-thread"
    data = tmp_path / "data"
    for folder in (pictures, data):
        folder.mkdir(parents=True, exist_ok=True)
    with a_stage(data, _free_port()) as stage, _windows(browser, stage) as open_window:
        walk = Walk(stage, open_window, pictures)
        for step in STEPS:
            step(walk)
    assert len(set(walk.windows)) == 8
    assert len(walk.shots) == len(list(pictures.glob("*.png")))


@contextmanager
def _windows(browser: Any, stage: Stage) -> Iterator[Callable[[str], Any]]:
    """Give each of the eight a window of their own in Chinese; their consoles stay silent to the end."""
    contexts: list[Any] = []
    said: list[str] = []

    def opened(who: str) -> Any:
        context = browser.new_context(
            base_url=stage.base,
            viewport={"width": 1280, "height": 900},
            locale="zh-CN",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.on(
            "console",
            lambda m: said.append(f"{page.url}: {m.text}") if m.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: said.append(f"{page.url}: {error}"))
        if who:
            page.goto("/login/")
            page.fill("#id_username", who)
            page.fill("#id_password", PASSWORD)
            page.click(".login [type=submit]")
        return page

    yield opened
    for context in contexts:
        context.close()
    assert not [line for line in said if not any(words in line for words in EXPECTED)], json.dumps(
        said, indent=1
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
