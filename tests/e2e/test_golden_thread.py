"""One right walked through all links by eight people, from the inventor's note to her money and the province's figure."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.thread import creation, protection, service, strategy, utilization
from tests.e2e.thread.stage import PASSWORD, Walk, a_stage
from tests.e2e.windows import windows

pytestmark = pytest.mark.browser

STEPS = (*creation.STEPS, *utilization.STEPS, *protection.STEPS, *service.STEPS, *strategy.STEPS)


def test_one_right_is_walked_from_the_note_to_the_money_and_the_figure(browser: Any, tmp_path: Path) -> None:
    pictures = Path(os.environ.get("MAINLINE_TEST_PICTURES", tmp_path)) / "golden-thread"
    data = tmp_path / "data"
    for folder in (pictures, data):
        folder.mkdir(parents=True, exist_ok=True)
    with a_stage(data) as stage, windows(browser, stage.base, patience=20_000) as opened:
        walk = Walk(stage, lambda who: opened(user=who, password=PASSWORD), pictures)
        for step in STEPS:
            step(walk)
    assert len(set(walk.windows)) == 8
    assert len(walk.shots) == len(list(pictures.glob("*.png")))
