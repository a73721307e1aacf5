"""Numbers that pass every check and can belong to nobody."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.demo import numbering
from mainline.offices import numbers
from mainline.offices.record import NumberRole
from mainline.orgs.names import validate_uscc


@settings(deadline=None, max_examples=50)
@given(
    st.integers(2004, 2030), st.sampled_from(["invention", "utility_model", "design"]), st.integers(1, 9999)
)
def test_application_numbers_pass_the_check_of_the_readers(year: int, kind: str, serial: int) -> None:
    text = numbering.cn_application(year, kind, serial)

    parsed = numbers.parse(text, office="CN", role=NumberRole.APPLICATION)

    assert parsed.understood
    assert parsed.year == year
    assert parsed.serial[5:].startswith("8")


@settings(deadline=None, max_examples=50)
@given(st.integers(0, 99), st.sampled_from(["230100", "232700", "I-N", ""]))
def test_credit_codes_are_valid_and_of_no_authority(serial: int, place: str) -> None:
    code = numbering.social_credit_code(place, serial)

    assert validate_uscc(code) == code
    assert code[:2] == "XX"


def test_a_published_organisation_code_gives_its_check_digit() -> None:
    """GB 11714-1997 gives the code D2143569X as its example; ours of digits follow the same weights."""
    weights = numbering._ORGANISATION_WEIGHTS
    values = [13, 2, 1, 4, 3, 5, 6, 9]

    rest = sum(value * weight for value, weight in zip(values, weights, strict=True)) % 11

    assert "0X987654321"[rest] == "X"


def test_an_unknown_kind_of_patent_has_no_number() -> None:
    with pytest.raises(KeyError):
        numbering.cn_application(2020, "trademark", 1)


def test_european_numbers_pass_their_check() -> None:
    assert numbers.parse(
        numbering.ep_application(2021, 3), office="EP", role=NumberRole.APPLICATION
    ).understood
