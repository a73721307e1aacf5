"""A rival who knows or guesses a number: what their files can do to somebody's secret, and what the order of things tells."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from mainline.offices.record import NumberRole, Record
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.register import actions, queries
from mainline.register.access import NOT_YOURS_KEPT, visible_imports, visible_quarantine, visible_rights
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.rehearse import Rehearsal
from mainline.register.models import Import, Party, Quarantine, Right, Share
from mainline.register.sharing.actions import open_right
from tests.factories import DAY, a_user, an_event, an_import, an_organisation, enter, some_publications
from tests.register.samples import publication
from tests.register.test_disclosure import bring, own_table
from tests.register.test_joining import only

pytestmark = pytest.mark.django_db


def kept(title: str = "尚未公开的收获机") -> Record:
    """A row of the holder's own table: a filing, and nothing published."""
    return replace(
        only(publication(title=title), NumberRole.APPLICATION), format="tabular", as_of=dt.date(2024, 6, 1)
    )


def test_invented_publication_never_lays_a_strangers_secret_open() -> None:
    holder, rival = a_user(Role.MANAGER, an_organisation("北川大学")), a_user(Role.MANAGER)
    bring(holder, kept())
    secret = Right.objects.get()
    bring(rival, own_table("伪造的名称"))

    foretold = Rehearsal(holder, holder.memberships.get().organisation_id)
    told = foretold.write([good_of(kept("改过的名称"), DAY)], [])
    _, written = bring(holder, kept("改过的名称"))

    assert told.counts["tabular"]["changed"] == written.counts["tabular"]["changed"] == 1
    secret.refresh_from_db()
    assert (secret.confidentiality, secret.merged_into, secret.title) == ("holder", None, "改过的名称")
    forged = Right.objects.exclude(pk=secret.pk).get()
    assert (forged.title, forged.merged_into) == ("伪造的名称", None)
    assert list(visible_rights(AnonymousUser())) == [forged]


def test_number_that_a_rival_took_first_does_not_publish_what_its_holder_brings() -> None:
    holder, rival = a_user(Role.MANAGER, an_organisation("北川大学")), a_user(Role.MANAGER)
    bring(rival, own_table("伪造的名称"))
    forged = Right.objects.get()
    foretold = Rehearsal(holder, holder.memberships.get().organisation_id).write([good_of(kept(), DAY)], [])

    _, written = bring(holder, kept())

    own = Right.objects.exclude(pk=forged.pk).get()
    assert (own.confidentiality, own.title) == ("holder", kept().titles[0].text)
    assert not visible_rights(rival).filter(pk=own.pk).exists()
    forged.refresh_from_db()
    assert forged.title == "伪造的名称"
    assert (written.counts["tabular"]["new"], foretold.counts["tabular"]["new"]) == (1, 1)


def test_publication_that_an_office_tells_joins_both_and_lays_the_secret_open() -> None:
    holder, rival = a_user(Role.MANAGER, an_organisation("北川大学")), a_user(Role.MANAGER)
    bring(rival, own_table("伪造的名称"))
    bring(holder, kept())

    bring(None, publication())

    right = Right.objects.get(merged_into=None)
    assert right.confidentiality == "public"


def test_holders_own_word_lays_it_open() -> None:
    holder = a_user(Role.MANAGER, an_organisation("北川大学"))
    bring(holder, kept())

    bring(holder, own_table())

    assert Right.objects.get().confidentiality == "public"


def test_unpublished_record_that_is_held_back_is_shown_to_no_officer() -> None:
    bring(None, publication(applicant="雪原理工大学"))
    member, officer = a_user(Role.MANAGER), a_user(Role.OFFICER)

    bring(member, kept())

    row = Quarantine.objects.get()
    assert row.reason == NOT_YOURS_KEPT
    assert list(visible_quarantine(member)) == [row]
    assert not visible_quarantine(officer).exists()


