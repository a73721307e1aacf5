"""Differences and decisions of rows that are found to be one right, and what is done on a day that was decided against."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mainline.archive.live import verify_live
from mainline.offices.record import NumberRole
from mainline.register.actions import record_event
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.actions import settle, take_back
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.models import Right
from tests.factories import DAY, enter
from tests.register.differences.samples import fields, own_list, row
from tests.register.differences.test_differences import manager, own_right
from tests.register.samples import publication
from tests.register.test_joining import only

pytestmark = pytest.mark.django_db
__all__ = ["manager"]
OURS, OFFICES = "一种玉米收获机", "一种大豆收获机"


@pytest.fixture
def two(manager: Any, tmp_path: Path) -> tuple[Right, Right]:
    """One right in two rows, by its publication and by its filing; a list and an office tell of both."""
    own_list(tmp_path, row(title=OURS, number="", filed=""), by=manager, name="published.csv")
    enter(only(publication(), NumberRole.PUBLICATION))
    filed = row(title=OURS).replace("CN107654321A", "")
    own_list(tmp_path, filed, by=manager, name="filed.csv")
    enter(replace(only(publication(), NumberRole.APPLICATION), as_of=dt.date(2018, 1, 22)))
    first, second = Difference.objects.filter(field="title_zh").order_by("right")
    return first.right, second.right


def joined() -> Right:
    enter(publication(kind="B", on="2020-05-05"))
    return own_right()


def title() -> str:
    return str(own_right().titles["zh"])


def test_decision_on_the_row_that_goes_is_taken_back_on_the_one_that_stays(
    manager: Any, two: tuple[Right, Right]
) -> None:
    kept, gone = two
    settle(differences=list(gone.differences.all()), choice="ours", reason="", by=manager, on=DAY)
    joined()
    assert Right.objects.get(pk=gone.pk).merged_into == kept

    row_ = Difference.objects.get()
    assert (row_.right, row_.state, row_.choice) == (kept, "decided", "ours")
    assert row_.decisions.count() == 1
    assert {each.code for each in verify_live().findings} <= {"row.unsealed"}
    take_back(differences=[row_], reason="", by=manager, on=DAY)

    assert title() == OFFICES
    assert fields() == ["title_zh"]
    assert {each.code for each in verify_live().findings} <= {"row.unsealed"}


def test_decisions_on_both_rows_are_taken_back_at_once_and_the_kept_rows_word_stands(
    manager: Any, two: tuple[Right, Right]
) -> None:
    kept, gone = two
    settle(differences=list(gone.differences.all()), choice="office", reason="", by=manager, on=DAY)
    settle(differences=list(kept.differences.all()), choice="ours", reason="", by=manager, on=DAY)
    joined()
    row_ = Difference.objects.get()
    assert (row_.choice, row_.decisions.count()) == ("ours", 2)

    take_back(differences=[row_], reason="", by=manager, on=DAY)

    assert title() == OFFICES
    settle(differences=list(Difference.objects.all()), choice="ours", reason="", by=manager, on=DAY)
    assert title() == OURS


def test_row_of_a_field_that_the_kept_right_has_none_of_moves_as_it_is(
    manager: Any, two: tuple[Right, Right]
) -> None:
    kept, gone = two
    settle(differences=list(gone.differences.all()), choice="ours", reason="", by=manager, on=DAY)
    kept.differences.all().delete()

    joined()

    assert Difference.objects.get().choice == "ours"
    assert DifferenceDecision.objects.get().difference.right == kept


def test_what_was_done_points_to_the_day_that_was_decided_for(manager: Any, tmp_path: Path) -> None:
    own_list(tmp_path, row(filed="2017-07-20"), by=manager)
    enter(publication())
    asked = record_event(
        right=own_right(), code="creation.examination.requested", happened_on=dt.date(2019, 1, 1), by=None, on=DAY
    )  # fmt: skip
    done = Deadline.objects.get(rule="cn.exam.request", fate="done")
    assert str(done.trigger_event).startswith("2017-07-20")

    settle(differences=list(Difference.objects.all()), choice="office", reason="", by=manager, on=DAY)

    done.refresh_from_db()
    assert str(done.trigger_event).startswith("2017-07-21")
    assert (done.fate, done.due_on, done.ended_by) == ("done", dt.date(2020, 7, 20), asked)
