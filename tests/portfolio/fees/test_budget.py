"""The budget: sums are those of its rows, a group given up saves what it cost, what is not known is not zero."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.orgs.enums import Role
from mainline.orgs.models import PlatformState
from mainline.portfolio.fees import budget
from mainline.portfolio.fees.board import due_fees
from mainline.portfolio.fees.deciding import confirm, decide_fee
from mainline.portfolio.fees.tables import lines, payment_list
from mainline.register.deadlines.actions import say_facts
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.models import Right
from mainline.rules.money import Money
from tests.factories import DAY, a_user
from tests.portfolio.fees.samples import fee_of, granted, holder_of

pytestmark = pytest.mark.django_db
D = dt.date


@pytest.fixture
def rights() -> list[Right]:
    return granted(3)


@pytest.fixture
def manager(rights: list[Right]) -> Any:
    return a_user(Role.MANAGER, holder_of(rights))


def minor(table: Any, column: str) -> int:
    """Add up a column of money of a file, to the fen."""
    place = list(table.columns).index(column)
    return sum(round(row[place] * 100) for row in table.rows if isinstance(row[place], int | float))


def test_five_years_are_the_fees_of_the_law(rights: list[Right], manager: Any) -> None:
    fees, left_out = budget.fees_ahead(manager, DAY)
    (line,) = budget.by_year(fees, DAY)
    # Three inventions: the tenth year with 15 % (four months late) in 2026, then 4,000, 4,000, 6,000, 6,000.
    assert [span.low for span in line.years] == [3 * 460000, 3 * 400000, 3 * 400000, 3 * 600000, 3 * 600000]
    assert (line.total.low, line.total.high, left_out) == (3 * 2460000, 3 * 2460000, 0)


def test_band_runs_from_the_reduced_fees_to_the_full_ones(rights: list[Right], manager: Any) -> None:
    say_facts(docket=Docket.objects.get(right=rights[0]), facts={"reduction": "0.85"}, by=None, on=DAY)
    (line,) = budget.by_year(budget.fees_ahead(manager, DAY)[0], DAY)
    # Reduced are the ten years from that of grant, the third: up to the twelfth, which is due in 2028.
    assert [span.high - span.low for span in line.years] == [340000, 340000, 340000, 0, 0]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(on=st.dates(D(2026, 1, 1), D(2031, 1, 1)), gone=st.sets(st.integers(0, 2)))
def test_sums_are_those_of_the_rows_to_the_fen(
    rights: list[Right], manager: Any, on: dt.date, gone: set[int]
) -> None:
    fees, _left_out = budget.fees_ahead(manager, on)
    known = [fee for fee in fees if fee.low is not None and fee.high is not None]
    dropped = set(
        Docket.objects.filter(right__in=[rights[place].pk for place in gone]).values_list("pk", flat=True)
    )
    kept = [fee for fee in fees if fee.docket.pk not in dropped]
    together, left, saved = (
        sum(line.total.low for line in found)
        for found in (budget.by_year(fees, on), budget.by_year(kept, on), budget.savings(fees, dropped, on))
    )

    assert together == sum(fee.low.minor for fee in known if fee.low) == left + saved
    for group in (lambda fee: fee.docket.right.office, lambda fee: fee.docket.right.kind):
        assert sum(line.total.low for line in budget.by_year(fees, on, group)) == together
    for line in budget.by_year(fees, on):
        assert sum(span.low for span in line.years) == line.total.low <= line.total.high
    assert minor(budget.as_table(fees), "low") == together
    assert sum(budget.unknown_by_year(fees, on)) == len(fees) - len(known)


def test_scenario_finds_by_words_and_status(rights: list[Right], manager: Any) -> None:
    number = rights[0].number
    only = Docket.objects.get(right=rights[0]).pk
    assert budget.dropped(manager, budget.scenario(number, "")) == {only}
    assert budget.dropped(manager, budget.scenario("", "")) == set()
    assert budget.dropped(manager, budget.scenario(number, "no-such")) == {only}
    assert budget.dropped(manager, budget.scenario(number, "expired")) == set()
    assert budget.dropped(a_user(Role.MANAGER), budget.scenario(number, "")) == set()


def test_right_that_two_people_let_go_is_no_longer_in_it(rights: list[Right], manager: Any) -> None:
    fee = fee_of(rights[0])
    decide_fee(deadline=fee, choice="lapse", reason="x", by=manager, on=DAY)
    assert budget.fees_ahead(manager, DAY)[1] == 0
    second = a_user(Role.ATTORNEY, holder_of(rights))
    confirm(deadline=Deadline.objects.get(docket=fee.docket, number=10, bar="grace"), by=second, on=DAY)
    fees, left_out = budget.fees_ahead(manager, DAY)
    assert left_out == 1
    assert {each.docket.right_id for each in fees} == {right.pk for right in rights[1:]}


def test_payment_list_is_what_was_kept_item_by_item(rights: list[Right], manager: Any) -> None:
    for right in rights[:2]:
        decide_fee(deadline=fee_of(right), choice="keep", reason="x", by=manager, on=DAY)
    rows = list(lines(due_fees(manager, DAY), DAY))
    table = payment_list(rows)
    found = [list(row) for row in table.rows]

    assert [row[4] for row in found] == [10] * 4
    assert [row[7:9] for row in found[:2]] == [[4000, "CNY"], [600, "CNY"]]
    assert {row[9] for row in found} == {holder_of(rights).display_name}
    kept = [row.total for row in rows if row.decision == "keep"]
    assert (
        sum(round(row[7] * 100) for row in found) == sum(total.minor for total in kept if total) == 2 * 460000
    )


def test_amount_with_fen_is_exact_in_a_file() -> None:
    from mainline.portfolio.fees.tables import figure

    assert [figure(Money(minor, "EUR")) for minor in (124250, 1, 100, 10**12 + 7)] == [
        1242.5, 0.01, 1, 10000000000.07,
    ]  # fmt: skip


def test_pages_and_files(en: Any, rights: list[Right], manager: Any) -> None:
    PlatformState.objects.create(name="clock", value={"demo_day": str(DAY)})
    en.force_login(manager)
    docket = Docket.objects.get(right=rights[0])
    page = en.get(f"/dates/fees/{docket.pk}/?on=2027-08-30").content.decode()
    assert "payable with surcharge" in page
    assert "4,200.00 CNY" in page
    assert "IR2023" not in page
    assert "Implementing Regulations" in page
    assert "Give the day as" in en.get(f"/dates/fees/{docket.pk}/?on=soon").content.decode()

    board = en.get("/dates/annuities/").content.decode()
    assert board.count('name="pk"') == 3
    preview = en.post(
        "/dates/annuities/preview/", {"all": "1", "choice": "keep", "reason": "core"}
    ).content.decode()
    assert "13,800.00 CNY" in preview
    picked = [fee_of(right).pk for right in rights]
    said = en.post(
        "/dates/annuities/decide/", {"pk": picked, "choice": "keep", "reason": "core"}, follow=True
    ).content.decode()
    assert "Decided on 3 fees." in said
    file = b"".join(en.get("/dates/annuities/list/CN/csv/").streaming_content).decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(file)))) == 1 + 2 * 3
    assert en.get("/dates/annuities/list/CN/jsonl/").status_code == 404

    page = en.get(f"/dates/budget/?q={rights[0].number}").content.decode()
    assert "1 right given up saves" in page
    assert en.get("/dates/budget/export/xlsx/").status_code == 200

    en.force_login(a_user(Role.MANAGER))
    assert en.get(f"/dates/fees/{docket.pk}/").status_code == 404
    assert rights[0].number not in en.get("/dates/budget/export/csv/").getvalue().decode()


def test_reduction_is_said_on_the_page_and_lowers_the_fees(
    en: Any, rights: list[Right], manager: Any
) -> None:
    PlatformState.objects.create(name="clock", value={"demo_day": str(DAY)})
    en.force_login(manager)
    address = f"/dates/fees/{Docket.objects.get(right=rights[0]).pk}/"
    for share, said in (("0.5", "The share reduced is"), ("0.85", "worked out anew")):
        answer = en.post(f"{address}facts/", {"reduction": share, "colour": "red"}, follow=True)
        assert said in answer.content.decode()
    assert Docket.objects.get(right=rights[0]).facts == {"reduction": "0.85"}
    # 15 % of 4,000 and the surcharge of four months on the full fee.
    assert "1,200.00 CNY" in en.get(address).content.decode()

    en.force_login(a_user(Role.VIEWER, holder_of(rights)))
    assert en.post(f"{address}facts/", {"reduction": ""}).status_code == 403
    en.force_login(a_user(Role.MANAGER))
    assert en.post(f"{address}facts/", {"reduction": ""}).status_code == 404
