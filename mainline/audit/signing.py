"""Ed25519 signatures: of checkpoints and of archives. Nothing of our own: RFC 8032 over short texts."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from mainline.audit.canonical import instant


class BadKey(ValueError):
    """The file holds no key that we can sign with."""


class BadStamp(ValueError):
    """The line is no checkpoint."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """A checkpoint as it is handed out: the head of a chain at one time, and the signature over it."""

    number: int
    hash: bytes
    at: dt.datetime
    public_key: bytes
    signature: bytes

    @property
    def is_valid(self) -> bool:
        """Whether the signature is of the key named."""
        return is_signed(self.public_key, self.signature, checkpoint_message(self.number, self.hash, self.at))

    def as_dict(self) -> dict[str, object]:
        """For JSON; bytes are hexadecimal."""
        return {
            "number": self.number,
            "hash": self.hash.hex(),
            "at": instant(self.at),
            "public_key": self.public_key.hex(),
            "signature": self.signature.hex(),
        }

    def as_line(self) -> str:
        """One line of JSON."""
        return json.dumps(self.as_dict())


def stamp_of(line: str) -> Stamp:
    """Return the checkpoint of a line of JSON. Raises :class:`BadStamp`."""
    try:
        told = json.loads(line)
        return Stamp(
            number=int(told["number"]),
            hash=bytes.fromhex(told["hash"]),
            at=dt.datetime.fromisoformat(told["at"]),
            public_key=bytes.fromhex(told["public_key"]),
            signature=bytes.fromhex(told["signature"]),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise BadStamp(f"this is no checkpoint: {line[:80]!r}") from error


def checkpoint_message(number: int, link_hash: bytes, at: dt.datetime) -> bytes:
    """Return what the signature of a checkpoint is over: four lines of text."""
    return f"mainline.checkpoint.v1\n{number}\n{link_hash.hex()}\n{instant(at)}\n".encode()


def manifest_message(manifest: bytes) -> bytes:
    """Return what the signature of an archive is over: the SHA-256 of its manifest, in two lines of text."""
    return f"mainline.manifest.v1\n{hashlib.sha256(manifest).hexdigest()}\n".encode()


def key_of(path: Path) -> Ed25519PrivateKey:
    """Return the key kept in a file (PEM, PKCS #8), made if there is none: readable by its owner alone.

    Two processes that make it at once end with one. Raises :class:`BadKey`.
    """
    if not path.exists():
        _make(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except ValueError as error:
        raise BadKey(f"{path} holds no private key: {error}") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} holds a key, and not one of Ed25519")
    return key


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        # A link and no rename: of two keys made at once the first stays.
        with suppress(FileExistsError):
            os.link(fresh, path)
    finally:
        fresh.unlink()


def public_of(key: Ed25519PrivateKey) -> bytes:
    """Return the 32 bytes by which others check what a key has signed."""
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def is_signed(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether a signature over a message is of the key with these public bytes."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def fingerprint(public: bytes) -> str:
    """Return the name of a key, to compare by eye: 16 hexadecimal digits of its SHA-256 in fours."""
    digits = hashlib.sha256(public).hexdigest()[:16]
    return " ".join(digits[at : at + 4] for at in range(0, 16, 4))
