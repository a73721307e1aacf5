"""Events entered by people, and what is derived anew from a thread."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.offices.record import RightKind
from mainline.orgs import clock
from mainline.orgs.access import By, acting_for, organisation_ids, require
from mainline.register import codes
from mainline.register.access import (
    changeable_rights,
    organisations_trusted,
)
from mainline.register.deadlines.refresh import refresh_deadlines
from mainline.register.derivation import SPEAKING, event_facts, facts_of, is_public, speaking
from mainline.register.enums import PartConfidentiality
from mainline.register.ingest.rows import confidentiality_of
from mainline.register.ingest.store import Store
from mainline.register.models import (
    Event,
    Import,
    IndexPending,
    Right,
    SourceRecord,
)
from mainline.register.standing import standing_of
from mainline.register.subsets import STANDING

_CHUNK = 200


@transaction.atomic
def record_event(
    *,
    right: Right,
    code: str,
    happened_on: dt.date | None,
    by: By,
    on: dt.date,
    source_text: str = "",
    details: Mapping[str, str] | None = None,
    amount_minor: int | None = None,
    currency: str = "",
    supersedes: Event | None = None,
    confidentiality: str = "",
) -> Event:
    """Add one event to a thread and derive the right's status of day ``on`` anew.

    ``confidentiality`` is a :class:`PartConfidentiality`; empty: public where an office acts, else the holder's.
    Raises ``codes.UnknownCode``, and ``PermissionDenied`` for a right of others. The same event told twice is the same event, and is returned.
    """
    require(by, "right.record")
    right = _standing_row(right.pk)
    if by is not None and not changeable_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    return add_event(
        right=right,
        code=code,
        happened_on=happened_on,
        by=by,
        on=on,
        organisation=_recorder(by, right),
        source_text=source_text,
        details=details,
        amount_minor=amount_minor,
        currency=currency,
        supersedes=supersedes,
        confidentiality=confidentiality,
    )


@transaction.atomic
def add_event(
    *,
    right: Right,
    code: str,
    happened_on: dt.date | None,
    by: By,
    on: dt.date,
    organisation: int | None,
    source_text: str = "",
    details: Mapping[str, str] | None = None,
    amount_minor: int | None = None,
    currency: str = "",
    supersedes: Event | None = None,
    confidentiality: str = "",
) -> Event:
    """Do what :func:`record_event` does, for a part that has asked its own rule whether ``by`` may: a bank that registers a
    pledge, an inventor who discloses, an officer who pays. ``organisation`` is the id of whom it is done for.
    """
    entry = codes.event_code(code)
    right = _standing_row(right.pk)
    facts = {name: str(value) for name, value in (details or {}).items()}
    secrecy, recorder = confidentiality or confidentiality_of(code), organisation
    event, is_new = Event.objects.get_or_create(
        right=right,
        fingerprint=recorded_fingerprint(
            code,
            happened_on,
            source_text,
            amount_minor,
            currency,
            facts,
            recorder=recorder if secrecy == PartConfidentiality.OWN else None,
        ),
        defaults={
            "code": code,
            "st27": entry.st27,
            "happened_on": happened_on,
            "recorded_at": timezone.now(),
            "recorded_by": by,
            "organisation_id": recorder,
            "confidentiality": secrecy,
            "source_text": source_text,
            "details": facts,
            "amount_minor": amount_minor,
            "currency": currency,
            "supersedes": supersedes,
        },
    )
    if is_new:
        derive_status(right=right, on=on)
        refresh_deadlines([right.pk], on=on, cause="event", by=by, event=event)
        _tell_audit(event, entry.label, by)
    return event


def recorded_fingerprint(
    code: str,
    happened_on: dt.date | None,
    source_text: str,
    amount_minor: int | None,
    currency: str,
    facts: Mapping[str, str],
    *,
    recorder: int | None,
) -> str:
    """Return the identity of an event that people recorded. ``recorder`` is whose own it is: what one keeps to itself is
    never the same event as what another does.
    """
    identity = "|".join(
        [code, str(happened_on), source_text, str(amount_minor), currency, *map(str, sorted(facts.items()))]
    )
    if recorder is not None:
        identity += f"|own:{recorder}"
    return hashlib.blake2b(identity.encode(), digest_size=16).hexdigest()


def _tell_audit(event: Event, label: tuple[str, str], by: By) -> None:
    record(
        code="event.corrected" if event.supersedes_id else "event.recorded",
        by=by,
        subject=f"right:{event.right_id}",
        data={
            "label_zh": label[0],
            "label_en": label[1],
            "happened_on": event.happened_on,
            "event": event.pk,
        },
        sealed=[event],
    )


def _recorder(by: By, right: Right) -> int | None:
    """For which of their organisations a member records: one that the right is entrusted to, else the first."""
    if by is None:
        return None
    own = organisation_ids(by, "right.record")
    entrusted = organisations_trusted([right.pk])[right.pk]
    return min(own & entrusted, default=None) or acting_for(by, "right.record")


_DERIVED = ["status", "status_since", "status_certainty", "status_as_of", "expires_on"]
_ALIVE = ["in_force", "under_challenge", "lapsed_restorable"]


def _standing_row(pk: int) -> Right:
    """Return the row that stands for a right today, locked: it may have been found to be another one."""
    right = Right.objects.select_for_update().get(pk=pk)
    while right.merged_into_id is not None:
        right = Right.objects.select_for_update().get(pk=right.merged_into_id)
    return right


@transaction.atomic
def derive_status(*, right: Right, on: dt.date) -> None:
    """Derive a right's status of day ``on`` from its events, and mark its search document as behind."""
    row = _standing_row(right.pk)
    _derive_chunk([row.pk], on)


