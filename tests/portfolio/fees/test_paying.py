"""Bank lines against open fees: read from what banks give, matched by number and to the fen, booked once."""

from __future__ import annotations

import csv
import datetime as dt
import io
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.orgs.enums import Role
from mainline.portfolio.fees.banklines import (
    BankLine,
    Unreadable,
    as_plain,
    folded,
    from_plain,
    numbers_in,
    read_lines,
)
from mainline.portfolio.fees.paying import book, matches
from mainline.register.models import Event, Identifier, Right
from tests.factories import DAY, a_user
from tests.portfolio.fees.samples import fee_of, granted, holder_of, record

D = dt.date
PAID = "portfolio.annuity.paid"


def table(*rows: tuple[object, ...], header: tuple[str, ...] = ("交易日期", "支出金额", "摘要")) -> bytes:
    file = io.StringIO()
    csv.writer(file).writerows([header, *rows])
    return file.getvalue().encode()


@pytest.fixture
def rights() -> list[Right]:
    return granted(2)


@pytest.fixture
def manager(rights: list[Right]) -> Any:
    return a_user(Role.MANAGER, holder_of(rights))


def application(right: Right) -> str:
    return Identifier.objects.get(right=right, role="application").text


def fates(user: Any, data: bytes) -> list[str]:
    return [match.fate for match in matches(user, read_lines(data))]


def payments(right: Right) -> list[tuple[str, str, int | None]]:
    rows = Event.objects.filter(right=right, amount_minor__isnull=False).order_by("pk")
    return [(row.code, row.details["year"], row.amount_minor) for row in rows]


def test_statement_is_read_as_banks_give_it() -> None:
    rows = [("2026年11月3日", "¥4,000.00", "缴ZL201710601862.3第10年年费"), ("", "x", "?")]
    in_utf8 = read_lines("某银行对账单\n".encode() + table(*rows))
    in_gb = read_lines(table(*rows).decode().encode("gb18030"))
    assert in_utf8[0] == BankLine(3, "2026-11-03", 400000, "", "", "缴ZL201710601862.3第10年年费")
    assert [line.minor for line in in_gb] == [400000, None]
    assert "日期" in in_gb[1].fault or "date" in in_gb[1].fault


def test_workbook_is_read_like_text() -> None:
    file = io.BytesIO()
    book_ = xlsxwriter.Workbook(file)
    sheet = book_.add_worksheet()
    sheet.write_row(0, 0, ["Date", "Currency", "Amount", "Application number", "Patent year"])
    sheet.write_row(1, 0, ["2026-11-03", "CNY", -4000.5, "201710601862.3", 10])
    book_.close()
    assert read_lines(file.getvalue()) == [BankLine(2, "2026-11-03", 400050, "CNY", "10", "201710601862.3")]


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", b"\x00\x01", "日期,金额\n".encode()]
)
def test_what_is_no_statement_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        read_lines(data)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.dates(D(2000, 1, 1), D(2090, 1, 1)),
            st.integers(1, 10**11),
            st.text("AZ09申请,\"'", max_size=20),
        )
    )
)
def test_amounts_are_read_to_the_fen_and_carried_unchanged(rows: list[tuple[dt.date, int, str]]) -> None:
    data = table(*((day, f"{minor // 100}.{minor % 100:02d}", text) for day, minor, text in rows))
    lines = read_lines(data)
    assert [(line.day, line.minor) for line in lines] == [(day.isoformat(), minor) for day, minor, _ in rows]
    assert from_plain(as_plain(lines)) == lines


def test_numbers_are_found_in_what_people_write() -> None:
    assert "2017106018623" in [folded(one) for one in numbers_in("缴 ZL201710601862.3 第10年, 2026/11")]
    assert folded("CN 201710601862.3") == folded("ZL2017106018623")


@pytest.mark.django_db
def test_line_is_matched_by_number_and_exact_amount(rights: list[Right], manager: Any) -> None:
    number, other = application(rights[0]), application(rights[1])
    data = table(
        ("2026-07-20", "4000.00", f"年费 {number}"),
        ("2026-07-20", "4000.01", f"年费 {other}"),
        ("2026-07-20", "4000.00", f"{number} {other}"),
        ("2026-07-20", "4000.00", "房租"),
        ("2026-07-20", "4000.00", f"年费 {number}"),
        ("2019-07-20", "4000.00", number),
    )
    found = matches(manager, read_lines(data))
    assert [match.fate for match in found] == [
        "matched", "unknown", "ambiguous", "unknown", "ambiguous", "unknown",
    ]  # fmt: skip
    assert found[0].year is not None
    assert found[0].year.number == 10
    assert "4,000.00 CNY" in found[1].why


