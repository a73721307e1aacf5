"""Verifies an archive with nothing but the archive: signature, hashes, chain, seals. Pure."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from mainline.archive.container import (
    BACKUP,
    MANIFEST,
    SIGNATURE,
    BadArchive,
    Manifest,
    SealedEntry,
    TableEntry,
)
from mainline.archive.reading import ArchiveReader, Damaged
from mainline.audit.chain import Link
from mainline.audit.findings import Finding, found
from mainline.audit.seals import Sealed
from mainline.audit.signing import Stamp, fingerprint, is_signed, manifest_message
from mainline.audit.verifying import COVERS, Row, Seen, Walk

ENTRIES, CHECKPOINTS = "mainline_entry", "mainline_checkpoint"
Report = Callable[[str, int, int], None]
"""Hears what is being looked at, and how many of how many bytes or rows are done."""
_LARGEST_ID = 2**63 - 1
_decoder = msgspec.json.Decoder(dict[str, Any])


@dataclass(slots=True)
class Verified:
    """The outcome: what was looked at, and all that is wrong."""

    findings: list[Finding] = field(default_factory=list)
    left_out: int = 0
    """Findings past :attr:`most`."""
    seen: Seen = field(default_factory=Seen)
    rows: int = 0
    files: int = 0
    """Files that were read through; of a live register one for each document, also where two are the same bytes."""
    rights: int = 0
    """Rights whose derived values were compared; of a live register only."""
    key: str = ""
    """Fingerprint of the key that signed the archive."""
    public_key: str = ""
    manifest: Manifest | None = None
    most: int = 1000

    @property
    def is_well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings

    def add(self, findings: Iterable[Finding]) -> None:
        """Take findings over; past :attr:`most` they are counted and not kept."""
        for each in findings:
            if len(self.findings) < self.most:
                self.findings.append(each)
            else:
                self.left_out += 1


def silent(what: str, done: int, total: int) -> None:
    """Hear nothing."""


def verify_archive(
    path: Path, *, key: bytes = b"", known: Iterable[Stamp] = (), report: Report = silent
) -> Verified:
    """Verify everything that an archive says of itself.

    ``key`` is the public key that it, and its checkpoints, must be signed with; ``known`` are checkpoints kept
    elsewhere. Raises :class:`BadArchive` for a file that is no archive, or is made to do harm.
    """
    outcome = Verified()
    with ArchiveReader(path) as archive:
        text, manifest = archive.manifest()
        outcome.manifest = manifest
        outcome.add(_signature(archive, text, key, outcome))
        outcome.add(_members(archive, manifest))
        contents = _Contents(archive, manifest, outcome, report)
        outcome.add(contents.findings())
        with Walk(_sealed(manifest.sealed)) as walk:
            outcome.seen = walk.seen
            check = _Tables(archive, manifest, report)
            if manifest.format == BACKUP:
                outcome.add(check.chain(walk, known, key))
            for table in manifest.tables:
                outcome.add(check.table(table, walk, contents.state))
                outcome.rows += table.rows
        if outcome.is_well and not archive.is_envelope_whole():
            outcome.add([found("archive.envelope")])
    return outcome


def _signature(archive: ArchiveReader, text: bytes, key: bytes, outcome: Verified) -> Iterator[Finding]:
    signed = archive.signature()
    public = bytes.fromhex(signed.public_key)
    outcome.public_key, outcome.key = signed.public_key, fingerprint(public)
    is_ours = signed.algorithm == "Ed25519"
    if not (is_ours and is_signed(public, bytes.fromhex(signed.signature), manifest_message(text))):
        yield found("archive.manifest")
    elif key and public != key:
        yield found("archive.key", key=outcome.key)


def _members(archive: ArchiveReader, manifest: Manifest) -> Iterator[Finding]:
    wanted = {MANIFEST, SIGNATURE, *(t.member for t in manifest.tables), *(f.path for f in manifest.files)}
    yield from (found("archive.missing", name=name) for name in sorted(wanted - archive.names))
    yield from (found("archive.surplus", name=name[:200]) for name in sorted(archive.names - wanted))


def _sealed(entries: Iterable[SealedEntry]) -> dict[str, list[Sealed]]:
    found_: dict[str, list[Sealed]] = {}
    for each in entries:
        if unknown := {how for _, _, how in each.covers} - COVERS.keys():
            raise BadArchive(
                f"清单要求本程序不认识的校验方法 {unknown}。",
                f"The manifest asks for a check that we don't know: {unknown}.",
            )
        one = Sealed(
            each.code, tuple(each.columns), each.is_whole, each.unless, tuple(each.covers), each.content
        )
        found_.setdefault(each.table, []).append(one)
    return found_


class _Contents:
    """Verifies the files of an archive, and says afterwards how a content stands."""

    def __init__(self, archive: ArchiveReader, manifest: Manifest, outcome: Verified, report: Report) -> None:
        self._archive, self._manifest = archive, manifest
        self._outcome, self._report = outcome, report
        self._states: dict[str, str] = {}

    def findings(self) -> Iterator[Finding]:
        """Read every file once."""
        total = len(self._manifest.files)
        for number, file in enumerate(self._manifest.files, 1):
            digest = hashlib.sha256()
            problem: Finding | None = None
            try:
                for chunk in self._archive.chunks(file):
                    digest.update(chunk)
            except Damaged as error:
                problem = found("archive.damaged", name=error.name, where=error.where, why=error.why)
            else:
                if digest.hexdigest() != file.sha256:
                    problem = found("archive.file", name=file.path)
            if problem is not None:
                yield problem
            name = file.path.rpartition("/")[2]
            if file.path == f"documents/{name}":
                is_well = problem is None and file.sha256 == name
                self._states[name] = "" if is_well else "altered"
            self._outcome.files = number
            self._report("files", number, total)

    def state(self, sha256: str) -> str:
        """Return "" for a content that is here and well, else ``missing`` or ``altered``."""
        return self._states.get(sha256, "missing")


class _Tables:
    """Reads the tables of an archive, comparing lines with the hashes in the manifest on the way."""

    def __init__(self, archive: ArchiveReader, manifest: Manifest, report: Report) -> None:
        self._archive, self._manifest, self._report = archive, manifest, report
        self._by_name = {table.name: table for table in manifest.tables}
        self._faults: list[Finding] = []
        self._unread: list[Finding] = []
        self._is_chain_whole = True

    def chain(self, walk: Walk, known: Iterable[Stamp], key: bytes) -> Iterator[Finding]:
        """Walk the chain of a backup. Where its table is damaged the seals say nothing, and are left alone."""
        if ENTRIES not in self._by_name or CHECKPOINTS not in self._by_name:
            self._is_chain_whole = False
            yield found("archive.missing", name=f"tables/{ENTRIES}.jsonl")
            return
        try:
            stamps = [*self._records(self._by_name[CHECKPOINTS], _stamp)]
            self._faults.clear()  # They are told when the table itself is looked at.
            yield from walk.chain(self._records(self._by_name[ENTRIES], _link), stamps, known=known, key=key)
        except Damaged:
            self._is_chain_whole = False
        self._faults.clear()
        yield from self._unread
        head = self._manifest.head
        said = (head.number, head.hash) if head else (0, "")
        if self._is_chain_whole and said != (walk.seen.entries, walk.seen.head.hex()):
            yield found("archive.head", number=said[0])

    def _records(self, table: TableEntry, read: Callable[[Mapping[str, Any]], Any]) -> Iterator[Any]:
        for number, row in self._rows(table):
            try:
                yield read(row)
            except (KeyError, TypeError, ValueError, OverflowError, AttributeError) as error:
                self._unread.append(_bad_line(table, number, f"{type(error).__name__}: {error}"))

    def table(self, table: TableEntry, walk: Walk, content: Callable[[str], str]) -> Iterator[Finding]:
        """Compare a table with the manifest, and its rows with their seals where it is under seal."""
        is_sealed = any(each.table == table.name for each in self._manifest.sealed) and self._is_chain_whole
        try:
            if is_sealed and self._manifest.format == BACKUP:
                yield from walk.rows(table.name, self._by_id(table), content)
            else:
                for _ in self._rows(table):
                    pass
        except Damaged as error:
            yield found("archive.damaged", name=error.name, where=error.where, why=error.why)
        yield from self._faults
        self._faults.clear()

    def _by_id(self, table: TableEntry) -> Iterator[Row]:
        last = -1
        for number, row in self._rows(table):
            pk = row.get(table.key)
            if not isinstance(pk, int) or not last < pk <= _LARGEST_ID:
                self._faults.append(_bad_line(table, number, f"{table.key} {pk!r:.40} is not above {last}"))
                continue
            last = pk
            yield pk, row

    def _rows(self, table: TableEntry) -> Iterator[tuple[int, dict[str, Any]]]:
        """Yield the rows with the numbers of their lines; what does not match the manifest goes to the faults."""
        whole, block = hashlib.sha256(), hashlib.sha256()
        number = size = 0
        size_of_block = self._manifest.block
        for number, line in enumerate(self._archive.lines(table), 1):
            whole.update(line)
            block.update(line)
            size += len(line)
            if number % size_of_block == 0:
                self._compare(table, number - size_of_block + 1, number, block.hexdigest())
                block = hashlib.sha256()
                self._report(table.name, number, table.rows)
            try:
                yield number, _row(line, table)
            except (
                msgspec.DecodeError,
                UnicodeDecodeError,
                binascii.Error,
                TypeError,
                RecursionError,
            ) as error:
                self._faults.append(_bad_line(table, number, str(error)))
        if number % size_of_block:
            self._compare(table, number - number % size_of_block + 1, number, block.hexdigest())
        self._report(table.name, number, table.rows)
        if number != table.rows:
            self._faults.append(found("archive.size", name=table.member, said=table.rows, found=number))
        elif whole.hexdigest() != table.sha256 and not self._faults:
            self._faults.append(found("archive.file", name=table.member))

    def _compare(self, table: TableEntry, first: int, last: int, digest: str) -> None:
        at = (first - 1) // self._manifest.block
        if at >= len(table.blocks) or table.blocks[at] != digest:
            self._faults.append(found("archive.lines", name=table.member, first=first, last=last))


def _bad_line(table: TableEntry, number: int, why: str) -> Finding:
    return found("archive.line", name=table.member, line=number, why=why[:200])


def _row(line: bytes, table: TableEntry) -> dict[str, Any]:
    """Return the row of a line, bytes as bytes."""
    row = _decoder.decode(line)
    for column in table.binary:
        if row.get(column) is not None:
            row[column] = base64.b64decode(row[column], validate=True)
    return row


def _link(row: Mapping[str, Any]) -> Link:
    number = _typed(row["number"], int)
    if not 0 < number <= _LARGEST_ID:
        raise ValueError(f"there is no entry {number}")
    return Link(
        number=number,
        at=_at(row["at"]),
        by=row["by_id"],
        by_name=row["by_name"],
        code=_typed(row["code"], str),
        subject=row["subject"],
        data=_typed(row["data"], dict),
        seals=_typed(row["seals"], bytes),
        previous=_typed(row["previous"], bytes),
        hash=_typed(row["hash"], bytes),
    )


def _stamp(row: Mapping[str, Any]) -> Stamp:
    return Stamp(
        number=_typed(row["entry_id"], int),
        hash=_typed(row["hash"], bytes),
        at=_at(row["at"]),
        public_key=_typed(row["public_key"], bytes),
        signature=_typed(row["signature"], bytes),
    )


T = TypeVar("T")


def _typed(value: object, kind: type[T]) -> T:
    if not isinstance(value, kind):
        raise TypeError(f"{value!r:.40} is no {kind.__name__}")
    return value


def _at(text: object) -> dt.datetime:
    at = dt.datetime.fromisoformat(_typed(text, str))
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at
