"""What is restored is what was backed up, on either database; a stop half-way leaves nothing half."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import JSONField, Value

from mainline.archive import contents, tables
from mainline.archive.backup import NotPossible, backup
from mainline.archive.checking import Verified, verify_archive
from mainline.archive.live import verify_live
from mainline.archive.restore import NotEqual, Restored, restore
from mainline.audit import actions as audit
from mainline.audit.models import Entry
from mainline.orgs import clock
from mainline.orgs.models import PlatformState
from mainline.register.models import Event, IndexPending, Right
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from tests.archive.archives import forged, manifest, members
from tests.archive.conftest import Cast
from tests.factories import enter, some_publications

ENTRIES = "tables/mainline_entry.jsonl"


@pytest.mark.django_db
def test_backup_restored_is_backed_up_the_same(cast: Cast, tmp_path: Path, settings: Any) -> None:
    first = backup(path=tmp_path / "1.zip")
    settings.DATA_DIR, settings.FILES_DIR = tmp_path / "other", tmp_path / "other" / "files"
    settings.INDEX_DIR = tmp_path / "other" / "index"
    settings.DATA_DIR.mkdir()
    enter(*some_publications(5, "另一个"))

    outcome = restore(path=first.path, replace=True)

    assert isinstance(outcome, Restored)
    assert (outcome.rows, outcome.files, outcome.indexed) == (first.rows, 2, 3)
    one, two = members(first.path), members(backup(path=tmp_path / "2.zip").path)
    told = {"manifest.json", "manifest.sig", ENTRIES}
    assert {name: data for name, data in one.items() if name not in told} == {
        name: data for name, data in two.items() if name not in told
    }
    assert two[ENTRIES].startswith(one[ENTRIES])
    codes = list(Entry.objects.order_by("number").values_list("code", flat=True))
    # The backup itself was told after its instant, so it is not in it.
    assert codes[-2:] == ["backup.restored", "backup.made"]
    assert TantivyEngine.open(settings.INDEX_DIR).search(SearchRequest("大豆收获机")).total == 3
    assert verify_live().findings == []


@pytest.mark.django_db
def test_a_database_that_is_not_empty_is_left_alone(cast: Cast, tmp_path: Path) -> None:
    made = backup(path=tmp_path / "1.zip")

    with pytest.raises(NotPossible, match="--replace"):
        restore(path=made.path)

    assert Right.objects.count() == 3


@pytest.mark.django_db
def test_what_does_not_verify_is_not_restored(cast: Cast, tmp_path: Path) -> None:
    made = backup(path=tmp_path / "1.zip")
    bad = forged(
        made.path, lambda name, lines: lines[1:] if name == "mainline_share" or "event" in name else lines
    )

    outcome = restore(path=bad, replace=True)

    assert isinstance(outcome, Verified)
    assert {finding.code for finding in outcome.findings} == {"row.missing"}
    assert isinstance(restore(path=made.path, replace=True, key=b"\1" * 32), Verified)
    assert Event.objects.filter(pk=cast.event.pk).exists()


@pytest.mark.django_db
def test_rows_that_do_not_fit_undo_all_and_are_named(cast: Cast, tmp_path: Path) -> None:
    made = backup(path=tmp_path / "1.zip")

    def change(name: str, lines: list[bytes]) -> list[bytes]:
        return [line.replace(b'"requested_at":"2', b'"requested_at":"x') for line in lines]

    with pytest.raises(NotPossible, match=r"tables/mainline_import.jsonl lines 1 to 1"):
        restore(path=forged(made.path, change), replace=True)

    assert verify_live(quick=True).findings == []


@pytest.mark.django_db
def test_what_reads_back_otherwise_is_undone(cast: Cast, tmp_path: Path) -> None:
    made = backup(path=tmp_path / "1.zip")
    # The archive says in its own words what the database says in others: equal it is not.
    odd = forged(
        made.path,
        lambda name, lines: [line.replace(b'"rights_known":0', b'"rights_known": 0') for line in lines],
    )

    with pytest.raises(NotEqual, match="mainline_organisation"):
        restore(path=odd, replace=True)

    assert Right.objects.count() == 3


@pytest.mark.django_db
def test_other_versions_and_too_little_room_are_said(cast: Cast, tmp_path: Path, monkeypatch: Any) -> None:
    from mainline.archive import restore as module

    made = backup(path=tmp_path / "1.zip")
    free = shutil.disk_usage(tmp_path)._replace(free=1000)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda path: free)
    with pytest.raises(NotPossible, match="are free"):
        restore(path=made.path, replace=True)
    monkeypatch.setattr(module, "schema", lambda: "0001_other")
    with pytest.raises(NotPossible, match="made at 00"):
        restore(path=made.path, replace=True)


@pytest.mark.django_db
def test_backup_overwrites_nothing_and_leaves_nothing_behind(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    (folder / "1.zip").write_bytes(b"mine")
    with pytest.raises(NotPossible, match="there already"):
        backup(path=folder / "1.zip")
    with pytest.raises(NotPossible, match="No such file"):
        backup(path=folder / "none" / "1.zip")
    (path,) = (cast.files / "documents").rglob(cast.document.sha256)
    path.unlink()
    with pytest.raises(NotPossible, match="missing"):
        backup(path=folder / "2.zip")

    assert [each.name for each in folder.iterdir()] == ["1.zip"]
    assert (folder / "1.zip").read_bytes() == b"mine"


@pytest.mark.django_db
def test_backup_is_its_owners_alone(cast: Cast, tmp_path: Path) -> None:
    assert backup(path=tmp_path / "1.zip").path.stat().st_mode & 0o777 == 0o600


@pytest.mark.django_db
def test_every_kept_table_goes_after_those_it_points_to() -> None:
    models = tables.kept_models()
    place = {model: number for number, model in enumerate(models)}

    for model in models:
        for field in model._meta.concrete_fields:
            if field.related_model in place and field.related_model is not model:
                assert place[field.related_model] < place[model], (model, field)
    labels = {model._meta.label_lower for model in models}
    assert {"auth.user", "auth.group", "mainline.entry", "mainline.platformstate"} <= labels
    assert not {"sessions.session", "auth.permission", IndexPending._meta.label_lower} & labels


@pytest.mark.django_db
def test_tables_with_text_keys_are_read_in_the_order_of_characters(monkeypatch: Any) -> None:
    monkeypatch.setattr(tables, "_MOST", 2)
    names = ["b", "B", "a", "é", "中", "_", "a a", "aB"]
    null = Value(None, JSONField())
    PlatformState.objects.bulk_create(PlatformState(name=name, value=null) for name in names)

    told = [json.loads(line) for line in tables.lines(PlatformState)]

    assert [row["name"] for row in told] == sorted(names)
    PlatformState.objects.all().delete()
    tables.insert(PlatformState, told)
    assert [json.loads(line) for line in tables.lines(PlatformState)] == told


@pytest.mark.django_db
def test_a_file_of_a_name_that_no_archive_holds_is_said(cast: Cast, tmp_path: Path) -> None:
    (cast.files / "ab" / "a:b").write_text("")

    with pytest.raises(NotPossible, match="rename it"):
        backup(path=tmp_path / "1.zip")
    with pytest.raises(contents.BadName):
        contents.put("secret.key", [b""], 0)


@pytest.mark.django_db
def test_checkpoints_kept_beside_are_those_of_the_restored_chain(cast: Cast, tmp_path: Path) -> None:
    made = backup(path=tmp_path / "1.zip")
    audit.record(code="clock.set", by=None)
    later = audit.checkpoint()
    assert later is not None
    audit.witness_file().write_text("of before\n")

    restore(path=made.path, replace=True)

    (line,) = audit.witness_file().read_text().splitlines()
    assert json.loads(line)["number"] == cast.stamp.number
    (before,) = audit.witness_file().parent.glob("checkpoints-before-*.jsonl")
    assert before.read_text() == "of before\n"
    assert clock.derived_on() is None
    assert verify_live(quick=True).findings == []


def copied(cast: Cast, folder: Path, settings: Any) -> None:
    """Put a copy of the test's own register into a data folder: making the tables anew would take longer than the test."""
    if connection.vendor != "sqlite":
        pytest.skip("the test's own database is no file that can be copied")
    shutil.copytree(settings.DATA_DIR, folder)
    (folder / "mainline.sqlite3").write_bytes(connection.connection.serialize())


