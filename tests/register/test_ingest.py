"""Imports: nothing lost, nothing twice, the same end whatever happens on the way."""

from __future__ import annotations

import datetime as dt
import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from mainline.offices.record import Number, NumberRole, PartyRole, Priority
from mainline.offices.record import Party as TellingParty
from mainline.orgs.models import Organisation
from mainline.register import actions, derived, indexing
from mainline.register.enums import ImportState
from mainline.register.ingest import pipeline, rows
from mainline.register.ingest.pipeline import run_import, total
from mainline.register.ingest.prepare import Good, prepare_right
from mainline.register.ingest.store import Store
from mainline.register.models import (
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    SourceRecord,
)
from mainline.register.projection import Source, identity_keys, pack
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from tests.register.samples import grants_file, publication

DAY = dt.date(2026, 11, 20)


def good(record: Any) -> Good:
    record, digest, body = pack(record)
    prepared = prepare_right([Source(digest, record)], DAY)
    position = record.position
    return Good(
        record.format, digest, body, "m", position.offset, position.ordinal, record.as_of, False,
        identity_keys(record), prepared,
    )  # fmt: skip


def store() -> Store:
    job = Import.objects.create(path="x", name="x", requested_at=timezone.now())
    return Store(job, DAY, timezone.now())


def read(path: Path, **options: Any) -> Import:
    job = actions.request_import(path=str(path), name=path.name, by=None, **options)
    run_import(job, on=DAY, workers=0)
    indexing.level()
    return job


def register() -> list[Any]:
    """All that the register shows, without ids and times."""
    rights = []
    for right in Right.objects.filter(merged_into=None):
        rights.append(
            (
                right.number, right.kind, right.title, str(right.titles), str(right.filed_on), right.status,
                str(right.granted_on), right.holder_name, right.family_key,
                sorted(right.identifiers.values_list("key", "kind_code", "text")),
                sorted(right.parties.values_list("role", "name", "organisation__name_key")),
                sorted(right.events.values_list("code", "fingerprint")),
                sorted(bytes(d) for d in right.sources.values_list("digest", flat=True)),
            )
        )  # fmt: skip
    return sorted(rights)


@pytest.mark.django_db
def test_import_counts_add_up_and_index_holds_every_right(tmp_path: Path, settings: Any) -> None:
    job = read(grants_file(tmp_path / "grants.csv", 60, bad=(3, 40)))

    sums = total(job)
    assert job.state == ImportState.DONE
    assert sums["read"] == 60
    assert sums["quarantined"] == 2
    assert sums["read"] == sums["new"] + sums["changed"] + sums["same"] + sums["quarantined"]
    engine = TantivyEngine.open(settings.INDEX_DIR)
    assert engine.count() == Right.objects.count() == 58
    assert engine.search(SearchRequest("turbine blade")).total == 58
    assert not IndexPending.objects.exists()


@pytest.mark.django_db
def test_import_twice_changes_nothing_and_says_so(tmp_path: Path) -> None:
    path = grants_file(tmp_path / "grants.csv", 30, bad=(5,))
    read(path)
    before = register()

    again = total(read(path))

    assert again == {
        "read": 30,
        "new": 0,
        "changed": 0,
        "same": 29,
        "recovered": 0,
        "warned": 0,
        "quarantined": 1,
    }
    assert register() == before
    assert Quarantine.objects.count() == 1


@pytest.mark.django_db
def test_dry_run_writes_nothing_and_foretells_the_counts(tmp_path: Path) -> None:
    path = grants_file(tmp_path / "grants.csv", 25, bad=(2,))

    foretold = total(read(path, dry_run=True))

    assert not Right.objects.exists()
    assert not Quarantine.objects.exists()
    assert foretold == total(read(path))


@pytest.mark.django_db
def test_newer_publication_adds_and_older_one_overwrites_nothing() -> None:
    application = publication(on="2018-01-23", kind="A", title="一种收获机")
    grant = publication(on="2020-05-05", kind="B", title="一种大豆收获机及方法")
    writer = store()
    writer.write([good(grant)], [])

    written = writer.write([good(application)], [])

    right = Right.objects.get()
    assert written.counts["test"]["changed"] == 1
    assert right.titles == {"zh": "一种大豆收获机及方法"}
    assert (right.published_on, right.granted_on) == (dt.date(2018, 1, 23), dt.date(2020, 5, 5))
    assert right.status == "in_force"
    assert Identifier.objects.filter(right=right).count() == 3
    assert SourceRecord.objects.filter(right=right).count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_register_is_the_same_in_any_order(seed: int) -> None:
    records = [
        publication(),
        publication(kind="B", on="2020-05-05", title="一种大豆收获机及其控制方法"),
        publication(application="201810000001.9", number="108000001", title="一种播种机"),
        publication(application="201810000001.9", number="108000001", kind="B", on="2021-03-02"),
    ]
    store().write([good(r) for r in records], [])
    expected = register()
    for model in (Event, Identifier, Party, SourceRecord, IndexPending, Right):
        model.objects.all().delete()
    shuffled = random.Random(seed).sample(records, len(records))

    writer = store()
    for record in shuffled:
        writer.write([good(record)], [])

    assert register() == expected


