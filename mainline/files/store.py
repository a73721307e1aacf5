"""Where documents are kept: by the SHA-256 of their content, in a folder here; :mod:`mainline.files.s3` is the other store."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

CHUNK = 1 << 18
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming"


class TooLarge(ValueError):
    """More bytes than may be kept; ``args[0]`` is the limit."""


class Missing(LookupError):
    """There is no such content."""


class Altered(ValueError):
    """What is kept is not what was put: its bytes have another SHA-256."""


class Unavailable(OSError):
    """The store does not answer, or refuses; ``args[0]`` says it for the log."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What was put."""

    sha256: str
    """64 hexadecimal digits, lower case."""
    size: int
    """Bytes."""


class Store(Protocol):
    """Content by its hash. Every method may raise :class:`Unavailable`."""

    def put(self, chunks: Iterable[bytes], limit: int) -> Kept:
        """Keep content, all or nothing; putting it again renews its age. Raises :class:`TooLarge`."""

    def open(self, sha256: str) -> Content:
        """Yield content in chunks. Raises :class:`Missing` at once, :class:`Altered` before the last chunk."""

    def has(self, sha256: str) -> bool:
        """Whether the content is kept."""

    def delete(self, sha256: str) -> None:
        """Forget content; nothing where there is none."""

    def older_than(self, before: dt.datetime) -> Iterator[str]:
        """Yield the hashes of what was last put before a time."""

    def sweep(self, before: dt.datetime) -> int:
        """Remove what puts that were cut off before a time left behind; return how many."""


def received(chunks: Iterable[bytes], file: IO[bytes], limit: int) -> Kept:
    """Write chunks to a file while hashing them. Raises :class:`TooLarge` at the first byte past the limit."""
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit)
        digest.update(chunk)
        file.write(chunk)
    file.flush()
    return Kept(digest.hexdigest(), size)


class Content(Iterator[bytes]):
    """What a store opened, in chunks. Closing it lets file or connection go, also where nothing was read of it."""

    def __init__(self, chunks: Iterable[bytes], sha256: str, close: Callable[[], object]) -> None:
        """``close`` is what lets go; it may be called again."""
        self._chunks, self._close = _verified(chunks, sha256), close

    def __next__(self) -> bytes:
        try:
            return next(self._chunks)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Let go what is read from. A generator alone would not where it was never begun."""
        self._close()


def _verified(chunks: Iterable[bytes], sha256: str) -> Iterator[bytes]:
    """Pass chunks on, the last one only if all together have this hash, so that nobody takes altered content for whole."""
    digest, held = hashlib.sha256(), b""
    for chunk in chunks:
        if held:
            yield held
        digest.update(chunk)
        held = chunk
    if digest.hexdigest() != sha256:
        raise Altered(sha256)
    if held:
        yield held


def place(sha256: str) -> str:
    """Return ``ab/cd/abcd…``. Raises ``ValueError`` for what is no hash, so that no path is ever made of anything else."""
    if _DIGEST.fullmatch(sha256) is None:
        raise ValueError(f"no SHA-256: {sha256[:80]!r}")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"


class FolderStore:
    """Content in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is made when something is first put."""
        self._folder = folder

    def put(self, chunks: Iterable[bytes], limit: int) -> Kept:
        """See :class:`Store`. The content is on the disk, under its name, before this returns."""
        incoming = self._folder / _INCOMING
        incoming.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=incoming, delete=False) as file:
            try:
                kept = received(chunks, file, limit)
                os.fsync(file.fileno())
                target = self._path(kept.sha256)
                target.parent.mkdir(parents=True, exist_ok=True)
                os.replace(file.name, target)
            finally:
                Path(file.name).unlink(missing_ok=True)
        _sync(target.parent)
        return kept

    def open(self, sha256: str) -> Content:
        """See :class:`Store`."""
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError as error:
            raise Missing(sha256) from error
        return Content(_read(file), sha256, file.close)

    def has(self, sha256: str) -> bool:
        """See :class:`Store`."""
        return self._path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        """See :class:`Store`."""
        self._path(sha256).unlink(missing_ok=True)

    def older_than(self, before: dt.datetime) -> Iterator[str]:
        """See :class:`Store`."""
        for path in sorted(self._folder.glob("??/??/*")):
            if _DIGEST.fullmatch(path.name) and path.stat().st_mtime < before.timestamp():
                yield path.name

    def sweep(self, before: dt.datetime) -> int:
        """See :class:`Store`."""
        stale = [
            path for path in (self._folder / _INCOMING).glob("*") if path.stat().st_mtime < before.timestamp()
        ]
        for path in stale:
            path.unlink(missing_ok=True)
        return len(stale)

    def _path(self, sha256: str) -> Path:
        return self._folder / place(sha256)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _sync(folder: Path) -> None:
    """Make a new name in a folder outlast a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
