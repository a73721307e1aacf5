"""Uploaded files, each in a folder named by the SHA-256 of its content, under the name it came with."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

_NAME = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|]+")
_LONGEST = 120
"""Characters of a name; most file systems take 255 bytes, and a Chinese character may need four."""
_LONGEST_BYTES = 240


class TooLarge(ValueError):
    """The file is larger than this installation takes; ``args[0]`` is the limit in bytes."""


def keep(chunks: Iterable[bytes], name: str, *, folder: Path, limit: int) -> Path:
    """Write a file while hashing it; the same content under the same name is the same file."""
    folder.mkdir(parents=True, exist_ok=True)
    digest, length = hashlib.sha256(), 0
    with tempfile.NamedTemporaryFile(dir=folder, prefix=".upload-", delete=False) as file:
        try:
            for chunk in chunks:
                length += len(chunk)
                if length > limit:
                    raise TooLarge(limit)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
            return _place(Path(file.name), folder, digest.hexdigest(), plain_name(name))
        finally:
            Path(file.name).unlink(missing_ok=True)


def _place(file: Path, folder: Path, digest: str, name: str) -> Path:
    target = folder / digest[:2] / digest / name
    target.parent.mkdir(parents=True, exist_ok=True)
    file.replace(target)
    return target


def plain_name(name: str) -> str:
    """Return the last part of a name without what a file system or a reader could stumble over."""
    last = _NAME.sub("_", name.replace("\\", "/").rsplit("/", 1)[-1]).strip(" .")[-_LONGEST:]
    encoded = last.encode("utf-8", "replace")[-_LONGEST_BYTES:]
    return encoded.decode("utf-8", "ignore") or "file"


def is_kept(path: str, folder: Path) -> bool:
    """Whether a path is of a file kept here, and so may be read again at a visitor's wish."""
    return Path(path).resolve().is_relative_to(folder.resolve()) and Path(path).is_file()
