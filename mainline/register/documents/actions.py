"""Every write of documents. The file first, the row after it: nothing is ever half there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.files import apart
from mainline.files.names import clean_name, fitting
from mainline.files.store import CHUNK, received
from mainline.orgs.access import By, require, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_documents, visible_events, visible_rights
from mainline.register.documents.access import (
    ADD,
    WITHDRAW,
    brings_for,
    confidentialities,
    may_replace,
    may_withdraw,
)
from mainline.register.documents.storage import incoming, limits, store
from mainline.register.documents.storing import is_named, lock_contents
from mainline.register.enums import PartConfidentiality, TextState
from mainline.register.models import Document, Event, Right
from mainline.register.sight import Sight

LONGEST_REASON = 500
_ATTEMPTS = 3


def add_document(
    *,
    right: Right,
    chunks: Iterable[bytes],
    name: str,
    by: By,
    confidentiality: str = "",
    event: Event | None = None,
    replaces: Document | None = None,
    language: str = "",
    organisation: Organisation | None = None,
) -> Document:
    """Keep a file and add it to a right, or as the newest version of the document that it ``replaces``.

    ``confidentiality`` is a :class:`PartConfidentiality`; empty: as the version before, else what is usual for the
    actor. ``organisation`` is the one of the actor's that brings it; none: one that the right is entrusted to, else the
    first. The same content that the actor may already open on this right is that document, and is returned.
    Raises ``Refused`` for a file that is not taken, ``TooLarge``, ``Unavailable`` where the store does not answer,
    ``PermissionDenied``, and ``ValidationError`` for an event or document that is not of this right.
    """
    require(by, ADD)
    if organisation is not None:
        require_for(by, ADD, organisation.pk)
    right = _standing(right, by)
    chosen = _confidentiality(right, by, confidentiality or (replaces.confidentiality if replaces else ""))
    _require_own(right, by, event, replaces)
    with incoming() as path:
        with path.open("wb") as file:
            kept = received(chunks, file, limits().max_bytes)
        known = apart.sniff(path, name, limits())
        was_there = store().has(kept.sha256)
        store().put(_read(path), kept.size)
        row = Document(
            right=right,
            event=event or _event_before(replaces, by),
            organisation_id=organisation.pk if organisation else brings_for(by, right),
            name=fitting(clean_name(name), known.kind),
            sha256=kept.sha256,
            media_type=known.kind.media_type,
            size=kept.size,
            language=language or (replaces.language if replaces else ""),
            confidentiality=chosen,
            pages=known.pages,
            added_at=timezone.now(),
            added_by=by,
        )
        return _enter(row, replaces, by, path if was_there else None)


@transaction.atomic
def _enter(row: Document, replaces: Document | None, by: By, again: Path | None) -> Document:
    """Write the row, unless this content stands on the right already for who brings it.

    ``again`` is the file where its content was in the store before: nobody may have used it, and it may have been
    removed since. What was not there before is in no list of old files, so nobody is removing it.
    """
    lock_contents()
    right = Right.objects.select_for_update().get(pk=row.right_id)
    row.right = right.merged_into or right
    if (same := _same(row, replaces, by)) is not None:
        return same
    if again is not None and not store().has(row.sha256):
        store().put(_read(again), row.size)
    row.replaces = _newest(replaces) if replaces else None
    row.save(force_insert=True)
    record(
        code="document.replaced" if replaces else "document.added",
        by=by,
        subject=_subject(row),
        data={**_said(row), "replaces": row.replaces_id},
        sealed=[row],
    )
    return row


@transaction.atomic
def withdraw_document(*, document: Document, by: By, reason: str) -> Document:
    """Take a document back: from now on nobody is shown it. The file and the row are kept.

    Raises ``PermissionDenied``, and ``ValidationError`` without a reason. Taken back twice, it stays as it was.
    """
    require(by, WITHDRAW)
    why = " ".join(reason.split())[:LONGEST_REASON]
    if not why:
        raise ValidationError(_("Say why the document is taken back."))
    row = Document.objects.select_for_update().get(pk=document.pk)
    if by is not None and not may_withdraw(by, row):
        raise PermissionDenied(_("This document was brought by another organisation."))
    if row.withdrawn_at is not None:
        return row
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_because = timezone.now(), by, why
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_because"])
    record(code="document.withdrawn", by=by, subject=_subject(row), data=_said(row), sealed=[row])
    return row


@transaction.atomic
def set_confidentiality(*, document: Document, confidentiality: str, by: By) -> Document:
    """Say anew who may see one version of a document; versions before it stay as they are.

    ``confidentiality`` is a :class:`PartConfidentiality`. Raises ``PermissionDenied`` where another organisation
    brought it or for more than the actor may lay open, ``ValidationError`` for a word that is none. Said twice, it
    is recorded once. What somebody saved while it was theirs to see stays with them.
    """
    require(by, ADD)
    if confidentiality not in PartConfidentiality:
        raise ValidationError(_("Choose who may see the document."))
    row = Document.objects.select_for_update().select_related("right").get(pk=document.pk)
    if by is not None and not may_replace(by, row):
        raise PermissionDenied(_("This document was brought by another organisation."))
    before = PartConfidentiality(row.confidentiality)
    chosen = PartConfidentiality(_confidentiality(row.right, by, confidentiality))
    if chosen == before or row.withdrawn_at is not None:
        return row
    row.confidentiality = chosen
    row.save(update_fields=["confidentiality"])
    # On the right either way: whoever was shown it, or is from now on, is to find when that changed.
    record(
        code="document.confidentiality",
        by=by,
        subject=f"right:{row.right_id}",
        data={"document": row.pk, "sha256": row.sha256, "before": before.value, "after": chosen.value},
        sealed=[row],
    )
    return row


def forget_orphans(*, before: dt.datetime) -> int:
    """Remove files that were kept before a time and that no row names; return how many.

    What is left of an upload that ended between the file and its row. Documents taken back keep theirs.
    """
    kept, removed = store(), 0
    kept.sweep(before)
    for sha256 in kept.older_than(before):
        with transaction.atomic():
            lock_contents()
            if is_named(sha256):
                continue
            kept.delete(sha256)
            removed += 1
    return removed


def _standing(right: Right, by: By) -> Right:
    """Return the row that stands for a right; ``PermissionDenied`` where the actor may not know of it."""
    row = right.merged_into or right
    if by is not None and not visible_rights(by).filter(pk=row.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    return row


def _confidentiality(right: Right, by: By, asked: str) -> str:
    """Return for whom the document will be. Raises ``PermissionDenied`` for more than the actor may lay open."""
    if by is None:
        return PartConfidentiality(asked or PartConfidentiality.HOLDER)
    allowed = confidentialities(Sight(by, right))
    if not asked and allowed:
        return allowed[0]
    if asked not in allowed:
        raise PermissionDenied(
            _(
                "Your organisation has no part in this right: documents that you add to it are for your organisation only."
            )
        )
    return asked


def _require_own(right: Right, by: By, event: Event | None, replaces: Document | None) -> None:
    """Raise unless event and replaced document stand on this right, and the actor may know of and replace them."""
    if event is not None:
        events = Event.objects.all() if by is None else visible_events(by)
        if not events.filter(pk=event.pk, right=right).exists():
            raise ValidationError(_("This event is not on this right."))
    if replaces is None:
        return
    documents = Document.objects.filter(withdrawn_at=None) if by is None else visible_documents(by)
    if not documents.filter(pk=replaces.pk, right=right).exists():
        raise ValidationError(_("The document to replace is not on this right."))
    if by is not None and not may_replace(by, replaces):
        raise PermissionDenied(_("This document was brought by another organisation."))


def _event_before(replaces: Document | None, by: By) -> Event | None:
    """Return the event that the version before proves, if the actor may know of it."""
    event = replaces.event if replaces is not None else None
    if event is None or by is None or visible_events(by).filter(pk=event.pk).exists():
        return event
    return None


def _same(row: Document, replaces: Document | None, by: By) -> Document | None:
    """Return the document of this content that stands on the right, if the actor may open it.

    What others keep to themselves stays unknown. A version that was replaced may come back as a new one.
    """
    documents = Document.objects.filter(withdrawn_at=None) if by is None else visible_documents(by)
    standing = documents.filter(right=row.right_id, sha256=row.sha256)
    if replaces is not None:
        return standing.filter(pk=_newest(replaces).pk).first()
    return standing.exclude(replaced_by__withdrawn_at=None, replaced_by__isnull=False).order_by("pk").first()


def _newest(document: Document) -> Document:
    """Return the last version of a document, which may have been taken back: the next one follows it."""
    while (following := Document.objects.filter(replaces=document).first()) is not None:
        document = following
    return document


def _subject(row: Document) -> str:
    """Return whose record it goes into: what an organisation keeps to itself is no news on the right."""
    if row.confidentiality == PartConfidentiality.OWN and row.organisation_id is not None:
        return f"organisation:{row.organisation_id}"
    return f"right:{row.right_id}"


def _said(row: Document) -> dict[str, object]:
    """Return what the audit says of a document. Its name may give away what it holds, and is said of public ones alone."""
    name = row.name if row.confidentiality == PartConfidentiality.PUBLIC else ""
    return {"document": row.pk, "name": name, "sha256": row.sha256, "size": row.size}


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def claim_unread(*, stale_before: dt.datetime) -> Document | None:
    """Take the next document whose text is to be read: the oldest that nobody is at, or whose reader has died.

    One that was begun :data:`_ATTEMPTS` times and never came to an end is given up.
    """
    waiting = Document.objects.filter(text_state=TextState.WAITING, withdrawn_at=None)
    free = waiting.exclude(read_begun_at__gte=stale_before)
    free.filter(read_attempts__gte=_ATTEMPTS).update(text_state=TextState.FAILED, text_note="crash")
    for row in free.defer("text").order_by("pk")[:5]:
        # Acts only if nobody else did between reading and writing.
        taken = free.filter(pk=row.pk, read_attempts=row.read_attempts)
        if taken.update(read_begun_at=timezone.now(), read_attempts=row.read_attempts + 1):
            row.read_attempts += 1
            return row
    return None


def enter_text(*, document: Document, found: apart.Extracted) -> None:
    """Write what was read out of a document."""
    Document.objects.filter(pk=document.pk, text_state=TextState.WAITING).update(
        text=found.text,
        text_state=TextState(found.state),
        text_note=found.note,
        pages=found.pages if found.pages is not None else document.pages,
    )


def postpone_text(*, document: Document) -> None:
    """Leave a document for later, its attempt not counted: the store was away."""
    Document.objects.filter(pk=document.pk, text_state=TextState.WAITING).update(
        read_attempts=max(0, document.read_attempts - 1)
    )
