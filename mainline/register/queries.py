"""Every read of the register that matters. Each takes the user and owns its prefetches."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Func, Max, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import Coalesce, ExtractYear

from mainline.offices.record import Citation, Image, Record, RightKind
from mainline.orgs.access import User, is_admin
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import MergeProposal, Organisation
from mainline.register import codes, threads
from mainline.register.access import (
    other_rights,
    rights_shown_to,
    visible_imports,
    visible_organisations,
    visible_quarantine,
    visible_rights,
)
from mainline.register.derivation import event_facts, facts_of, is_public, speaking
from mainline.register.enums import CREATOR_ROLES, HOLDING_ROLES, CertaintyLabel, Confidentiality
from mainline.register.logic import NextDate, Pair, Status, next_dates, paid_years
from mainline.register.models import (
    Event,
    Identifier,
    Import,
    Party,
    Quarantine,
    Right,
    SavedSearch,
    SourceRecord,
)
from mainline.register.projection import unpack
from mainline.register.sight import Sight
from mainline.register.standing import Standing, standing_of
from mainline.register.subsets import Among
from mainline.register.threads import ThreadRow

Rights = QuerySet[Right]


@dataclass(frozen=True, slots=True)
class RightPage:
    """All that the page of one right shows."""

    right: Right
    sight: Sight
    """What the reader may know of it and do with it."""
    thread: Sequence[ThreadRow]
    """Newest first; events without a date last."""
    link_counts: dict[str, int]
    identifiers: Sequence[Identifier]
    parties: Sequence[tuple[str, Sequence[Party]]]
    """(role label, parties), in the order of roles."""
    family: Sequence[Right]
    citations: Sequence[Citation]
    claims: Sequence[tuple[str, Sequence[str]]]
    """(language, claims)."""
    descriptions: Sequence[tuple[str, Sequence[str]]]
    """(language, paragraphs)."""
    goods: Sequence[tuple[str, str]]
    """(Nice class, text)."""
    sources: Sequence[SourceRecord]
    """Those whose file the reader may know of."""
    sources_kept_back: int
    """How many more there are."""
    images: Sequence[tuple[Image, SourceRecord]]
    """Drawings and specimens that the sources name, each once, with the newest source that names it."""
    status: Status
    """The status of the day asked for, with its reason and notes."""
    no_term: Pair | None
    """Of a right in force whose term can't be told: why, (zh, en)."""
    next_dates: Sequence[NextDate]

    @property
    def has_creators(self) -> bool:
        """Whether it names inventors, authors, breeders or designers."""
        return any(party.role in CREATOR_ROLES for _label, parties in self.parties for party in parties)

    @property
    def certainty(self) -> str:
        """What the status follows from, in the language of the page."""
        return str(CertaintyLabel(self.status.certainty.value).label)


def right_page(user: User, pk: int, *, on: dt.date, language: str) -> RightPage | None:
    """Return the page of a right, or ``None`` where the user may not know of it."""
    right = right_row(user, pk)
    if right is None:
        return None
    sources = source_bodies(right)
    records = [unpack(bytes(source.body)) for source in sources]
    sight = Sight(user, right)
    named = sight.named(sources)
    told = threads.told_of(right)
    rows = threads.thread(sight, language, told)
    standing = _standing(right, told, on)
    return RightPage(
        right=right,
        sight=sight,
        thread=rows,
        link_counts=_counts(row.link for row in rows),
        identifiers=list(right.identifiers.order_by("on", "role", "kind_code")),
        parties=_by_role(right.parties.select_related("organisation").order_by("role", "sequence", "pk")),
        family=_family(user, right),
        citations=_citations(records),
        claims=_texts(records, "claims"),
        descriptions=[(language, _paragraphs(texts)) for language, texts in _texts(records, "descriptions")],
        goods=_goods(records, language),
        sources=[source for source in sources if source.pk in named],
        sources_kept_back=len(sources) - len(named),
        images=_images(
            (record, source) for record, source in zip(records, sources, strict=True) if source.pk in named
        ),
        status=standing.status,
        no_term=standing.no_term,
        next_dates=_next_dates(right, standing, [row.event for row in rows], on),
    )


def right_row(user: User, pk: int) -> Right | None:
    """Return a right that the user may know of; a row since found to be another right still leads to it."""
    row = Right.objects.filter(pk=pk).values(row=Coalesce("merged_into", "pk"))
    return visible_rights(user).filter(pk__in=row).first()


def source_bodies(right: Right) -> list[SourceRecord]:
    """Return all sources of a right with what they said, newest first."""
    return list(SourceRecord.objects.filter(right=right).order_by("-as_of", "-pk"))


def _standing(right: Right, events: Iterable[Event], on: dt.date) -> Standing:
    """Derive a right anew for the day asked for: the row holds what stood when it was last written.

    From the events that everybody who may know of the right may know of: its status is one and the same for all.
    """
    told = event_facts(speaking(events, is_public=is_public(right)))
    return standing_of(RightKind(right.kind), right.office, told, facts_of(right), on)


