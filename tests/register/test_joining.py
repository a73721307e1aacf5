"""Records that meet, rights that are found to be one, and what must survive it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from mainline.offices.record import LegalEvent, Number, NumberRole, Record, Text
from mainline.orgs.enums import Role
from mainline.register import actions, indexing, queries
from mainline.register.access import visible_events
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.rehearse import Rehearsal
from mainline.register.ingest.store import Store
from mainline.register.models import Document, Event, IndexPending, Party, Right
from tests.factories import DAY, a_user, an_import
from tests.register.samples import publication


def write(*records: Record) -> dict[str, dict[str, int]]:
    store = Store(an_import(), DAY, timezone.now())
    return store.write([good_of(record, DAY) for record in records], []).counts


def only(record: Record, *roles: NumberRole) -> Record:
    return replace(record, numbers=tuple(n for n in record.numbers if n.role in roles))


def halves() -> tuple[Record, Record, Record]:
    whole = publication()
    return only(whole, NumberRole.PUBLICATION), only(whole, NumberRole.APPLICATION), whole


def grant(application: str, patent: str, title: str) -> Record:
    return replace(
        publication(title=title),
        office="IN",
        numbers=(
            Number(NumberRole.APPLICATION, "IN", application, "", dt.date(2009, 3, 1)),
            Number(NumberRole.REGISTRATION, "IN", patent, "", dt.date(2018, 1, 5)),
        ),
    )


@pytest.mark.django_db
@pytest.mark.parametrize("is_turned", [False, True])
@pytest.mark.parametrize("at_once", [False, True])
def test_patent_number_misprinted_for_two_filings_of_one_list_joins_them_not(
    is_turned: bool, at_once: bool
) -> None:
    records = [grant("2972/DELNP/2009", "292051", "A pump"), grant("4303/CHENP/2009", "292051", "A dye")]
    records = records[::-1] if is_turned else records

    for part in [records] if at_once else [[record] for record in records]:
        write(*part)

    assert set(Right.objects.filter(merged_into=None).values_list("title", flat=True)) == {"A pump", "A dye"}
    # A third source with the patent number alone joins one of them, and never both.
    write(only(replace(records[0], titles=()), NumberRole.REGISTRATION))
    assert Right.objects.filter(merged_into=None).count() == 2


@pytest.mark.django_db
def test_filing_printed_otherwise_by_another_list_still_joins_by_its_patent_number() -> None:
    write(grant("2972/DELNP/2009", "292051", "A pump"))

    write(replace(grant("2009/DELNP/2972", "292051", "A pump"), format="other"))

    assert Right.objects.filter(merged_into=None).count() == 1


@pytest.mark.django_db
def test_counts_of_a_batch_are_those_of_its_records_one_by_one_and_of_a_dry_run() -> None:
    records = halves()
    foretold = Rehearsal().write([good_of(record, DAY) for record in records], []).counts["test"]

    counts = write(*records)["test"]

    assert (counts["new"], counts["changed"]) == (2, 1)
    assert dict(foretold) == {**counts, "recovered": 0, "warned": 0}
    assert Right.objects.count() == 1


@pytest.mark.django_db
def test_join_moves_files_and_shortens_the_chain() -> None:
    first, second, whole = halves()
    write(first)
    write(second)
    keep, gone = Right.objects.order_by("pk")
    long_gone = Right.objects.create(kind="invention", office="CN", merged_into=gone)
    Document.objects.create(
        sha256="0" * 64, right=gone, name="a", media_type="text/plain", size=1, added_at=timezone.now()
    )

    write(whole)

    assert set(Right.objects.filter(merged_into=keep)) == {gone, long_gone}
    assert Document.objects.get().right == keep


@pytest.mark.django_db
@pytest.mark.parametrize("secret", [0, 1])
def test_join_lays_nothing_open_that_people_recorded(secret: int) -> None:
    first, second, whole = halves()
    write(first)
    write(second)
    right = Right.objects.order_by("pk")[secret]
    Right.objects.filter(pk=right.pk).update(confidentiality="holder", place="230100", is_demo=True)
    actions.record_event(
        right=right, code="utilization.licence.signed", happened_on=DAY, by=None, on=DAY, source_text="合同"
    )

    write(whole)

    right = Right.objects.get(merged_into=None)
    # The publication lays the right open, and nothing of what somebody recorded while it was a secret.
    assert (right.confidentiality, right.place, right.is_demo) == ("public", "230100", True)
    assert not visible_events(AnonymousUser()).filter(code="utilization.licence.signed").exists()
    assert IndexPending.objects.filter(right=right).exists()


@pytest.mark.django_db
def test_audience_in_the_index_is_of_the_parties_just_written() -> None:
    filed = replace(only(publication(), NumberRole.APPLICATION), format="cnipa.filing")
    write(filed)
    store = Store(an_import(), DAY, timezone.now())
    party = replace(filed.parties[0], name="南川大学")
    newer = replace(filed, parties=(party,), as_of=dt.date(2024, 1, 1))
    with indexing.Indexer() as indexer:
        indexer.add(store.write([good_of(newer, DAY)], []))

    documents = list(indexing.documents_of([Right.objects.get().pk]))

    own = Party.objects.get(role="applicant")
    assert own.name == "南川大学"
    assert f"org:{own.organisation_id}" in documents[0].body


@pytest.mark.django_db
def test_correction_survives_a_join_and_every_new_source() -> None:
    first, second, whole = halves()
    lapsed = LegalEvent("CN", "PATENT_RIGHT_CEASED", dt.date(2022, 1, 5))
    write(replace(first, events=(lapsed,)))
    write(replace(second, events=(lapsed,)))
    _, second_right = Right.objects.order_by("pk")
    wrong = Event.objects.get(right=second_right, happened_on=dt.date(2022, 1, 5))
    correction = actions.record_event(
        right=second_right, code=wrong.code, happened_on=dt.date(2022, 1, 6), by=None, on=DAY,
        source_text="mended", supersedes=wrong,
    )  # fmt: skip

    write(replace(whole, events=(lapsed,)))

    right = Right.objects.get(merged_into=None)
    assert list(right.events.filter(superseded_by=None, code=wrong.code)) == [correction]


@pytest.mark.django_db
def test_superseded_end_no_longer_ends_a_right_when_another_source_comes() -> None:
    write(publication(kind="B", on="2020-05-05"))
    right = Right.objects.get()
    given: dict[str, Any] = {"by": None, "on": DAY, "source_text": "notice"}
    ended = actions.record_event(
        right=right, code="portfolio.right.ceased", happened_on=dt.date(2023, 7, 21), **given
    )
    actions.record_event(
        right=right,
        code="portfolio.annuity.paid",
        happened_on=dt.date(2023, 7, 20),
        supersedes=ended,
        **given,
    )
    before = Right.objects.values_list("status", "status_since", "status_as_of", "expires_on").get()

    write(publication())

    after = Right.objects.values_list("status", "status_since", "status_as_of", "expires_on").get()
    assert before[0] == "in_force"
    assert after == before


@pytest.mark.django_db
def test_event_recorded_on_a_joined_right_goes_to_the_one_that_stands() -> None:
    first, second, whole = halves()
    write(first)
    write(second)
    stale = Right.objects.order_by("pk")[1]
    write(whole)

    event = actions.record_event(
        right=stale, code="utilization.licence.signed", happened_on=DAY, by=None, on=DAY, source_text="x"
    )

    assert event.right == Right.objects.get(merged_into=None)


@pytest.mark.django_db
def test_share_that_was_entered_survives_a_new_source() -> None:
    write(publication())
    Party.objects.filter(role="inventor").update(share="62.5")

    write(publication(kind="B", on="2020-05-05"))

    assert Party.objects.get(role="inventor").share == 62.5


@pytest.mark.django_db
def test_texts_that_a_database_refuses_are_mended_and_long_ones_cut() -> None:
    long = "长" * 3000
    record = publication()
    nasty = replace(
        record,
        titles=(Text("zh", f"收\x00获机\ud800{long}"),),
        language="zh-Hans-CN",
        parties=tuple(
            replace(p, name=p.name + long, address=long, identifier=long, country="CHINA", language="zh-Hans",
                    sequence=-1)
            for p in record.parties
        ),
        events=(LegalEvent("CN", long, DAY, "\x00" + long, None, (("a\x00", long), ("a", "b"))),),
        numbers=(*record.numbers, Number(NumberRole.REGISTRATION, "EPO", "9" * 300, "KIND-CODE")),
        position=replace(record.position, member="m\x00\udcff" + "p" * 2000),
    )  # fmt: skip

    assert write(nasty)["test"]["new"] == 1

    assert Right.objects.get().title == "收获机" + long
    assert Event.objects.filter(details__has_key="a").count() == 1


@pytest.mark.django_db
def test_import_of_one_who_may_not_know_of_a_right_neither_finds_nor_enters_it() -> None:
    write(publication())
    secret = Right.objects.get()
    Right.objects.update(confidentiality="holder")
    stranger = a_user(Role.MANAGER)
    guessed = good_of(replace(publication(applicant="南川大学"), as_of=dt.date(2025, 1, 1)), DAY)

    foretold = Rehearsal(stranger).write([guessed], []).counts["test"]
    written = Store(an_import(requested_by=stranger), DAY, timezone.now()).write([guessed], []).counts["test"]

    assert foretold["new"] == written["new"] == 1
    assert not Party.objects.filter(right=secret, name="南川大学").exists()
    assert Rehearsal().write([guessed], []).counts["test"]["same"] == 1


@pytest.mark.django_db
def test_page_of_a_joined_row_is_the_page_of_the_right_it_is() -> None:
    kept = Right.objects.create(kind="invention", office="CN")
    joined = Right.objects.create(kind="invention", office="CN", merged_into=kept)

    page = queries.right_page(User(is_superuser=True), joined.pk, on=dt.date(2026, 11, 20), language="zh")

    assert page is not None
    assert page.right == kept
