"""The whole platform, a row in every table: backed up, wiped away, restored, and nothing of it lost or altered."""

from __future__ import annotations

import hashlib
import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Field, JSONField, Model

from mainline import seeding
from mainline.archive import tables
from mainline.audit.models import Entry
from mainline.register.actions import save_search
from mainline.register.models import SavedSearch
from tests.archive.archives import members, rewritten
from tests.archive.whole import BESIDE, EMPTY, NO_MODEL, NOT_KEPT, fill
from tests.cli.conftest import command

__all__ = ["command"]
pytestmark = pytest.mark.django_db
ENTRIES = Entry._meta.db_table
OF_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}
"""Tables that have rows in a database where nothing was done yet."""


def all_rows(model: type[Model]) -> list[str]:
    """Every row of a table with all its columns as the database has them, in the order of the key, past our own code."""
    fields = {field.column: field for field in model._meta.concrete_fields}
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{model._meta.pk.column}"')
        names = [column[0] for column in cursor.description or ()]
        assert set(names) == fields.keys()
        return [
            repr([plain(fields[name], value) for name, value in zip(names, row, strict=True)])
            for row in cursor.fetchall()
        ]


def plain(field: Field[Any, Any], value: object) -> object:
    """A value by which two rows can be compared: the keys of a JSON object have no order."""
    if isinstance(field, JSONField) and isinstance(value, str):
        return json.dumps(json.loads(value), sort_keys=True)
    return bytes(value) if isinstance(value, memoryview) else value


def differing(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """The first rows that are not the same, side by side."""
    pairs = itertools.zip_longest(before, after, fillvalue="no row")
    return list(itertools.islice(((one, two) for one, two in pairs if one != two), 3))


def kept_files(folder: Path) -> dict[str, str]:
    """SHA-256 of every file of a data folder, by its path, but those that are named to stay out of a backup."""
    found = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    return {name: digest for name, digest in found.items() if name.partition("/")[0] not in BESIDE}


def wipe(folder: Path, settings: Any) -> None:
    """Leave a database as it is where nothing was done, numbers begin anew too, and begin another data folder."""
    gone = sorted(set(connection.introspection.table_names()) - OF_MIGRATIONS)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("TRUNCATE " + ", ".join(f'"{name}"' for name in gone) + " RESTART IDENTITY")
        else:
            cursor.execute("PRAGMA defer_foreign_keys = ON")
            for name in gone:
                cursor.execute(f'DELETE FROM "{name}"')
            cursor.execute("DELETE FROM sqlite_sequence")
    settings.DATA_DIR, settings.FILES_DIR = folder, folder / "files"
    settings.INDEX_DIR = folder / "index"
    folder.mkdir()


def altered(found: dict[str, bytes], name: str) -> None:
    """Change one bit in the middle of a member of an archive."""
    data = bytearray(found[name])
    data[len(data) // 2] ^= 1
    found[name] = bytes(data)


def test_whole_platform_survives_a_wipe(command: Any, tmp_path: Path, settings: Any) -> None:
    seeding.seed_demonstration(region="heilongjiang")
    fill(tmp_path)
    empty = {m._meta.label_lower for m in tables.kept_models() if not m._base_manager.exists()}
    assert empty == set(EMPTY), "fill it in whole.py by an act, or say there why no row can be in it"
    apart = set(tables.all_models()) - set(tables.kept_models())
    assert {m._meta.label_lower for m in apart} == set(NOT_KEPT), "say in whole.py why no backup holds it"
    bare = set(connection.introspection.table_names()) - {m._meta.db_table for m in tables.all_models()}
    assert bare == set(NO_MODEL), "say in whole.py why no backup holds it"
    before = {model: all_rows(model) for model in tables.kept_models()}
    files = kept_files(settings.DATA_DIR)
    assert {name.partition("/")[0] for name in files} == {"files", "mappings"}

    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    made = command("backup", str(first))
    assert made.exit_code == 0, made.output
    _refuses_what_was_altered(command, first)
    wipe(tmp_path / "another", settings)
    assert not any(model._base_manager.exists() for model in tables.kept_models())
    restored = command("restore", str(first))
    assert restored.exit_code == 0, restored.output

    after = {model: all_rows(model) for model in tables.kept_models()}
    # What the restoration itself says is the one thing that came to it.
    assert "backup.restored" in after[Entry].pop()
    found = {model: differing(before[model], after[model]) for model in before}
    assert {model: rows for model, rows in found.items() if rows} == {}
    assert kept_files(settings.DATA_DIR) == files
    verified = command("verify")
    assert verified.exit_code == 0, verified.output
    _is_the_same_again(command, first, second)
    newest = SavedSearch.objects.latest("pk").pk
    assert save_search(user=User.objects.get(username="u1"), name="新", query="石墨").pk == newest + 1


def _is_the_same_again(command: Any, first: Path, second: Path) -> None:
    """A backup of what was restored says what the first said, but for the entries that came after."""
    made = command("backup", str(second))
    assert made.exit_code == 0, made.output
    one, two = members(first), members(second)
    told = {"manifest.json", "manifest.sig", f"tables/{ENTRIES}.jsonl"}
    assert one.keys() == two.keys()
    assert [name for name in one if name not in told and one[name] != two[name]] == []
    assert two[f"tables/{ENTRIES}.jsonl"].startswith(one[f"tables/{ENTRIES}.jsonl"])


def _refuses_what_was_altered(command: Any, archive: Path) -> None:
    """One bit in a table and in a file of each folder: refused, each of them named, and nothing of it is written."""
    names = list(members(archive))
    chosen = ["tables/mainline_postingline.jsonl", "tables/mainline_claimstep.jsonl"]
    chosen += [next(n for n in names if n.startswith(f)) for f in ("documents/", "files/", "mappings/")]
    bad = rewritten(archive, lambda found: [altered(found, name) for name in chosen] and None)
    count = Entry.objects.count()

    done = command("restore", "--replace", "--yes", str(bad))

    assert done.exit_code == 1
    assert [name for name in chosen if name not in done.stdout] == []
    assert Entry.objects.count() == count
