"""Takes up, after a whole portfolio was read, what no source says: events that people recorded, and dockets with their facts."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.offices.portfolio import BEGINNING, Line, Recorded, line_of
from mainline.orgs.access import can_for
from mainline.register import codes
from mainline.register.access import changeable_rights
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
LEFT_OUT = "portfolio.left_out"


@dataclass(slots=True)
class _Taken:
    """What was taken up of some rights, and what was left out: (number of the line, why)."""

    events: list[Event] = field(default_factory=list)
    dockets: int = 0
    left_out: list[tuple[int, str]] = field(default_factory=list)


def take_up(job: Import, path: Path, *, on: dt.date) -> bool:
    """Take up what stands beside the sources in a file of a whole portfolio; ``False`` where the file is none.

    Run again it enters nothing twice. What is not known here, or what the one who imports may not record, is left out and
    told among what was not taken.
    """
    if not path.is_file():
        return False
    with path.open("rb") as file:
        if not file.readline().removeprefix(b"\xef\xbb\xbf").startswith(BEGINNING):
            return False
        lines = ((number, line) for number, line in enumerate(_read(file), 1) if line is not None)
        while some := list(itertools.islice(lines, _CHUNK)):
            taken = _take_chunk(job, some, on)
            told = [[job.name, number, LEFT_OUT, why[:300]] for number, why in taken.left_out]
            job.rejected = [*job.rejected, *told[: max(0, _MOST_TOLD - len(job.rejected))]]
    return True


def _read(file: Iterable[bytes]) -> Iterator[Line | None]:
    """Yield each line that is not blank, ``None`` for one that is no right: reading it said so already."""
    for data in file:
        if data.strip():
            try:
                yield line_of(data)
            except (msgspec.MsgspecError, UnicodeDecodeError):
                yield None


@transaction.atomic
def _take_chunk(job: Import, lines: Sequence[tuple[int, Line]], on: dt.date) -> _Taken:
    taken = _Taken()
    rights = _rights([line for _, line in lines])
    found = {pk for pk in rights if pk is not None}
    by = job.requested_by
    allowed = set(changeable_rights(by).filter(pk__in=found).values_list("pk", flat=True))
    told = [(n, line, pk) for (n, line), pk in zip(lines, rights, strict=True) if pk in allowed and pk]
    if by is None or (job.organisation_id and can_for(by, "right.record", job.organisation_id)):
        for number, line, right in told:
            _enter_events(job, number, line, right, taken)
    else:
        taken.left_out += [(n, ", ".join(e.code for e in line.events)) for n, line, _ in told if line.events]
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


def _enter_events(job: Import, number: int, line: Line, right: int, taken: _Taken) -> None:
    known = dict(Event.objects.filter(right=right).values_list("fingerprint", "pk"))
    by_told = dict(known)
    for each in line.events:
        event = _event(job, each, right)
        if event is None:
            taken.left_out.append((number, f"{each.code} {each.happened_on or ''}".strip()))
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


def _event(job: Import, each: Recorded, right: int) -> Event | None:
    """Return an event as it will stand; ``None`` for what this program does not know."""
    try:
        entry = codes.event_code(each.code)
        happened_on = dt.date.fromisoformat(each.happened_on) if each.happened_on else None
        effective_on = dt.date.fromisoformat(each.effective_on) if each.effective_on else None
    except (codes.UnknownCode, ValueError):
        return None
    if each.confidentiality not in PartConfidentiality.values:
        return None
    details = {storable(name): storable(value) for name, value in each.details.items()}
    text, currency = storable(each.source_text)[:300], each.currency[:3]
    is_own = each.confidentiality == PartConfidentiality.OWN
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


def _keep(job: Import, told: Collection[tuple[int, Line, int]], taken: _Taken, on: dt.date) -> None:
    """Keep the dates of the rights whose dates were kept, with what was said for the rules."""
    kept = {right: (number, line.docket) for number, line, right in told if line.docket is not None}
    organisation, by = job.organisation, job.requested_by
    if not kept or organisation is None:
        return
    if by is not None and not can_for(by, "docket.keep", organisation.pk):
        taken.left_out += [(number, "docket") for number, _ in kept.values()]
        return
    open_dockets(rights=sorted(kept), organisation=organisation, by=by, on=on)
    taken.dockets = len(kept)
    changed = []
    for row in Docket.objects.filter(organisation=organisation, right__in=kept):
        number, docket = kept[row.right_id]
        facts = dict(docket.facts) if docket else {}
        fit = {name: text for name, text in facts.items() if _is_fact(name, text)}
        if len(fit) < len(facts):
            taken.left_out.append((number, ", ".join(sorted(facts.keys() - fit.keys()))))
        if fit and fit.items() - row.facts.items():
            row.facts = {**row.facts, **fit}
            changed.append(row)
    Docket.objects.bulk_update(changed, ["facts"])
    refresh_deadlines([row.right_id for row in changed], on=on, cause="facts", by=by)


def _is_fact(name: str, text: str) -> bool:
    return name in rulebook().facts and typed(name, text) is not None
