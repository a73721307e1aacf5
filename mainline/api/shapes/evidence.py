"""Shapes of evidence."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed


class EvidenceRow(Schema):
    """A deposit in a list."""

    id: int
    organisation: int = Field(description="Id of the organisation that deposited it")
    right: int | None = Field(description="Id of the right that it is linked to")
    title: str
    secrecy: str = Field(
        description="own: its organisation alone; holder: also those the right is entrusted to"
    )
    state: str = Field(description="hashed, pending, stamped, verified")
    complete: bool = Field(description="Whether no step of the capture was left out")
    digest: str = Field(description="SHA-256 of the statement, which is what is stamped")
    log_index: int = Field(description="Place in the log of all deposits, from 0")
    deposited_at: dt.datetime
    deposited_by: str
    url: str
    archive_url: str


class EvidenceFileRow(Schema):
    """A file of a deposit."""

    name: str
    sha256: str
    size: int = Field(description="Bytes")


class EvidenceStamp(Schema):
    """A time stamp over the statement of a deposit."""

    state: str = Field(description="pending, stamped, verified, refused")
    demonstration: bool = Field(
        description="Whether the demonstration's own authority gave it: it proves nothing"
    )
    asked_at: dt.datetime
    attempts: int
    problem: str = Field(description="Why there is none yet, or why it is not verified; empty: nothing")
    stamped_at: dt.datetime | None = Field(description="The time that the authority states")
    issuer: str
    serial: str


class EvidenceDetail(EvidenceRow):
    """A deposit with its files, its statement and its stamps."""

    statement: str = Field(description="Canonical JSON; its bytes are what is stamped and logged")
    missing: list[str] = Field(description="Codes of what the capture lacks")
    files: list[EvidenceFileRow]
    stamps: list[EvidenceStamp]


class EvidenceList(Listed):
    """Some deposits, newest first."""

    items: list[EvidenceRow]


class LogHead(Schema):
    """The newest signed head of the log of evidence."""

    size: int
    root: str
    at: str = Field(description="Instant in UTC, as it is signed")
    public_key: str
    signature: str = Field(description="Ed25519 over four lines: mainline.evidence-log.v1, size, root, at")


class LogConsistency(Schema):
    """What shows that one log is the beginning of another (RFC 6962)."""

    first: int
    second: int
    proof: list[str]


class CheckedFile(Schema):
    """A file that was compared with the hash that it should have."""

    path: str
    expected: str
    found: str = Field(description="Empty where it is missing")
    ok: bool


class CheckedStamp(Schema):
    """What came of a time stamp."""

    ok: bool
    problem: str
    at: dt.datetime | None
    issuer: str
    serial: str
    policy: str
    trusted_by: str = Field(description="platform, organisation, demonstration, given; empty: nobody")


class CheckedLog(Schema):
    """What came of the proof that it stands in the log."""

    included: bool
    signed: bool
    index: int
    size: int
    at: str
    key: str = Field(description="Fingerprint of the key that signed the head")


class EvidenceVerdict(Schema):
    """Whether a file with its stamp, or an exported deposit, is as it was."""

    valid: bool
    files: list[CheckedFile]
    unknown: list[str] = Field(description="Files that no statement names")
    stamp: CheckedStamp | None
    log: CheckedLog | None
