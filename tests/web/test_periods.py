"""Periods that move with time: what they mean on a day, and what they are called."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db.models import Q
from django.http import QueryDict
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from mainline.web.asking import Asker
from mainline.web.filters import Days
from mainline.web.periods import OFFERED, Period, period, said, span

DAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("word", "begins", "first", "last"),
    [
        ("fy", 1, "2026-01-01", "2026-12-31"),
        ("fy-1", 1, "2025-01-01", "2025-12-31"),
        ("fy", 4, "2026-04-01", "2027-03-31"),
        ("fy+1", 4, "2027-04-01", "2028-03-31"),
        ("fy", 12, "2025-12-01", "2026-11-30"),
        ("fy 1", 1, "2027-01-01", "2027-12-31"),
        ("quarter", 1, "2026-10-01", "2026-12-31"),
        ("quarter+1", 1, "2027-01-01", "2027-03-31"),
        ("quarter", 2, "2026-11-01", "2027-01-31"),
        ("month", 4, "2026-11-01", "2026-11-30"),
        ("month+3", 1, "2027-02-01", "2027-02-28"),
        ("month-11", 1, "2025-12-01", "2025-12-31"),
        ("+90d", 1, "2026-11-23", "2027-02-21"),
        (" 90d", 1, "2026-11-23", "2027-02-21"),
        ("-30d", 1, "2026-10-24", "2026-11-23"),
    ],
)
def test_period_of_a_day(word: str, begins: int, first: str, last: str) -> None:
    found = span(period(word), DAY, begins)
    assert found == (dt.date.fromisoformat(first), dt.date.fromisoformat(last))


def test_fiscal_year_on_its_first_and_last_day() -> None:
    for day in (dt.date(2026, 4, 1), dt.date(2027, 3, 31)):
        assert span(period("fy"), day, 4) == (dt.date(2026, 4, 1), dt.date(2027, 3, 31))


@given(st.dates(dt.date(1900, 1, 1), dt.date(2200, 1, 1)), st.integers(1, 12))
def test_each_day_is_in_its_periods_and_they_follow_each_other(day: dt.date, begins: int) -> None:
    for kind in ("fy", "quarter", "month"):
        first, last = span(Period(kind, 0), day, begins)
        assert first <= day <= last
        assert span(Period(kind, 1), day, begins)[0] == last + dt.timedelta(days=1)
        assert span(Period(kind, -1), day, begins)[1] == first - dt.timedelta(days=1)


@pytest.mark.parametrize(
    "word", ["", "year", "fy+", "fy100", "90d", "+99999d", "month-", "fy-1; drop", "＋9d"]
)
def test_what_is_no_period_is_refused(word: str) -> None:
    with translation.override("en"), pytest.raises(ValueError, match="write a period as fy"):
        period(word)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_offered_period_has_words_of_its_own_and_one_spelling(language: str) -> None:
    with translation.override(language):
        words = [said(period(word)) for word in OFFERED]
        assert len(set(words)) == len(words)
        assert [period(word).word for word in OFFERED] == list(OFFERED)
        assert (language == "en") == words[0].isascii()


@pytest.mark.parametrize(
    "word", ["fy+3", "fy-3", "quarter+2", "quarter-2", "month+5", "month-5", "+0d", "+1d"]
)
def test_other_periods_are_said_with_their_number(word: str) -> None:
    with translation.override("en"):
        assert said(period(word))


def test_days_take_a_period_and_both_ends_together() -> None:
    def asker() -> Asker:
        return Asker(DAY, 4)

    with translation.override("en"):
        found = Days("on").read("due", "Due", QueryDict("due-in=fy%2B1&due-from=2027-06-01"), asker)
        wrong = Days("on").read("due", "Due", QueryDict("due-in=soon"), asker)

    year = Q(on__gte=dt.date(2027, 4, 1)) & Q(on__lte=dt.date(2028, 3, 31))
    assert found.condition == Q(on__gte=dt.date(2027, 6, 1)) & year
    assert [chip.text for chip in found.chips] == [
        "Due: from 2027-06-01",
        "Due: Next fiscal year (2027-04-01 to 2028-03-31)",
    ]
    assert [chip.without for chip in found.chips][1] == {"due-in": None}
    assert [word for word, _label, is_chosen in found.field.periods if is_chosen] == ["fy+1"]
    assert wrong.condition is None
    assert list(wrong.problems) == ["Due: “soon” was left out: write a period as fy, fy-1, month+1 or +90d."]


def test_days_that_are_not_known_can_be_asked_for() -> None:
    with translation.override("en"):
        found = Days("on").read("due", "Due", QueryDict("due-in=unknown"))
    assert found.condition == Q(on=None)
    assert [chip.text for chip in found.chips] == ["Due: Not known"]
    assert found.field.periods[-1] == ("unknown", "Not known", True)
