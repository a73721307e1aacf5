"""Any canonical number, printed in each form and read again, is the same number."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.numbers import NumberError, ParsedNumber, keys, parse, search_forms
from mainline.offices.numbers.checks import cn_check, ep_check
from mainline.offices.numbers.reading import _plain_case, prepare
from mainline.offices.record import NumberRole

A, P = NumberRole.APPLICATION, NumberRole.PUBLICATION
LIGHT = settings(deadline=None, max_examples=120)


def numbers(most: int, least: int = 1):
    return st.integers(least, most)


def _again(parsed: ParsedNumber, *, with_epodoc: bool = True) -> None:
    """Read each print again with what its source would say, and compare keys."""
    office, number, kind = parsed.docdb
    assert parse(number, office=office, role=parsed.role, kind_code=kind).key == parsed.key
    if with_epodoc:
        # EPODOC has no kind code of its own; DOCDB stands beside it in every file.
        assert parse(parsed.epodoc, role=parsed.role, kind_code=kind).key == parsed.key
    own = parse(parsed.original, office=parsed.office, role=parsed.role, right_kind=parsed.right_kind)
    assert own.key in (parsed.key, *keys(parsed.original, office=parsed.office, role=parsed.role))


@LIGHT
@given(st.integers(2004, 2099), st.sampled_from("12389"), numbers(9_999_999))
def test_chinese_filings(year, kind, serial):
    number = f"{year}{kind}{serial:07}"

    parsed = parse(f"ZL{number}.{cn_check(number)}")

    assert parsed.key == f"CN/A/{number}"
    _again(parsed)


@LIGHT
@given(st.integers(1989, 2003), st.sampled_from("12389"), numbers(99_999))
def test_chinese_filings_of_eight_digits(year, kind, serial):
    number = f"{year % 100:02}{kind}{serial:05}"

    parsed = parse(f"{number}.{cn_check(number)}", office="CN", role=A)

    assert parsed.year == year
    _again(parsed)


@LIGHT
@given(st.integers(2004, 2099), st.sampled_from("123"), numbers(9_999_999), st.sampled_from("0123456789X"))
def test_a_wrong_chinese_check_digit_is_always_refused(year, kind, serial, digit):
    number = f"{year}{kind}{serial:07}"

    if digit == cn_check(number):
        assert parse(f"{number}.{digit}", office="CN", role=A).check == digit
        return
    with pytest.raises(NumberError, match=f"is {cn_check(number)}"):
        parse(f"{number}.{digit}", office="CN", role=A)


@LIGHT
@given(st.integers(1978, 2049), numbers(999_999))
def test_european_filings(year, serial):
    number = f"{year % 100:02}{serial:06}"

    parsed = parse(f"{number}.{ep_check(number)}", office="EP", role=A)

    assert parsed.key == f"EP/A/{year}{serial:06}"
    _again(parsed)


@LIGHT
@given(st.sampled_from(("CN", "US", "JP", "EP", "KR", "IB", "DE")), st.integers(1978, 2077), numbers(99_999))
def test_international_filings(receiver, year, serial):
    parsed = parse(f"PCT/{receiver}{year}/{serial:06}")

    assert parsed.key == f"WO/A/{receiver}{year}{serial:06}"
    _again(parsed)


@LIGHT
@given(st.sampled_from(("13", "14", "15", "16", "17", "18")), st.integers(2011, 2030), numbers(999_999))
def test_us_filings_with_series_code(series, year, serial):
    parsed = parse(f"{year}{series}{serial:06}", office="US", role=A, kind_code="A")

    assert parsed.key == f"US/A/{series}{serial:06}"
    _again(parsed)


@LIGHT
@given(st.integers(1996, 2010), numbers(999_999), st.sampled_from("AP"))
def test_us_filings_without_series_code(year, serial, kind):
    parsed = parse(f"{serial}{year % 100:02}", office="US", role=A, kind_code=kind)

    assert parsed.understood
    assert str(serial).zfill(6) in parsed.key
    _again(parsed)


@LIGHT
@given(st.sampled_from(("", "D", "PP", "RE", "H", "T")), numbers(9_999_999))
def test_us_patents(series, serial):
    parsed = parse(f"US {series}{serial:,}", role=P)

    assert parsed.key == f"US/P/{series}{serial}"
    _again(parsed)


@LIGHT
@given(st.integers(2001, 2099), numbers(999_999))
def test_us_publications(year, serial):
    parsed = parse(f"US {year}/0{serial:06} A1")

    assert parsed.key == f"US/P/{year}0{serial:06}"
    _again(parsed)


@LIGHT
@given(st.integers(1971, 2035), numbers(999_999), st.sampled_from((A, P)), st.sampled_from("AU"))
def test_japanese_numbers(year, serial, role, kind):
    word = {"A": "特", "U": "実"}[kind] + {A: "願", P: "開"}[role]

    parsed = parse(f"{word}{year}-{serial:06}", kind_code=kind)

    assert parsed.year == year
    _again(parsed, with_epodoc=role is A or kind == "A")


@LIGHT
@given(st.sampled_from(("10", "20")), st.integers(1970, 2035), numbers(9_999_999))
def test_korean_filings(code, year, serial):
    parsed = parse(f"{code}-{year}-{serial:07}", kind_code="A" if code == "10" else "U")

    assert parsed.understood
    _again(parsed)


@LIGHT
@given(st.sampled_from(("10", "11", "20", "21", "60")), st.integers(2004, 2035), numbers(999_999))
def test_german_filings(code, year, serial):
    # Utility models stay below 100,000 a year.
    serial = serial if code[0] != "2" else serial % 100_000
    parsed = parse(f"{code}{year}{serial:06}", office="DE", role=A)

    assert parsed.key == f"DE/A/{code}{year}{serial:06}"
    _again(parsed)


@LIGHT
@given(st.sampled_from(("GB", "FR")), st.integers(1978, 2029), numbers(99_999))
def test_british_and_french_filings(office, year, serial):
    parsed = parse(f"{office}{year}00{serial:05}", role=A, filed_on=dt.date(year, 6, 1))

    assert parsed.key == f"{office}/A/{year}{serial:05}"
    _again(parsed)


@LIGHT
@given(
    numbers(99_999), st.sampled_from(("DEL", "MUM", "CHE", "KOL", "DELNP", "CHENP")), st.integers(2002, 2015)
)
def test_indian_filings(serial, branch, year):
    parsed = parse(f"{serial}/{branch}/{year}")

    assert parsed.key == f"IN/A/{serial}{branch}{year}"
    _again(parsed, with_epodoc=False)


@LIGHT
@given(
    st.sampled_from(("AU", "CO", "HK", "NO", "RU", "SG", "ZA", "EA", "MX", "LT", "LV", "DZ")),
    st.integers(2000, 2035),
    numbers(999),
)
def test_offices_of_the_table(office, year, serial):
    parsed = parse(f"{office}{year}{serial:07}", role=A)

    assert parsed.understood
    _again(parsed)


@settings(deadline=None, max_examples=250)
@given(
    st.text(max_size=40),
    st.sampled_from(("", "CN", "US", "JP", "WO", "EP", "XX", "it")),
    st.sampled_from((None, A, P)),
)
def test_no_text_breaks_the_parser(text, office, role):
    try:
        parsed = parse(text, office=office, role=role)
    except NumberError:
        return
    assert parsed.key
    assert len(parsed.docdb) == 3
    assert isinstance(parsed.epodoc + parsed.original, str)
    assert isinstance(search_forms(parsed), tuple)


@settings(deadline=None, max_examples=250)
@given(
    st.builds(
        "{}{}{}{}{:03}{}{}".format,
        st.sampled_from(("CN", "US", "EP", "WO", "JP", "KR", "IN", "AU", "SG", "ZL")),
        st.sampled_from(("", " ", "_")),
        numbers(9999),
        st.sampled_from(("", "/", " ", "_", "-", "/0")),
        numbers(99_999_999),
        st.sampled_from(("", " ", "_")),
        st.sampled_from(("", "A", "A1", "B2", "U", "W", "P", "X", "T3", "S A", "A9 20120101")),
    ),
    st.sampled_from((None, A, P)),
)
def test_the_short_way_agrees_with_the_long_way(text, role):
    short = _plain_case(text, "", role, None, "", None)

    if short is not None:
        assert short[:5] == prepare(text, "", role, None, "", None)[:5]


@settings(deadline=None, max_examples=200)
@given(
    numbers(10**13).map(str),
    st.sampled_from(("CN", "US", "JP", "SG", "DE")),
    st.sampled_from(("", "A", "U", "B2")),
)
def test_the_short_way_agrees_for_bare_digits(text, office, kind):
    short = _plain_case(text, office, None, None, kind, None)

    assert short == prepare(text, office, None, None, kind, None)
