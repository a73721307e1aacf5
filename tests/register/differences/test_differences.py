"""An own list beside an office: what differs, what a decision does to the right, and that the order changes nothing."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.archive.live import verify_live
from mainline.audit.models import Entry
from mainline.offices.record import Party, PartyRole
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.actions import refold_all
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from mainline.register.differences.access import visible_differences
from mainline.register.differences.actions import settle, take_back
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.models import Event, Right, SourceRecord
from mainline.register.projection import Source, fold, unpack
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.differences.samples import fields, own_list, row
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager() -> Any:
    """Somebody of the applicant, of which the office has published another right already."""
    other = enter(publication(application="201710601863.8", number="107654322"))[0]
    return a_user(Role.MANAGER, other.parties.get(role="applicant").organisation)


def differ(manager: Any, tmp_path: Path, **said: str) -> Difference:
    """A right that the list and the office tell in one field otherwise."""
    own_list(tmp_path, row(**said), by=manager)
    enter(publication())
    return Difference.objects.get()


def own_right() -> Right:
    return Right.objects.filter(identifiers__text="201710601862.3").distinct().get()


def names(right: Right, role: str = "applicant") -> list[str]:
    return list(right.parties.filter(role=role).order_by("sequence", "pk").values_list("name", flat=True))


def test_another_applicant_in_the_register_file_is_a_difference_with_both_words(
    manager: Any, tmp_path: Path
) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")

    assert (found.field, found.ours, found.office) == ("applicant", "北川大学技术研究院", "北川大学")
    assert found.state == "open"
    assert Right.objects.filter(merged_into=None).count() == 2


def test_it_is_found_whichever_came_first(manager: Any, tmp_path: Path) -> None:
    enter(publication())
    right = own_right()
    own_list(tmp_path, row(title="一种玉米收获机"), by=manager)

    assert fields() == ["title_zh"]
    assert Difference.objects.get().right_id == right.pk


@pytest.mark.parametrize(
    "said",
    [
        {"applicant": "北川　大学"}, {"title": "一种大豆收获机。"}, {"inventor": ""}, {"applicant": "Beichuan University"},
        {"filed": "2017年7月21日"}, {"published": "2018-01-23"}, {"number": "CN201710601862.3"},
    ],
)  # fmt: skip
def test_another_print_of_the_same_and_what_is_left_out_are_no_difference(
    manager: Any, tmp_path: Path, said: dict[str, str]
) -> None:
    own_list(tmp_path, row(**said), by=manager)
    enter(publication())

    assert fields() == []
    assert Right.objects.filter(merged_into=None).count() == 2


def test_own_word_that_is_kept_is_shown_and_the_offices_accepted_is_shown_again(
    manager: Any, tmp_path: Path
) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    assert names(found.right) in (["北川大学"], ["北川大学技术研究院"])

    settle(differences=[found], choice="ours", reason="更名已获批", by=manager, on=DAY)
    assert names(found.right) == ["北川大学技术研究院"]
    assert fields() == []

    found.refresh_from_db()
    settle(differences=[found], choice="office", reason="", by=manager, on=DAY)
    assert names(found.right) == ["北川大学"]
    assert list(found.decisions.order_by("pk").values_list("act", "reason")) == [
        ("ours", "更名已获批"), ("office", ""),
    ]  # fmt: skip
    assert Entry.objects.filter(code="difference.settled").count() == 2


def test_decision_taken_back_leaves_the_right_as_it_was(manager: Any, tmp_path: Path) -> None:
    found = differ(manager, tmp_path, title="一种玉米收获机")
    before = Right.objects.get(pk=found.right_id).titles
    settle(
        differences=[found], choice="ours" if before["zh"] == "一种大豆收获机" else "office", reason="",
        by=manager, on=DAY,
    )  # fmt: skip
    assert Right.objects.get(pk=found.right_id).titles != before

    take_back(differences=[Difference.objects.get()], reason="看错", by=manager, on=DAY)

    assert Right.objects.get(pk=found.right_id).titles == before
    assert fields() == ["title_zh"]
    assert DifferenceDecision.objects.latest("pk").act == "undone"
    with pytest.raises(ValidationError):
        take_back(differences=[Difference.objects.get()], reason="", by=manager, on=DAY)


def test_decision_on_a_day_takes_the_other_day_out_of_the_thread_and_moves_the_dates(
    manager: Any, tmp_path: Path
) -> None:
    own_list(tmp_path, row(filed="2017-07-20"), by=manager)
    enter(publication())
    right = own_right()
    found = Difference.objects.get()
    assert (found.field, found.ours, found.office) == ("filed_on", "2017-07-20", "2017-07-21")
    assert right.filed_on == dt.date(2017, 7, 20)

    settle(differences=[found], choice="office", reason="", by=manager, on=DAY)

    right.refresh_from_db()
    filed = Event.objects.filter(right=right, code="creation.application.filed")
    assert right.filed_on == dt.date(2017, 7, 21)
    assert [event.happened_on for event in filed] == [dt.date(2017, 7, 21)]
    assert {each.on for each in right.identifiers.filter(role="application")} == {dt.date(2017, 7, 21)}
    followed = Deadline.objects.filter(docket__right=right).exclude(trigger_event=None)
    assert all(event_day(row) != dt.date(2017, 7, 20) for row in followed)

    settle(differences=[Difference.objects.get()], choice="ours", reason="", by=manager, on=DAY)
    right.refresh_from_db()
    assert right.filed_on == dt.date(2017, 7, 20)


def event_day(row: Deadline) -> dt.date | None:
    return row.trigger_event.happened_on if row.trigger_event else None


def test_decision_lapses_when_the_office_says_something_else_and_is_not_asked_again_before(
    manager: Any, tmp_path: Path
) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    settle(differences=[found], choice="ours", reason="", by=manager, on=DAY)
    enter(publication(kind="B", on="2020-05-05"))
    assert fields("decided") == ["applicant"]

    enter(publication(kind="B", on="2021-05-05", applicant="北川理工大学"))

    assert fields() == ["applicant"]
    row_ = Difference.objects.get()
    assert (row_.choice, row_.office) == ("", "北川理工大学")
    assert names(found.right) == ["北川理工大学"]
    assert row_.decisions.count() == 1


def test_difference_that_both_sides_clear_is_gone_by_itself(manager: Any, tmp_path: Path) -> None:
    differ(manager, tmp_path, applicant="北川大学技术研究院")

    own_list(tmp_path, row(), by=manager, name="mended.csv")

    assert fields() == []
    assert fields("gone") == ["applicant"]


def test_what_somebody_looked_at_and_is_no_more_is_not_decided(manager: Any, tmp_path: Path) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    enter(publication(kind="B", on="2021-05-05", applicant="北川理工大学"))

    with pytest.raises(ValidationError):
        settle(differences=[found], choice="office", reason="", by=manager, on=DAY)
    with pytest.raises(ValidationError):
        settle(differences=[Difference.objects.get()], choice="both", reason="", by=manager, on=DAY)
    assert not DifferenceDecision.objects.exists()


def test_nobody_else_sees_or_decides_it(manager: Any, tmp_path: Path) -> None:
    found = differ(manager, tmp_path, applicant="北川大学技术研究院")
    rival = a_user(Role.MANAGER, an_organisation("南岭公司"))
    assert rival
    viewer = a_user(Role.VIEWER, Organisation.objects.get(pk=found.organisation_id))

    assert list(visible_differences(manager)) == [found]
    assert not visible_differences(rival).exists()
    for other in (rival, viewer):
        with pytest.raises(PermissionDenied):
            settle(differences=[found], choice="office", reason="", by=other, on=DAY)


def test_status_in_the_own_words_against_an_end_that_the_office_tells_is_noted_alone(
    manager: Any, tmp_path: Path
) -> None:
    own_list(tmp_path, row(status="有效"), by=manager)
    enter(replace(publication(), status="专利权终止"))
    found = Difference.objects.get()
    assert found.field == "status"
    sources = SourceRecord.objects.count()

    settle(differences=[found], choice="office", reason="", by=manager, on=DAY)

    assert SourceRecord.objects.count() == sources
    assert fields("decided") == ["status"]


def test_register_with_decisions_is_the_same_in_any_order_and_verifies(manager: Any, tmp_path: Path) -> None:
    own_list(
        tmp_path, row(applicant="甲公司；乙公司", filed="2017-07-20", title="一种玉米收获机"), by=manager
    )
    enter(publication())
    right = own_right()
    for nth, found in enumerate(Difference.objects.order_by("pk")):
        settle(differences=[found], choice=("ours", "office", "ours")[nth % 3], reason="", by=manager, on=DAY)
    take_back(differences=[Difference.objects.order_by("pk")[0]], reason="", by=manager, on=DAY)
    told = [Source(bytes(s.digest), unpack(bytes(s.body))) for s in SourceRecord.objects.filter(right=right)]

    whole = fold(told)
    assert len(told) == 6
    for seed in range(6):
        assert fold(random.Random(seed).sample(told, len(told))) == whole
    stored = Right.objects.values().get(pk=right.pk)
    refold_all(on=DAY)
    assert Right.objects.values().get(pk=right.pk) == stored
    # The accounts of tests are made past the acts that seal them.
    assert {each.code for each in verify_live().findings} <= {"row.unsealed"}


def test_secret_of_a_list_is_not_laid_open_by_a_decision(manager: Any, tmp_path: Path) -> None:
    own_list(tmp_path, row(published="").replace("CN107654321A", ""), by=manager)
    right = own_right()
    holder = manager.memberships.get().organisation
    open_dockets(rights=[right.pk], organisation=holder, by=manager, on=DAY)
    enter_secretly(right)

    assert Right.objects.get(pk=right.pk).confidentiality == "holder"


def enter_secretly(right: Right) -> None:
    """What an office's staff brings of a filing that nobody has published."""
    filed = replace(
        publication(), format="cnipa.filing", numbers=publication().numbers[:1], as_of=None,
        parties=(Party(PartyRole.APPLICANT, "北川大学技术研究院", "zh", is_person=False),),
    )  # fmt: skip
    enter(filed)
    found = Difference.objects.get(right=right)
    settle(differences=[found], choice="office", reason="", by=None, on=DAY)
    assert names(right) == ["北川大学技术研究院"]
