"""Takes up, after a whole portfolio was read, what no source says: events that people recorded, and dockets with their facts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

import msgspec
from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.offices.base import Piece
from mainline.offices.portfolio import Line, Recorded, line_of
from mainline.orgs.access import can_for
from mainline.register import codes
from mainline.register.access import changeable_rights, rights_known_to
from mainline.register.actions.events import derive_statuses, recorded_fingerprint
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.happenings import typed
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import refresh_deadlines
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event, Import, Right, SourceRecord
from mainline.register.projection import pack
from mainline.register.storable import storable
from mainline.rules.loading import rulebook

_CHUNK = 200
_MOST_TOLD = 100
_MOST_MONEY = 10**15
"""Minor units: ten million million yuan."""
_FIRST_YEAR, _LAST_YEAR = 1800, 2200
LEFT_OUT = "portfolio.left_out"


@dataclass(slots=True)
class _Taken:
    """What was taken up of some rights, and what was left out: (file, number of the line, what)."""

    events: list[Event] = field(default_factory=list)
    dockets: int = 0
    left_out: list[tuple[str, int, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Told:
    """One right of a file: where it stands, what is told of it, and which right that is here."""

    member: str
    number: int
    line: Line
    right: int | None


def take_up(job: Import, pieces: Iterable[Piece], *, on: dt.date, beat: Callable[[], None]) -> None:
    """Take up what stands beside the sources in the pieces of whole portfolios, wherever these were packed.

    Run again it enters nothing twice. What is not known here, or what the one who imports may not record, is left out
    and told among what was not taken. ``beat`` is called between pieces: it says that the import lives, or ends it.
    """
    more = 0
    lines = ((piece.member, piece.ordinal, line) for piece in pieces if (line := _read(piece)) is not None)
    while some := list(itertools.islice(lines, _CHUNK)):
        taken = _take_chunk(job, some, on)
        told = [[member, number, LEFT_OUT, why[:300]] for member, number, why in taken.left_out]
        room = max(0, _MOST_TOLD - len(job.rejected))
        job.rejected = [*job.rejected, *told[:room]]
        more += len(told[room:])
        beat()
    if more:
        job.rejected = [*job.rejected, [job.name, 0, LEFT_OUT, f"+ {more}"]]


def _read(piece: Piece) -> Line | None:
    """Return one right; ``None`` for a line that is none: reading it said so already."""
    try:
        return line_of(piece.data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return None


@transaction.atomic
def _take_chunk(job: Import, lines: Sequence[tuple[str, int, Line]], on: dt.date) -> _Taken:
    taken = _Taken()
    rights = _rights([line for _, _, line in lines])
    told = [_Told(*each, right) for each, right in zip(lines, rights, strict=True)]
    by = job.requested_by
    found = {each.right for each in told if each.right is not None}
    may_record = by is None or bool(job.organisation_id and can_for(by, "right.record", job.organisation_id))
    allowed = (
        set(changeable_rights(by).filter(pk__in=found).values_list("pk", flat=True)) if may_record else set()
    )
    for each in told:
        if each.right in allowed:
            _enter_events(job, each, taken)
        elif each.line.events:
            codes_ = ", ".join(event.code for event in each.line.events)
            taken.left_out.append((each.member, each.number, codes_))
    changed = {event.right_id for event in taken.events}
    derive_statuses(rights=Right.objects.filter(pk__in=changed), on=on)
    refresh_deadlines(sorted(changed), on=on, cause="event", by=by)
    _keep(job, told, taken, on)
    if taken.events or taken.dockets:
        data = {"rights": len(told), "events": len(taken.events), "dockets": taken.dockets}
        subject = f"import:{job.pk}"
        record(code="portfolio.taken_up", by=by, subject=subject, data=data, sealed=taken.events)
    return taken


def _rights(lines: Sequence[Line]) -> list[int | None]:
    """Return for each line the right that its sources were written to."""
    digests = [[pack(source)[1] for source in line.sources] for line in lines]
    wanted = [digest for some in digests for digest in some]
    found = {}
    for start in range(0, len(wanted), 500):
        rows = SourceRecord.objects.filter(digest__in=wanted[start : start + 500])
        found.update({bytes(digest): pk for digest, pk in rows.values_list("digest", "right_id")})
    return [next((found[digest] for digest in some if digest in found), None) for some in digests]


def _enter_events(job: Import, told: _Told, taken: _Taken) -> None:
    known = dict(Event.objects.filter(right=told.right).values_list("fingerprint", "pk"))
    by_told = dict(known)
    for each in told.line.events:
        event = _event(job, each, told.right)
        if event is None:
            what = f"{each.code} {each.happened_on or ''}".strip()
            taken.left_out.append((told.member, told.number, what))
            continue
        if event.fingerprint not in known:
            event.supersedes_id = _corrected(each, by_told)
            event.save()
            known[event.fingerprint] = event.pk
            taken.events.append(event)
        by_told[each.fingerprint] = known[event.fingerprint]


def _corrected(each: Recorded, by_told: dict[str, int]) -> int | None:
    """Return the event that one corrects, if no other correction of it stands here."""
    pk = by_told.get(each.supersedes) if each.supersedes else None
    return None if pk is None or Event.objects.filter(supersedes=pk).exists() else pk


def _event(job: Import, each: Recorded, right: int | None) -> Event | None:
    """Return an event as it will stand; ``None`` for what this program does not know, or what cannot be."""
    try:
        entry = codes.event_code(each.code)
        happened_on, effective_on = _day(each.happened_on), _day(each.effective_on)
    except (codes.UnknownCode, ValueError):
        return None
    is_own = each.confidentiality == PartConfidentiality.OWN
    if each.confidentiality not in PartConfidentiality.values or (is_own and job.organisation_id is None):
        return None
    if each.amount_minor is not None and abs(each.amount_minor) > _MOST_MONEY:
        return None
    details = {storable(name): storable(value) for name, value in each.details.items()}
    text, currency = storable(each.source_text)[:300], each.currency[:3]
    return Event(
        right_id=right,
        code=each.code,
        st27=entry.st27,
        happened_on=happened_on,
        effective_on=effective_on,
        recorded_at=timezone.now(),
        recorded_by=job.requested_by,
        organisation_id=job.organisation_id,
        confidentiality=each.confidentiality,
        source_text=text,
        details=details,
        amount_minor=each.amount_minor,
        currency=currency,
        fingerprint=recorded_fingerprint(
            each.code,
            happened_on,
            text,
            each.amount_minor,
            currency,
            details,
            recorder=job.organisation_id if is_own else None,
        ),
    )


def _day(text: str | None) -> dt.date | None:
    """Read a day. Raises ``ValueError`` for one that is none, or so far off that no term could be counted from it."""
    day = dt.date.fromisoformat(text) if text else None
    if day is not None and not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise ValueError(text)
    return day


def _keep(job: Import, told: Collection[_Told], taken: _Taken, on: dt.date) -> None:
    """Keep the dates of the rights whose dates were kept, with what was said for the rules as far as nothing is said here."""
    wanted = {each.right: each for each in told if each.line.docket is not None and each.right is not None}
    lost = [each for each in told if each.line.docket is not None and each.right is None]
    organisation, by = job.organisation, job.requested_by
    may_keep = organisation is not None and (by is None or can_for(by, "docket.keep", organisation.pk))
    known = (
        set(rights_known_to(organisation).filter(pk__in=wanted).values_list("pk", flat=True))
        if may_keep and organisation
        else set()
    )
    lost += [each for pk, each in wanted.items() if pk not in known]
    taken.left_out += [(each.member, each.number, "docket") for each in lost]
    if organisation is None or not known:
        return
    open_dockets(rights=sorted(known), organisation=organisation, by=by, on=on)
    taken.dockets = len(known)
    changed = []
    for row in Docket.objects.select_for_update().filter(organisation=organisation, right__in=known):
        each = wanted[row.right_id]
        facts = dict(each.line.docket.facts) if each.line.docket else {}
        fit = {name: text for name, text in facts.items() if _is_fact(name, text)}
        if len(fit) < len(facts):
            taken.left_out.append((each.member, each.number, ", ".join(sorted(facts.keys() - fit.keys()))))
        if fit.keys() - row.facts.keys():
            row.facts = {**fit, **row.facts}
            changed.append(row)
    Docket.objects.bulk_update(changed, ["facts"])
    refresh_deadlines([row.right_id for row in changed], on=on, cause="facts", by=by)


def _is_fact(name: str, text: str) -> bool:
    return name in rulebook().facts and typed(name, text) is not None
