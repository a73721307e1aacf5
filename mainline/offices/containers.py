"""Open what files come in: plain, gzip, zip, zip in zip, folder; by content, never by name alone.

Archives are not trusted. Nothing is written under a name of theirs, nothing outside the given path is
read, and what is encrypted, damaged, nested too deep, or unpacks to far too much is a ``Rejected`` with
its reason. A member of any size is a stream; only an archive inside an archive is copied, to a temporary
file, because zip needs to seek.
"""

from __future__ import annotations

import io
import os
import stat
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, BinaryIO, cast

from mainline.offices.pieces import StreamProblem
from mainline.offices.record import Position, Rejected

MAX_DEPTH = 4
"""Archives inside one another."""
MAX_RATIO = 200
"""Bytes out for each byte in, above :data:`FREE_BYTES`; office XML packs 5 to 30 to one."""
FREE_BYTES = 256 << 20
"""Bytes that any archive may give whatever its ratio."""
MAX_TOTAL = 64 << 30
"""Bytes that one file on disk may unpack to; the largest weekly bulk file has 7 GiB."""

NAME = "container"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_GZIP = b"\x1f\x8b"
_DOCUMENT_MARKS = frozenset(("[Content_Types].xml", "mimetype", "META-INF/MANIFEST.MF"))
"""Files that make a zip one document (docx, xlsx, odt, epub, jar) and no archive of records."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read. ``open`` is good until the next member is asked for.

    ``size`` is bytes unpacked where the container tells, else packed. Streams are raw: ``read(n)`` may
    give fewer than ``n`` bytes before the end.
    """

    name: str
    size: int
    open: Callable[[], BinaryIO]
    names: tuple[str, ...] = ()
    """What is inside a zip that is to be read as one thing; else empty."""


@dataclass(frozen=True, slots=True)
class _Budget:
    """What one file on disk may still unpack to: a counter shared by all that is inside it."""

    spent: list[int]

    def spend(self, count: int) -> None:
        """Count bytes out; raises ``StreamProblem`` past :data:`MAX_TOTAL`."""
        self.spent[0] += count
        if self.spent[0] > MAX_TOTAL:
            raise StreamProblem("container.bomb", f"more than {MAX_TOTAL} bytes")


