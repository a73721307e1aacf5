"""What an archive is: a ZIP file of JSON lines and files, a manifest with hashes of all of it, and a signature of that.

* ``tables/NAME.jsonl``: one JSON object a line, UTF-8, in the order of the table's key
* ``files/…``, ``documents/SHA-256``, ``mappings/…``: files as they are
* ``manifest.json``: see :class:`Manifest`; ``manifest.sig``: an Ed25519 signature over it, with the public key
* the comment of the ZIP file: ``sha256:`` and the SHA-256 of all bytes of the file before it
"""

from __future__ import annotations

import re
import unicodedata

import msgspec

BACKUP = "mainline.backup.v1"
ORGANISATION = "mainline.organisation.v1"
FORMATS = (BACKUP, ORGANISATION)
MANIFEST = "manifest.json"
SIGNATURE = "manifest.sig"
BLOCK = 200
"""Lines that are hashed together, so that what was changed can be named closely."""
ENVELOPE = b"sha256:"
ENVELOPE_SIZE = len(ENVELOPE) + 64
LARGEST_MANIFEST = 1 << 29
LARGEST_SIGNATURE = 1 << 14
LARGEST_LINE = 1 << 28
"""Bytes of one row; a table that claims more is no table of ours."""
MOST_MEMBERS = 4_000_000
_NAME = re.compile(r"[a-z][a-z0-9_]{0,79}")
_HASH = re.compile(r"[0-9a-f]{64}")
_FOLDERS = ("files", "documents", "mappings", "csv")
_LONGEST_PATH = 1000


class BadArchive(ValueError):
    """The file is no archive that we read; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        """Both sentences are for people."""
        super().__init__(f"{en} · {zh}")
        self.zh = zh
        self.en = en


class TableEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A table in the manifest."""

    name: str
    rows: int
    bytes: int
    sha256: str
    key: str
    """The column by which the lines are ordered; whole numbers, or texts by their characters."""
    columns: list[str]
    binary: list[str]
    """Columns that hold bytes, written in base64."""
    blocks: list[str]
    """SHA-256 of each :attr:`Manifest.block` lines, the last of the rest."""

    @property
    def member(self) -> str:
        """Its name in the ZIP file."""
        return f"tables/{self.name}.jsonl"


class FileEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A file in the manifest."""

    path: str
    """Its name in the ZIP file."""
    size: int
    sha256: str


class SealedEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which columns of a table are under seal: :class:`mainline.audit.seals.Sealed`."""

    table: str
    code: int
    columns: list[str]
    is_whole: bool
    unless: tuple[str, str]
    covers: list[tuple[str, str, str]]
    content: str


class HeadEntry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The newest entry of the audit's chain when the archive was made."""

    number: int
    hash: str
    at: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything that an archive holds, with its hashes."""

    format: str
    version: str
    """Of the program that made it."""
    schema: str
    """Name of the newest migration."""
    made_at: str
    day: str
    """The platform's day."""
    subject: str
    """``""`` for everything, or ``organisation:7``."""
    block: int
    tables: list[TableEntry]
    files: list[FileEntry]
    sealed: list[SealedEntry]
    head: HeadEntry | None


class Signed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``manifest.sig`` holds; bytes are hexadecimal."""

    algorithm: str
    public_key: str
    signature: str


def checked(manifest: Manifest) -> Manifest:
    """Return a manifest that makes sense. Raises :class:`BadArchive` for one that a program of ours did not make."""
    if manifest.format not in FORMATS:
        raise BadArchive(
            f"本程序不认识归档格式 {manifest.format[:40]!r}。",
            f"This program does not know the archive format {manifest.format[:40]!r}.",
        )
    tables = [table.name for table in manifest.tables]
    paths = [file.path for file in manifest.files]
    wrong = [
        *(name for name in tables if _NAME.fullmatch(name) is None),
        *(path for path in paths if not is_safe(path)),
        *(table.name for table in manifest.tables if not _is_sound(table, manifest.block)),
        *(file.path for file in manifest.files if file.size < 0 or _HASH.fullmatch(file.sha256) is None),
        *(each.table for each in manifest.sealed if each.table not in tables or not 0 < each.code < 256),
    ]
    if wrong or len({*tables, *paths}) < len(tables) + len(paths) or manifest.block < 1:
        named = wrong[0] if wrong else "manifest.json"
        raise BadArchive(
            f"清单中有不合规的条目：{named[:100]!r}。",
            f"The manifest has an entry that is not allowed: {named[:100]!r}.",
        )
    return manifest


def _is_sound(table: TableEntry, block: int) -> bool:
    hashes = [table.sha256, *table.blocks]
    return (
        table.rows >= 0
        and table.bytes >= 0
        and block > 0
        and len(table.blocks) == -(-table.rows // block)
        and table.key in table.columns
        and all(_HASH.fullmatch(each) for each in hashes)
    )


def is_safe(path: str) -> bool:
    """Whether a path in an archive stays below the folder that it belongs to, on every system."""
    parts = path.split("/")
    return (
        0 < len(path) <= _LONGEST_PATH
        and len(parts) > 1
        and parts[0] in _FOLDERS
        and all(part.strip(" .") and len(part.encode("utf-8", "replace")) <= 255 for part in parts)
        and not any(unicodedata.category(each) in ("Cc", "Cs") or each in '\\:*?"<>|' for each in path)
    )
