"""What no source says of a portfolio is taken up wherever the file was packed, and what is not is told."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.register.deadlines.actions import say_facts
from mainline.register.deadlines.models import Docket
from mainline.register.models import Event
from tests.factories import DAY, a_user, an_organisation
from tests.web.test_portable import bring, empty, exported, manager, said

__all__ = ["manager"]
pytestmark = pytest.mark.django_db


def test_packed_portfolio_gives_events_and_dockets_too(en: Client, manager: Any, tmp_path: Path) -> None:
    before, data = said(), exported(en, manager)
    packed = tmp_path / "portfolio.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("inner/portfolio.jsonl", data)
    empty()
    bring(packed, manager)
    assert said()["dockets"] == before["dockets"]
    assert said()["events"] == before["events"]


def test_facts_said_here_stay(en: Client, manager: Any, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.jsonl"
    file.write_bytes(exported(en, manager))
    row = Docket.objects.get(facts__entity="small")
    say_facts(docket=row, facts={"entity": "large"}, by=manager, on=DAY)
    bring(file, manager)
    row.refresh_from_db()
    assert row.facts["entity"] == "large"


def test_what_a_stranger_may_not_take_up_is_told(en: Client, manager: Any, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.jsonl"
    file.write_bytes(exported(en, manager))
    events = Event.objects.count()
    stranger = a_user(Role.MANAGER, an_organisation())
    done = bring(file, stranger)
    assert Event.objects.count() == events
    told = [row for row in done.rejected if row[2] == "portfolio.left_out"]
    assert any("utilization.licence.signed" in row[3] for row in told)


@pytest.mark.parametrize(
    "wrong", [{"happened_on": "9999-12-31"}, {"happened_on": "0001-01-01"}, {"amount_minor": 10**30}]
)
def test_events_that_cannot_be_are_left_out_and_told(
    en: Client, manager: Any, tmp_path: Path, wrong: dict[str, Any]
) -> None:
    lines = [json.loads(line) for line in exported(en, manager).splitlines()]
    line = next(line for line in lines if line.get("events"))
    line["events"][0] |= wrong
    number = len(line["events"])
    file = tmp_path / "portfolio.jsonl"
    file.write_text("\n".join(json.dumps(each, separators=(",", ":")) for each in lines), encoding="utf-8")
    empty()
    done = bring(file, manager)
    assert Event.objects.filter(source=None).count() == number - 1
    assert [row[2] for row in done.rejected] == ["portfolio.left_out"]
