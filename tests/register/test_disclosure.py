"""What is a secret when it comes in, what lays it open, and whose file may change what."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from mainline.offices.record import NumberRole, Record, RightKind
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.register import actions, indexing
from mainline.register.access import NOT_YOURS, visible_rights
from mainline.register.disclosure import is_disclosed
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.rehearse import Rehearsal
from mainline.register.ingest.store import Store, Written
from mainline.register.models import Event, Import, Quarantine, Right
from tests.factories import DAY, a_user, an_import, an_organisation, index_all
from tests.register.samples import publication
from tests.register.test_joining import only

pytestmark = pytest.mark.django_db


def unpublished() -> Record:
    """An application as its agency filed it: a number, a text, and no publication."""
    return replace(only(publication(), NumberRole.APPLICATION), format="cnipa.filing")


def own_table(title: str = "被改的名称") -> Record:
    """A row of somebody's own table about the same right."""
    return replace(publication(title=title), format="tabular", as_of=DAY)


def bring(user: Any, *records: Record) -> tuple[Import, Written]:
    """Import records as a user, and level the index."""
    job = an_import(requested_by=user)
    written = Store(job, DAY, timezone.now()).write([good_of(record, DAY) for record in records], [])
    indexing.drain()
    return job, written


@pytest.mark.parametrize(
    ("kind", "formats", "roles", "has_date", "expected"),
    [
        (RightKind.INVENTION, ["cnipa.filing"], ["application"], False, False),
        (RightKind.INVENTION, ["tabular"], ["application", "international"], False, False),
        (RightKind.INVENTION, ["tabular"], ["application", "publication"], False, True),
        (RightKind.TRADEMARK, ["tabular"], ["registration"], False, True),
        (RightKind.INVENTION, ["tabular"], ["application"], True, True),
        (RightKind.INVENTION, ["tabular", "epo.docdb"], ["application"], False, True),
        (RightKind.TRADEMARK, ["uspto.tsdr"], ["application"], False, True),
        (RightKind.TRADE_SECRET, ["epo.docdb"], ["registration"], True, False),
    ],
)
def test_only_what_was_laid_open_is_public(
    kind: RightKind, formats: list[str], roles: list[str], has_date: bool, expected: bool
) -> None:
    assert is_disclosed(kind, formats, roles, has_date=has_date) is expected


def test_filed_papers_are_seen_by_the_organisation_that_brought_them_and_nobody_else(client: Client) -> None:
    agency = an_organisation()
    attorney = a_user(Role.ATTORNEY, agency)
    bring(attorney, unpublished())
    right = Right.objects.get()

    assert right.confidentiality == "holder"
    assert list(visible_rights(a_user(Role.MANAGER, agency))) == [right]
    assert not visible_rights(a_user(Role.MANAGER)).exists()
    assert client.get(f"/rights/{right.pk}/").status_code == 404
    assert client.get(f"/api/v1/rights/{right.pk}").status_code == 404
    assert client.get("/api/v1/search?q=收获").json()["total"] == 0
    client.force_login(attorney)
    assert client.get("/api/v1/search?q=收获").json()["total"] == 1


def test_import_says_how_many_rights_are_not_published(client: Client) -> None:
    attorney = a_user(Role.ATTORNEY)
    job, _ = bring(attorney, unpublished())
    client.force_login(attorney)
    page = client.get(f"/imports/{job.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    assert "1 right is not published" in page
    other, _ = bring(attorney, publication(application="2017106000028", number="107600002"))
    assert (
        "not published" not in client.get(f"/imports/{other.pk}/", HTTP_ACCEPT_LANGUAGE="en").content.decode()
    )


def test_its_publication_lays_it_open(client: Client) -> None:
    bring(a_user(Role.ATTORNEY), unpublished())
    bring(None, publication())
    right = Right.objects.get(merged_into=None)
    assert right.confidentiality == "public"
    assert client.get("/api/v1/search?q=收获").json()["total"] == 1


def test_rivals_publication_file_does_not_meet_the_secret() -> None:
    bring(a_user(Role.ATTORNEY), unpublished())
    secret = Right.objects.get()
    bring(a_user(Role.MANAGER), own_table())
    secret.refresh_from_db()
    assert (secret.confidentiality, secret.title) == ("holder", publication().titles[0].text)


def test_members_file_changes_no_right_of_others() -> None:
    bring(None, publication())
    right, before = Right.objects.get(), Event.objects.count()
    rival = a_user(Role.MANAGER)

    job, written = bring(rival, own_table())

    right.refresh_from_db()
    assert right.title == publication().titles[0].text
    assert Event.objects.count() == before
    assert dict(written.counts["tabular"]) == {"read": 1, "recovered": 0, "warned": 0, "quarantined": 1}
    row = Quarantine.objects.get()
    assert (row.reason, row.imported_by, row.state) == (NOT_YOURS, job, "open")


def test_dry_run_says_that_it_would_be_held_back() -> None:
    bring(None, publication())
    written = Rehearsal(a_user(Role.MANAGER)).write([good_of(own_table(), DAY)], [])
    assert written.counts["tabular"]["quarantined"] == 1
    assert [row[2] for row in written.rejected] == [NOT_YOURS]


def test_officer_takes_over_what_was_held_back_and_the_member_cannot() -> None:
    bring(None, publication())
    rival = a_user(Role.MANAGER)
    bring(rival, own_table())
    row = Quarantine.objects.get()

    assert actions.retry_quarantine(row=row, by=rival, on=DAY) == 0
    row.refresh_from_db()
    assert (row.state, row.imported_by.requested_by) == ("open", rival)

    assert actions.retry_quarantine(row=row, by=a_user(Role.OFFICER), on=DAY) == 1
    row.refresh_from_db()
    assert row.state == "resolved"
    assert Right.objects.get().title == "被改的名称"


def test_holder_updates_its_own_right() -> None:
    bring(None, publication())
    right = Right.objects.get()
    holder = right.parties.get(role="applicant").organisation
    user = a_user()
    Membership.objects.create(user=user, organisation=holder, role=Role.MANAGER)
    _, written = bring(user, own_table())
    assert written.counts["tabular"]["changed"] == 1


def test_same_bad_bytes_of_two_organisations_stay_two_and_of_one_stay_one() -> None:
    first, second = a_user(Role.MANAGER), a_user(Role.MANAGER)
    bring(None, publication())
    bring(first, own_table())
    bring(second, own_table())
    again, _ = bring(first, own_table())
    assert Quarantine.objects.count() == 2
    assert Quarantine.objects.filter(imported_by=again).count() == 1


def test_anonymous_sees_no_secret_by_count() -> None:
    bring(a_user(Role.ATTORNEY), unpublished())
    index_all()
    assert not visible_rights(AnonymousUser()).exists()
