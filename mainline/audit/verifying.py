"""Verifies a chain, its checkpoints and the rows that it seals, wherever they come from. Pure, in constant memory.

Rows are compared with their newest seals in the order of their ids: both sides are sorted, and a temporary file holds
the seals, so that a register of any size takes a few megabytes of memory.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Self

from mainline.audit.canonical import NotCanonical, instant
from mainline.audit.chain import Link, breaks
from mainline.audit.findings import Finding, found
from mainline.audit.seals import GONE, BrokenSeals, Sealed, seal, unpack
from mainline.audit.signing import Stamp, fingerprint

KEY_CHANGED = "audit.key_changed"
Row = tuple[int, Mapping[str, object]]
"""(id, values by column)."""
Content = Callable[[str], str]
"""Says of a SHA-256 how the store holds that content: "" for well, else ``missing`` or ``altered``."""
_PIECE = 1 << 20


@dataclass(slots=True)
class Seen:
    """What a walk along a chain has met."""

    entries: int = 0
    head: bytes = b""
    checkpoints: int = 0
    signed: int = 0
    """Number of the newest entry that a checkpoint speaks for; nothing outside of the chain speaks for those after."""
    keys: list[str] = field(default_factory=list)
    """Fingerprints of the keys that checkpoints were signed with, in order."""
    rows: int = 0


class Walk:
    """Walks a chain once, keeps the newest seal of each row, then answers for the rows of each table.

    Use as a context: its temporary file goes with it.
    """

    def __init__(self, tables: Mapping[str, Sequence[Sealed]]) -> None:
        """``tables`` says by table what is under seal: today's declaration, and older ones under other codes."""
        self.seen = Seen()
        self._tables = {name: (index, all_) for index, (name, all_) in enumerate(tables.items())}
        self._codes = {one.code: (index, one) for index, all_ in self._tables.values() for one in all_}
        self._faults: list[Finding] = []
        handle, self._path = tempfile.mkstemp(prefix="mainline-verify-")
        os.close(handle)
        self._kept = sqlite3.connect(self._path, isolation_level=None)
        self._kept.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-32768;"
            "CREATE TABLE entry (number INTEGER PRIMARY KEY, at TEXT, act TEXT);"
            "CREATE TABLE newest (place INTEGER, row INTEGER, code INTEGER, seal BLOB, entry INTEGER,"
            " PRIMARY KEY (place, row)) WITHOUT ROWID;"
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._kept.close()
        with suppress(OSError):
            os.unlink(self._path)

    def chain(
        self,
        links: Iterable[Link],
        stamps: Iterable[Stamp],
        *,
        known: Iterable[Stamp] = (),
        key: bytes = b"",
    ) -> Iterator[Finding]:
        """Walk a chain against its checkpoints.

        ``known`` are checkpoints that were kept elsewhere; ``key`` is the public key that all must be signed with.
        """
        own = set(stamps)
        elsewhere = set(known) - own
        hashes: dict[int, bytes] = {stamp.number: b"" for stamp in own | elsewhere}
        changes: list[tuple[int, str]] = []

        def kept() -> Iterator[Link]:
            for link in links:
                self._keep(link)
                if link.number in hashes:
                    hashes[link.number] = link.hash
                if link.code == KEY_CHANGED:
                    changes.append((link.number, str(link.data.get("now", ""))))
                yield link

        self._kept.execute("BEGIN")
        for fault in breaks(kept()):
            yield found(f"entry.{fault.why}", number=fault.number)
        self._kept.execute("COMMIT")
        yield from self._faults
        for stamp in sorted(elsewhere, key=_in_order):
            if stamp.number <= self.seen.entries and stamp.is_valid:
                yield found("checkpoint.gone", number=stamp.number, at=instant(stamp.at))
        yield from self._stamps(sorted(own | elsewhere, key=_in_order), hashes, changes, key)

    def _keep(self, link: Link) -> None:
        self.seen.entries, self.seen.head = link.number, link.hash
        told = (link.number, instant(link.at), link.code)
        self._kept.execute("INSERT OR REPLACE INTO entry VALUES (?, ?, ?)", told)
        unknown: set[int] = set()

        def places() -> Iterator[tuple[int, int, int, bytes, int]]:
            for code, row, one in unpack(link.seals):
                if code in self._codes:
                    yield self._codes[code][0], row, code, one, link.number
                else:
                    unknown.add(code)

        try:
            self._kept.executemany("INSERT OR REPLACE INTO newest VALUES (?, ?, ?, ?, ?)", places())
        except BrokenSeals as error:
            self._faults.append(found("entry.seals", number=link.number, why=str(error)))
        self._faults += [found("table.unknown", entry=link.number, table=code) for code in sorted(unknown)]

    def _stamps(
        self,
        stamps: Sequence[Stamp],
        hashes: Mapping[int, bytes],
        changes: Sequence[tuple[int, str]],
        key: bytes,
    ) -> Iterator[Finding]:
        last: Stamp | None = None
        for stamp in stamps:
            name, at = fingerprint(stamp.public_key), instant(stamp.at)
            self.seen.checkpoints += 1
            if not stamp.is_valid:
                yield found("checkpoint.signature", number=stamp.number, key=name)
                continue
            if key and stamp.public_key != key:
                yield found("checkpoint.foreign", number=stamp.number, key=name)
            if stamp.number > self.seen.entries:
                yield found("checkpoint.beyond", number=stamp.number, at=at, head=self.seen.entries)
            elif hashes[stamp.number] != stamp.hash:
                yield found("checkpoint.differs", number=stamp.number, at=at)
            else:
                self.seen.signed = stamp.number
            if last is not None and last.public_key != stamp.public_key:
                told = (now for number, now in changes if last.number < number <= stamp.number)
                if name not in told:
                    yield found("checkpoint.key", number=stamp.number, key=name)
            if name not in self.seen.keys:
                self.seen.keys.append(name)
            last = stamp

    def rows(self, table: str, rows: Iterable[Row], content: Content | None = None) -> Iterator[Finding]:
        """Compare the rows of a table, which come in the order of their ids, with their newest seals."""
        index, declared = self._tables[table]
        newest = self._kept.execute(
            "SELECT row, code, seal, entry FROM newest WHERE place = ? ORDER BY row", (index,)
        )
        sealed = next(newest, None)
        for row, values in rows:
            self.seen.rows += 1
            while sealed is not None and sealed[0] < row:
                yield from self._missing(table, sealed)
                sealed = next(newest, None)
            if sealed is None or sealed[0] > row:
                if not declared[0].spares(values):
                    yield found("row.unsealed", table=table, row=row)
                continue
            yield from self._compared(table, row, values, sealed, content)
            sealed = next(newest, None)
        while sealed is not None:
            yield from self._missing(table, sealed)
            sealed = next(newest, None)

    def _missing(self, table: str, sealed: tuple[int, int, bytes, int]) -> Iterator[Finding]:
        row, _, one, entry = sealed
        if one != GONE:
            yield found("row.missing", table=table, row=row, **self._told(entry))

    def _compared(
        self,
        table: str,
        row: int,
        values: Mapping[str, object],
        newest: tuple[int, int, bytes, int],
        content: Content | None,
    ) -> Iterator[Finding]:
        _, code, one, entry = newest
        sealed = self._codes[code][1]
        if one == GONE and sealed.unless[0]:
            if not sealed.spares(values):
                yield found("row.unsealed", table=table, row=row)
        elif one == GONE:
            yield found("row.returned", table=table, row=row, **self._told(entry))
        elif _seal(sealed, values) != one:
            yield found("row.changed", table=table, row=row, **self._told(entry))
        for column, by, how in sealed.covers:
            if COVERS[how](values.get(column)) != values.get(by):
                yield found("row.covered", table=table, row=row, column=column, by=by)
        if content is not None and sealed.content:
            sha256 = str(values.get(sealed.content))
            if why := content(sha256):
                yield found(f"content.{why}", table=table, row=row, sha256=sha256)

    def _told(self, entry: int) -> dict[str, object]:
        at, act = self._kept.execute("SELECT at, act FROM entry WHERE number = ?", (entry,)).fetchone()
        return {"entry": entry, "at": at, "act": act}


def _in_order(stamp: Stamp) -> tuple[int, str]:
    return stamp.number, instant(stamp.at)


def _seal(sealed: Sealed, values: Mapping[str, object]) -> bytes:
    try:
        return seal(sealed.code, [values[column] for column in sealed.columns])
    except (KeyError, NotCanonical):
        return b""


def _digest_of_packed(body: object) -> bytes:
    """Return the BLAKE2b (20 bytes) of what zlib bytes unpack to, piece by piece; of anything else no bytes."""
    if not isinstance(body, bytes | memoryview):
        return b""
    unpacker, digest = zlib.decompressobj(), hashlib.blake2b(digest_size=20)
    try:
        piece = unpacker.decompress(body, _PIECE)
        while piece:
            digest.update(piece)
            piece = unpacker.decompress(unpacker.unconsumed_tail, _PIECE)
    except zlib.error:
        return b""
    return digest.digest() if unpacker.eof and not unpacker.unused_data else b""


COVERS: Mapping[str, Callable[[object], bytes]] = {"blake2b160.zlib": _digest_of_packed}
"""How a sealed column speaks for another that is not hashed twice."""
