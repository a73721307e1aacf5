"""A deposit as one archive that verifies without us: files, statement, stamp, chain, place in the log, and how to check."""

from __future__ import annotations

import json
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives import hashes

from mainline.audit.canonical import instant
from mainline.protection.evidence import log
from mainline.protection.evidence.certificate import certificate
from mainline.protection.evidence.enums import TokenState
from mainline.protection.evidence.logic import bundles, merkle, tokens
from mainline.protection.evidence.logic.checklist import files_of
from mainline.protection.evidence.models import Evidence, TimestampToken
from mainline.register.documents.storage import store

_DATA = Path(__file__).parent / "data"
_AT = (2000, 1, 1, 0, 0, 0)
"""What entries say of their time: the same deposit is the same bytes."""
_PIECE = 1 << 18


class Pieces(Iterator[bytes]):
    """The bytes of a file from its start. Closing lets it go, also where nothing was read: a generator would not."""

    def __init__(self, file: IO[bytes]) -> None:
        """``file`` is this one's to close."""
        self._file = file
        file.seek(0)

    def __next__(self) -> bytes:
        piece = b"" if self._file.closed else self._file.read(_PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Bundle:
    """An archive that was written, to be handed out and gone when its pieces are closed or at their end."""

    pieces: Pieces
    name: str
    size: int


def token_of(row: Evidence) -> TimestampToken | None:
    """Return the stamp of a deposit that counts: verified before held, a real authority's before the demonstration's,
    the oldest first."""
    held = row.tokens.filter(state__in=(TokenState.VERIFIED, TokenState.STAMPED))
    order = sorted(
        held,
        key=lambda one: (
            one.is_demonstration,
            one.state != TokenState.VERIFIED,
            one.stamped_at or one.asked_at,
        ),
    )
    return order[0] if order else None


def bundle(row: Evidence) -> Bundle:
    """Write the archive of a deposit. Raises ``Missing``, ``Altered`` and ``Unavailable`` where the store does not give
    a file as it was put, and what the typesetter raises."""
    file = tempfile.TemporaryFile(prefix="mainline-evidence-")  # noqa: SIM115 (whoever hands it out closes it)
    try:
        with zipfile.ZipFile(file, "w") as archive:
            _write(archive, row)
        size = file.seek(0, 2)
    except BaseException:
        file.close()
        raise
    return Bundle(Pieces(file), f"evidence-{row.pk}-{row.digest[:8]}.zip", size)


def _write(archive: zipfile.ZipFile, row: Evidence) -> None:
    named, token, found = files_of(row.statement), token_of(row), log.inclusion(row)
    sums = [f"{row.digest}  {bundles.STATEMENT}", *(f"{one.sha256}  {one.path}" for one in named)]
    _put(archive, bundles.STATEMENT, row.statement.encode())
    _put(archive, bundles.SUMS, ("\n".join(sums) + "\n").encode())
    if token is not None and token.response is not None:
        _put(archive, bundles.TOKEN, bytes(token.response))
        _put(archive, bundles.CHAIN, chain_of(token).encode())
    if found is not None:
        _put(archive, bundles.LOG, (json.dumps(found.as_dict(), indent=1) + "\n").encode())
    _put(archive, "VERIFY.md", instructions(row, token, found).encode())
    _put(archive, "verify.html", page(found).encode())
    _put(archive, "certificate.pdf", certificate(row, token, found))
    for one in named:
        info = zipfile.ZipInfo(one.path, _AT)
        info.file_size = one.size
        with archive.open(info, "w") as member:
            for chunk in store().open(one.sha256):
                member.write(chunk)


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _AT), content, zipfile.ZIP_DEFLATED)


def chain_of(token: TimestampToken) -> str:
    """Return the certificates of a stamp as PEM: those that are trusted, then those that stand in it."""
    return tokens.chain_pem(tokens.read(bytes(token.response or b"")), token.certificates)


def page(found: log.Inclusion | None) -> str:
    """Return the offline page with the proof in it."""
    text = (_DATA / "verify.html").read_text(encoding="utf-8")
    proof = json.dumps(found.as_dict() if found else None).replace("<", "\\u003c")
    return text.replace("/*@PROOF@*/null", proof)


def instructions(row: Evidence, token: TimestampToken | None, found: log.Inclusion | None) -> str:
    """Return how to verify it, in both languages, with the lines to run."""
    rows, stamp = "", _NO_STAMP
    if token is not None and token.response is not None and token.stamped_at is not None:
        rows, stamp = _STAMP_ROWS, _stamped(token)
    told = {
        "STAMP_ROWS": rows,
        "STAMP": stamp,
        "LEAF": merkle.leaf_hash(row.statement.encode()).hex(),
        "KEY": found.head.public_key.hex() if found else "–",
    }
    text = (_DATA / "VERIFY.md.txt").read_text(encoding="utf-8")
    for name, words in told.items():
        text = text.replace(f"@{name}@", words)
    return text


_STAMP_ROWS = (
    "| `statement.tsr` | RFC 3161 时间戳 · the time stamp |\n"
    "| `chain.pem` | 时间戳机构的证书链 · certificates of its authority |\n"
)
_NO_STAMP = (
    "导出时尚未取得时间戳：本包只证明内容完整及其在日志中的位置。\n"
    "There was no time stamp yet when this was exported: it proves that nothing was altered, and its place in the log."
)


def _stamped(token: TimestampToken) -> str:
    at = token.stamped_at
    if at is None:
        return _NO_STAMP
    prints = [
        f"    {one.fingerprint(hashes.SHA256()).hex()}  {one.subject.rfc4514_string()}"
        for one in tokens.certificates_of(chain_of(token))
    ]
    lines = [
        "    openssl ts -verify -data statement.json -in statement.tsr -CAfile chain.pem -untrusted chain.pem",
        "",
        "应显示 `Verification: OK` · It says `Verification: OK`. 时间 · the time:",
        "",
        "    openssl ts -reply -in statement.tsr -text",
        "",
        f"时间戳载明 · the stamp states {instant(at)} (UTC). 证书过期以后，加上时间戳的时刻 · After the certificates have expired,"
        " add the time of the stamp:",
        "",
        "    openssl ts -verify -data statement.json -in statement.tsr -CAfile chain.pem -untrusted chain.pem"
        f" -attime {int(at.timestamp())}",
        "",
        "`chain.pem` 由导出者提供。请向时间戳机构核对下列证书的 SHA-256 指纹 · `chain.pem` comes from whoever exported this."
        " Compare the SHA-256 fingerprints with what the authority publishes:",
        "",
        *prints,
    ]
    if token.is_demonstration:
        lines = [
            "**演示用时间戳：签发者不是受认可的机构，没有证明力。**",
            "**A time stamp of the demonstration: nobody recognises its authority, and it proves nothing.**",
            "",
            *lines,
        ]
    return "\n".join(lines)
