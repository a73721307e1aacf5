"""Counts and lists of the register: the same rule of who may see, and days where only one is told."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from mainline.offices.record import LegalEvent
from mainline.orgs.access import AnyMember
from mainline.orgs.enums import OrganisationKind, Role
from mainline.register import access, queries, threads
from mainline.register.enums import PartConfidentiality
from mainline.register.lookup import find_right
from mainline.register.models import Document, Event, Party, Right, Share, SourceRecord
from mainline.register.sight import Sight
from tests.factories import a_user, an_event, an_organisation, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def test_figures_leave_out_hidden_and_joined_rights_and_replaced_events() -> None:
    shown, hidden, joined = enter(*some_publications(3))
    Right.objects.filter(pk=hidden.pk).update(confidentiality="holder")
    Right.objects.filter(pk=joined.pk).update(merged_into=shown)
    an_event(shown)
    an_event(shown, happened_on=dt.date(2024, 3, 19), supersedes=Event.objects.latest("pk"))

    figures = queries.figures(VISITOR)

    assert figures.rights == 1
    assert figures.statuses.total() == figures.kinds.total() == 1
    assert figures.events_by_link["utilization"] == 1
    listed = {link: threads.link_events(VISITOR, link).count() for link in figures.events_by_link}
    assert figures.events_by_link == listed
    assert "" not in figures.places


def a_mixed_register() -> dict[str, object]:
    """Public, secret and joined rights with events of every secrecy; the askers by name."""
    open_, secret, foreign, joined = enter(*some_publications(4))
    holder, other = an_organisation(), an_organisation()
    Party.objects.filter(right__in=[open_, secret], role="applicant").update(organisation=holder)
    Party.objects.filter(right__in=[foreign, joined], role="applicant").update(organisation=other)
    Right.objects.filter(pk__in=[secret.pk, foreign.pk]).update(confidentiality="holder")
    Right.objects.filter(pk=joined.pk).update(merged_into=open_)
    manager = a_user(Role.MANAGER, holder)
    for right in (open_, secret, foreign, joined):
        for day, who in enumerate(("public", "holder", "own"), start=1):
            an_event(right, happened_on=dt.date(2024, 1, day), confidentiality=who)
    an_event(open_, happened_on=dt.date(2024, 2, 1), confidentiality="own", by=manager)
    first = Event.objects.filter(right=open_, confidentiality="public").latest("pk")
    an_event(open_, happened_on=dt.date(2024, 2, 2), supersedes=first, confidentiality="holder")
    admin = get_user_model().objects.create_superuser("admin", password="four squirrels on a roof")
    named, agent, bringer = (
        an_organisation(),
        an_organisation(kind=OrganisationKind.AGENCY),
        an_organisation(),
    )
    Share.objects.create(right=secret, organisation=named, is_named=True, shared_at=timezone.now())
    Share.objects.create(right=foreign, organisation=bringer, is_named=False, shared_at=timezone.now())
    Party.objects.create(right=secret, role="agent", name=agent.name, organisation=agent)
    for right, format in ((open_, "tabular"), (secret, "cnipa.filing")):
        source = SourceRecord.objects.filter(right=right).latest("pk")
        source.pk, source.format, source.digest = None, format, right.pk.to_bytes(20, "big")
        source.save()
        for secrecy in PartConfidentiality:
            Document.objects.create(
                right=right, name="a.txt", sha256=f"{right.pk:064x}", media_type="text/plain", size=1,
                confidentiality=secrecy, organisation=other, added_at=timezone.now(),
            )  # fmt: skip
    return {
        "visitor": VISITOR, "manager": manager, "rival": a_user(Role.MANAGER, other),
        "stranger": a_user(Role.MANAGER), "member": AnyMember(holder.pk), "admin": admin,
        "named": a_user(Role.MANAGER, named), "agent": a_user(Role.ATTORNEY, agent),
        "bringer": a_user(Role.MANAGER, bringer), "officer": a_user(Role.OFFICER),
    }  # fmt: skip


ASKERS = [
    "visitor",
    "manager",
    "rival",
    "stranger",
    "member",
    "named",
    "agent",
    "bringer",
    "officer",
    "admin",
]


@pytest.mark.parametrize("who", ASKERS)
def test_what_all_may_know_of_and_what_one_may_beyond_it_are_what_one_may(who: str) -> None:
    user: Any = a_mixed_register()[who]

    public = set(access.visible_events(VISITOR).values_list("pk", flat=True))
    beyond = set(access.events_shown_to(user).values_list("pk", flat=True))
    rights = set(access.visible_rights(user).values_list("pk", flat=True))
    figures = queries.figures(user)

    assert not public & beyond
    assert public | beyond == set(access.visible_events(user).values_list("pk", flat=True))
    assert rights.isdisjoint(access.other_rights(user).values_list("pk", flat=True))
    assert len(rights) + access.other_rights(user).count() == Right.objects.count()
    assert figures.rights == len(rights)
    assert figures.events_by_link == {
        link: threads.link_events(user, link).count() for link in figures.events_by_link
    }


@pytest.mark.parametrize("who", ASKERS)
def test_what_one_may_on_one_right_is_what_the_lists_of_all_say(who: str) -> None:
    user: Any = a_mixed_register()[who]
    everything = Document.objects, Event.objects, SourceRecord.objects
    verbs = ("", "right.record", "right.share", "person.record", "document.add")

    for right in access.visible_rights(user):
        sight = Sight(user, right)
        (documents, events, sources) = (list(rows.filter(right=right)) for rows in everything)
        assert events
        assert sources

        assert sight.is_entrusted == (right in access.entrusted_rights(user))
        assert [sight.is_held(verb) for verb in verbs] == [
            right in access.held_rights(user, verb) for verb in verbs
        ]
        assert [sight.is_disposable(verb) for verb in verbs] == [
            right in access.disposable_rights(user, verb) for verb in verbs
        ]
        assert sight.is_changeable == (right in access.changeable_rights(user))
        seen = access.visible_events(user), access.visible_documents(user), access.visible_sources(user)
        assert set(sight.events()) == set(events) & set(seen[0])
        assert set(sight.documents()) == set(documents) & set(seen[1])
        assert sight.named(sources) == {row.pk for row in set(sources) & set(seen[2])}


def test_event_with_a_day_of_effect_alone_stands_at_that_day_in_the_thread() -> None:
    deed = LegalEvent("US", "ASSIGNMENT", None, "ASSIGNMENT OF ASSIGNORS INTEREST", dt.date(2017, 9, 1))
    from dataclasses import replace

    (right,) = enter(replace(publication(), events=(deed,)))

    rows = threads.thread(Sight(VISITOR, right), "en")

    assert [row.on for row in rows] == sorted((row.on for row in rows), reverse=True)
    assert dt.date(2017, 9, 1) in [row.on for row in rows]


def test_right_found_to_be_another_is_found_under_its_old_id() -> None:
    keep, gone = enter(*some_publications(2))
    Right.objects.filter(pk=gone.pk).update(merged_into=keep)

    assert find_right(VISITOR, str(gone.pk)) == keep.pk
    Right.objects.filter(pk=keep.pk).update(confidentiality="holder")
    assert find_right(VISITOR, str(gone.pk)) is None


def test_nonsense_finds_no_right_and_breaks_nothing() -> None:
    for text in ("", "\x00", "CN\x00123", "9" * 5000, "\ud800"):
        assert find_right(VISITOR, text) is None