def _next_dates(right: Right, standing: Standing, seen: Iterable[Event], on: dt.date) -> Sequence[NextDate]:
    """Return the dates ahead, less what the events that the reader sees say was paid; after the end there are none."""
    kind, facts = RightKind(right.kind), standing.facts
    paid = paid_years(event_facts(seen), facts.filed_on)
    return next_dates(kind, right.office, facts, on, standing.renewed_on, status=standing.status, paid=paid)


def rights_by_id(user: User, ids: Sequence[int], *, with_texts: bool = True) -> list[Right]:
    """Return visible rights in the order of ``ids``; without texts their abstracts stay in the table."""
    rights = visible_rights(user)
    found = (rights if with_texts else rights.defer("abstracts")).in_bulk(list(ids))
    return [found[pk] for pk in ids if pk in found]


def organisation_rights(user: User, organisation: Organisation) -> QuerySet[Right]:
    """Return the rights that an organisation, or one merged into it, applied for or holds."""
    held = Among("pk", _rights_held, tuple(sorted(family_of(organisation))))
    return visible_rights(user).filter(held).order_by("-filed_on", "-pk")


def _rights_held(organisations: tuple[int, ...]) -> QuerySet[Any]:
    return Party.objects.filter(organisation__in=organisations, role__in=HOLDING_ROLES).values("right")


def family_of(organisation: Organisation) -> list[int]:
    """Return the id of an organisation and of all that were merged into it, at any remove."""
    ids, fresh = [organisation.pk], [organisation.pk]
    while fresh:
        fresh = list(Organisation.objects.filter(merged_into__in=fresh).values_list("pk", flat=True))
        ids += fresh
    return ids