@pytest.mark.django_db
def test_killed_at_any_moment_nothing_is_half_done(
    cast: Cast, tmp_path: Path, program: Any, settings: Any
) -> None:
    """Backup, restore and a program that records acts, each killed again and again: see ``killing.py``."""
    copied(cast, Path(program.environment["MAINLINE_DATA"]), settings)
    environment = {**program.environment, "DJANGO_SETTINGS_MODULE": "mainline.settings"}
    script = Path(__file__).with_name("killing.py")

    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path)],
        env=environment, capture_output=True, text=True, check=False, timeout=240,
    )  # fmt: skip

    assert done.returncode == 0, done.stdout + done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["backups_killed"] >= 3
    assert told["backups_left"] == 0
    assert told["restores_killed"] >= 3
    assert told["rights_after_killed_restores"] == [0] * told["restores_killed"]
    assert told["equal"] is True
    assert told["recorders_killed"] >= 5
    assert told["entries"] > told["recorders_killed"]
    assert told["findings"] == []
    assert told["beside"] == []


@pytest.mark.postgresql
@pytest.mark.django_db
def test_backup_goes_from_one_database_to_the_other_and_back(
    cast: Cast, tmp_path: Path, program: Any
) -> None:
    import psycopg
    from psycopg import sql

    server = os.environ["MAINLINE_TEST_POSTGRESQL"]
    name = f"mainline_archive_{uuid.uuid4().hex}"
    program.environment["MAINLINE_DATABASE_URL"] = urlsplit(server)._replace(path=f"/{name}").geturl()
    files = [tmp_path / f"{number}.zip" for number in range(3)]
    backup(path=files[0])
    with psycopg.connect(server, autocommit=True) as there:
        there.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            program("restore", str(files[0]))
            program("backup", str(files[1]))
        finally:
            there.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
    assert isinstance(restore(path=files[1], replace=True), Restored)
    backup(path=files[2])

    told = [manifest(file) for file in files]
    hashes = [{table["name"]: table["sha256"] for table in each["tables"]} for each in told]
    for each in hashes:
        each.pop("mainline_entry")
    assert hashes[0] == hashes[1] == hashes[2]
    paths = [sorted((file["path"], file["sha256"]) for file in each["files"]) for each in told]
    assert paths[0] == paths[1] == paths[2]
    assert all(verify_archive(file).is_well for file in files)
    assert verify_live().findings == []