def test_import_of_somebody_in_two_organisations_is_of_one_of_them() -> None:
    one, other = an_organisation(), an_organisation()
    both = a_user(Role.MANAGER, one)
    Membership.objects.create(user=both, organisation=other, role=Role.MANAGER)

    job, _ = bring(both, kept())

    assert job.organisation == one
    right = Right.objects.get()
    assert list(Share.objects.filter(right=right).values_list("organisation", flat=True)) == [one.pk]
    assert list(visible_imports(a_user(Role.MANAGER, one))) == [job]
    outsider = a_user(Role.MANAGER, other)
    assert not visible_imports(outsider).exists()
    assert not visible_rights(outsider).exists()
    Membership.objects.create(user=outsider, organisation=an_organisation(), role=Role.VIEWER)
    assert not visible_imports(outsider).exists()


def test_dry_run_stays_with_its_organisation_whoever_joins_another_later() -> None:
    one, other = an_organisation(), an_organisation()
    member = a_user(Role.MANAGER, one)
    job = an_import(requested_by=member, is_dry_run=True)
    Membership.objects.create(user=member, organisation=other, role=Role.VIEWER)

    assert not visible_imports(a_user(Role.MANAGER, other)).exists()
    assert list(visible_imports(a_user(Role.MANAGER, one))) == [job]


def test_order_of_organisations_counts_public_rights_alone() -> None:
    bring(None, *some_publications(2))
    more, fewer = Organisation.objects.get(), an_organisation("雪原理工大学")
    for serial in range(3):
        secret = replace(
            only(
                publication(application=f"20241000000{serial}.X", applicant="雪原理工大学"),
                NumberRole.APPLICATION,
            ),
            format="tabular",
        )
        bring(a_user(Role.MANAGER, fewer), secret)

    actions.settle_organisations()

    fewer.refresh_from_db()
    more.refresh_from_db()
    assert (more.rights_known, fewer.rights_known) == (2, 0)
    assert queries.organisations(AnonymousUser()).first() == more


def test_day_of_the_status_tells_nothing_of_what_is_kept_back() -> None:
    right = enter(publication())[0]
    before = right.status_as_of
    an_event(right, "service.training.attended", happened_on=dt.date(2025, 5, 24), confidentiality="holder")

    right.refresh_from_db()

    assert right.status_as_of == before
    an_event(right, "utilization.licence.signed", happened_on=dt.date(2025, 6, 1))
    right.refresh_from_db()
    assert right.status_as_of == dt.date(2025, 6, 1)


def test_day_of_the_status_of_a_secret_forgets_what_its_holders_keep_when_it_is_opened() -> None:
    holder = a_user(Role.MANAGER, an_organisation("北川大学"))
    bring(holder, kept())
    right = Right.objects.get()
    an_event(right, "service.training.attended", happened_on=dt.date(2025, 5, 24), confidentiality="holder")
    right.refresh_from_db()
    assert right.status_as_of == dt.date(2025, 5, 24)

    open_right(right=right, reason="已公开", by=None)

    right.refresh_from_db()
    assert right.status_as_of != dt.date(2025, 5, 24)


def test_file_for_an_organisation_of_others_is_refused_before_it_is_kept() -> None:
    member, foreign = a_user(Role.MANAGER), an_organisation()
    before = set(settings.FILES_DIR.rglob("*"))

    with pytest.raises(PermissionDenied):
        actions.request_upload(chunks=[b"x"], name="x.csv", by=member, organisation=foreign.pk)

    assert not Import.objects.exists()
    assert set(settings.FILES_DIR.rglob("*")) == before


def test_administrator_confirms_a_dry_run_for_its_organisation() -> None:
    member = a_user(Role.MANAGER)
    job = actions.request_upload(chunks=[b"number\n1"], name="x.csv", by=member)
    Import.objects.filter(pk=job.pk).update(state="done")
    administrator = get_user_model().objects.create_superuser("root")

    real = actions.confirm_import(job=Import.objects.get(pk=job.pk), by=administrator)

    assert real is not None
    assert real.organisation == job.organisation


def test_holder_found_to_be_another_body_still_speaks_for_its_rights() -> None:
    old, whole = an_organisation("北川大学"), an_organisation("北川大学有限公司")
    member = a_user(Role.MANAGER, old)
    bring(member, kept())
    Share.objects.update(organisation=whole)
    Party.objects.filter(organisation=old).update(organisation=whole)
    Organisation.objects.filter(pk=old.pk).update(merged_into=whole)

    bring(member, own_table())

    assert Right.objects.get().confidentiality == "public"
