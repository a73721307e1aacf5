"""Which publications announce a grant, by their kind code and, in the United States, by the number itself."""

from __future__ import annotations

import datetime as dt

import pytest

from mainline.register.grants import is_grant

AFTER = dt.date(2015, 6, 2)


@pytest.mark.parametrize(
    "number", ["6580721", "US6580721", "10872483", "7,654,321", "D900123", "RE28436", "PP12345", "US PP30,000",
               "T998001", "H2000", "4521368"],
)  # fmt: skip
@pytest.mark.parametrize("on", [AFTER, None])
def test_patent_number_of_the_united_states_without_kind_code_is_a_grant(
    number: str, on: dt.date | None
) -> None:
    assert is_grant("US", "", on, number)


@pytest.mark.parametrize("number", ["20170071586", "US20100235004", "US 2017/0071586", "2017071586", "-"])
def test_number_that_begins_with_its_year_is_the_publication_of_an_application(number: str) -> None:
    assert not is_grant("US", "", AFTER, number)


def test_kind_code_a_of_the_united_states_is_told_apart_by_the_number() -> None:
    assert is_grant("US", "A", None, "4521368")
    assert is_grant("US", "A", dt.date(1985, 6, 4), "US4521368A")
    assert not is_grant("US", "A", AFTER, "20170071586A")


def test_kind_code_that_says_it_wins_over_the_number() -> None:
    assert not is_grant("US", "A1", AFTER, "10872483")
    assert is_grant("US", "B2", None, "10872483")
    assert is_grant("US", "", dt.date(1999, 1, 5))
    assert not is_grant("US", "", AFTER)
    assert not is_grant("CN", "", AFTER, "10765432")