class _Guarded(io.RawIOBase):
    """A stream out of an archive that stops at a bomb."""

    def __init__(
        self, read: Callable[[int], bytes], packed: int, budget: _Budget, close: Callable[[], None]
    ) -> None:
        super().__init__()
        self._read, self._packed, self._budget, self._close = read, packed, budget, close
        self._out = 0

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: object) -> int:
        """One read of what is underneath, counted."""
        view = memoryview(cast(bytearray, buffer))
        data = self._read(len(view))
        self._out += len(data)
        self._budget.spend(len(data))
        if self._out > FREE_BYTES and self._out > self._packed * MAX_RATIO:
            raise StreamProblem("container.bomb", f"{self._out} bytes out of {self._packed}")
        view[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close what is underneath."""
        if not self.closed:
            self._close()
        super().close()


class _Inflate:
    """Gzip in constant memory; everything before a break comes out before the error does."""

    def __init__(self, source: BinaryIO) -> None:
        self._source = source
        self._engine = zlib.decompressobj(wbits=31)
        self._input = b""

    def read(self, count: int) -> bytes:
        """At most ``count`` bytes; ``EOFError`` when cut off, ``zlib.error`` when damaged."""
        while True:
            if self._engine.eof and not self._next_stream():
                return b""
            if not self._input:
                self._input = self._source.read(1 << 17)
                if not self._input:
                    raise EOFError("gzip stream cut off")
            out = self._engine.decompress(self._input, count)
            self._input = self._engine.unconsumed_tail
            if out:
                return out

    def _next_stream(self) -> bool:
        """Whether another gzip stream follows the one that ended; padding of zeros is passed over."""
        rest = self._engine.unused_data or self._source.read(1 << 17)
        while rest and not rest.strip(b"\0"):
            rest = self._source.read(1 << 17)
        rest = rest.lstrip(b"\0")
        if not rest.startswith(_GZIP[: len(rest)]):
            return False
        self._engine, self._input = zlib.decompressobj(wbits=31), rest
        return bool(rest)


@dataclass(frozen=True, slots=True)
class _Source:
    """Something that may itself be an archive."""

    name: str
    size: int
    open: Callable[[], BinaryIO]
    depth: int
    budget: _Budget


IsPackage = Callable[[list[str]], bool]


def members(path: Path, is_package: IsPackage = lambda names: False) -> Iterator[Member | Rejected]:
    """Every file at ``path``, archives opened, in an order that is always the same.

    ``is_package`` is shown the names inside a zip; a zip it accepts is one member. Names are relative to a
    folder, with ``!`` inside archives: ``2018/w01.zip!a/b.xml``. Hidden files are passed over.
    """
    if path.is_dir():
        yield from _folder(path, is_package)
    else:
        yield from _file(path, path.name, is_package)


def total_bytes(path: Path) -> int:
    """Bytes on disk at ``path``, quickly, without opening anything; for progress."""
    if path.is_file():
        return path.stat().st_size
    sizes = (entry.stat(follow_symlinks=False).st_size for entry in path.rglob("*") if entry.is_file())
    return sum(sizes)


def _reject(name: str, reason: str, detail: str, raw: bytes = b"") -> Rejected:
    return Rejected(NAME, reason, detail, Position(name), raw)


def _folder(root: Path, is_package: IsPackage) -> Iterator[Member | Rejected]:
    inside = root.resolve()
    for folder, folders, files in os.walk(root, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for file in sorted(files):
            path = Path(folder, file)
            name = path.relative_to(root).as_posix()
            if file.startswith("."):
                continue
            if path.is_symlink() and not path.resolve().is_relative_to(inside):
                yield _reject(name, "folder.outside_link", os.readlink(path))
            else:
                yield from _file(path, name, is_package)


def _file(path: Path, name: str, is_package: IsPackage) -> Iterator[Member | Rejected]:
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            yield _reject(name, "file.unreadable", "not a regular file")
            return
        path.open("rb").close()
    except OSError as error:
        yield _reject(name, "file.unreadable", error.strerror or "")
        return
    source = _Source(
        name, status.st_size, lambda: cast(BinaryIO, path.open("rb", buffering=0)), 0, _Budget([0])
    )
    yield from _opened(source, is_package)


def _opened(source: _Source, is_package: IsPackage) -> Iterator[Member | Rejected]:
    """The members of a source: itself if it is no archive."""
    try:
        with source.open() as stream:
            head = _head(stream)
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        yield _reject(source.name, _reason_of(error), str(error))
        return
    if not head:
        yield _reject(source.name, "stream.empty", "0 bytes")
    elif head.startswith(_ZIP):
        yield from _zip(source, is_package)
    elif head.startswith(_GZIP) and head[2:3] == b"\x08":
        yield from _gzip(source, is_package)
    else:
        yield Member(source.name, source.size, source.open)


def _head(stream: BinaryIO) -> bytes:
    """The first four bytes; an error after some bytes came is left for the reading itself."""
    head = b""
    while len(head) < 4:
        try:
            more = stream.read(4 - len(head))
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
            if head:
                return head
            raise
        if not more:
            break
        head += more
    return head


def _reason_of(error: Exception) -> str:
    if isinstance(error, StreamProblem):
        return error.reason
    return "stream.truncated" if isinstance(error, EOFError) else "stream.damaged"


def _is_too_deep(source: _Source) -> bool:
    return source.depth >= MAX_DEPTH


def _gzip(source: _Source, is_package: IsPackage) -> Iterator[Member | Rejected]:
    if _is_too_deep(source):
        yield _reject(source.name, "container.too_deep", f"depth {source.depth + 1}")
        return
    inner = PurePosixPath(source.name.rpartition("!")[2]).name
    stem = inner[:-3] if inner.lower().endswith(".gz") else inner

    def unpacked() -> BinaryIO:
        packed = source.open()
        return cast(BinaryIO, _Guarded(_Inflate(packed).read, source.size, source.budget, packed.close))

    name = f"{source.name}!{stem}"
    yield from _opened(_Source(name, source.size, unpacked, source.depth + 1, source.budget), is_package)


def _zip(source: _Source, is_package: IsPackage) -> Iterator[Member | Rejected]:
    if _is_too_deep(source):
        yield _reject(source.name, "container.too_deep", f"depth {source.depth + 1}")
        return
    try:
        with _seekable(source) as file, zipfile.ZipFile(file) as archive:
            yield from _archive(source, archive, is_package)
    except (zipfile.BadZipFile, OSError, EOFError, zlib.error, ValueError, NotImplementedError) as error:
        reason = error.reason if isinstance(error, StreamProblem) else "container.unreadable"
        yield _reject(source.name, reason, str(error))


@contextmanager
def _seekable(source: _Source) -> Iterator[BinaryIO]:
    """The source itself if it is a file on disk, else a temporary copy."""
    with source.open() as stream:
        if stream.seekable():
            yield stream
            return
        with tempfile.SpooledTemporaryFile(max_size=8 << 20) as copy:
            while chunk := stream.read(1 << 20):
                copy.write(chunk)
            copy.seek(0)
            yield cast(BinaryIO, copy)


def _archive(source: _Source, archive: zipfile.ZipFile, is_package: IsPackage) -> Iterator[Member | Rejected]:
    infos = [info for info in archive.infolist() if not info.is_dir()]
    out = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    size = max(source.size, 1)
    if (out > FREE_BYTES and out > size * MAX_RATIO) or out > MAX_TOTAL or packed > max(size, FREE_BYTES):
        yield _reject(source.name, "container.bomb", f"{out} bytes out of {source.size}")
        return
    names = [_name_of(info) for info in infos]
    if is_package(names) or _DOCUMENT_MARKS.intersection(names):
        yield Member(source.name, source.size, source.open, tuple(names))
        return
    for info, name in zip(infos, names, strict=True):
        yield from _entry(source, archive, info, name, is_package)


def _entry(
    source: _Source, archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str, is_package: IsPackage
) -> Iterator[Member | Rejected]:
    name = f"{source.name}!{inner}"
    parts = PurePosixPath(inner).parts
    if any(part.startswith(".") and part != ".." for part in parts) or parts[:1] == ("__MACOSX",):
        return
    if inner.startswith("/") or ".." in parts or ":" in inner[:2] or "\0" in inner:
        yield _reject(name, "container.unsafe_name", inner)
        return
    if info.flag_bits & 1:
        yield _reject(name, "container.encrypted", inner)
        return

    def unpacked() -> BinaryIO:
        stream = cast(zipfile.ZipExtFile, archive.open(info))
        guarded = _Guarded(stream.read1, max(info.compress_size, 1), source.budget, stream.close)
        return cast(BinaryIO, guarded)

    yield from _opened(_Source(name, info.file_size, unpacked, source.depth + 1, source.budget), is_package)


def _name_of(info: zipfile.ZipInfo) -> str:
    """The name with slashes; one that was packed in UTF-8 or GB 18030 without saying so is set right."""
    name = info.filename.replace("\\", "/")
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def unpacked_names(file: IO[bytes]) -> list[str]:
    """The names inside a zip, as :func:`members` gives them; for readers of packages."""
    with zipfile.ZipFile(file) as archive:
        return [_name_of(info) for info in archive.infolist() if not info.is_dir()]
