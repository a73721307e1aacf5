"""Keys that tell people apart: written in any form, checked to the last digit."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.orgs.persons.identity import (
    IdentityError,
    Key,
    orcid_check_digit,
    read_key,
    valid_uscc,
    validate_employee_number,
    validate_orcid,
)

FIRST = st.text("0123456789", min_size=15, max_size=15)


def grouped(digits: str) -> str:
    return "-".join(digits[start : start + 4] for start in range(0, 16, 4))


@pytest.mark.parametrize(
    "text",
    [
        "0000-0002-1825-0097",
        "0000000218250097",
        " https://orcid.org/0000-0002-1825-0097/ ",
        "orcid.org/0000-0002-1825-0097",
        "ORCID: 0000-0002-1825-0097",
        "orcid:0000000218250097",
        "0000‐0002–1825—0097",
        "０００0-0002-1825-0097",
    ],
)
def test_orcid_is_one_whatever_way_it_is_written(text: str) -> None:
    assert validate_orcid(text) == "0000-0002-1825-0097"


def test_orcid_can_end_in_x() -> None:
    # ORCID's own example of an X: https://orcid.org/0000-0002-1694-233X
    assert validate_orcid("0000-0002-1694-233x") == "0000-0002-1694-233X"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0000-0002-1825-0098", "should be 7"),
        ("0000-0002-1825-009X", "校验位应为 7"),
        ("0000-0002-1825-009", "has 16 digits"),
        ("", "16 位"),
        ("王伟", "0000-0002-1825-0097"),
        ("https://elsewhere.example/0000-0002-1825-0097", "16"),
        ("x" * 4000, "16"),
    ],
)
def test_wrong_orcid_says_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(IdentityError, match=said):
        validate_orcid(text)


@settings(max_examples=60, deadline=None)
@given(FIRST, st.integers(0, 14), st.integers(1, 9))
def test_check_digit_catches_every_single_slip(first: str, place: int, step: int) -> None:
    whole = first + orcid_check_digit(first)
    slipped = whole[:place] + str((int(whole[place]) + step) % 10) + whole[place + 1 :]

    assert validate_orcid(whole) == grouped(whole)
    with pytest.raises(IdentityError):
        validate_orcid(slipped)


@settings(max_examples=60, deadline=None)
@given(FIRST, st.integers(0, 13))
def test_check_digit_catches_neighbours_changed_round(first: str, place: int) -> None:
    whole = first + orcid_check_digit(first)
    turned = whole[:place] + whole[place + 1] + whole[place] + whole[place + 2 :]
    if turned != whole:
        with pytest.raises(IdentityError):
            validate_orcid(turned)


@pytest.mark.parametrize(
    ("text", "number"),
    [("u1 0004", "U10004"), ("２０１９-07", "2019-07"), (" a/b.c_d ", "A/B.C_D"), ("教0012", "教0012")],
)
def test_employee_number_has_one_form(text: str, number: str) -> None:
    assert validate_employee_number(text) == number


@pytest.mark.parametrize("text", ["", "-", "a" * 41, "12;34", "<b>", "1\x0012", "_12"])
def test_employee_number_that_will_not_do_is_refused(text: str) -> None:
    with pytest.raises(IdentityError):
        validate_employee_number(text)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("orcid:0000-0002-1825-0097", Key("orcid", "0000-0002-1825-0097")),
        ("0000-0002-1825-0097", Key("orcid", "0000-0002-1825-0097")),
        ("https://orcid.org/0000-0002-1694-233X", Key("orcid", "0000-0002-1694-233X")),
        ("工号：U10004", Key("employee", "U10004")),
        ("Employee: u1-0004", Key("employee", "U1-0004")),
        ("0000000218250097", None),
        ("orcid:0000-0002-1825-0098", None),
        ("employee:;", None),
        ("demo:u1-p4", None),
        ("uscc:91350100M000100Y43", None),
        ("uspto-practitioner:12345", None),
        ("", None),
    ],
)
def test_printed_key_is_read_where_it_is_one(printed: str, key: Key | None) -> None:
    assert read_key(printed) == key


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=80))
def test_reading_what_is_printed_never_fails(text: str) -> None:
    key = read_key(text)
    assert key is None or key.value


def test_only_a_valid_credit_code_is_a_key() -> None:
    assert valid_uscc(" 91350100m000100y43 ") == "91350100M000100Y43"
    assert valid_uscc("91350100M000100Y44") == valid_uscc("") == valid_uscc("x") == ""
