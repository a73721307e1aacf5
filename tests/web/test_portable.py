"""A whole portfolio goes into a file, the register is emptied, and the file brings the same back."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainline.archive.live import verify_live
from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.register.actions import record_event, request_import
from mainline.register.deadlines.actions import open_dockets, say_facts
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.differences.actions import settle
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.ingest.pipeline import run_import, total
from mainline.register.models import (
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    Share,
    SourceRecord,
)
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.differences.samples import own_list, row
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
EMPTIED = (
    DifferenceDecision, Difference, DeadlineChange, Deadline, Docket, Quarantine, Event, Identifier, Party, Share,
    IndexPending, SourceRecord, Right, Import,
)  # fmt: skip


@pytest.fixture
def manager(tmp_path: Path) -> Any:
    """Somebody whose portfolio has all there is that a file carries: office files, an own list, a secret, events, facts."""
    enter(
        publication(kind="B", on="2020-05-12"), publication(application="201710601863.8", number="107654322")
    )
    right = Right.objects.get(number__contains="107654321")
    holder = right.parties.get(role="applicant").organisation
    assert holder is not None
    manager = a_user(Role.MANAGER, holder)
    own_list(tmp_path, row(title="一种玉米收获机", filed="2017-07-20"),
        row(number="202410000001.X", title="尚未公开", filed="2024-01-02").replace("CN107654321A", ""), by=manager)  # fmt: skip
    open_dockets(rights=[right.pk], organisation=holder, by=manager, on=DAY)
    say_facts(docket=Docket.objects.get(right=right), facts={"entity": "small"}, by=manager, on=DAY)
    wrong = record_event(
        right=right, code="utilization.licence.signed", happened_on=dt.date(2022, 1, 2), by=manager, on=DAY,
        source_text="合同", details={"licensee": "南岭公司"}, amount_minor=100_000_00, currency="CNY",
    )  # fmt: skip
    record_event(
        right=right, code="utilization.licence.signed", happened_on=dt.date(2022, 2, 2), by=manager, on=DAY,
        source_text="合同，更正", supersedes=wrong,
    )  # fmt: skip
    record_event(
        right=right, code="portfolio.annuity.paid", happened_on=dt.date(2024, 7, 1), by=manager, on=DAY,
        details={"year": "8"}, confidentiality="own",
    )  # fmt: skip
    return manager


def said() -> dict[str, list[Any]]:
    """All that the register shows of the portfolio, without ids."""
    numbers = dict(Right.objects.values_list("pk", "number"))
    columns = ("kind", "office", "number", "titles", "filed_on", "published_on", "granted_on", "status", "expires_on",
        "holder_name", "classes", "family_key", "confidentiality")  # fmt: skip
    tables: dict[str, Any] = {
        "rights": Right.objects.filter(merged_into=None).values_list(*columns),
        "numbers": ((numbers[r], *x) for r, *x in Identifier.objects.values_list("right", "key", "kind_code", "text", "on")),
        "parties": ((numbers[r], *x) for r, *x in Party.objects.values_list("right", "role", "name", "country")),
        "events": (
            (numbers[r], *x)
            for r, *x in Event.objects.values_list(
                "right", "code", "fingerprint", "happened_on", "confidentiality", "amount_minor", "supersedes__fingerprint"
            )
        ),
        "sources": ((numbers[r], bytes(d).hex()) for r, d in SourceRecord.objects.values_list("right", "digest")),
        "dockets": ((numbers[r], x) for r, x in Docket.objects.filter(closed_at=None).values_list("right", "facts")),
        "dates": (
            (numbers[r], *x)
            for r, *x in Deadline.objects.filter(fate__in=["open", "unknown"]).values_list(
                "docket__right", "rule", "bar", "number", "due_on", "fee_minor", "fate"
            )
        ),
    }  # fmt: skip
    return {name: sorted(repr(line) for line in rows) for name, rows in tables.items()}


def exported(client: Client, user: Any) -> bytes:
    client.force_login(user)
    answer = client.get("/my-rights/portfolio/")
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def empty() -> None:
    for model in EMPTIED:
        if model is Event:
            Event.objects.update(supersedes=None)
        model.objects.all().delete()


def bring(path: Path, by: Any, dry_run: bool = False) -> Import:
    job = request_import(path=str(path), name=path.name, by=by, run_here=True, dry_run=dry_run)
    return run_import(job, on=DAY, workers=0)


def test_portfolio_exported_wiped_and_imported_is_equal(en: Client, manager: Any, tmp_path: Path) -> None:
    before = said()
    assert len(before["rights"]) == 3
    assert before["dockets"]
    assert any("own" in line for line in before["events"])
    data = exported(en, manager)
    file = tmp_path / "portfolio.jsonl"
    file.write_bytes(data)
    empty()
    assert not any(said().values())

    bring(file, manager, dry_run=True)
    assert not any(said().values())
    done = bring(file, manager)

    assert total(done)["quarantined"] == 0
    assert done.rejected == []
    assert said() == before
    assert Entry.objects.filter(code="portfolio.taken_up").count() == 1
    assert {each.code for each in verify_live().findings} <= {"row.unsealed", "row.missing"}
    # Exported again it says the same, but for the hour at which it was made; brought in again nothing is new.
    assert sorted(exported(en, manager).splitlines()[1:]) == sorted(data.splitlines()[1:])
    again = bring(file, manager)
    assert total(again)["same"] == total(again)["read"]
    assert said() == before


def test_line_that_was_altered_is_told_and_the_others_come_in(
    en: Client, manager: Any, tmp_path: Path
) -> None:
    lines = exported(en, manager).splitlines(keepends=True)
    lines[1] = lines[1][:200] + b"\n"
    told = json.loads(lines[2])
    told["events"] = [{"code": "no.such.code", "fingerprint": "x", "confidentiality": "holder"}]
    told["docket"] = {"facts": {"no_such_fact": "1"}}
    lines[2] = json.dumps(told).encode() + b"\n"
    file = tmp_path / "portfolio.jsonl"
    file.write_bytes(b"".join(lines))
    empty()

    done = bring(file, manager)

    assert Right.objects.count() == 2
    assert sorted(why for _, _, why, _ in done.rejected) == [
        "portfolio.left_out", "portfolio.left_out", "portfolio.malformed",
    ]  # fmt: skip
    assert {detail for _, _, why, detail in done.rejected if why == "portfolio.left_out"} == {
        "no.such.code", "no_such_fact",
    }  # fmt: skip


def test_others_take_nothing_of_it_and_a_rival_changes_nothing_by_its_file(
    en: Client, manager: Any, tmp_path: Path
) -> None:
    rival = a_user(Role.MANAGER, an_organisation("南岭公司"))
    assert len(exported(en, rival).splitlines()) == 1
    file = tmp_path / "portfolio.jsonl"
    data = exported(en, manager).splitlines(keepends=True)
    told = [json.loads(line) for line in data[1:]]
    for each in told:
        each["events"] = [
            {
                "code": "portfolio.right.abandoned",
                "fingerprint": "f",
                "happened_on": "2026-01-01",
                "confidentiality": "public",
            }
        ]
    file.write_bytes(data[0] + b"".join(json.dumps(each).encode() + b"\n" for each in told))
    before = said()

    bring(file, rival)

    assert said()["events"] == before["events"]
    assert said()["rights"] == before["rights"]
    en.logout()
    assert en.get("/my-rights/portfolio/").status_code in (302, 403)


def test_decisions_on_differences_stay_here_and_are_asked_for_again_elsewhere(
    en: Client, manager: Any, tmp_path: Path
) -> None:
    before = said()
    told = list(Difference.objects.order_by("field").values_list("field", "ours", "office"))
    for found in Difference.objects.order_by("pk"):
        settle(differences=[found], choice="ours", reason="", by=manager, on=DAY)
    assert said()["rights"] != before["rights"]
    data = exported(en, manager)
    assert b'"format":"decision"' not in data
    file = tmp_path / "portfolio.jsonl"
    file.write_bytes(data)
    empty()

    bring(file, manager)

    assert said()["rights"] == before["rights"]
    again = Difference.objects.filter(state="open").order_by("field")
    assert list(again.values_list("field", "ours", "office")) == told


def forged(data: bytes, **said_of_it: Any) -> bytes:
    """The file with one more source on each line."""
    head, *lines = data.splitlines(keepends=True)
    rights = [json.loads(line) for line in lines]
    for each in rights:
        each["sources"].append({**each["sources"][0], **said_of_it})
    return head + b"".join(json.dumps(each).encode() + b"\n" for each in rights)


@pytest.mark.parametrize("name", ["decision", "decision\x00"])
@pytest.mark.parametrize("day", ["x", "2019-01-01"])
def test_decision_in_a_file_is_told_and_not_taken(
    en: Client, manager: Any, tmp_path: Path, name: str, day: str
) -> None:
    facts = [["field", "filed_on"], ["day", day], ["rejected", "2017-07-21"], ["at", "9999"]]
    file = tmp_path / "portfolio.jsonl"
    data = exported(en, manager)
    file.write_bytes(
        forged(data, format=name, document_kind="decision", numbers=[], as_of="9999-12-31", extra=facts)
    )
    before = said()

    done = bring(file, manager)

    assert {(why, detail) for _, _, why, detail in done.rejected} == {("portfolio.decision", "filed_on")}
    assert total(done)["quarantined"] == len(data.splitlines()) - 1
    assert said() == before


def test_source_of_a_day_to_come_is_told_and_not_taken(en: Client, manager: Any, tmp_path: Path) -> None:
    file = tmp_path / "portfolio.jsonl"
    data = exported(en, manager)
    before = said()

    file.write_bytes(
        forged(data, as_of=str(DAY + dt.timedelta(days=2)), titles=[{"language": "zh", "text": "伪造"}])
    )
    done = bring(file, manager)

    assert {why for _, _, why, _ in done.rejected} == {"portfolio.from_future"}
    assert said() == before
    file.write_bytes(forged(data, as_of=str(DAY + dt.timedelta(days=1))))
    assert bring(file, manager).rejected == []
