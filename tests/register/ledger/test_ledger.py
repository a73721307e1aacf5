"""The book: balanced, told once, never edited."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse as address_of
from hypothesis import given
from hypothesis import strategies as st

from mainline.orgs.enums import Role
from mainline.register.ledger.actions import AlreadyReversed, KeyUsed, lines_of, post, reverse
from mainline.register.ledger.logic import Line, Unbalanced, check, digest, sums, turned
from mainline.register.ledger.models import Posting, PostingLine
from mainline.register.ledger.queries import balance, postings_of, trial_balance, unbalanced
from mainline.rules.money import Money
from tests.factories import a_user, an_organisation

DAY = dt.date(2026, 11, 20)
_MINOR = st.integers(-(10**15), 10**15).filter(bool)
_LINES = st.lists(
    st.builds(Line, st.sampled_from(["cash", "cost"]), st.builds(Money, _MINOR, st.just("CNY"))),
    min_size=1,
    max_size=12,
)


def _line(account: str, minor: int, currency: str = "CNY") -> Line:
    return Line(account, Money(minor, currency))


def _received(minor: int) -> list[Line]:
    return [_line("cash", minor), _line("licence_income", -minor)]


@given(_LINES)
def test_lines_that_sum_to_zero_pass_and_no_others(lines: list[Line]) -> None:
    rest = sum(line.money.minor for line in lines)
    if rest:
        with pytest.raises(Unbalanced):
            check(lines)
        check([*lines, _line("other", -rest)])
    elif len(lines) > 1:
        check(lines)


@given(_LINES)
def test_contrary_of_lines_takes_them_back(lines: list[Line]) -> None:
    assert set(sums([*lines, *turned(lines)]).values()) == {0}
    assert digest(DAY, "", lines) != digest(DAY, "", turned(lines))


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [_line("cash", 1)],
        [_line("cash", 0), _line("cost", 0)],
        [_line("cash", 5), _line("cost", -5, "USD")],
    ],
    ids=["none", "one", "of nothing", "two currencies"],
)
@pytest.mark.django_db
def test_unbalanced_posting_is_refused_and_leaves_nothing(lines: list[Line]) -> None:
    with pytest.raises(Unbalanced):
        post(organisation=an_organisation(), on=DAY, lines=lines, key="k", by=None, text="receipt")
    assert not Posting.objects.exists()


@pytest.mark.django_db
def test_same_key_posts_once_and_other_content_under_it_is_refused() -> None:
    body = an_organisation()

    def told(minor: int) -> Posting:
        return post(organisation=body, on=DAY, lines=_received(minor), key="receipt:1", by=None, text="fee")

    first = told(100)
    assert told(100) == first
    with pytest.raises(KeyUsed):
        told(101)
    assert balance(body, "cash") == {"CNY": 100}
    assert PostingLine.objects.count() == 2
    # In another book the same key is another posting.
    other = an_organisation()
    assert post(organisation=other, on=DAY, lines=_received(1), key="receipt:1", by=None, text="fee") != first


@pytest.mark.django_db
def test_reversal_is_a_contrary_posting_once() -> None:
    body = an_organisation()
    wrong = post(organisation=body, on=DAY, lines=_received(7), key="a", by=None, text="fee")
    back = reverse(posting=wrong, on=DAY, by=None, reason="paid twice")
    assert back.reverses == wrong
    assert [line.money.minor for line in lines_of(back)] == [-7, 7]
    assert balance(body, "cash") == {}
    assert reverse(posting=wrong, on=DAY, by=None, reason="paid twice") == back
    with pytest.raises(AlreadyReversed, match="is a reversal"):
        reverse(posting=back, on=DAY, by=None, reason="it was right after all")
    with pytest.raises(AlreadyReversed):
        reverse(posting=wrong, on=DAY + dt.timedelta(1), by=None, reason="paid twice")


@pytest.mark.django_db
def test_balance_is_of_a_day_and_trial_balance_sums_to_zero() -> None:
    body = an_organisation()
    manager = a_user(Role.MANAGER, body)
    for nth, minor in enumerate((5, 11, 300)):
        on = DAY + dt.timedelta(nth)
        post(organisation=body, on=on, lines=_received(minor), key=str(nth), by=manager, text="fee")
    assert balance(body, "cash", until=DAY + dt.timedelta(1)) == {"CNY": 16}
    rows = trial_balance(manager)
    assert [(row.account, row.money.minor) for row in rows] == [("cash", 316), ("licence_income", -316)]
    assert not unbalanced().exists()


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.MANAGER, True), (Role.TECHNOLOGY_MANAGER, True), (Role.INVENTOR, False)]
)
@pytest.mark.django_db
def test_book_is_for_those_who_see_money_of_its_organisation(role: Role, sees: bool) -> None:
    body = an_organisation()
    post(organisation=body, on=DAY, lines=_received(5), key="a", by=None, text="fee")
    assert postings_of(a_user(role, body)).exists() is sees
    assert not postings_of(a_user(Role.MANAGER, an_organisation())).exists()


@pytest.mark.django_db
def test_each_line_costs_no_query_of_its_own(
    django_assert_num_queries: Any,
) -> None:
    body = an_organisation()
    for nth in range(3):
        post(organisation=body, on=DAY, lines=_received(5), key=str(nth), by=None, text="fee")
    manager = a_user(Role.MANAGER, body)
    with django_assert_num_queries(4):
        for posting in postings_of(manager):
            assert [str(line.account) for line in posting.lines.all()] == ["cash", "licence_income"]


@pytest.mark.django_db
def test_page_shows_balances_of_a_day_and_export_holds_each_line(client: Client) -> None:
    body = an_organisation()
    post(organisation=body, on=DAY, lines=_received(123_456), key="a", by=None, text="许可费到账")
    client.force_login(a_user(Role.MANAGER, body))
    page = client.get(address_of("ledger"), {"until": str(DAY)}).content.decode()
    assert "1,234.56 CNY" in page
    assert "许可费到账" in page
    before = client.get(address_of("ledger"), {"until": str(DAY - dt.timedelta(1))}).content.decode()
    assert "1,234.56 CNY" in before.split("list-table")[-1]
    shows = "day.account.amount.currency"
    answer = client.get(address_of("ledger_export", args=["csv"]), {"shows": shows})
    rows = (
        b"".join(answer.streaming_content).decode("utf-8-sig")
        if answer.streaming
        else answer.content.decode("utf-8-sig")
    )
    assert "1234.56" in rows
    assert "-1234.56" in rows
    client.force_login(a_user(Role.MANAGER, an_organisation()))
    assert "1,234.56" not in client.get(address_of("ledger")).content.decode()
    client.force_login(a_user(Role.INVENTOR, body))
    assert client.get(address_of("ledger")).status_code == 403
