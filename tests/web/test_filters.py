"""What an address asks of a filter, and what it is told where it makes no sense."""

from __future__ import annotations

import datetime as dt
from typing import Any
from urllib.parse import quote

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.web.filters import Choice, Contains, Days, Filter, Numbers, yes_no

BLANK = "".join(one for one in map(chr, range(0x3001)) if one.isspace()) + "\0"
"""What nobody sees in a field."""
FILTERS: list[Filter] = [
    Contains(("name", "other")),
    Choice("kind", {"a": "A", "b": "B"}),
    yes_no("is_dry"),
    Days("on"),
    Days("at", is_instant=True),
    Numbers("count"),
    Numbers("score", parts=100),
]


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def read(one: Filter, address: str) -> Any:
    return one.read("x", "Label", QueryDict(address))


def test_text_is_looked_for_in_each_of_its_fields_or_none() -> None:
    found = read(FILTERS[0], "x=%20大豆%00%20")

    assert found.condition == Q(name__icontains="大豆") | Q(other__icontains="大豆")
    assert [(chip.text, chip.without) for chip in found.chips] == [("Label: 大豆", {"x": None})]
    assert found.field.value == "大豆"
    assert read(FILTERS[0], "x=%20").condition is None


def test_text_that_is_too_long_is_left_out_and_told_with_its_length() -> None:
    found = read(FILTERS[0], "x=" + "a" * 201)

    assert found.condition is None
    assert found.problems == ("Label: the text has 201 characters, at most 200 are looked for; left out.",)


def test_choice_takes_several_codes_and_tells_of_an_unknown_one() -> None:
    found = read(FILTERS[1], "x=b&x=a&x=b&x=nothing&x=")

    assert found.condition == Q(kind__in=["b", "a"])
    assert [chip.without for chip in found.chips] == [{"x": "b"}, {"x": "a"}]
    assert found.problems == ["Label: “nothing” is none of the choices; left out."]
    assert found.field.options == [("a", "A", True), ("b", "B", True)]


def test_yes_and_no_are_a_choice() -> None:
    assert read(FILTERS[2], "x=yes").condition == Q(is_dry__in=[True])
    assert read(FILTERS[2], "x=no&x=yes").condition == Q(is_dry__in=[False, True])


@pytest.mark.parametrize(
    ("address", "first", "last", "words"),
    [
        ("x-from=2024-03-18", "2024-03-18", None, "Label: from 2024-03-18"),
        ("x-to=2024-02", None, "2024-02-29", "Label: to 2024-02-29"),
        ("x-from=2023&x-to=2023", "2023-01-01", "2023-12-31", "Label: 2023-01-01 to 2023-12-31"),
        ("x-from=2023-12&x-to=2023-12", "2023-12-01", "2023-12-31", "Label: 2023-12-01 to 2023-12-31"),
    ],
)
def test_year_or_month_stands_for_all_its_days(
    address: str, first: str | None, last: str | None, words: str
) -> None:
    found = read(FILTERS[3], address)

    wanted = Q()
    if first:
        wanted &= Q(on__gte=dt.date.fromisoformat(first))
    if last:
        wanted &= Q(on__lte=dt.date.fromisoformat(last))
    assert found.condition == wanted
    assert [chip.text for chip in found.chips] == [words]


def test_day_of_an_instant_is_that_where_the_platform_stands(settings: Any) -> None:
    settings.TIME_ZONE = "Asia/Shanghai"
    found = read(FILTERS[4], "x-from=2024-03-18&x-to=2024-03-18")

    midnight = timezone.make_aware(dt.datetime(2024, 3, 18))
    assert found.condition == Q(at__gte=midnight) & Q(at__lt=midnight + dt.timedelta(days=1))
    assert midnight.utcoffset() == dt.timedelta(hours=8)


def test_unknown_day_is_in_no_range() -> None:
    unknown = dt.date(1, 1, 1)
    found = read(Days("on", unknown=unknown), "x-to=2024")
    assert found.condition == Q(on__lte=dt.date(2024, 12, 31)) & ~Q(on=unknown)


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("x-from=yesterday", "Label: “yesterday” was left out: write a day as 2024-03-18."),
        ("x-to=2024-02-30", "Label: “2024-02-30” was left out: there is no such day."),
        ("x-to=2024-13", "Label: “2024-13” was left out: there is no such day."),
        ("x-from=0001-01-01", "Label: “0001-01-01” was left out: write a day as 2024-03-18."),
        ("x-from=2024&x-to=2023", "Label: from is after to, so nothing could fit; left out."),
    ],
)
def test_day_that_makes_no_sense_is_left_out_and_told(address: str, problem: str) -> None:
    found = read(FILTERS[3], address)
    assert found.condition is None
    assert found.problems == [problem]


def test_one_wrong_end_leaves_the_other() -> None:
    found = read(FILTERS[5], "x-from=many&x-to=1,000")
    assert found.condition == Q(count__lte=1000)
    assert found.problems == ["Label: “many” was left out: write a whole number."]
    assert found.field.ends == ("", "1000")


def test_hundredths_are_given_whole() -> None:
    assert str(read(FILTERS[6], "x-from=95").condition) == "(AND: ('score__gte', Decimal('0.95')))"


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["x", "x-from", "x-to"]), st.text(max_size=30)))
def test_no_address_raises_and_what_is_left_out_is_told(asked: dict[str, str]) -> None:
    address = "&".join(f"{name}={quote(text)}" for name, text in asked.items())
    for one in FILTERS:
        found = read(one, address)
        said = [text for name, text in asked.items() if name in one.parameters("x") and text.strip(BLANK)]
        assert bool(found.chips) == (found.condition is not None)
        assert bool(found.chips or found.problems) or not said
        assert all(isinstance(problem, str) and problem for problem in found.problems)
