"""What ``show`` says of one right beside its thread."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from mainline.register import actions
from tests.factories import enter
from tests.register.samples import publication

TODAY = dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            (
                "restoration can be requested to 2026-12-30",
                "Follows from recorded events.",
                "→ 2026-12-30 Last day to ask for restoration",
            ),
        ),
        ("zh", ("终止，可恢复", "可于2026-12-30前请求恢复", "→ 2026-12-30 请求恢复权利的最后一日")),
    ],
)
def test_show_says_why_the_status_is_so_how_it_is_known_and_what_comes_next(
    command: Any, monkeypatch: pytest.MonkeyPatch, language: str, words: tuple[str, ...]
) -> None:
    monkeypatch.setattr("mainline.orgs.clock.today", lambda: TODAY)
    (right,) = enter(publication(kind="B"))
    told = {"notified_on": "2026-10-30"}
    day = dt.date(2026, 10, 30)
    actions.record_event(
        right=right, code="portfolio.right.ceased", happened_on=day, by=None, on=TODAY, details=told
    )

    done = command("show", str(right.pk), "--lang", language)

    assert done.exit_code == 0
    said = " ".join(done.stdout.split())
    assert [word for word in words if word not in said] == []
