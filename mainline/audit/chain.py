"""The hash chain: what is hashed of an entry, and whether a chain holds. Pure.

``body`` is the SHA-256 over the canonical object of number, at, by, by_name, code, subject, data and the SHA-256 of the
seals; the entry's hash is the SHA-256 over the hash of the entry before and the body. So who may not read an entry can
still walk the chain with its body's hash alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from mainline.audit.canonical import NotCanonical, digest

FIRST = bytes(32)
"""Stands before the first entry."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the chain as plain data."""

    number: int
    at: dt.datetime
    by: int | None
    by_name: str
    code: str
    subject: str
    data: Mapping[str, object]
    seals: bytes
    previous: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain does not hold, and why: a code of ``missing``, ``changed``, ``unlinked``, ``unreadable``."""

    number: int
    why: str


def body_hash(link: Link) -> bytes:
    """Return the hash of what an entry says. Raises ``NotCanonical``."""
    return digest(
        {
            "number": link.number,
            "at": link.at,
            "by": link.by,
            "by_name": link.by_name,
            "code": link.code,
            "subject": link.subject,
            "data": link.data,
            "seals": hashlib.sha256(link.seals).digest(),
        }
    )


def link_hash(previous: bytes, body: bytes) -> bytes:
    """Return the hash of an entry from that of the one before and its own body's."""
    return hashlib.sha256(previous + body).digest()


def breaks(links: Iterable[Link]) -> Iterator[Break]:
    """Walk a chain from its first entry and yield where it does not hold; entries come in the order of their numbers.

    One changed entry is one break: after it the walk goes on from what is stored.
    """
    expected, previous = 1, FIRST
    for link in links:
        if link.number != expected:
            yield Break(expected, "missing")
        elif link.previous != previous:
            yield Break(link.number, "unlinked")
        if why := _own_fault(link):
            yield Break(link.number, why)
        expected, previous = link.number + 1, link.hash


def _own_fault(link: Link) -> str:
    try:
        return "" if link_hash(link.previous, body_hash(link)) == link.hash else "changed"
    except NotCanonical:
        return "unreadable"