@pytest.mark.django_db
def test_record_that_joins_two_rights_makes_them_one_and_keeps_both_threads() -> None:
    by_number = publication()
    lone_publication = _without(by_number, NumberRole.APPLICATION)
    lone_application = _without(by_number, NumberRole.PUBLICATION)
    writer = store()
    writer.write([good(lone_publication)], [])
    writer.write([good(lone_application)], [])
    assert Right.objects.count() == 2

    written = writer.write([good(by_number)], [])

    keep, gone = Right.objects.order_by("pk")
    assert gone.merged_into == keep
    assert written.gone == [gone.pk]
    assert keep.sources.count() == 3
    assert set(keep.events.values_list("code", flat=True)) == {
        "creation.application.filed",
        "creation.application.published",
    }


@pytest.mark.django_db
def test_simple_family_is_the_same_set_of_priorities() -> None:
    first = publication()
    claims_first = (Priority("CN", "201710601862.3", dt.date(2017, 7, 21), "A"),)
    second = publication(application="201810000001.9", number="108000001", priorities=claims_first)
    store().write([good(first), good(second)], [])

    keys = set(Right.objects.values_list("family_key", flat=True))

    assert len(keys) == 1
    assert keys != {""}


@pytest.mark.django_db
def test_namesakes_stay_two_and_a_printed_name_is_one_organisation() -> None:
    store().write(
        [good(publication()), good(publication(application="201810000001.9", number="108000001"))], []
    )

    assert Party.objects.filter(name="王伟", organisation=None).count() == 2
    assert Organisation.objects.filter(name="北川大学").count() == 1


@pytest.mark.django_db
def test_event_recorded_by_a_person_survives_a_new_source() -> None:
    writer = store()
    writer.write([good(publication(kind="B", on="2020-05-05"))], [])
    right = Right.objects.get()
    actions.record_event(
        right=right,
        code="portfolio.right.ceased",
        happened_on=dt.date(2023, 7, 21),
        by=None,
        on=DAY,
        source_text="Office notice",
    )
    before = Right.objects.get().status
    assert before != "in_force"

    writer.write([good(publication())], [])

    assert Right.objects.get().status == before
    assert Event.objects.filter(code="portfolio.right.ceased").count() == 1


@pytest.mark.django_db
def test_quarantined_piece_is_read_after_a_fix(tmp_path: Path) -> None:
    read(grants_file(tmp_path / "grants.csv", 3, bad=(1,)))
    row = Quarantine.objects.get()
    assert (row.state, row.reason) == ("open", "tabular.wrong_value")
    assert "Patent Number" in row.detail
    row.raw = bytes(row.raw).replace(b"LOCATION", b"300777")
    row.save()

    found = actions.retry_quarantine(row=row, by=None, on=DAY)

    row.refresh_from_db()
    assert found == 1
    assert row.state == "resolved"
    assert Right.objects.filter(number__contains="300777").exists()


@pytest.mark.django_db
def test_cancelled_import_keeps_what_it_wrote_and_goes_on_when_run_again(tmp_path: Path) -> None:
    for part in range(3):
        grants_file(tmp_path / f"{part}.csv", 40, first=300_000 + 1000 * part)
    job = actions.request_import(path=str(tmp_path), name="all", by=None)

    def stop(job: Import) -> None:
        if job.counts:
            actions.cancel_import(job=job, by=None)

    run_import(job, on=DAY, workers=0, report=stop)
    assert Import.objects.get(pk=job.pk).state == ImportState.CANCELLED

    again = read(tmp_path)

    assert total(again)["read"] == 120
    assert again.state == ImportState.DONE


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (Right, (*rows.RIGHT_GIVEN, *rows.RIGHT_COLUMNS)),
        (Identifier, rows.IDENTIFIER_COLUMNS),
        (Party, rows.PARTY_COLUMNS),
        (Event, rows.EVENT_COLUMNS),
        (SourceRecord, rows.SOURCE_COLUMNS),
        (Organisation, rows.ORGANISATION_COLUMNS),
    ],
)
def test_plain_rows_name_every_column_that_must_have_a_value(model: Any, columns: tuple[str, ...]) -> None:
    own = [f for f in model._meta.concrete_fields if not (f.primary_key or f.generated or f.has_db_default())]
    needed = {f.column for f in own if not f.null}

    assert needed <= set(columns)
    assert set(columns) <= {f.column for f in model._meta.concrete_fields}