@pytest.mark.django_db
def test_late_payment_carries_its_surcharge(rights: list[Right], manager: Any) -> None:
    number = application(rights[0])
    # Without the surcharge it is not the tenth, and the eleventh is not paid before it.
    assert fates(manager, table(("2026-09-01", "4000", number))) == ["ambiguous"]
    book(lines=read_lines(table(("2026-09-01", "4200", number))), by=manager, on=DAY)
    assert payments(rights[0]) == [("portfolio.annuity.paid_late", "10", 420000)]


@pytest.mark.django_db
def test_same_file_twice_pays_nothing_twice(rights: list[Right], manager: Any) -> None:
    # The fees of the tenth and the eleventh year are the same amount: the second time must not pay the next.
    lines = read_lines(table(*(("2026-07-20", "4000", application(right)) for right in rights)))

    first, second = (book(lines=lines, by=manager, on=DAY) for _turn in range(2))

    assert (len(first), second) == (2, [])
    assert [payments(right) for right in rights] == [[(PAID, "10", 400000)]] * 2
    assert fee_of(rights[0]).fate == "done"
    assert [match.fate for match in matches(manager, lines)] == ["booked", "booked"]


@pytest.mark.django_db
def test_what_was_paid_later_in_the_file_is_the_sum_of_its_rows(rights: list[Right], manager: Any) -> None:
    lines = read_lines(table(*(("2026-07-20", "4000", application(right)) for right in rights)))
    done = book(lines=lines, by=manager, on=DAY)
    booked = sum(minor or 0 for right in rights for _code, _year, minor in payments(right))
    assert booked == sum(match.amount.minor for match in done if match.amount) == 800000


@pytest.mark.django_db
@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(turns=st.lists(st.permutations([0, 1, 2]), min_size=2, max_size=3))
def test_in_any_order_and_however_often_each_fee_is_paid_once(
    turns: list[list[int]], django_db_blocker: Any
) -> None:
    from django.db import transaction

    with transaction.atomic():
        rights = granted(3)
        user = a_user(Role.MANAGER, holder_of(rights))
        lines = read_lines(table(*(("2026-07-20", "4000", application(right)) for right in rights)))
        for turn in turns:
            book(lines=[lines[place] for place in turn], by=user, on=DAY)
        assert [payments(right) for right in rights] == [[(PAID, "10", 400000)]] * 3
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_pages_show_what_would_be_paid_and_book_it(en: Client, rights: list[Right], manager: Any) -> None:
    en.force_login(manager)
    data = table(("2026-07-20", "4000", application(rights[0])), ("2026-07-20", "1", "x"))
    page = en.post("/dates/annuities/bank/", {"file": SimpleUploadedFile("b.csv", data)})
    body = page.content.decode()
    assert "Book 1 payment, 4,000.00 CNY" in body
    assert payments(rights[0]) == []

    token = page.context["token"]
    assert en.post("/dates/annuities/bank/book/", {"lines": token + "x"}, follow=True).status_code == 200
    assert payments(rights[0]) == []
    said = en.post("/dates/annuities/bank/book/", {"lines": token}, follow=True).content.decode()
    assert "1 payment was entered on its thread." in said
    assert payments(rights[0]) == [(PAID, "10", 400000)]
    again = en.post("/dates/annuities/bank/book/", {"lines": token}, follow=True).content.decode()
    assert "Nothing was entered" in again

    en.force_login(a_user(Role.MANAGER))
    assert (
        "no longer valid"
        in en.post("/dates/annuities/bank/book/", {"lines": token}, follow=True).content.decode()
    )
    bad = en.post("/dates/annuities/bank/", {"file": SimpleUploadedFile("b.csv", b"a,b\n1,2\n")})
    assert bad.status_code == 422
    assert "No header was found" in bad.content.decode()


@pytest.mark.django_db
def test_rival_pays_nothing_here(rights: list[Right]) -> None:
    record(rights[0], "utilization.nda.signed", D(2026, 1, 1))
    assert fates(a_user(Role.MANAGER), table(("2026-07-20", "4000", application(rights[0])))) == ["unknown"]
