"""The backup of everything: one archive of one instant, while the platform works on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from mainline import VERSION
from mainline.archive import contents, tables
from mainline.archive.checking import Report, silent
from mainline.archive.container import BACKUP, BLOCK, HeadEntry, Manifest, SealedEntry
from mainline.archive.snapshot import snapshot
from mainline.archive.writing import ArchiveWriter
from mainline.audit import queries, signing
from mainline.audit.actions import record
from mainline.audit.canonical import instant
from mainline.audit.registry import declarations, sealed_models
from mainline.files.store import Altered, Missing
from mainline.orgs import clock


class NotPossible(ValueError):
    """It can't be done as things stand; the text says why and what to do, in both languages."""


@dataclass(frozen=True, slots=True)
class Made:
    """An archive that was made."""

    path: Path
    manifest: Manifest
    key: str
    """Fingerprint of the key that signed it."""

    @property
    def rows(self) -> int:
        """Rows of all tables."""
        return sum(table.rows for table in self.manifest.tables)

    @property
    def size(self) -> int:
        """Bytes of the archive."""
        return self.path.stat().st_size


def backup(*, path: Path, report: Report = silent) -> Made:
    """Write everything into a new archive, as it is at this instant, and tell the audit.

    For the command line of the machine: no page leads here. Raises :class:`NotPossible`; then, and when it is stopped,
    nothing stands under that name.
    """
    key = signing_key()
    with said(path), ArchiveWriter(path) as archive, snapshot():
        models = tables.kept_models()
        for number, model in enumerate(models):
            report(model._meta.db_table, number, len(models))
            archive.add_table(
                model._meta.db_table,
                tables.lines(model),
                key=tables.key(model),
                columns=tables.columns(model),
                binary=tables.binary(model),
            )
        _add_files(archive, report)
        manifest = Manifest(
            format=BACKUP, version=VERSION, schema=schema(), made_at=instant(timezone.now()),
            day=clock.today().isoformat(), subject="", block=BLOCK, tables=archive.tables,
            files=archive.files, sealed=_sealed(), head=head(),
        )  # fmt: skip
        archive.finish(manifest, key)
    made = Made(path, manifest, signing.fingerprint(signing.public_of(key)))
    record(code="backup.made", by=None, data={"name": path.name, "rows": made.rows})
    return made


@contextmanager
def said(path: Path) -> Iterator[None]:
    """Say what stands in the way as people can read it."""
    if path.exists():
        raise NotPossible(f"{path} is there already: choose another name · 文件已存在，请换一个名称")
    try:
        yield
    except (contents.BadName, OSError) as error:
        raise NotPossible(f"{path}: {error}") from error
    except (Missing, Altered) as error:
        what = "missing · 缺失" if isinstance(error, Missing) else "altered · 被改动"
        raise NotPossible(f"the document with SHA-256 {error} is {what}: see mainline verify") from error


def signing_key() -> Ed25519PrivateKey:
    """Return this installation's key. Raises :class:`NotPossible` where the file that should hold it does not."""
    try:
        return signing.key_of(settings.DATA_DIR / "audit.key")
    except signing.BadKey as error:
        raise NotPossible(f"{error} · 签名密钥文件无法使用") from error


def _add_files(archive: ArchiveWriter, report: Report) -> None:
    for number, (told, path) in enumerate(contents.kept_files(), 1):
        report("files", number, 0)
        archive.add_file(told, contents.read(path))
    for number, sha256 in enumerate(contents.document_hashes(), 1):
        report("documents", number, 0)
        archive.add_file(f"{contents.DOCUMENTS}/{sha256}", contents.read_document(sha256))


def schema() -> str:
    """Return the name of our newest migration in this database."""
    applied = MigrationRecorder(connection).applied_migrations()
    return max((name for app, name in applied if app == "mainline"), default="")


def head() -> HeadEntry | None:
    """Return the newest entry of the chain, as a manifest tells it."""
    newest = queries.head()
    return HeadEntry(newest.number, bytes(newest.hash).hex(), instant(newest.at)) if newest else None


def _sealed() -> list[SealedEntry]:
    return [
        SealedEntry(
            table=model._meta.db_table,
            code=one.code,
            columns=list(one.columns),
            is_whole=one.is_whole,
            unless=one.unless,
            covers=list(one.covers),
            content=one.content,
        )
        for model in sealed_models()
        for one in declarations(model)
    ]