def test_killed_import_run_again_ends_as_an_uninterrupted_one(tmp_path: Path, program: Any) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for part in range(12):
        grants_file(folder / f"{part:02}.csv", 120, first=300_000 + 1000 * part, bad=(part,))
    expected = _dump(program, tmp_path / "whole", folder, kills=0)

    interrupted = _dump(program, tmp_path / "killed", folder, kills=10)

    assert interrupted == expected
    assert expected["rights"] > 0


def _dump(program: Any, data: Path, folder: Path, kills: int) -> dict[str, Any]:
    """Ingest, killing it ``kills`` times at random points first; then say what there is."""
    environment = {**program.environment, "MAINLINE_DATA": str(data)}
    command = [sys.executable, "-m", "mainline", "ingest", str(folder), "--json", "--workers", "0"]
    rng = random.Random(20261120)
    for _ in range(kills):
        process = subprocess.Popen(
            command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(rng.uniform(0.8, 2.2))
        process.send_signal(signal.SIGKILL)
        process.wait()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 1, done.stderr
    script = Path(__file__).with_name("dump_register.py")
    shown = subprocess.run(
        [sys.executable, str(script)], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    return dict(json.loads(shown.stdout))


def _without(record: Any, role: NumberRole) -> Any:
    return replace(record, numbers=tuple(n for n in record.numbers if n.role is not role))


def test_pool_prepares_what_one_process_prepares(tmp_path: Path) -> None:
    path = grants_file(tmp_path / "grants.csv", 450, bad=(7, 301))

    alone = [
        (goods, bads) for _, goods, bads in pipeline._prepared(pipeline._batches(path, "", set()), DAY, 0)
    ]
    pooled = [
        (goods, bads) for _, goods, bads in pipeline._prepared(pipeline._batches(path, "", set()), DAY, 2)
    ]

    assert pooled == alone
    assert sum(len(goods) for goods, _ in alone) == 448


def _named(name: str, *, office: str = "CN", number: str = "202410123456.0", country: str = "") -> Any:
    record = publication()
    return replace(
        record,
        office=office,
        numbers=(Number(NumberRole.APPLICATION, office, number),),
        parties=(TellingParty(PartyRole.APPLICANT, name, "zh", country=country),),
    )


def _keys(*names: str) -> set[str]:
    return set(Organisation.objects.filter(name__in=names).values_list("name_key", flat=True))


@pytest.mark.django_db
def test_chinese_name_without_a_country_is_of_the_organisation_in_china() -> None:
    known = Organisation.objects.create(
        name="北川大学", name_key="CN|北川大学", country="CN", kind="university"
    )

    store().write([good(_named("北川大学"))], [])

    assert Party.objects.get().organisation == known
    assert _keys("北川大学") == {"CN|北川大学"}
    assert not any(derived.differences(lambda *_: None))


@pytest.mark.django_db
def test_name_without_a_country_meets_the_one_with_it_in_the_same_file() -> None:
    bare, full = _named("北川大学"), _named("北川大学", number="202410123457.5", country="CN")

    store().write([good(bare), good(full)], [])

    assert _keys("北川大学") == {"CN|北川大学"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("others", "office"),
    [(("CN|中山大学", "TW|中山大学"), "CN"), (("TW|中山大学",), "CN"), (("CN|中山大学",), "TW")],
)
def test_name_without_a_country_stays_apart_where_it_may_be_of_two(
    others: tuple[str, ...], office: str
) -> None:
    for key in others:
        Organisation.objects.create(name="中山大学", name_key=key, country=key[:2])

    store().write([good(_named("中山大学", office=office))], [])

    assert Party.objects.get().organisation is not None
    assert _keys("中山大学") == {*others, "|中山大学"}


@pytest.mark.django_db
def test_names_in_two_known_countries_stay_two() -> None:
    one, two = (
        _named("中山大学", number=n, country=c)
        for n, c in (("202410123456.0", "CN"), ("202410123457.5", "TW"))
    )

    store().write([good(one), good(two)], [])

    assert _keys("中山大学") == {"CN|中山大学", "TW|中山大学"}


@pytest.mark.django_db
def test_latin_name_without_a_country_is_not_guessed() -> None:
    Organisation.objects.create(name="Nordlicht AG", name_key="DE|nordlicht ag", country="DE")

    store().write([good(_named("Nordlicht AG"))], [])

    assert len(_keys("Nordlicht AG")) == 2
