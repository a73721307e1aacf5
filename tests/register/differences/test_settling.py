"""What a decision writes: one record for each difference, of the day alone that it is about, by who may, on what is so."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainline.audit.models import Entry
from mainline.offices.record import Number, NumberRole, Record
from mainline.register.access import changeable_rights
from mainline.register.differences import actions
from mainline.register.differences.actions import Outdated, compare_again, settle, take_back
from mainline.register.differences.logic import decision_of, side_of
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.models import Right, SourceRecord
from mainline.register.projection import Projection, Source, fold, pack
from tests.factories import DAY, enter
from tests.register.differences.samples import fields, own_list, row
from tests.register.differences.test_differences import differ, manager, names
from tests.register.samples import publication

__all__ = ["manager"]
SECOND = {"number": "201710601864.2"}


def two_alike(manager: Any, tmp_path: Path) -> list[Difference]:
    """Two rights of which the list and the office say the same two words."""
    second = row(applicant="甲公司", **SECOND).replace("CN107654321A", "CN107654323A")
    own_list(tmp_path, row(applicant="甲公司"), second, by=manager)
    enter(
        publication(applicant="甲有限公司"),
        publication(applicant="甲有限公司", application=SECOND["number"], number="107654323"),
    )
    return list(Difference.objects.filter(field="applicant").order_by("pk"))


@pytest.mark.django_db
def test_two_rights_with_one_word_are_settled_and_taken_back_at_once(manager: Any, tmp_path: Path) -> None:
    both = two_alike(manager, tmp_path)
    assert len({each.right_id for each in both}) == 2
    rights = [each.right for each in both]

    for choice, shown in (("office", "甲有限公司"), ("ours", "甲公司")):
        settle(differences=Difference.objects.all(), choice=choice, reason="", by=None, on=DAY)
        assert [names(right) for right in rights] == [[shown]] * 2
    made = DifferenceDecision.objects.order_by("pk").values_list("source", flat=True)
    assert len(set(made)) == 4

    take_back(differences=Difference.objects.all(), reason="", by=None, on=DAY)
    assert fields() == ["applicant", "applicant"]
    assert SourceRecord.objects.filter(format="decision").count() == 6


def source(record: Record) -> Source:
    record, digest, _ = pack(record)
    return Source(digest, record)


def ep(number: str, kind: str, day: str, *, as_of: str = "", **given: Any) -> Record:
    on = dt.date.fromisoformat(day)
    role = NumberRole.PUBLICATION
    numbers = (*publication().numbers[:1], Number(role, "EP", number, kind, on))
    return replace(
        publication(), office="EP", numbers=numbers, as_of=dt.date.fromisoformat(as_of or day), **given
    )


def decided(field: str, choice: str, office: list[Source], ours: list[Source]) -> Projection:
    chosen, other = side_of(office), side_of(ours)
    assert chosen is not None
    assert other is not None
    told = [*office, *ours]
    pair = (chosen, other) if choice == "office" else (other, chosen)
    return fold([*told, source(decision_of(7, field, *pair, told, "2026-01-01"))])


def days(shown: Projection, code: str) -> list[str]:
    return [str(each.happened_on) for each in shown.events if each.code.endswith(code)]


@pytest.mark.parametrize(
    ("field", "kinds", "code", "choice", "first"),
    [
        ("published_on", ("A2", "A3"), "application.published", "office", "2020-01-15"),
        ("published_on", ("A2", "A3"), "application.published", "ours", "2020-01-16"),
        ("granted_on", ("B1", "B2"), "grant.published", "office", "2020-01-15"),
        ("granted_on", ("B1", "B2"), "grant.published", "ours", "2020-01-16"),
    ],
)
def test_decision_on_a_day_leaves_other_publications_and_grants_alone(
    field: str, kinds: tuple[str, str], code: str, choice: str, first: str
) -> None:
    one, other = kinds
    office = [source(ep("3456789", one, "2020-01-15")), source(ep("3456789", other, "2020-08-05"))]
    ours = [source(ep("3456789", one, "2020-01-16", as_of="2020-09-01", format="tabular"))]

    shown = decided(field, choice, office, ours)

    assert getattr(shown, field) == dt.date.fromisoformat(first)
    assert days(shown, code) == [first, "2020-08-05"]
    assert {each.kind_code: str(each.on) for each in shown.identifiers if each.kind_code in kinds} == {
        one: first, other: "2020-08-05",
    }  # fmt: skip


def test_day_of_which_both_sides_tell_is_not_taken_out() -> None:
    office = [source(ep("3456789", "A2", "2020-01-15")), source(ep("3456789", "A3", "2020-08-05"))]
    ours = [source(ep("3456789", "A3", "2020-08-05", format="tabular"))]

    shown = decided("published_on", "office", office, ours)

    assert days(shown, "application.published") == ["2020-01-15", "2020-08-05"]


@pytest.mark.parametrize("day", ["x", "2020-13-01", "9" * 5000, ""])
def test_decision_of_no_day_is_folded_as_one_of_none(day: str) -> None:
    told = source(publication())
    rubbish = (("field", "published_on"), ("day", day), ("rejected", day))
    wrong = source(
        replace(publication(), format="decision", document_kind="decision", numbers=(), extra=rubbish)
    )

    assert fold([told, wrong]).published_on == dt.date(2018, 1, 23)
    assert fold([told, wrong]).events == fold([told]).events


@pytest.mark.django_db
def test_what_stands_written_is_not_decided_where_a_side_says_it_no_more(
    manager: Any, tmp_path: Path
) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    Difference.objects.update(ours="北川学院", digest="0" * 32)
    found.refresh_from_db()

    for choice in ("ours", "office"):
        with pytest.raises(Outdated):
            settle(differences=[found], choice=choice, reason="", by=manager, on=DAY)
    compare_again({found.right_id})
    found.refresh_from_db()
    assert found.ours == "北川大学技术研究院"
    SourceRecord.objects.filter(right=found.right_id, format="tabular").update(imported_by=None)
    with pytest.raises(Outdated):
        settle(differences=[found], choice="ours", reason="", by=manager, on=DAY)
    assert not DifferenceDecision.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("act", ["settle", "take_back"])
def test_writers_are_waited_for_before_a_difference_is_locked(
    manager: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    settle(differences=[found], choice="ours", reason="", by=manager, on=DAY)
    found.refresh_from_db()
    asked: list[int] = []
    with CaptureQueriesContext(connection) as queries:
        monkeypatch.setattr(
            actions, "wait_for_writers", lambda: asked.append(sum("SELECT" in q["sql"] for q in queries))
        )
        if act == "settle":
            settle(differences=[found], choice="office", reason="", by=manager, on=DAY)
        else:
            take_back(differences=[found], reason="", by=manager, on=DAY)

    assert asked == [0]


@pytest.mark.django_db
def test_who_left_a_right_by_their_own_decision_may_decide_again(manager: Any, tmp_path: Path) -> None:
    own_list(tmp_path, row(), by=manager)
    enter(publication(applicant="南岭公司"))
    found = Difference.objects.get()
    settle(differences=[found], choice="ours", reason="", by=None, on=DAY)
    assert changeable_rights(manager).filter(pk=found.right_id).exists()
    found.refresh_from_db()

    settle(differences=[found], choice="office", reason="", by=manager, on=DAY)
    assert names(found.right) == ["南岭公司"]
    assert not changeable_rights(manager).filter(pk=found.right_id).exists()
    found.refresh_from_db()
    settle(differences=[found], choice="ours", reason="", by=manager, on=DAY)

    assert names(found.right) == ["北川大学"]


@pytest.mark.django_db
def test_who_decided_once_changes_no_right_that_has_passed_to_others(manager: Any, tmp_path: Path) -> None:
    own_list(tmp_path, row(title="一种玉米收获机", inventor="李强"), by=manager)
    enter(publication())
    title, creator = (Difference.objects.get(field=each) for each in ("title_zh", "creator"))
    settle(differences=[title], choice="ours", reason="", by=manager, on=DAY)
    enter(publication(kind="B", on="2021-05-05", applicant="南岭公司"))
    assert not changeable_rights(manager).filter(pk=title.right_id).exists()
    sources = SourceRecord.objects.count()
    title.refresh_from_db()
    assert title.state == "decided"

    settle(differences=[creator], choice="ours", reason="", by=manager, on=DAY)
    assert SourceRecord.objects.count() == sources
    assert names(title.right, "inventor") == ["王伟"]
    with pytest.raises(ValidationError):
        settle(differences=[title], choice="office", reason="", by=manager, on=DAY)
    take_back(differences=[title], reason="", by=manager, on=DAY)

    assert Right.objects.get(pk=title.right_id).titles["zh"] == "一种大豆收获机"
    assert SourceRecord.objects.count() == sources + 1


@pytest.mark.django_db
def test_reason_is_told_to_the_audit_as_it_is_kept(manager: Any, tmp_path: Path) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")

    settle(differences=[found], choice="ours", reason="因" * 9000, by=manager, on=DAY)

    kept = found.decisions.get().reason
    assert len(kept) == 500
    assert Entry.objects.get(code="difference.settled").data["reason"] == kept
