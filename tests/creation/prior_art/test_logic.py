"""Which day of a document counts, which category it can have then, and claims as people write them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.creation.prior_art.logic import (
    NoClaims,
    categories_for,
    claims_named,
    claims_written,
    covers,
    standing,
)

CUT_OFF = dt.date(2022, 6, 1)


@pytest.mark.parametrize(
    ("published", "filed", "wanted"),
    [
        ("2022-05-31", "2021-01-01", "published"),
        ("2022-06-01", "2021-01-01", "earlier"),
        ("2023-01-01", "2022-05-31", "earlier"),
        ("2023-01-01", "2022-06-01", "later"),
        ("2023-01-01", None, "unknown"),
        (None, "2021-01-01", "unknown"),
    ],
)
def test_document_stands_to_the_day_by_its_own_days(
    published: str | None, filed: str | None, wanted: str
) -> None:
    days = [dt.date.fromisoformat(day) if day else None for day in (published, filed)]
    assert standing(days[0], days[1], CUT_OFF) == wanted


def test_what_was_published_later_can_take_novelty_alone() -> None:
    assert "E" not in categories_for("published")
    assert not {"X", "Y", "A"} & set(categories_for("earlier"))
    assert categories_for("later") == ("",)


@pytest.mark.parametrize(
    ("text", "wanted"), [("1-3, 5", (1, 2, 3, 5)), ("5、2至3", (2, 3, 5)), ("", ()), ("7", (7,))]
)
def test_claims_are_read_as_people_write_them(text: str, wanted: tuple[int, ...]) -> None:
    assert claims_named(text) == wanted


@pytest.mark.parametrize("text", ["all", "3-1", "0", "1-", "1--3", "1-999999", "-1"])
def test_words_that_name_no_claims_are_refused(text: str) -> None:
    with pytest.raises(NoClaims):
        claims_named(text)


@given(st.lists(st.integers(1, 150), max_size=12).map(set))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_claims_written_are_read_again(claims: set[int]) -> None:
    assert set(claims_named(claims_written(claims))) == claims


def test_verdicts_are_counted_and_nothing_is_concluded() -> None:
    (one, two) = covers(["D1", "D2"], [(1, ["shown", "open"]), (1, ["partly", "absent"])])
    assert (one.shown, one.partly, one.features) == (1, 1, 2)
    assert (two.absent, two.open) == (1, 1)
