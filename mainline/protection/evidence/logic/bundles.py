"""Verifies what a deposit was exported as, and any file with its time stamp: offline, with nothing but what is handed in. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from mainline.audit.signing import fingerprint, is_signed
from mainline.protection.evidence.logic import merkle, tokens
from mainline.protection.evidence.logic.checklist import Named, NoStatement, files_of
from mainline.protection.evidence.logic.tokens import Told, Unusable

STATEMENT, TOKEN, CHAIN, LOG, SUMS = (
    "statement.json",
    "statement.tsr",
    "chain.pem",
    "log.json",
    "SHA256SUMS",
)
MOST_ENTRIES = 200
_MOST_DIRECTORY = 1 << 20
_MOST_SMALL = 1 << 20
"""Bytes of what is read whole: statement, token, proof."""
_PIECE = 1 << 20
_END, _END_SIZE, _LOCATOR = b"PK\x05\x06", 22, b"PK\x06\x07"
Trusted = Sequence[tuple[str, str]]
"""(PEM, whose word it is)."""


class NoBundle(ValueError):
    """The file is no exported deposit; ``args[0]`` is a code: ``not_zip``, ``too_much``, ``no_statement``, ``broken``."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file: what its hash should be and what it is."""

    path: str
    expected: str
    found: str
    """Empty where the file is missing."""

    @property
    def is_well(self) -> bool:
        """Whether it is as it was stamped."""
        return self.expected == self.found


@dataclass(frozen=True, slots=True)
class Stamp:
    """What came of a time stamp."""

    told: Told | None
    trusted_by: str
    """Whose word vouches for the signer: ``platform``, ``organisation``, ``demonstration``, ``given``; empty: nobody's."""
    problem: str = ""
    """A code of :mod:`mainline.protection.evidence.words`."""
    detail: str = ""

    @property
    def is_well(self) -> bool:
        """Whether it is of this content and somebody trusted signed it."""
        return not self.problem


@dataclass(frozen=True, slots=True)
class Logged:
    """What came of the proof that it stands in the log."""

    index: int
    size: int
    at: str
    key: str
    """Fingerprint of the key that signed the head."""
    is_included: bool
    is_signed: bool


@dataclass(slots=True)
class Verdict:
    """All that was found of an exported deposit, or of a file with its stamp."""

    files: list[Checked] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Files that no statement names."""
    stamp: Stamp | None = None
    logged: Logged | None = None
    statement: Mapping[str, object] | None = None

    @property
    def altered(self) -> list[Checked]:
        """Files that are missing or not as they were."""
        return [one for one in self.files if not one.is_well]

    @property
    def is_valid(self) -> bool:
        """Whether nothing was altered, and a stamp that is trusted says when it was there."""
        is_log_well = self.logged is None or (self.logged.is_included and self.logged.is_signed)
        return not self.altered and self.stamp is not None and self.stamp.is_well and is_log_well


def check_stamp(token: bytes, digest: bytes, trusted: Trusted) -> Stamp:
    """Return what comes of a time stamp over a SHA-256, and on whose word its signer is trusted."""
    try:
        told = tokens.read(token)
    except Unusable as fault:
        return Stamp(None, "", fault.code, fault.detail)
    try:
        tokens.check(told, digest)
    except Unusable as fault:
        return Stamp(told, "", fault.code, fault.detail)
    last = Unusable("chain")
    for pem, whose in trusted:
        try:
            tokens.verify(token, digest, pem)
        except Unusable as fault:
            last = fault
        else:
            return Stamp(told, whose)
    return Stamp(told, "", "chain", last.detail)


def check_file(chunks: Iterable[bytes], name: str, token: bytes, trusted: Trusted) -> Verdict:
    """Return what comes of any file and a time stamp over its SHA-256."""
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
    stamp = check_stamp(token, digest.digest(), trusted)
    expected = stamp.told.digest.hex() if stamp.told else digest.hexdigest()
    return Verdict([Checked(name, expected, digest.hexdigest())], stamp=stamp)


def check_bundle(path: Path, trusted: Trusted, most_bytes: int) -> Verdict:
    """Return what comes of an exported deposit (ZIP). Raises :class:`NoBundle`.

    ``most_bytes`` is what its files may weigh unpacked.
    """
    with path.open("rb") as file:
        _require_small_directory(file)
        try:
            with zipfile.ZipFile(file) as archive:
                return _checked(archive, trusted, most_bytes)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            RuntimeError,
            EOFError,
            OSError,
            ValueError,
        ) as error:
            if isinstance(error, NoBundle):
                raise
            raise NoBundle("broken") from error


def _require_small_directory(file: IO[bytes]) -> None:
    """Look at the end of a ZIP before any library reads its list of entries into memory."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END_SIZE - 65_535))
    tail = file.read()
    at = tail.rfind(_END)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise NoBundle("not_zip")
    count, directory = int.from_bytes(tail[at + 10 : at + 12], "little"), tail[at + 12 : at + 16]
    is_long = tail[max(0, at - 20) : at].startswith(_LOCATOR)
    if count > MOST_ENTRIES or int.from_bytes(directory, "little") > _MOST_DIRECTORY or is_long:
        raise NoBundle("too_much")
    file.seek(0)


