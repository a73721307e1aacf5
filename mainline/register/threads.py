"""Threads: the events of a right or of a link of the chain, as sentences with their source, for one reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from mainline.orgs.access import User, is_admin
from mainline.register import codes
from mainline.register.access import (
    NOT_PUBLIC,
    events_shown_to,
    visible_documents,
    visible_events,
    visible_sources,
)
from mainline.register.disclosure import PRIVATE_FORMATS
from mainline.register.enums import PartConfidentiality
from mainline.register.formats import format_label
from mainline.register.models import Document, Event, Right, SourceRecord
from mainline.register.sentences import label, sentence
from mainline.register.sight import Sight
from mainline.register.standing import dated_on
from mainline.register.subsets import STANDING


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One event as a page shows it."""

    event: Event
    link: str
    label: str
    sentence: str
    source: str
    """Who says so: a file and its position, or a person or body."""
    on: dt.date | None
    """The day it is told under: when it happened, else from when it counts."""
    who: str = ""
    """Who entered it, where a person did."""
    documents: Sequence[Document] = ()
    """Files that prove it, those that the reader may open."""

    @property
    def secrecy(self) -> str:
        """Who may know of it, in words; empty where everybody may."""
        is_public = self.event.confidentiality == PartConfidentiality.PUBLIC
        return "" if is_public else str(PartConfidentiality(self.event.confidentiality).label)


def told_of(right: Right) -> list[Event]:
    """Return all events of a right that no correction replaced, newest first, undated last."""
    events = (
        Event.objects.filter(STANDING, right=right)
        .select_related("source", "recorded_by", "organisation")
        .defer("source__body")
    )
    return sorted(events, key=lambda e: (dated_on(e) or dt.date.min, e.pk), reverse=True)


def thread(sight: Sight, language: str, events: Sequence[Event] | None = None) -> list[ThreadRow]:
    """Return the events of a right that the user may know of, newest first, as sentences with their source."""
    events = told_of(sight.right) if events is None else events
    hidden = [event.pk for event in events if event.confidentiality != PartConfidentiality.PUBLIC]
    shown = set(sight.events().filter(pk__in=hidden).values_list("pk", flat=True)) if hidden else set()
    seen = [
        event for event in events if event.confidentiality == PartConfidentiality.PUBLIC or event.pk in shown
    ]
    named = sight.named([event.source for event in seen if event.source is not None])
    return _rows(seen, language, named, sight.documents())


def event_rows(user: User, events: Sequence[Event], language: str) -> list[ThreadRow]:
    """Return events of any rights, all of which the user may know of, as a page shows them, in the order given."""
    ids = {event.source_id for event in events if event.source is not None}
    private = {event.source_id for event in events if event.source and event.source.format in PRIVATE_FORMATS}
    told = private and visible_sources(user).filter(pk__in=private).values_list("pk", flat=True)
    return _rows(events, language, ids - private | set(told), visible_documents(user))


def _rows(
    events: Sequence[Event], language: str, named: Set[int | None], documents: QuerySet[Document]
) -> list[ThreadRow]:
    """Tell events, each with the documents that prove it. ``named`` are sources whose file the reader may know of."""
    proofs: dict[int, list[Document]] = {}
    proving = documents.filter(event__in=[event.pk for event in events], replaced_by=None)
    for document in proving.defer("text").order_by("pk"):
        proofs.setdefault(document.event_id or 0, []).append(document)
    return [_row(event, language, is_named=event.source_id in named, documents=proofs) for event in events]


def _row(
    event: Event, language: str, *, is_named: bool, documents: Mapping[int, Sequence[Document]]
) -> ThreadRow:
    # What people do on the platform itself is told by who did it.
    source = event.details.get(f"source_{language}") or event.source_text or _who(event)
    if event.source is not None:
        source = (
            source_name(event.source, language) if is_named else format_label(event.source.format, language)
        )
    return ThreadRow(
        event,
        event.link,
        label(event.code, language),
        sentence(event, language),
        source,
        dated_on(event),
        _who(event),
        documents.get(event.pk, ()),
    )


