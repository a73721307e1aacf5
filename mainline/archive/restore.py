"""The restoration of a backup: verified first, written in one transaction, compared with the manifest before it counts."""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from mainline.archive import contents, tables
from mainline.archive.backup import NotPossible, schema
from mainline.archive.checking import Report, Verified, silent, verify_archive
from mainline.archive.container import BACKUP, Manifest, TableEntry
from mainline.archive.reading import ArchiveReader
from mainline.audit import queries
from mainline.audit.actions import record, witness_file
from mainline.register import indexing

_AT_ONCE = 500
_AT_ONCE_BYTES = 8 << 20


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored; the tables were found to be equal to the manifest."""

    manifest: Manifest
    rows: int
    files: int
    indexed: int
    """Rights in the search index that was built anew."""


class NotEqual(RuntimeError):
    """What was written reads back as something else: nothing of it was kept. ``args[0]`` names the tables."""


def restore(
    *, path: Path, replace: bool = False, key: bytes = b"", report: Report = silent
) -> Restored | Verified:
    """Restore a backup into this installation; return the verification instead where it found anything wrong.

    ``replace`` takes away what is here; without it the database must be empty. ``key`` is the public key that the
    archive must be signed with, if told. For the command line of the machine, with the platform stopped. Raises
    ``BadArchive``, :class:`NotPossible` and :class:`NotEqual`; then, and when it is stopped, the database is as before.
    """
    verified = verify_archive(path, key=key, report=report)
    if not verified.is_well or verified.manifest is None:
        return verified
    manifest = verified.manifest
    call_command("migrate", interactive=False, verbosity=0)
    _refuse(manifest, replace)
    with ArchiveReader(path) as archive:
        # Files first: one that no row names yet does no harm, a row without its file would.
        for number, file in enumerate(manifest.files, 1):
            contents.put(file.path, archive.chunks(file), file.size)
            report("files", number, len(manifest.files))
        with transaction.atomic():
            if replace:
                _empty()
            _fill(archive, manifest, report)
            _compare(manifest, report)
    if replace:
        contents.remove_others(file.path for file in manifest.files)
    _rewitness()
    indexed = indexing.rebuild(lambda done: report("index", done, 0))
    record(code="backup.restored", by=None, data={"name": path.name, "rows": verified.rows})
    return Restored(manifest, verified.rows, len(manifest.files), indexed)


def _refuse(manifest: Manifest, replace: bool) -> None:
    """Raise :class:`NotPossible` for what can't be restored here."""
    if manifest.format != BACKUP:
        raise NotPossible(
            "this archive is what one organisation took away, and no backup · 这是某个组织带走的数据，不是备份"
        )
    if manifest.schema != schema():
        raise NotPossible(
            f"the archive was made at {manifest.schema} by version {manifest.version}, and this program is at {schema()}:"
            " restore it with the version that made it, then upgrade · 归档由另一版本制作，请用该版本恢复后再升级"
        )
    here = {model._meta.db_table: set(tables.columns(model)) for model in tables.kept_models()}
    there = {table.name: set(table.columns) for table in manifest.tables}
    if here != there:
        other = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
        raise NotPossible(
            f"these tables are not the same in the archive and in this program: {', '.join(other)[:300]} · 表结构不一致"
        )
    needed = sum(table.bytes for table in manifest.tables) + sum(file.size for file in manifest.files)
    free = shutil.disk_usage(settings.DATA_DIR).free
    if needed > free:
        raise NotPossible(
            f"the archive unpacks to {needed:,} bytes, and {free:,} are free · 磁盘空间不足，解开后需 {needed:,} 字节"
        )
    filled = [model._meta.db_table for model in tables.kept_models() if model._base_manager.exists()]
    if filled and not replace:
        raise NotPossible(
            f"the database is not empty ({', '.join(filled[:3])} …): give --replace to take away what is here ·"
            " 数据库非空；如要覆盖，请加 --replace"
        )


def _empty() -> None:
    """Take away every row, also those that no backup keeps: a session of before is nobody's of after."""
    quote = connection.ops.quote_name
    spared = {"contenttypes.contenttype", "auth.permission"}
    ours = [model for model in tables.all_models() if model._meta.label_lower not in spared]
    with connection.cursor() as cursor:
        for model in ours:
            # Foreign keys are looked at when the transaction ends.
            cursor.execute(f"DELETE FROM {quote(model._meta.db_table)}")  # noqa: S608 (our own tables)


def _fill(archive: ArchiveReader, manifest: Manifest, report: Report) -> None:
    by_name = {table.name: table for table in manifest.tables}
    models = tables.kept_models()
    for model in models:
        table = by_name[model._meta.db_table]
        done = 0
        for chunk in _chunks(archive, table):
            try:
                tables.insert(model, chunk)
            except (DatabaseError, tables.BadRow) as error:
                raise NotPossible(
                    f"{table.member} lines {done + 1} to {done + len(chunk)} do not fit this database: {error} ·"
                    " 这些行无法写入本数据库"
                ) from error
            done += len(chunk)
            report(table.name, done, table.rows)
    tables.reset_sequences(models)


def _chunks(archive: ArchiveReader, table: TableEntry) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    size = 0
    for line in archive.lines(table):
        chunk.append(tables.decoded(line))
        size += len(line)
        if len(chunk) >= _AT_ONCE or size > _AT_ONCE_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _compare(manifest: Manifest, report: Report) -> None:
    """Read back what was written and compare it with the manifest. Raises :class:`NotEqual`."""
    by_name = {table.name: table for table in manifest.tables}
    other = []
    for number, model in enumerate(models := tables.kept_models(), 1):
        digest = hashlib.sha256()
        for line in tables.lines(model):
            digest.update(line + b"\n")
        if digest.hexdigest() != by_name[model._meta.db_table].sha256:
            other.append(model._meta.db_table)
        report("compare", number, len(models))
    if other:
        raise NotEqual(", ".join(other))


def _rewitness() -> None:
    """Begin the file of checkpoints anew with those of the restored chain; the one of before is kept beside it."""
    file = witness_file()
    if file.exists():
        stamp = timezone.now().strftime("%Y%m%d-%H%M%S")
        file.rename(file.with_name(f"checkpoints-before-{stamp}-{uuid.uuid4().hex[:6]}.jsonl"))
    text = "".join(stamp.as_line() + "\n" for stamp in queries.stamps())
    fresh = file.with_name(".checkpoints.new")
    fresh.write_text(text, encoding="utf-8")
    os.replace(fresh, file)
