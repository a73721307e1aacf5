"""Reads an archive that may be damaged or made to do harm: in small pieces, within bounds, never to a traceback."""

from __future__ import annotations

import hashlib
import os
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Self

import msgspec

from mainline.archive.container import (
    ENVELOPE,
    ENVELOPE_SIZE,
    LARGEST_LINE,
    LARGEST_MANIFEST,
    LARGEST_SIGNATURE,
    MANIFEST,
    MOST_MEMBERS,
    SIGNATURE,
    BadArchive,
    FileEntry,
    Manifest,
    Signed,
    TableEntry,
    checked,
)

_PIECE = 1 << 18
_BOMB_BYTES = 100 << 20
_BOMB_RATIO = 200
_DAMAGE = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, OSError, ValueError,
)  # fmt: skip
"""What the standard library raises over a file that was changed."""


class Damaged(ValueError):
    """A member of the archive can't be read to its end."""

    def __init__(self, name: str, where: str, why: str) -> None:
        """``where`` is the last place that could be read."""
        super().__init__(f"{name}: {where}: {why}")
        self.name = name
        self.where = where
        self.why = why


class ArchiveReader:
    """Use as a context. Raises :class:`BadArchive` for what is no archive at all, or one that is made to do harm."""

    def __init__(self, path: Path) -> None:
        """Nothing is unpacked here."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except _DAMAGE as error:
            raise BadArchive(
                f"{path} 不是可读的归档：{error}。文件可能没有传完，或目录部分被改动。",
                f"{path} is no archive that can be read: {error}. It may be cut off, or its directory was changed.",
            ) from error
        self._members = {info.filename: info for info in self._zip.infolist()}
        self._refuse_harm()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()

    def _refuse_harm(self) -> None:
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS or len(self._members) < len(infos):
            raise BadArchive(
                "归档中有重名或过多的条目。", "The archive has entries of one name, or too many."
            )
        for info in infos:
            if info.flag_bits & 0x1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise BadArchive(
                    f"{info.filename[:100]!r} 加密或用了不支持的压缩方法。",
                    f"{info.filename[:100]!r} is encrypted, or packed in a way that we don't write.",
                )
            if info.file_size > _BOMB_BYTES and info.file_size > _BOMB_RATIO * max(info.compress_size, 1):
                raise BadArchive(
                    f"{info.filename[:100]!r} 声称解开后有 {info.file_size:,} 字节，是压缩炸弹。",
                    f"{info.filename[:100]!r} claims to unpack to {info.file_size:,} bytes: a zip bomb.",
                )

    @property
    def names(self) -> set[str]:
        """Names of all members."""
        return set(self._members)

    def manifest(self) -> tuple[bytes, Manifest]:
        """Return the manifest, as bytes and read. Raises :class:`BadArchive`."""
        text = self._small(MANIFEST, LARGEST_MANIFEST)
        try:
            return text, checked(msgspec.json.decode(text, type=Manifest))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise BadArchive(f"清单无法读取：{error}。", f"The manifest can't be read: {error}.") from error

    def signature(self) -> Signed:
        """Return the signature. Raises :class:`BadArchive`."""
        try:
            signed = msgspec.json.decode(self._small(SIGNATURE, LARGEST_SIGNATURE), type=Signed)
            bytes.fromhex(signed.public_key), bytes.fromhex(signed.signature)
        except (msgspec.DecodeError, ValueError) as error:
            if isinstance(error, BadArchive):
                raise
            raise BadArchive(f"签名无法读取：{error}。", f"The signature can't be read: {error}.") from error
        return signed

    def _small(self, name: str, most: int) -> bytes:
        info = self._members.get(name)
        if info is None:
            raise BadArchive(f"归档中没有 {name}。", f"There is no {name} in the archive.")
        if info.file_size > most:
            raise BadArchive(f"{name} 过大。", f"{name} is too large.")
        try:
            with self._zip.open(info) as member:
                return _at_most(member, most)
        except _DAMAGE as error:
            raise BadArchive(f"{name} 损坏：{error}。", f"{name} is damaged: {error}.") from error

    def lines(self, table: TableEntry) -> Iterator[bytes]:
        """Yield the lines of a table with their line ends. Raises :class:`Damaged` with the last line that was read."""
        number = 0
        with self._opened(table.member, lambda: f"line {number + 1}") as member:
            begun: list[bytes] = []
            length = 0
            for piece in _pieces(member, table.bytes):
                first, *whole = piece.split(b"\n")
                begun.append(first)
                length += len(first)
                if length > LARGEST_LINE:
                    raise ValueError(f"more than {LARGEST_LINE:,} bytes in one line")
                for more in whole:
                    yield b"".join(begun) + b"\n"
                    number += 1
                    begun, length = [more], len(more)
            if length:
                yield b"".join(begun)

    def chunks(self, file: FileEntry) -> Iterator[bytes]:
        """Yield a file's bytes. Raises :class:`Damaged` with the last byte that was read."""
        done = 0
        with self._opened(file.path, lambda: f"byte {done:,}") as member:
            for piece in _pieces(member, file.size):
                yield piece
                done += len(piece)

    @contextmanager
    def _opened(self, name: str, where: Callable[[], str]) -> Iterator[IO[bytes]]:
        if name not in self._members:
            raise Damaged(name, "start", "it is not in the archive")
        try:
            with self._zip.open(self._members[name]) as member:
                yield member
        except Damaged:
            raise
        except _DAMAGE as error:
            raise Damaged(name, where(), str(error) or type(error).__name__) from error

    def is_envelope_whole(self) -> bool:
        """Whether the file as a whole has the hash that its comment says."""
        size = os.path.getsize(self.path)
        if size < ENVELOPE_SIZE:
            return False
        digest, left = hashlib.sha256(), size - 64
        with self.path.open("rb") as file:
            while left and (piece := file.read(min(_PIECE, left))):
                digest.update(piece)
                left -= len(piece)
            said = file.read()
        return self._zip.comment == ENVELOPE + said and digest.hexdigest().encode() == said


def _at_most(member: IO[bytes], most: int) -> bytes:
    text = member.read(most + 1)
    if len(text) > most:
        raise ValueError(f"more than {most:,} bytes")
    return text


def _pieces(member: IO[bytes], said: int) -> Iterator[bytes]:
    """Yield what a member unpacks to, and not a byte more than it is said to have."""
    left = said
    while piece := member.read(min(_PIECE, left + 1)):
        if len(piece) > left:
            raise ValueError(f"more than the {said:,} bytes that the manifest says")
        yield piece
        left -= len(piece)
    if left:
        raise ValueError(f"ends after {said - left:,} of {said:,} bytes")
