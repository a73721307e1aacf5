"""Decisions on fees: with a reason, undone at will; letting go by two people, told on the thread, refused while pledged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.portfolio.fees.board import due_fees, full_sums, rows_of, sums
from mainline.portfolio.fees.deciding import confirm, decide_fee, decide_fees, take_back
from mainline.portfolio.fees.upkeep import totals
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.rules.money import Money
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.fees.samples import fee_of, granted, holder_of, record

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def rights() -> list[Right]:
    rights = granted(3)
    for right in rights:
        record(right, "portfolio.annuity.paid", D(2026, 7, 15), details={"year": "10"})
    return rights


@pytest.fixture
def manager(rights: list[Right]) -> Any:
    return a_user(Role.MANAGER, holder_of(rights))


@pytest.fixture
def colleague(rights: list[Right]) -> Any:
    return a_user(Role.ATTORNEY, holder_of(rights))


def decided(manager: Any) -> dict[int, str]:
    return {row.docket.right_id: str(row.decision) for row in due_fees(manager, DAY)}


def declined(right: Right) -> list[Event]:
    return list(Event.objects.filter(STANDING, right=right, code="portfolio.annuity.declined"))


def test_board_has_one_row_a_right_with_its_first_fee(rights: list[Right], manager: Any) -> None:
    rows = rows_of(due_fees(manager, DAY), DAY)
    assert [(row.deadline.number, row.deadline.due_on) for row in rows] == [(11, D(2027, 7, 21))] * 3
    row = rows[0]
    assert (row.total, row.years_left, row.unknown) == (Money(400000, "CNY"), 10, 0)
    assert row.to_end == (Money(2 * 400000 + 3 * 600000 + 5 * 800000, "CNY"),)


def test_sums_of_the_board_are_those_of_its_rows(rights: list[Right], manager: Any) -> None:
    rows = rows_of(due_fees(manager, DAY), DAY)
    together = list(totals(row.total for row in rows if row.total))
    assert [one.total for one in sums(rows)] == together
    assert [(one.office, one.total, one.rows) for one in full_sums(due_fees(manager, DAY))] == [
        ("CN", together[0], 3)
    ]


def test_decision_is_seen_and_taken_back(rights: list[Right], manager: Any) -> None:
    fee = fee_of(rights[0], 11)
    decide_fee(deadline=fee, choice="keep", reason="核心专利", by=manager, on=DAY)
    assert decided(manager)[rights[0].pk] == "keep"
    decide_fee(deadline=fee, choice="sell", reason="有买家", by=manager, on=DAY)
    assert decided(manager)[rights[0].pk] == "sell"
    decide_fee(deadline=fee, choice="", reason="", by=manager, on=DAY)
    assert decided(manager)[rights[0].pk] == ""
    codes = [
        code for code in Entry.objects.order_by("pk").values_list("code", flat=True) if "annuity." in code
    ]
    assert codes == ["annuity.kept", "annuity.for_sale", "annuity.taken_back"]
    assert list(fee.changes.exclude(by=None).order_by("pk").values_list("after__annuity", flat=True)) == [
        "keep",
        "sell",
        "",
    ]


def test_letting_go_waits_for_a_second_person_and_is_then_told_on_the_thread(
    rights: list[Right], manager: Any, colleague: Any
) -> None:
    fee = fee_of(rights[0], 11)
    decide_fee(deadline=fee, choice="lapse", reason="技术过时", by=manager, on=DAY)
    grace = Deadline.objects.get(docket=fee.docket, number=11, bar="grace")
    row = next(row for row in rows_of(due_fees(manager, DAY), DAY) if row.pk == fee.pk)
    assert (row.decision, row.waits, declined(rights[0])) == ("lapse", True, [])
    with pytest.raises(ValidationError, match="您自己"):
        confirm(deadline=grace, by=manager, on=DAY)

    confirm(deadline=grace, by=colleague, on=DAY)

    (event,) = declined(rights[0])
    assert event.details == {"reason": "技术过时", "party": colleague.get_username(), "year": "11"}
    fee.refresh_from_db()
    assert fee.act == "waived"

    grace.refresh_from_db()
    take_back(deadline=grace, by=manager, on=DAY)
    fee.refresh_from_db()
    assert (fee.act, declined(rights[0]), decided(manager)[rights[0].pk]) == ("", [], "")


def test_letting_go_again_after_taking_it_back_is_told_again(
    rights: list[Right], manager: Any, colleague: Any
) -> None:
    fee = fee_of(rights[0], 11)
    for _turn in range(2):
        decide_fee(deadline=fee, choice="lapse", reason="x", by=manager, on=DAY)
        confirm(
            deadline=Deadline.objects.get(docket=fee.docket, number=11, bar="grace"), by=colleague, on=DAY
        )
        assert len(declined(rights[0])) == 1
        decide_fee(deadline=fee, choice="keep", reason="y", by=manager, on=DAY)
        assert declined(rights[0]) == []
    assert decided(manager)[rights[0].pk] == "keep"


def test_pledged_right_does_not_lapse_before_its_release(rights: list[Right], manager: Any) -> None:
    record(rights[0], "utilization.pledge.registered", D(2025, 5, 6), details={"other": "某银行"})
    with pytest.raises(ValidationError, match=r"2025-05-06.*某银行"):
        decide_fee(deadline=fee_of(rights[0], 11), choice="lapse", reason="x", by=manager, on=DAY)

    done, refused = decide_fees(
        deadlines=[fee_of(right, 11).pk for right in rights], choice="lapse", reason="x", by=manager, on=DAY
    )
    assert (done, [one.deadline.docket.right for one in refused]) == (2, [rights[0]])

    record(rights[0], "utilization.pledge.released", D(2026, 5, 6))
    decide_fee(deadline=fee_of(rights[0], 11), choice="lapse", reason="x", by=manager, on=DAY)


def test_flags_are_what_the_thread_tells(rights: list[Right], manager: Any) -> None:
    right = rights[0]
    for code, on in (
        ("utilization.licence.signed", D(2024, 1, 5)),
        ("utilization.licence.recorded", D(2024, 2, 5)),
        ("utilization.open_licence.declared", D(2023, 1, 5)),
        ("utilization.open_licence.withdrawn", D(2024, 1, 1)),
        ("protection.suit.filed", D(2025, 1, 5)),
        ("protection.invalidation.requested", D(2025, 2, 5)),
        ("protection.invalidation.maintained", D(2025, 9, 5)),
    ):
        record(right, code, on)
    for amount in (1234567, 1):
        record(right, "utilization.royalty.received", D(2025, 3, 1), amount_minor=amount, currency="CNY")

    rows = {row.right.pk: row for row in rows_of(due_fees(manager, DAY), DAY)}

    assert rows[right.pk].flags.codes == ("licensed", "case", "income")
    assert rows[right.pk].flags.income == (Money(1234568, "CNY"),)
    assert rows[rights[1].pk].flags.codes == ()

    record(right, "utilization.licence.ended", D(2026, 2, 5))
    record(right, "protection.suit.settled", D(2026, 2, 5))
    rows = {row.right.pk: row for row in rows_of(due_fees(manager, DAY), DAY)}
    assert rows[right.pk].flags.codes == ("income",)


@pytest.mark.parametrize(("choice", "reason"), [("keep", " "), ("burn", "because")])
def test_decision_without_reason_or_sense_is_refused(
    rights: list[Right], manager: Any, choice: str, reason: str
) -> None:
    with pytest.raises(ValidationError):
        decide_fee(deadline=fee_of(rights[0], 11), choice=choice, reason=reason, by=manager, on=DAY)
    assert decided(manager)[rights[0].pk] == ""


def test_nobody_else_decides(rights: list[Right], manager: Any) -> None:
    for other in (a_user(Role.VIEWER, holder_of(rights)), a_user(Role.MANAGER, an_organisation())):
        with pytest.raises(PermissionDenied):
            decide_fee(deadline=fee_of(rights[0], 11), choice="keep", reason="x", by=other, on=DAY)
    assert not due_fees(a_user(Role.MANAGER, an_organisation()), DAY).exists()


def test_second_person_confirms_on_the_page_of_the_date_and_a_pledge_refuses_there_too(
    en: Any, rights: list[Right], manager: Any, colleague: Any
) -> None:
    fee = fee_of(rights[0], 11)
    decide_fee(deadline=fee, choice="lapse", reason="x", by=manager, on=DAY)
    grace = Deadline.objects.get(docket=fee.docket, number=11, bar="grace")
    en.force_login(colleague)
    en.post(f"/dates/{grace.pk}/act/", {"act": "confirm"})
    assert len(declined(rights[0])) == 1
    en.post(f"/dates/{grace.pk}/act/", {"act": "reopen"})
    assert declined(rights[0]) == []

    record(rights[0], "utilization.pledge.registered", D(2025, 5, 6))
    said = en.post(f"/dates/{grace.pk}/act/", {"act": "waived", "reason": "x"}, follow=True).content.decode()
    assert "The right is pledged (registered on 2025-05-06)" in said
    grace.refresh_from_db()
    assert grace.act == ""
