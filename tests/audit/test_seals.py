"""Seals of rows, packed and unpacked."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.audit.seals import GONE, BrokenSeals, pack, seal, seal_plain, unpack

SEALS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(0, 40) | st.integers(2**40, 2**62), st.binary(min_size=16, max_size=16)
    ),
    max_size=30,
)


@given(SEALS)
@settings(max_examples=50, deadline=None)
def test_packed_seals_come_back_in_order_the_later_of_two(seals: list[tuple[int, int, bytes]]) -> None:
    newest = {(code, row): one for code, row, one in seals}

    assert list(unpack(pack(seals))) == [(*key, newest[key]) for key in sorted(newest)]


def test_rows_that_follow_each_other_cost_their_seals_alone() -> None:
    assert len(pack((3, row, GONE) for row in range(100, 300))) == 13 + 200 * 16


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_other_bytes_are_refused_and_nothing_worse(packed: bytes) -> None:
    try:
        found = list(unpack(packed))
    except BrokenSeals:
        return
    assert len(found) * 16 < max(len(packed), 1)


def test_seal_tells_rows_tables_and_types_apart() -> None:
    rows = [("1", None), (1, None), (None, "1"), ("1", ""), ("1", "None")]

    assert len({seal(1, row) for row in rows} | {seal(2, row) for row in rows}) == 10
    assert len(seal(1, rows[0])) == 16


def test_seal_of_plain_values_is_that_of_the_values_they_print() -> None:
    at = dt.datetime(2026, 11, 20, 1, 2, 3, tzinfo=dt.UTC)

    assert seal(3, [at, dt.date(2026, 11, 20), b"\x01", {"b": "2", "a": "1"}]) == seal_plain(
        3, ["2026-11-20T01:02:03.000000Z", "2026-11-20", "01", {"a": "1", "b": "2"}]
    )


def test_unpack_says_what_is_wrong() -> None:
    whole = pack([(1, 1, b"\1" * 16)])

    with pytest.raises(BrokenSeals, match="left over"):
        list(unpack(whole + b"\0"))
    with pytest.raises(BrokenSeals, match="says 1 rows"):
        list(unpack(whole[:-1]))
