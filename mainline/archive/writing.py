"""Writes an archive, piece by piece, into a file that has its name only when it is whole."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Self

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from mainline.archive.container import (
    BLOCK,
    ENVELOPE,
    MANIFEST,
    SIGNATURE,
    FileEntry,
    Manifest,
    Signed,
    TableEntry,
    checked,
    is_safe,
)
from mainline.audit.signing import manifest_message, public_of

_LEVEL = 3
_PIECE = 1 << 20
_BUFFER = 1 << 18
_ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The same content gives the same file."""


class ArchiveWriter:
    """Use as a context; without :meth:`finish` nothing is left behind."""

    def __init__(self, path: Path) -> None:
        """``path`` must not be there yet."""
        self.path = path
        self._part = path.with_name(f".{path.name}.part")
        # Password hashes are in it: it is its owner's from the first byte.
        self._part.unlink(missing_ok=True)
        handle = os.open(self._part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        self._file: IO[bytes] = os.fdopen(handle, "w+b")
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self.tables: list[TableEntry] = []
        self.files: list[FileEntry] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()
        self._file.close()
        self._part.unlink(missing_ok=True)

    def add_table(
        self,
        name: str,
        lines: Iterable[bytes],
        *,
        key: str,
        columns: Iterable[str],
        binary: Iterable[str] = (),
    ) -> TableEntry:
        """Write a table; ``lines`` are JSON objects without line ends, in the order of ``key``."""
        whole, block = hashlib.sha256(), hashlib.sha256()
        blocks: list[str] = []
        rows = size = 0
        held = bytearray()
        with self._open(f"tables/{name}.jsonl") as member:
            for line in lines:
                rows += 1
                held += line
                held += b"\n"
                block.update(line + b"\n")
                if rows % BLOCK == 0:
                    blocks.append(block.hexdigest())
                    block = hashlib.sha256()
                if len(held) > _BUFFER:
                    size += _flush(held, whole, member)
            size += _flush(held, whole, member)
        if rows % BLOCK:
            blocks.append(block.hexdigest())
        entry = TableEntry(name, rows, size, whole.hexdigest(), key, list(columns), list(binary), blocks)
        self.tables.append(entry)
        return entry

    def add_file(self, path: str, chunks: Iterable[bytes]) -> FileEntry:
        """Write a file under a path in the archive. Raises ``ValueError`` for a path that no archive may hold."""
        if not is_safe(path):
            raise ValueError(f"{path!r} can't be the name of a file in an archive")
        digest, size = hashlib.sha256(), 0
        with self._open(path) as member:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                member.write(chunk)
        entry = FileEntry(path, size, digest.hexdigest())
        self.files.append(entry)
        return entry

    def _open(self, name: str) -> IO[bytes]:
        info = zipfile.ZipInfo(name, _ALWAYS)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return self._zip.open(info, "w", force_zip64=True)

    def finish(self, manifest: Manifest, key: Ed25519PrivateKey) -> bytes:
        """Write manifest, signature and envelope, and give the file its name; return the manifest's bytes."""
        text = msgspec.json.format(msgspec.json.encode(checked(manifest)), indent=1)
        with self._open(MANIFEST) as member:
            member.write(text)
        signature = key.sign(manifest_message(text)).hex()
        with self._open(SIGNATURE) as member:
            member.write(msgspec.json.encode(Signed("Ed25519", public_of(key).hex(), signature)))
        self._zip.comment = ENVELOPE + b"0" * 64
        self._zip.close()
        self._seal_envelope()
        self._file.flush()
        os.fsync(self._file.fileno())
        _give_name(self._part, self.path)
        _sync(self.path.parent)
        return text

    def _seal_envelope(self) -> None:
        self._file.seek(0, os.SEEK_END)
        end = self._file.tell() - 64
        self._file.seek(0)
        digest, left = hashlib.sha256(), end
        while left:
            piece = self._file.read(min(_PIECE, left))
            digest.update(piece)
            left -= len(piece)
        self._file.seek(end)
        self._file.write(digest.hexdigest().encode())


def _flush(held: bytearray, whole: hashlib._Hash, member: IO[bytes]) -> int:
    size = len(held)
    whole.update(held)
    member.write(held)
    held.clear()
    return size


def _give_name(part: Path, path: Path) -> None:
    """Name a file that is whole. Raises ``FileExistsError``: what came to stand there meanwhile is not overwritten."""
    try:
        os.link(part, path)
    except FileExistsError:
        raise
    except OSError:
        # A disk that knows no links, such as a stick.
        if path.exists():
            raise FileExistsError(f"{path} is there already") from None
        os.rename(part, path)


def _sync(folder: Path) -> None:
    """Make a new name in a folder outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
