"""Evidence: deposited, stamped, taken away as an archive, verified."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mainline.client.files import form, several, written
from mainline.client.shapes import Shape
from mainline.client.transport import Transport


class EvidenceRow(Shape, frozen=True, kw_only=True):
    """A deposit in a list."""

    id: int
    organisation: int
    right: int | None
    title: str
    secrecy: str
    state: str
    complete: bool
    digest: str
    log_index: int
    deposited_at: dt.datetime
    deposited_by: str
    url: str
    archive_url: str


class EvidenceFileRow(Shape, frozen=True, kw_only=True):
    """A file of a deposit."""

    name: str
    sha256: str
    size: int


class EvidenceStamp(Shape, frozen=True, kw_only=True):
    """A time stamp over the statement of a deposit."""

    state: str
    demonstration: bool
    asked_at: dt.datetime
    attempts: int
    problem: str
    stamped_at: dt.datetime | None
    issuer: str
    serial: str


class EvidenceDetail(EvidenceRow, frozen=True, kw_only=True):
    """A deposit with its files, its statement and its stamps."""

    statement: str
    missing: tuple[str, ...]
    files: tuple[EvidenceFileRow, ...]
    stamps: tuple[EvidenceStamp, ...]


class LogHead(Shape, frozen=True, kw_only=True):
    """The newest signed head of the log of evidence."""

    size: int
    root: str
    at: str
    public_key: str
    signature: str


class LogConsistency(Shape, frozen=True, kw_only=True):
    """What shows that one log is the beginning of another."""

    first: int
    second: int
    proof: tuple[str, ...]


class CheckedFile(Shape, frozen=True, kw_only=True):
    """A file that was compared with the hash that it should have."""

    path: str
    expected: str
    found: str
    ok: bool


class CheckedStamp(Shape, frozen=True, kw_only=True):
    """What came of a time stamp."""

    ok: bool
    problem: str
    at: dt.datetime | None
    issuer: str
    serial: str
    policy: str
    trusted_by: str


class CheckedLog(Shape, frozen=True, kw_only=True):
    """What came of the proof that it stands in the log."""

    included: bool
    signed: bool
    index: int
    size: int
    at: str
    key: str


class EvidenceVerdict(Shape, frozen=True, kw_only=True):
    """Whether a file with its stamp, or an exported deposit, is as it was."""

    valid: bool
    files: tuple[CheckedFile, ...]
    unknown: tuple[str, ...]
    stamp: CheckedStamp | None
    log: CheckedLog | None


class EvidenceVault:
    """The evidence that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self) -> Iterator[EvidenceRow]:
        """Yield the deposits that one may open, newest first."""
        return self._transport.listed("list_evidence", EvidenceRow)

    def get(self, evidence: int) -> EvidenceDetail:
        """Return one deposit with its files and stamps."""
        return self._transport.ask("get_evidence", EvidenceDetail, ids={"evidence_id": evidence})

    def deposit(
        self,
        files: Sequence[Path | str],
        *,
        title: str,
        facts: Mapping[str, str] | None = None,
        steps: Mapping[str, Mapping[str, str]] | None = None,
        organisation: int | None = None,
        right: int | None = None,
        secrecy: str = "own",
    ) -> EvidenceDetail:
        """Deposit files. ``steps`` are by code, each with ``state`` and ``note``; what is not told is not done.

        Raises ``OSError`` where a file can't be read.
        """
        capture = json.dumps(
            {"facts": dict(facts or {}), "steps": {k: dict(v) for k, v in (steps or {}).items()}}
        )
        fields = {
            "title": title, "capture": capture, "organisation": organisation, "right": right, "secrecy": secrecy,
        }  # fmt: skip
        body = several([Path(one) for one in files], fields)
        return self._transport.ask("deposit_evidence", EvidenceDetail, body=body)

    def stamp(self, evidence: int) -> EvidenceDetail:
        """Ask for a time stamp now."""
        return self._transport.ask("stamp_evidence", EvidenceDetail, ids={"evidence_id": evidence})

    def archive(self, evidence: int, *, to: Path) -> int:
        """Write the archive that verifies without the platform; return its bytes. Raises ``OSError``."""
        return written(self._transport.stream("get_evidence_archive", ids={"evidence_id": evidence}), to)

    def verify(self, archive: Path | str) -> EvidenceVerdict:
        """Return what comes of an exported archive. Raises ``OSError`` where it can't be read."""
        return self._transport.ask("verify_evidence", EvidenceVerdict, body=form(Path(archive), {}))

    def head(self) -> LogHead:
        """Return the newest signed head of the log: keep it."""
        return self._transport.ask("get_evidence_log_head", LogHead)

    def consistency(self, first: int, second: int) -> LogConsistency:
        """Return what shows that the log of the first size is the beginning of that of the second."""
        query = {"first": str(first), "second": str(second)}
        return self._transport.ask("get_evidence_log_consistency", LogConsistency, query=query)