def _who(event: Event) -> str:
    """Name the body for which an event was entered, to strangers no more than that; else who did."""
    if event.organisation is not None:
        return event.organisation.display_name
    return event.recorded_by.get_username() if event.recorded_by else ""


def source_name(source: SourceRecord, language: str) -> str:
    """Return the format in words, the file's own name and the record's number in it."""
    label = format_label(source.format, language)
    if source.format == "demo":
        return f"{label} #{source.ordinal}"
    return f"{label} · {source.member.replace('!', '/').rsplit('/', 1)[-1]} #{source.ordinal}"


def events_by_link(user: User) -> dict[str, int]:
    """Count the events of each link that the user may know of."""
    public, own = public_by_link(), own_by_link(user)
    return {link: public[link] + own[link] for link in public}


def public_by_link() -> dict[str, int]:
    """Count the events of each link that everybody may know of.

    All by the index of their codes, less the few that are not public, are on rights set apart, or that a correction
    replaced: many times faster than to look every event's right up.
    """
    public = Event.objects.filter(confidentiality=PartConfidentiality.PUBLIC)
    replaced = public.filter(pk__in=Event.objects.exclude(supersedes=None).values("supersedes"))
    apart = Right.objects.filter(set_apart=1).values("pk")
    return _by_link(
        (Event.objects.all(), 1),
        (Event.objects.filter(NOT_PUBLIC), -1),
        (public.filter(right__in=apart), -1),
        (replaced.exclude(right__in=apart), -1),
    )


def own_by_link(user: User) -> dict[str, int]:
    """Count the events of each link that the user may know of and not everybody."""
    return _by_link((events_shown_to(user).filter(STANDING), 1))


def _by_link(*events_and_signs: tuple[QuerySet[Event], int]) -> dict[str, int]:
    counts = {link.value: 0 for link in codes.Link}
    for events, sign in events_and_signs:
        for code, number in events.order_by().values_list("code").annotate(n=Count("pk")):
            counts[code.split(".", 1)[0]] += sign * number
    return counts


def link_events(user: User, link: str) -> QuerySet[Event]:
    """Return the events of one link that the user may know of, newest first, undated last."""
    return (
        # The rights that are not to be seen are few; those that are would all be listed first.
        visible_events(user)
        .filter(STANDING, link_code=link)
        .select_related("right", "source", "recorded_by", "organisation")
        .defer("source__body", "right__abstracts")
        .order_by("-told_on", "-pk")
    )


def correctable_events(user: User, right: Right) -> QuerySet[Event]:
    """Return what a person entered on a right and nobody has corrected, as far as the user may know of it.

    What a file told is corrected by its office. What the command line entered, the platform's administrator corrects.
    """
    events = Sight(user, right).events().filter(STANDING, source=None)
    return events if is_admin(user) else events.exclude(recorded_by=None)


def newest_events(user: User, limit: int) -> list[Event]:
    """Return events that came into the register last, one of each right; fewer where most are not for the user."""
    # The newest rows are taken first and looked through after: ordering all that is visible would not scale.
    newest = Event.objects.order_by("-pk").values_list("pk", flat=True)[: limit * 20]
    seen = visible_events(user).filter(STANDING, pk__in=list(newest)).order_by("-pk")
    first: dict[int, int] = {}
    for pk, right in seen.values_list("pk", "right_id"):
        first.setdefault(right, pk)
    return whole(list(first.values())[:limit])


def whole(ids: Sequence[int]) -> list[Event]:
    """Return events with all that a list shows of them, in the order of their ids."""
    rows = Event.objects.select_related("right", "source", "recorded_by", "organisation")
    found = rows.defer("source__body", "right__abstracts").in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]
