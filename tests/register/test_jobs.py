"""The queue of imports: who runs one, who may take it over, and what a fault costs."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.utils import timezone

from mainline.orgs.models import MergeProposal, Organisation, PlatformState
from mainline.register import actions, jobs, queries
from mainline.register.ingest import pipeline
from mainline.register.ingest.pipeline import run_import
from mainline.register.models import Import, Party, Right
from tests.factories import an_organisation, enter, some_publications
from tests.register.samples import grants_file, publication

DAY = dt.date(2026, 11, 20)
STALE = dt.timedelta(minutes=2)
pytestmark = pytest.mark.django_db


def _run(job: Import, **options: Any) -> Import:
    return run_import(job, on=DAY, workers=0, **options)


def _requested(tmp_path: Path, files: int = 1, **options: Any) -> Import:
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    for part in range(files):
        # More than a batch's worth of bytes, so that each file is a batch of its own.
        grants_file(folder / f"{part}.csv", 3, first=300_000 + 1000 * part)
    return actions.request_import(path=str(folder), name="files", by=None, **options)


def _claim() -> Import | None:
    return actions.claim_import(stale_before=timezone.now() - STALE)


def _silent(job: Import) -> None:
    Import.objects.filter(pk=job.pk).update(beat_at=timezone.now() - 2 * STALE)


def test_import_that_the_caller_runs_is_taken_by_no_worker(tmp_path: Path) -> None:
    _requested(tmp_path, run_here=True)

    assert _claim() is None


def test_import_is_claimed_once_and_again_when_its_runner_is_silent(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    first = _claim()
    assert first is not None
    assert _claim() is None

    _silent(job)

    assert _claim() == job


def test_import_to_stop_whose_runner_died_has_stopped(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    _claim()
    actions.cancel_import(job=job, by=None)
    _silent(job)

    assert _claim() is None

    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.finished_at is not None


def test_import_cancelled_between_claim_and_start_stops(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    claimed = _claim()
    assert claimed is not None
    actions.cancel_import(job=job, by=None)

    assert _run(claimed).state == "cancelled"


def test_run_that_was_taken_over_ends_and_leaves_the_row_to_the_other(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    other_began = timezone.now() + dt.timedelta(seconds=1)

    def take_over(running: Import) -> None:
        if running.counts:
            Import.objects.filter(pk=job.pk).update(started_at=other_began, bytes_done=7)

    _run(job, report=take_over)

    job = Import.objects.get(pk=job.pk)
    assert (job.state, job.started_at, job.bytes_done, job.finished_at) == ("running", other_began, 7, None)


@pytest.mark.parametrize(("stop", "state"), [(KeyboardInterrupt, "cancelled"), (SystemExit, "queued")])
def test_run_stopped_by_hand_is_cancelled_and_told_to_end_is_queued(
    tmp_path: Path, stop: type[BaseException], state: str
) -> None:
    job = _requested(tmp_path)

    def raise_it(running: Import) -> None:
        if running.counts and running.state == "running":
            raise stop

    with pytest.raises(stop):
        _run(job, report=raise_it)

    assert Import.objects.get(pk=job.pk).state == state
    assert (_claim() is not None) == (state == "queued")


def test_import_of_what_is_no_longer_there_fails_and_says_so(tmp_path: Path) -> None:
    actions.request_import(path=str(tmp_path / "gone.csv"), name="gone.csv", by=None)

    assert jobs.run_next(DAY)

    job = Import.objects.get()
    assert job.state == "failed"
    assert "gone.csv" in job.error
    assert not jobs.run_next(DAY)


def test_fault_over_one_record_costs_that_record_alone(tmp_path: Path, monkeypatch: Any) -> None:
    from mainline.register.ingest import prepare

    fold = prepare.fold

    def faulty(sources: Any) -> Any:
        if "300001" in str(sources):
            raise ZeroDivisionError("a fault of ours")
        return fold(sources)

    monkeypatch.setattr(prepare, "fold", faulty)
    job = _run(_requested(tmp_path))

    assert job.state == "done"
    assert pipeline.total(job) == {
        "read": 3,
        "new": 2,
        "changed": 0,
        "same": 0,
        "recovered": 0,
        "warned": 0,
        "quarantined": 1,
    }


def test_batch_is_full_of_refusals_too() -> None:
    from mainline.offices.reading import Unrecognised

    batch = pipeline.Batch()
    batch.unrecognised = [Unrecognised("a.tif", 0, "unrecognised.binary")] * 200

    assert batch.is_full


def test_worker_outlives_a_database_that_is_away(monkeypatch: Any) -> None:
    seen = []

    def away(on: dt.date) -> bool:
        seen.append(on)
        if len(seen) < 3:
            raise OperationalError("the server closed the connection")
        raise SystemExit(0)

    monkeypatch.setattr(jobs, "run_next", away)
    monkeypatch.setattr(jobs, "_AFTER_A_FAULT", 0)
    monkeypatch.setattr(jobs, "close_old_connections", lambda: None)

    with pytest.raises(SystemExit):
        jobs.work()

    assert len(seen) == 3


def test_two_runs_of_one_import_end_in_one_register(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    _run(job)
    again = _run(Import.objects.get(pk=job.pk))

    assert again.state == "done"
    assert Right.objects.count() == 3


def test_import_that_kills_its_worker_is_given_up_with_a_reason(tmp_path: Path) -> None:
    job = _requested(tmp_path)
    for _ in range(3):
        assert _claim() == job
        _silent(job)

    assert _claim() is None

    job.refresh_from_db()
    assert job.state == "failed"
    assert "split the file" in job.error


@pytest.mark.django_db(transaction=True)
def test_idle_worker_counts_rights_and_proposes_which_names_are_one() -> None:
    names = ("哈尔滨电气集团有限公司", "哈尔滨电气集团有限责任公司")
    parties = [replace(publication().parties[0], name=name) for name in names]
    numbers = (("2017106000001", "107600001"), ("2017106000028", "107600002"))
    enter(
        *(
            replace(publication(application=application, number=number), parties=(party,))
            for party, (application, number) in zip(parties, numbers, strict=True)
        )
    )

    jobs.work(once=True)

    assert set(Organisation.objects.filter(name__in=names).values_list("rights_known", flat=True)) == {1}
    assert MergeProposal.objects.count() == 1
    assert actions.settle_organisations() == 0


def test_a_name_that_an_old_right_is_told_anew_is_counted_at_once_and_others_are_left() -> None:
    old, _other = enter(*some_publications(2))
    actions.settle_organisations()
    counted = Organisation.objects.get(rights_known__gt=0)
    Organisation.objects.filter(pk=counted.pk).update(rights_known=7)
    newcomer = an_organisation("新来公司")
    Party.objects.filter(right=old, role="applicant").update(organisation=newcomer)

    actions.settle_organisations()

    assert Organisation.objects.get(pk=newcomer.pk).rights_known == 1
    assert Organisation.objects.get(pk=counted.pk).rights_known == 7
    PlatformState.objects.filter(name__startswith="organisations_settled").update(value=[0, 0])
    actions.settle_organisations()
    assert Organisation.objects.get(pk=counted.pk).rights_known == 1


def test_list_of_organisations_counts_the_rights_of_merged_names() -> None:
    one, two = an_organisation("甲公司"), an_organisation("乙公司")
    rights = enter(*some_publications(2))
    for right, organisation in zip(rights, (one, two), strict=True):
        Party.objects.filter(right=right, role="applicant").update(organisation=organisation)
    Organisation.objects.filter(pk=two.pk).update(merged_into=one)

    listed = queries.organisations(AnonymousUser(), "甲公司")

    assert [(row.pk, getattr(row, "rights", None)) for row in listed] == [(one.pk, 2)]


def test_name_that_only_a_secret_right_tells_of_is_not_listed() -> None:
    (right,) = enter(publication())
    name = right.parties.exclude(organisation=None).first().organisation.name
    assert queries.organisations(AnonymousUser(), name).exists()
    Right.objects.filter(pk=right.pk).update(confidentiality="holder")
    assert not queries.organisations(AnonymousUser(), name).exists()


def test_organisations_are_not_counted_while_an_import_goes_on(tmp_path: Path) -> None:
    enter(publication())
    job = _requested(tmp_path, run_here=True)
    actions.settle_organisations()
    assert not Organisation.objects.filter(rights_known__gt=0).exists()
    Import.objects.filter(pk=job.pk).update(state="done")
    actions.settle_organisations()
    assert Organisation.objects.filter(rights_known=1).exists()