def _checked(archive: zipfile.ZipFile, trusted: Trusted, most_bytes: int) -> Verdict:
    names = [one.filename for one in archive.infolist() if not one.is_dir()]
    if len(set(names)) != len(names):
        raise NoBundle("broken")
    if STATEMENT not in names:
        raise NoBundle("no_statement")
    text = _small(archive, STATEMENT)
    try:
        named = files_of(text.decode())
        told = json.loads(text)
    except (NoStatement, UnicodeDecodeError) as error:
        raise NoBundle("no_statement") from error
    if sum(archive.getinfo(one.path).file_size for one in named if one.path in names) > most_bytes:
        raise NoBundle("too_much")
    verdict = Verdict([_hashed(archive, one, names) for one in named], statement=told)
    verdict.unknown = [one for one in names if "/" in one and one not in {each.path for each in named}]
    if TOKEN in names:
        verdict.stamp = check_stamp(_small(archive, TOKEN), hashlib.sha256(text).digest(), trusted)
    if LOG in names:
        verdict.logged = _logged(_small(archive, LOG), text)
    return verdict


def _small(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as member:
        content = member.read(_MOST_SMALL + 1)
    if len(content) > _MOST_SMALL:
        raise NoBundle("too_much")
    return content


def _hashed(archive: zipfile.ZipFile, one: Named, names: Sequence[str]) -> Checked:
    if one.path not in names:
        return Checked(one.path, one.sha256, "")
    digest = hashlib.sha256()
    try:
        with archive.open(one.path) as member:
            while piece := member.read(_PIECE):
                digest.update(piece)
    except zipfile.BadZipFile:
        # Its own checksum of the archive fails: the content was altered, and by hand.
        return Checked(one.path, one.sha256, _without_checksum(archive, one.path))
    return Checked(one.path, one.sha256, digest.hexdigest())


def _without_checksum(archive: zipfile.ZipFile, name: str) -> str:
    """Return the SHA-256 of an entry whose CRC does not fit, so that it can be named beside the right one."""
    digest = hashlib.sha256()
    with archive.open(name) as member:
        member._expected_crc = None  # type: ignore[attr-defined]
        try:
            while piece := member.read(_PIECE):
                digest.update(piece)
        except (zipfile.BadZipFile, EOFError):
            return "unreadable"
    return digest.hexdigest()


def _logged(text: bytes, statement: bytes) -> Logged:
    try:
        told = json.loads(text)
        head = told["head"]
        index, size, at = int(told["index"]), int(head["size"]), str(head["at"])[:40]
        root, key = bytes.fromhex(head["root"]), bytes.fromhex(head["public_key"])
        signature = bytes.fromhex(head["signature"])
        proof = [bytes.fromhex(one) for one in told["proof"]][:100]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Logged(-1, -1, "", "", is_included=False, is_signed=False)
    included = merkle.is_included(merkle.leaf_hash(statement), index, size, proof, root)
    signed = is_signed(key, signature, merkle.head_message(size, root, at))
    return Logged(index, size, at, fingerprint(key), included, signed)


def as_dict(verdict: Verdict) -> dict[str, object]:
    """For the API: what was found, hashes in hexadecimal, instants in UTC."""
    stamp, logged = verdict.stamp, verdict.logged
    return {
        "valid": verdict.is_valid,
        "files": [
            {"path": one.path, "expected": one.expected, "found": one.found, "ok": one.is_well}
            for one in verdict.files
        ],
        "unknown": verdict.unknown,
        "stamp": None
        if stamp is None
        else {
            "ok": stamp.is_well,
            "problem": stamp.problem,
            "at": stamp.told.at.astimezone(dt.UTC) if stamp.told else None,
            "issuer": stamp.told.issuer if stamp.told else "",
            "serial": stamp.told.serial if stamp.told else "",
            "policy": stamp.told.policy if stamp.told else "",
            "trusted_by": stamp.trusted_by,
        },
        "log": None
        if logged is None
        else {
            "included": logged.is_included,
            "signed": logged.is_signed,
            "index": logged.index,
            "size": logged.size,
            "at": logged.at,
            "key": logged.key,
        },
    }
