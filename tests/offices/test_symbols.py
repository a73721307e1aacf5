"""Symbols of IPC and CPC in one printed form."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.symbols import read_symbol


@pytest.mark.parametrize(
    ("printed", "symbol", "is_main", "is_inventive", "version"),
    [
        ("A61K   9/16        20060101A I20051008RMEP        ", "A61K 9/16", False, True, "2006.01"),
        ("E04B 1/84 20060101ALN20070316BHEP ", "E04B 1/84", False, False, "2006.01"),
        ("C08L 101/14        20060101AFI20210224BHEP        ", "C08L 101/14", True, True, "2006.01"),
        ("C12N   9/88        20130101 LI20180809BHEP", "C12N 9/88", False, True, "2013.01"),
        (" 7B 60L   7/26   A", "B60L 7/26", False, None, "7"),
        ("B28B   1/    29            A I   ", "B28B 1/29", False, True, ""),
        ("G06F   13/12    (2006.01)", "G06F 13/12", False, None, "2006.01"),
        ("B03C3/09", "B03C 3/09", False, None, ""),
        ("H01M", "H01M", False, None, ""),
        ("no symbol", "no symbol", False, None, ""),
    ],
)
def test_every_form_gives_the_one_printed_symbol(printed, symbol, is_main, is_inventive, version):
    read = read_symbol("ipc", printed)
    assert read is not None
    assert (read.symbol, read.is_main, read.is_inventive, read.version) == (
        symbol,
        is_main,
        is_inventive,
        version,
    )


def test_a_blank_is_no_symbol():
    assert read_symbol("ipc", " \n") is None


def test_the_caller_may_know_better_what_is_main():
    read = read_symbol("ipc", "A61K   9/16        20060101AFI", is_main=False)
    assert read is not None
    assert read.is_main is False


@given(
    st.from_regex(r"[A-H]\d\d[A-Z]", fullmatch=True),
    st.integers(1, 999),
    st.from_regex(r"\d{2,6}", fullmatch=True),
)
@settings(deadline=None, max_examples=60)
def test_the_printed_form_reads_as_itself(subclass, group, subgroup):
    printed = f"{subclass} {group}/{subgroup}"
    for form in (
        printed,
        f"{subclass}{group}/{subgroup}",
        f"{subclass}{group:>4}/{subgroup:<6}    20060101AFI20060101BHEP",
    ):
        read = read_symbol("ipc", form)
        assert read is not None
        assert read.symbol == printed


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=100)
def test_any_text_is_read_or_kept(text):
    read = read_symbol("cpc", text)
    assert (read is None) == (not text.split())
