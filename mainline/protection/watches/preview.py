"""What a watch would have told of in the year before: tried out on the register before it is opened."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q

from mainline.orgs.access import AnyMember
from mainline.protection.watches.enums import WatchKind
from mainline.protection.watches.happening import happened
from mainline.protection.watches.models import Watch
from mainline.protection.watches.naming import name_of
from mainline.protection.watches.percolating import (
    Batch,
    Found,
    likeness_found,
    mark_found,
    party_names,
    profile_in,
)
from mainline.protection.watches.profile import in_classes, match, terms_of
from mainline.register.access import audience, rights_entrusted_to, rights_known_to
from mainline.register.models import Event, Party, Right
from mainline.register.search import dictionaries, engine, vocabulary
from mainline.search.crosslingual.sounds import syllables
from mainline.search.engines.base import EngineError, SearchRequest
from mainline.search.query import QueryError

YEAR = dt.timedelta(days=365)
MOST_ALIKE = 300
"""Of the likeness of texts so many rights are looked at, those that a search finds most alike."""
MOST_MARKS = 20_000
BARS = tuple(range(10, 100, 10))


@dataclass(frozen=True, slots=True)
class Preview:
    """How much a watch would have told of in a year, by threshold, and the first of it."""

    counts: Sequence[tuple[int, int]]
    """(threshold, hits at or above it); one pair for a watch that knows no threshold."""
    now: int
    """At the threshold that was asked for."""
    shown: Sequence[tuple[Right, int]]
    is_cut: bool = False
    """Whether there may be more than was looked at."""

    @property
    def most(self) -> int:
        """The highest count."""
        return max((count for _, count in self.counts), default=0)


def preview(watch: Watch, on: dt.date, shown: int = 8) -> Preview:
    """Return what a watch, written or not, would have told of in the year up to a day. Own rights are left out."""
    since = on - YEAR
    if watch.kind == WatchKind.STATUS:
        return _of_events(watch, since, shown)
    if watch.kind == WatchKind.SEARCH and not watch.is_text:
        return _of_search(watch, since, on, shown)
    found = list(_of_names(watch, since) if watch.kind == WatchKind.NAME else _of_text(watch, since))
    known = rights_known_to(watch.organisation).filter(pk__in={one.right for one in found})
    own = set(rights_entrusted_to(watch.organisation).values_list("pk", flat=True)) if found else set()
    rights = {right.pk: right for right in known if right.pk not in own}
    best: dict[int, int] = {}
    for one in found:
        if one.right in rights:
            best[one.right] = max(best.get(one.right, 0), one.score)
    counts = [(bar, sum(score >= bar for score in best.values())) for bar in BARS]
    now = [pk for pk, score in best.items() if score >= watch.threshold]
    first = sorted(now, key=lambda pk: (-best[pk], pk))[:shown]
    is_cut = watch.kind != WatchKind.NAME and len(found) >= MOST_ALIKE
    return Preview(counts, len(now), [(rights[pk], best[pk]) for pk in first], is_cut)


def _recent(since: dt.date) -> Q:
    return Q(published_on__gte=since) | Q(granted_on__gte=since) | Q(filed_on__gte=since)


def _of_text(watch: Watch, since: dt.date) -> Iterator[Found]:
    profile = profile_in(watch)
    words = " ".join(term for one in profile for term, _ in one)
    if not words:
        return
    known = audience(AnyMember(watch.organisation_id))
    request = SearchRequest(query=words, limit=MOST_ALIKE * 4, audience=known, is_running_text=True)
    try:
        ids = [hit.id for hit in engine().search(request).hits]
    except (EngineError, QueryError, OSError):
        return
    recent = list(Right.objects.filter(_recent(since), pk__in=ids).values_list("pk", flat=True)[:MOST_ALIKE])
    batch = Batch.of(recent)
    for pk, right in batch.rights.items():
        like = match(profile, terms_of(batch.of_document(pk)))
        found = likeness_found(watch, right, like.score, like.words)
        if found is not None:
            yield found


def _of_names(watch: Watch, since: dt.date) -> Iterator[Found]:
    names = party_names(watch)
    parties = Party.objects.filter(name__in=names, role__in=("applicant", "holder", "assignee"))
    for pk in Right.objects.filter(_recent(since), pk__in=parties.values("right")).values_list(
        "pk", flat=True
    ):
        yield Found(watch.pk or 0, pk, "party", 100, ())
    if not watch.named:
        return
    own, low = name_of(watch.named, syllables()), Watch(named=watch.named, classes=watch.classes, threshold=1)
    marks = Right.objects.filter(_recent(since), kind="trademark", merged_into=None).order_by("-pk")
    for right in marks[:MOST_MARKS]:
        for title in {one for one in (right.title, *right.titles.values()) if one}:
            found = mark_found(low, own, right, name_of(title, syllables()))
            if found is not None:
                yield found


def _of_events(watch: Watch, since: dt.date, shown: int) -> Preview:
    """Count the events of a year on the watched rights."""
    rights = Right.objects.filter(merged_into=None)
    if watch.right_id is not None:
        rights = rights.filter(pk=watch.right_id)
    elif watch.holder is not None:
        rights = rights.filter(pk__in=rights_entrusted_to(watch.holder).values("pk"))
    watched = {right.pk: right for right in rights.defer("abstracts")}
    told = list(happened([_from_the_start(watch)], watched))
    days = dict(Event.objects.filter(pk__in=[event for *_, event in told]).values_list("pk", "happened_on"))
    recent = [(right, event) for _, right, _, _, event in told if (days.get(event) or dt.date.min) >= since]
    first = [(watched[pk], 100) for pk in list(dict.fromkeys(pk for pk, _ in recent))[:shown]]
    return Preview([(100, len(recent))], len(recent), first)


def _from_the_start(watch: Watch) -> Watch:
    """The same watch as if it had been there always; it is never written."""
    return Watch(
        pk=watch.pk or 0, organisation=watch.organisation, kind=watch.kind, right=watch.right,
        holder=watch.holder, changes=watch.changes,
    )  # fmt: skip


def _of_search(watch: Watch, since: dt.date, on: dt.date, shown: int) -> Preview:
    """Count what the search finds of a year, by the platform's own index."""
    request = SearchRequest(
        query=f"({watch.query}) AND (published:{since}..{on} OR granted:{since}..{on})", limit=MOST_ALIKE,
        audience=audience(AnyMember(watch.organisation_id)), vocabulary=vocabulary(),
        expander=lambda words: dictionaries()(words), sort="-published",
    )  # fmt: skip
    answer = engine().search(request)
    own = rights_entrusted_to(watch.organisation).values("pk")
    rights = rights_known_to(watch.organisation).filter(pk__in=[hit.id for hit in answer.hits])
    rows = {
        right.pk: right
        for right in rights.exclude(pk__in=own)
        if not watch.classes or in_classes(watch.classes, right.classes)
    }
    found = [rows[hit.id] for hit in answer.hits if hit.id in rows]
    return Preview(
        [(100, len(found))], len(found), [(right, 100) for right in found[:shown]],
        is_cut=answer.total > len(answer.hits),
    )  # fmt: skip