def organisations(user: User, text: str = "", kind: str = "") -> QuerySet[Organisation]:
    """Return organisations that stand for themselves, those of most rights first, filtered by a part of the name.

    ``rights`` is how many of its rights the user may see, under all its names; the order is that of the last count
    of the public ones.
    """
    rows = visible_organisations(user).filter(merged_into=None)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name__icontains=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text))
    # By the organisation first, and less the few rights that are hidden: the other way round each row costs the register.
    outer = OuterRef(OuterRef("pk"))
    names = Organisation.objects.filter(Q(pk=outer) | Q(merged_into=outer)).order_by().values("pk")
    parts = Party.objects.filter(organisation__in=names, role__in=HOLDING_ROLES)
    shown = parts.exclude(right__in=other_rights(user)).order_by()
    counted = shown.annotate(n=Func(F("right"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)"))
    return rows.annotate(rights=Coalesce(Subquery(counted.values("n")), 0)).order_by("-rights_known", "name")


def organisation(user: User, pk: int) -> Organisation | None:
    """Return an organisation; one that was merged is its own row still, so that its page can say so."""
    return visible_organisations(user).select_related("merged_into").filter(pk=pk).first()


def proposals(user: User) -> QuerySet[MergeProposal]:
    """Return the proposals on organisations that the user may know of, those that wait first, surest first."""
    rows = MergeProposal.objects.select_related("left", "right", "decided_by")
    if not is_admin(user):
        seen = visible_organisations(user).values("pk")
        rows = rows.filter(left__in=seen, right__in=seen)
    is_decided = Case(When(state=ProposalState.OPEN, then=0), default=1)
    return rows.order_by(is_decided, "-score", "pk")


@dataclass(frozen=True, slots=True)
class Counted:
    """How many rights a set has: of which status, of which kind, filed in which year."""

    by_status: Counter[str]
    by_kind: Counter[str]
    by_year: Counter[int]
    """Those of which the day of filing is known."""

    @property
    def rights(self) -> int:
        """How many rights there are."""
        return self.by_kind.total()


def counted(rights: QuerySet[Right]) -> Counted:
    """Count a set of rights."""
    found = Counted(Counter(), Counter(), Counter())
    groups = rights.order_by().annotate(year=ExtractYear("filed_on")).values_list("status", "kind", "year")
    for status, kind, year, number in groups.annotate(n=Count("pk")):
        found.by_status[status] += number
        found.by_kind[kind] += number
        if year is not None:
            found.by_year[year] += number
    return found


def saved_searches(user: User) -> QuerySet[SavedSearch]:
    """Return what a user has kept, newest first."""
    return SavedSearch.objects.filter(user_id=user.pk).order_by("-saved_at", "-pk")


@dataclass(frozen=True, slots=True)
class Figures:
    """What the register holds, for the first page; each opens to its records by the query beside it."""

    kinds: Counter[str]
    statuses: Counter[str]
    places: Counter[str]
    """Place code to rights; those of no place are left out."""
    events_by_link: Mapping[str, int]
    as_of: dt.date | None

    @property
    def rights(self) -> int:
        """How many rights there are."""
        return self.kinds.total()

    def with_others(self, others: Figures) -> Figures:
        """Add figures of other rights and other events."""
        return Figures(
            self.kinds + others.kinds,
            self.statuses + others.statuses,
            self.places + others.places,
            {link: number + others.events_by_link[link] for link, number in self.events_by_link.items()},
            max((day for day in (self.as_of, others.as_of) if day), default=None),
        )


def figures(user: User) -> Figures:
    """Count what the user may see."""
    return public_figures().with_others(own_figures(user))


def public_figures() -> Figures:
    """Count what everybody may see: in a large register it takes its time, and is the same for all."""
    return _figures(Right.objects.filter(set_apart=None), threads.public_by_link())


def own_figures(user: User) -> Figures:
    """Count what the user may see and not everybody: quick however large the register is."""
    return _figures(rights_shown_to(user), threads.own_by_link(user))


def _figures(rights: QuerySet[Right], events_by_link: Mapping[str, int]) -> Figures:
    kinds, statuses, places = Counter[str](), Counter[str](), Counter[str]()
    newest: list[dt.date] = []
    groups = rights.order_by().values_list("kind", "status", "place")
    for kind, status, place, number, as_of in groups.annotate(n=Count("pk"), newest=Max("status_as_of")):
        kinds[kind] += number
        statuses[status] += number
        places[place] += number
        newest += [as_of] if as_of else []
    del places[""]
    return Figures(kinds, statuses, places, events_by_link, max(newest, default=None))


def has_demo_rights() -> bool:
    """Whether any right is of the demonstration. It is seeded first, so the first rows tell at once."""
    return Right.objects.filter(is_demo=True).exists()


def imports(user: User) -> QuerySet[Import]:
    """Return the imports that the user may see, newest first."""
    return visible_imports(user).select_related("requested_by").order_by("-requested_at")


def unpublished(job: Import) -> int:
    """Return how many rights an import told of are known only to their parties and to who brought them."""
    told = SourceRecord.objects.filter(imported_by=job, right__confidentiality=Confidentiality.HOLDER)
    return told.values("right").distinct().count()


def rehearsed_rights(user: User, job: Import) -> set[int]:
    """Return the ids of the rights that a dry run met and that a user may see."""
    told = {row[3] for row in job.rehearsed if row[3] is not None}
    return set(visible_rights(user).filter(pk__in=told).values_list("pk", flat=True))


def quarantine(user: User | None, job: Import | None = None) -> QuerySet[Quarantine]:
    """Return what could not be read and is still open, newest first; the bytes are left in the table.

    ``user`` is who asks; ``None`` is the command line, which may see all.
    """
    rows = (Quarantine.objects.all() if user is None else visible_quarantine(user)).filter(state="open")
    if job is not None:
        rows = rows.filter(imported_by=job)
    return rows.defer("raw", "header").order_by("-tried_at", "-pk")


def quarantined(user: User | None, pk: int) -> Quarantine | None:
    """Return one piece with its bytes, whether open or read since; see :func:`quarantine`."""
    rows = Quarantine.objects.all() if user is None else visible_quarantine(user)
    return rows.select_related("imported_by").filter(pk=pk).first()


def _counts(values: Iterable[str]) -> dict[str, int]:
    counts = {link.value: 0 for link in codes.Link}
    for value in values:
        counts[value] += 1
    return counts


def _by_role(parties: Iterable[Party]) -> list[tuple[str, list[Party]]]:
    groups: dict[str, list[Party]] = {}
    order = {"holder": 0, "applicant": 1, "inventor": 2, "designer": 2, "breeder": 2, "author": 2}
    for party in sorted(parties, key=lambda p: (order.get(p.role, 9), p.role, p.sequence, p.pk)):
        groups.setdefault(party.get_role_display(), []).append(party)
    return list(groups.items())


def _family(user: User, right: Right) -> list[Right]:
    if not right.family_key:
        return []
    others = visible_rights(user).filter(family_key=right.family_key).exclude(pk=right.pk)
    return list(others.order_by("filed_on", "pk")[:200])


def _citations(records: Iterable[Record]) -> list[Citation]:
    found: dict[tuple[str, str, str], Citation] = {}
    for record in records:
        for citation in record.citations:
            found.setdefault((citation.office, citation.number, citation.text), citation)
    return list(found.values())


def _texts(records: Iterable[Record], field: str) -> list[tuple[str, list[str]]]:
    """Per language the texts of the newest record that has any; ``records`` are newest first."""
    best: dict[str, list[str]] = {}
    for record in records:
        own: dict[str, list[str]] = {}
        for entry in getattr(record, field):
            own.setdefault(entry.language, []).append(entry.text)
        for language, texts in own.items():
            best.setdefault(language, texts)
    return sorted(best.items(), key=lambda item: ({"zh": 0, "en": 1}.get(item[0], 2), item[0]))


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [line for text in texts for line in text.split("\n") if line.strip()]


def _images(named: Iterable[tuple[Record, SourceRecord]]) -> list[tuple[Image, SourceRecord]]:
    found: dict[str, tuple[Image, SourceRecord]] = {}
    for record, source in named:
        for image in record.images:
            if image.reference:
                found.setdefault(image.reference, (image, source))
    return list(found.values())


def _goods(records: Iterable[Record], language: str) -> list[tuple[str, str]]:
    for record in records:
        own = [g for g in record.goods if g.language in (language, "")] or list(record.goods)
        if own:
            return [(g.nice, g.text) for g in own]
    return []
