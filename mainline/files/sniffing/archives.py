"""What an archive says of itself: bombs, locked members and names that lead out of it, without unpacking anything."""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from mainline.files.limits import Limits
from mainline.files.refusals import Refused

Infos = Sequence[zipfile.ZipInfo]
_OTHER = (
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ\x00",
    b"MSCF",
    b"\x28\xb5\x2f\xfd",
)
"""RAR, 7z, gzip, bzip2, xz, cabinet, zstandard."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What the library raises on an archive that is damaged, locked or of a method it does not have."""


def is_other_archive(head: bytes) -> bool:
    """Whether these first bytes are of an archive that cannot be looked into here."""
    return head.startswith(_OTHER)


def is_also_archive(path: Path) -> bool:
    """Whether a file of another format ends as a ZIP does, so that a second file hides behind the first."""
    return zipfile.is_zipfile(path)


def checked_infos(archive: zipfile.ZipFile, size: int, limits: Limits) -> Infos:
    """Return what an archive says of its members. Raises :class:`Refused` for a bomb, a lock or an unsafe name."""
    infos = archive.infolist()
    out = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    is_bomb = out > limits.max_unpacked or (out > limits.free_bytes and out > size * limits.max_ratio)
    if len(infos) > limits.max_members or is_bomb or packed > size:
        raise Refused("bomb", f"{len(infos)} · {out >> 20} MiB")
    if not infos:
        raise Refused("empty")
    if min(info.header_offset for info in infos) != 0:
        # Something stands in front of the archive: whoever reads from the front sees another file.
        raise Refused("polyglot", "ZIP")
    for info in infos:
        if info.flag_bits & 0x1:
            raise Refused("encrypted", info.filename)
        if _is_unsafe(info):
            raise Refused("archive_path", info.filename)
    return infos


def _is_unsafe(info: zipfile.ZipInfo) -> bool:
    name = info.filename.replace("\\", "/")
    parts = PurePosixPath(name).parts
    return name.startswith("/") or ".." in parts or ":" in name[:2] or stat.S_ISLNK(info.external_attr >> 16)
