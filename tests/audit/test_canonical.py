"""One value, one text."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.audit.canonical import NotCanonical, encode, instant

TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@given(PLAIN)
@settings(max_examples=60, deadline=None)
def test_canonical_bytes_are_those_of_any_json_writer_with_sorted_keys(value: Any) -> None:
    published = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert encode(value) == published.encode()
    assert encode(json.loads(published)) == published.encode()


@given(st.dictionaries(TEXTS, st.integers(0, 9), max_size=6), st.randoms())
@settings(max_examples=30, deadline=None)
def test_order_of_keys_does_not_matter(value: dict[str, int], random: Any) -> None:
    names = list(value)
    random.shuffle(names)

    assert encode({name: value[name] for name in names}) == encode(value)


def test_instants_days_bytes_and_decimals_are_printed_in_one_way() -> None:
    east = dt.timezone(dt.timedelta(hours=8))

    assert instant(dt.datetime(2026, 11, 20, 8, tzinfo=east)) == "2026-11-20T00:00:00.000000Z"
    assert instant(dt.datetime(206, 1, 1, tzinfo=dt.UTC)) == "0206-01-01T00:00:00.000000Z"
    assert encode([dt.date(2026, 11, 20), b"\x00\xff", memoryview(b"a"), Decimal("1E+2"), {"b", "a"}]) == (
        b'["2026-11-20","00ff","61","100",["a","b"]]'
    )


@pytest.mark.parametrize(
    "value",
    [1.5, {"a": [0.0]}, {1: "a"}, object(), "\ud800", 2**63, dt.datetime(2026, 1, 1), Decimal("NaN")],
)
def test_what_has_no_one_text_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        encode(value)
