"""What must not be done with a right, and which record stands in the way."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from django.utils.translation import override

from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.gates import ACTS, obstacles
from mainline.register.logic.encumbrances import Kind, standing_on
from mainline.register.logic.facts import EventFact
from mainline.register.models import Event, Right
from tests.factories import a_right_in_force, an_event, an_organisation

DAY = dt.date(2026, 11, 20)


def _fact(code: str, day: dt.date = DAY, **details: str) -> EventFact:
    return EventFact(code, day, details=tuple(details.items()), fingerprint=code + str(day) + str(details))


def _kinds(*events: EventFact, on: dt.date = DAY) -> list[Kind]:
    return [each.kind for each in standing_on(events, on)]


def test_licence_signed_and_recorded_is_one_and_ends_by_its_agreement() -> None:
    signed = _fact("utilization.licence.signed", agreement="1", licence="exclusive", other="甲公司")
    recorded = _fact("utilization.licence.recorded", agreement="1", reference="X2026980000001")
    other = _fact("utilization.licence.signed", agreement="2", licence="ordinary")
    assert _kinds(signed, recorded, other) == [Kind.EXCLUSIVE_LICENCE, Kind.ORDINARY_LICENCE]
    assert _kinds(signed, recorded, other, _fact("utilization.licence.ended", agreement="1")) == [
        Kind.ORDINARY_LICENCE
    ]


def test_end_that_names_another_matter_ends_nothing() -> None:
    pledge = _fact("utilization.pledge.registered", reference="Y1")
    assert _kinds(pledge, _fact("utilization.pledge.released", reference="Y2")) == [Kind.PLEDGE]
    assert _kinds(pledge, _fact("utilization.pledge.released", reference="Y1")) == []
    assert _kinds(pledge, _fact("utilization.pledge.released")) == []


def test_what_is_of_a_later_day_or_over_does_not_stand() -> None:
    licence = _fact("utilization.licence.signed", licence="sole", until="2026-11-19")
    assert _kinds(licence) == []
    assert _kinds(licence, on=dt.date(2026, 11, 20)) == []
    late = _fact("utilization.pledge.registered", DAY + dt.timedelta(1))
    assert _kinds(late) == []
    assert _kinds(late, on=DAY + dt.timedelta(1)) == [Kind.PLEDGE]


def test_licence_is_ended_by_the_number_of_its_contract_or_of_its_recordal() -> None:
    signed = _fact("utilization.licence.signed", reference="合同1", other="甲公司")
    recorded = _fact("utilization.licence.recorded", reference="X1", other="甲公司")
    for number in ("合同1", "X1"):
        assert _kinds(signed, recorded, _fact("utilization.licence.cancelled", reference=number)) == []
    assert len(_kinds(signed, recorded, _fact("utilization.licence.cancelled", reference="X2"))) == 1


def test_recordal_goes_to_a_licence_that_is_not_recorded_yet() -> None:
    first = _fact("utilization.licence.signed", agreement="1", other="甲公司")
    second = _fact("utilization.licence.signed", agreement="2", other="乙公司")
    told = [_fact("utilization.licence.recorded", reference=number) for number in ("X1", "X2", "X3")]
    assert len(_kinds(first, second, *told[:2])) == 2
    assert len(_kinds(first, second, *told)) == 3
    assert len(_kinds(first, second, _fact("utilization.licence.recorded", other="丙公司"))) == 3


@pytest.fixture
def right(db: Any) -> Right:
    """A granted invention in force with one holder."""
    return a_right_in_force(DAY)


def _in_the_way(right: Right, act: str, **options: Any) -> list[str]:
    return [
        each.event.code if each.event else each.citation for each in obstacles(right, act, DAY, **options)
    ]


def test_nothing_stands_in_the_way_of_a_free_right(right: Right) -> None:
    assert {act: _in_the_way(right, act) for act in ACTS} == {act: [] for act in ACTS}


def test_unknown_act_is_a_fault_of_ours(right: Right) -> None:
    with pytest.raises(ValueError, match="sell"):
        obstacles(right, "sell", DAY)


def test_pledge_bars_all_until_the_pledgee_consents(right: Right) -> None:
    an_event(right, "utilization.pledge.registered", details={"other": "乙银行", "reference": "Y1"})
    pledged = ["utilization.pledge.registered"]
    assert all(_in_the_way(right, act) == pledged for act in ACTS)
    an_event(right, "utilization.consent.given", details={"party": "乙银行", "act": "open_licence"})
    assert _in_the_way(right, "open_licence") == []
    assert _in_the_way(right, "transfer") == pledged
    with override("en"):
        obstacle = obstacles(right, "transfer", DAY)[0]
    assert "乙银行" in obstacle.text
    assert "Y1" in obstacle.text
    assert "444" in obstacle.citation


@pytest.mark.parametrize(
    ("licence", "barred"),
    [
        ("exclusive", {"open_licence", "exclusive_licence", "sole_licence", "ordinary_licence"}),
        ("sole", {"open_licence", "exclusive_licence", "sole_licence", "ordinary_licence"}),
        ("ordinary", {"exclusive_licence", "sole_licence"}),
        ("", {"open_licence", "exclusive_licence", "sole_licence", "ordinary_licence"}),
    ],
)
def test_licence_bars_what_its_kind_forbids(right: Right, licence: str, barred: set[str]) -> None:
    an_event(right, details={"other": "甲公司", "licence": licence})
    assert {act for act in ACTS if _in_the_way(right, act)} == barred


def test_open_licence_bars_exclusive_and_sole_alone(right: Right) -> None:
    an_event(right, "utilization.open_licence.declared")
    assert {act for act in ACTS if _in_the_way(right, act)} == {"exclusive_licence", "sole_licence"}


def test_open_licence_taken_up_stands_when_the_declaration_is_withdrawn(right: Right) -> None:
    an_event(right, "utilization.open_licence.declared", happened_on=dt.date(2025, 1, 1))
    an_event(
        right,
        "utilization.open_licence.accepted",
        happened_on=dt.date(2025, 2, 1),
        details={"agreement": "7", "licence": "open", "other": "甲公司"},
    )
    an_event(right, "utilization.open_licence.withdrawn", happened_on=dt.date(2025, 3, 1))

    # Patent Law 50: licences given before the withdrawal stay.
    taken = ["utilization.open_licence.accepted"]
    assert {act: _in_the_way(right, act) for act in ACTS if _in_the_way(right, act)} == {
        "exclusive_licence": taken,
        "sole_licence": taken,
    }
    an_event(
        right,
        "utilization.licence.recorded",
        happened_on=dt.date(2025, 4, 1),
        details={"reference": "X1", "other": "甲公司"},
    )
    assert _in_the_way(right, "open_licence") == []
    an_event(right, "utilization.licence.ended", happened_on=dt.date(2025, 5, 1), details={"agreement": "7"})
    assert _in_the_way(right, "exclusive_licence") == []


def test_consent_to_an_earlier_pledge_is_none_to_the_next(right: Right) -> None:
    bank = {"other": "乙银行"}
    an_event(
        right,
        "utilization.pledge.registered",
        happened_on=dt.date(2024, 1, 1),
        details={**bank, "reference": "Y1"},
    )
    an_event(
        right,
        "utilization.consent.given",
        happened_on=dt.date(2024, 2, 1),
        details={"party": "乙银行", "act": "ordinary_licence"},
    )
    assert _in_the_way(right, "ordinary_licence") == []
    an_event(
        right,
        "utilization.pledge.released",
        happened_on=dt.date(2025, 1, 1),
        details={**bank, "reference": "Y1"},
    )
    an_event(
        right,
        "utilization.pledge.registered",
        happened_on=dt.date(2026, 1, 1),
        details={**bank, "reference": "Y2"},
    )
    assert _in_the_way(right, "ordinary_licence") == ["utilization.pledge.registered"]


def test_consent_of_a_later_day_is_none_yet(right: Right) -> None:
    an_event(
        right, "utilization.pledge.registered", happened_on=dt.date(2024, 1, 1), details={"other": "乙银行"}
    )
    an_event(
        right,
        "utilization.consent.given",
        happened_on=dt.date(2025, 2, 1),
        details={"party": "乙银行", "act": "transfer"},
    )
    assert [len(obstacles(right, "transfer", dt.date(2025, 1, day))) for day in (1, 31)] == [1, 1]
    assert not obstacles(right, "transfer", dt.date(2025, 2, 1))


def test_what_another_organisation_keeps_to_itself_is_not_told(right: Right) -> None:
    stranger = an_organisation()
    an_event(right, details={"licence": "exclusive"}, confidentiality="own")
    Event.objects.filter(code="utilization.licence.signed").update(organisation=stranger)
    assert _in_the_way(right, "open_licence") == []
    assert _in_the_way(right, "open_licence", by_organisation=stranger.pk) == ["utilization.licence.signed"]


def test_overdue_fee_is_told_from_the_docket_of_who_acts_alone(right: Right) -> None:
    own, other = an_organisation(), an_organisation()
    docket = Docket.objects.create(right=right, organisation=other, opened_at=timezone.now())
    Deadline.objects.create(
        docket=docket, rule="cn.annuity.due", trigger="x", due_on=DAY - dt.timedelta(9), number=3, severity="loss",
        derived_at=timezone.now(),
    )  # fmt: skip
    assert _in_the_way(right, "open_licence", by_organisation=own.pk) == []
    assert len(_in_the_way(right, "open_licence", by_organisation=other.pk)) == 1


def test_court_bars_all_but_letting_go(right: Right) -> None:
    an_event(right, "protection.preservation.ordered", details={"reference": "(2026)黑01执保1号"})
    assert {act for act in ACTS if not _in_the_way(right, act)} == {"lapse"}
    an_event(right, "protection.preservation.lifted", details={"reference": "(2026)黑01执保1号"})
    assert _in_the_way(right, "transfer") == []
