"""A chain holds, or says where it does not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.audit.chain import FIRST, Break, Link, body_hash, breaks, link_hash

AT = dt.datetime(2026, 11, 20, 1, 2, 3, 4, tzinfo=dt.UTC)


def chain(length: int) -> list[Link]:
    links: list[Link] = []
    previous = FIRST
    for number in range(1, length + 1):
        bare = Link(
            number, AT, number % 3 or None, "wang", "clock.set", "", {"n": number}, b"", previous, b""
        )
        links.append(replace(bare, hash=link_hash(previous, body_hash(bare))))
        previous = links[-1].hash
    return links


CHANGES: dict[str, Any] = {
    "at": AT + dt.timedelta(microseconds=1),
    "by": 9,
    "by_name": "wanG",
    "code": "clock.Set",
    "subject": "right:1",
    "data": {"n": "1"},
    "seals": b"\0",
    "hash": b"\1" * 32,
}


def test_an_untouched_chain_holds() -> None:
    assert list(breaks(chain(9))) == []
    assert list(breaks([])) == []


@given(st.integers(1, 8), st.sampled_from(sorted(CHANGES)))
@settings(max_examples=60, deadline=None)
def test_any_change_of_an_entry_is_named_by_its_number(number: int, name: str) -> None:
    links = chain(8)
    links[number - 1] = replace(links[number - 1], **{name: CHANGES[name]})

    found = list(breaks(links))

    assert found[0] == Break(number, "changed")
    # A changed hash leaves the next one hanging as well; nothing else is blamed for what it did not do.
    assert found[1:] == ([Break(number + 1, "unlinked")] if name == "hash" and number < 8 else [])


@given(st.lists(st.integers(0, 255), min_size=1, max_size=4), st.integers(1, 5))
@settings(max_examples=30, deadline=None)
def test_an_entry_made_anew_with_its_hash_leaves_the_next_hanging(salt: list[int], number: int) -> None:
    links = chain(6)
    forged = replace(links[number - 1], data={"forged": salt})
    links[number - 1] = replace(forged, hash=link_hash(forged.previous, body_hash(forged)))

    assert list(breaks(links)) == [Break(number + 1, "unlinked")]


def test_missing_and_reordered_entries_are_named() -> None:
    links = chain(5)

    assert list(breaks([links[0], *links[2:]])) == [Break(2, "missing")]
    assert Break(2, "missing") in list(breaks([links[0], links[2], links[1], *links[3:]]))
    swapped = [links[0], replace(links[2], number=2), replace(links[1], number=3), *links[3:]]
    assert {found.number for found in breaks(swapped)} >= {2, 3}


def test_an_entry_that_no_program_of_ours_wrote_is_a_finding_and_no_crash() -> None:
    links = chain(2)
    links[1] = replace(links[1], data={"amount": 1.5})

    assert list(breaks(links)) == [Break(2, "unreadable")]