def derive_statuses(*, rights: QuerySet[Right], on: dt.date) -> int:
    """The same for many rights, a few hundred at a time; return how many."""
    ids = list(rights.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        with transaction.atomic():
            _derive_chunk(ids[start : start + _CHUNK], on)
    return len(ids)


def _derive_chunk(ids: Sequence[int], on: dt.date) -> None:
    """Read and write under one lock, taken first, so that an import between the two is not overwritten."""
    rows = Right.objects.select_for_update().filter(pk__in=ids).defer("abstracts", "titles", "classes")
    rights = list(rows.order_by("pk").prefetch_related("identifiers"))
    events: dict[int, list[Event]] = {pk: [] for pk in ids}
    for event in Event.objects.filter(STANDING, right__in=ids):
        events[event.right_id].append(event)
    newest = SourceRecord.objects.filter(right__in=ids).values_list("right").annotate(newest=Max("as_of"))
    known_to = dict(newest.order_by())
    for right in rights:
        right.status_as_of = known_to.get(right.pk)
        _derive(right, events[right.pk], on)
    Right.objects.bulk_update(rights, _DERIVED)
    IndexPending.objects.bulk_create([IndexPending(right=right) for right in rights])


def _derive(right: Right, events: Sequence[Event], on: dt.date) -> None:
    told = event_facts(speaking(events, is_public=is_public(right)))
    standing = standing_of(RightKind(right.kind), right.office, told, facts_of(right), on)
    right.status, right.status_since = standing.status.code, standing.status.since
    right.status_certainty = standing.status.certainty.value
    right.status_as_of, right.expires_on = standing.as_of, standing.expires_on


def refresh_expired(*, on: dt.date) -> int:
    """Derive anew the status of rights that the calendar alone may have changed by ``on``; return how many.

    Those whose term has ended, those that could be restored for a time, and those with an event recorded
    ahead of its day.
    """
    ended = Q(expires_on__lt=on, status__in=_ALIVE) | Q(status="lapsed_restorable")
    happened = Q(happened_on__lte=on) & _behind("happened_on")
    in_effect = Q(effective_on__lte=on) & _behind("effective_on")
    ahead = Event.objects.filter(STANDING, SPEAKING, happened | in_effect)
    awaited = Q(pk__in=ahead.values("right"))
    changed = derive_statuses(rights=Right.objects.filter(ended | awaited, merged_into=None), on=on)
    clock.note_derived(on)
    return changed


def _behind(day: str) -> Q:
    """Whether the right's status speaks for a day before that of the event, or for none."""
    return Q(right__status_as_of__lt=F(day)) | Q(right__status_as_of=None)


def derive_all(*, on: dt.date) -> int:
    """Derive the status of every right for another day; return how many."""
    derived = derive_statuses(rights=Right.objects.filter(merged_into=None), on=on)
    clock.note_derived(on)
    return derived


def refold_all(*, on: dt.date, report: Callable[[int], None] = lambda done: None) -> int:
    """Fold every right anew from its sources, after a change of how they are read; return how many.

    A few hundred at a time: cut short, it is run again from the start. The index hears of each.
    """
    store = Store(Import(), on, timezone.now())
    ids = list(Right.objects.filter(merged_into=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(ids), _CHUNK):
        store.refold(ids[start : start + _CHUNK])
        report(min(start + _CHUNK, len(ids)))
    return len(ids)
