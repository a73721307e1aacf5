"""What a receipt says is read, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainline.portfolio.receipts.parsing import Item, numbers_in, parse

NUMBER, OTHER = "201710601862.3", "201710600001.3"


def test_lines_of_one_application_are_added_up_by_year() -> None:
    text = f"中央非税收入统一票据（电子）\n申请号：{NUMBER}\n发明专利第10年年费  4,000.00\n发明专利年费滞纳金  600.00\n合计（小写） ¥4,600.00\n"
    assert parse(text) == [Item(NUMBER, "10", 460000, 3)]


def test_each_line_may_name_its_own_number() -> None:
    text = f"{NUMBER} 发明专利第10年年费 4000.00\n{OTHER} 发明专利第9年年费 2000.00 2000.00\n合计 6000.00"
    assert parse(text) == [Item(NUMBER, "10", 400000, 1), Item(OTHER, "9", 200000, 2)]


def test_of_several_numbers_a_line_without_one_is_nobodys() -> None:
    text = f"{NUMBER}\n{OTHER}\n发明专利第10年年费 4000.00\n"
    assert parse(text) == []


def test_number_that_cannot_be_gives_its_amount_to_no_other() -> None:
    wrong = f"{NUMBER[:-1]}4"
    assert parse(f"{NUMBER}\n{wrong} 发明专利第10年年费 4000.00") == []
    assert parse(f"{NUMBER} {wrong}\n发明专利第10年年费 4000.00") == []


def test_sum_that_is_another_is_told() -> None:
    text = f"申请号 {NUMBER}\n发明专利第10年年费 4000.00\n合计 4600.00"
    assert parse(text) == [Item(NUMBER, "10", 400000, 2, "sum")]


def test_sum_alone_is_enough_for_one_application() -> None:
    assert parse(f"申请号\n{NUMBER}\n发明专利第10年年费\n金额合计（小写）：4000.00") == [
        Item(NUMBER, "10", 400000, 4)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "申请号：201710601862.4\n发明专利第10年年费 4000.00",
        f"申请号：{NUMBER}\n发明专利第10年年费",
        f"申请号：{NUMBER}\n开票日期 2026.11.03\n金额 4000.00",
        f"申请号：{NUMBER}\n发明专利第10年年费 标准 4000.00 实收 600.00",
    ],
)
def test_what_is_not_there_is_not_read(text: str) -> None:
    assert parse(text) == []


def test_surcharge_without_a_year_among_several_years_stands_alone() -> None:
    text = f"{NUMBER}\n发明专利第10年年费 4000.00\n发明专利第11年年费 4000.00\n发明专利年费滞纳金 600.00"
    assert [(item.year, item.minor) for item in parse(text)] == [("10", 400000), ("11", 400000), ("", 60000)]


def test_renewal_receipt_in_english() -> None:
    text = "Application no. 98200003.6\nRenewal fee for the 7th year EUR 1,310.00\nTotal 1,310.00"
    found = parse(text)
    assert [(item.year, item.minor) for item in found] in ([("7", 131000)], [])


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("发明专利第10年年费 4000.00", "CNY"),
        ("发明专利第10年年费 4000.00元", "CNY"),
        ("Renewal fee EUR 4,000.00", "EUR"),
        ("European renewal fee 4,000.00\nin US$", "USD"),
        ("renewal fee 4,000.00 欧元\n合计 4,000.00 USD", "EUR"),
        ("renewal fee 4,000.00\nEUR, USD", ""),
        ("renewal fee HK$ 4,000.00", "CNY"),
    ],
)
def test_currency_is_that_of_the_line_else_of_the_receipt(text: str, currency: str) -> None:
    assert [item.currency for item in parse(f"{NUMBER}\n{text}")] == [currency]


def test_amounts_of_two_currencies_are_not_added_up() -> None:
    text = f"{NUMBER}\n第10年年费 EUR 4000.00\n第10年年费 USD 100.00"
    assert [(item.minor, item.currency) for item in parse(text)] == [(400000, "EUR"), (10000, "USD")]


def test_all_numbers_of_a_text_are_found_right_or_wrong() -> None:
    wrong = f"{NUMBER[:-1]}4"
    assert numbers_in(f"x{'y' * 600} ZL{NUMBER}\fno {wrong}, 2000.00") == {f"ZL{NUMBER}", wrong}


@given(st.text(max_size=400))
def test_no_text_breaks_it(text: str) -> None:
    assert isinstance(parse(text), list)
