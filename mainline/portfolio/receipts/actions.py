"""What people do with receipts: bring one, file it on the payments that it proves, set it aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.files import apart
from mainline.files.names import clean_name, fitting
from mainline.files.store import received
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import ReceiptState
from mainline.portfolio.models import Receipt
from mainline.portfolio.receipts.parsing import parse
from mainline.portfolio.receipts.queries import (
    find,
    items_of,
    names_several,
    payments,
    still_filed,
    visible_receipts,
)
from mainline.register.deadlines.access import KEEP
from mainline.register.documents.actions import add_document
from mainline.register.documents.storage import incoming, limits
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event
from mainline.register.storable import storable

MOST_BYTES = 10 << 20
"""Of one receipt: it is kept in its row until it stands on a right."""
_LONGEST_TEXT = 100_000
_OPEN = (ReceiptState.READY, ReceiptState.MANUAL)


def bring_receipt(
    *, chunks: Iterable[bytes], name: str, organisation: Organisation, by: AbstractBaseUser
) -> tuple[Receipt, bool]:
    """Keep a file as a receipt, read it, and look which payments it proves; return it, and whether it is new.

    The same file is the same receipt; one whose document was taken back since is taken in anew, and counts as new. Raises ``Refused`` for a file that is not taken, ``TooLarge``, ``PermissionDenied``.
    """
    require_for(by, KEEP, organisation.pk)
    with incoming() as path:
        with path.open("wb") as file:
            kept = received(chunks, file, min(MOST_BYTES, limits().max_bytes))
        known = _same(organisation.pk, kept.sha256)
        if known is not None and not _is_loose(known, by):
            return known, False
        kind = apart.sniff(path, name, limits()).kind
        found = apart.extract_packed(path, kind)
        content = path.read_bytes()
    # Lines end at pages too, and a page mark is what no database need take.
    text = storable(found.text.replace("\f", "\n"))
    row = Receipt(
        organisation=organisation,
        sha256=kept.sha256,
        name=fitting(clean_name(name), kind),
        media_type=kind.media_type,
        content=content,
        text=text[:_LONGEST_TEXT],
        text_note=found.note or ("cut" if len(text) > _LONGEST_TEXT else ""),
        read=[dataclasses.astuple(item) for item in parse(text[:_LONGEST_TEXT])],
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    row.state = _state(row, by)
    return _entered(row, by)


@transaction.atomic
def _entered(row: Receipt, by: AbstractBaseUser) -> tuple[Receipt, bool]:
    """Write a receipt, unless somebody brought the same file meanwhile."""
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    known = _same(row.organisation_id, row.sha256)
    if known is not None:
        return (_anew(known, row, by), True) if _is_loose(known, by) else (known, False)
    row.save(force_insert=True)
    subject = f"organisation:{row.organisation_id}"
    record(code="receipt.brought", by=by, subject=subject, data={"name": row.name, "sha256": row.sha256[:16]})
    return row, True


def _same(organisation: int, sha256: str) -> Receipt | None:
    return Receipt.objects.filter(organisation=organisation, sha256=sha256).defer("content").first()


def _is_loose(row: Receipt, by: AbstractBaseUser) -> bool:
    """Whether a receipt was filed and its document was taken back since from a payment that it proved."""
    return row.state == ReceiptState.DONE and still_filed(by, row) != sorted(set(row.filed_for))


def _anew(row: Receipt, brought: Receipt, by: AbstractBaseUser) -> Receipt:
    """Open a receipt again with the file that was brought; the payments on which it still stands keep it."""
    row.filed_for, row.content, row.decided_at, row.decided_by = (
        still_filed(by, row),
        brought.content,
        None,
        None,
    )
    row.text, row.text_note, row.read, row.state = (
        brought.text,
        brought.text_note,
        brought.read,
        brought.state,
    )
    row.save(
        update_fields=[
            "filed_for", "content", "decided_at", "decided_by", "text", "text_note", "read", "state",
        ]
    )  # fmt: skip
    subject = f"organisation:{row.organisation_id}"
    record(code="receipt.taken_up", by=by, subject=subject, data={"name": row.name})
    return row


@transaction.atomic
def file_receipt(*, receipt: Receipt, events: Collection[int], by: AbstractBaseUser) -> Receipt:
    """File a receipt as a document of each payment that it proves. All or nothing.

    One of several rights is for the organisation that files it alone: the holder of one right is not told of another's.
    Raises ``ValidationError`` without a payment and for those that have a receipt, ``PermissionDenied``, and what
    :func:`add_document` raises.
    """
    row = _open(receipt, by)
    asked = set(events)
    # Who files another receipt on one of them at the same time waits here, and then finds this one.
    list(Event.objects.select_for_update().filter(pk__in=asked).order_by("pk").values_list("pk", flat=True))
    rows = list(payments(by, KEEP, row.organisation).filter(pk__in=asked).order_by("pk"))
    if not asked or len(rows) != len(asked):
        raise ValidationError(_("Choose the payments that it proves."))
    done = [each for each in rows if getattr(each, "has_receipt", False)]
    if done:
        words = _("This payment has a receipt already: %(name)s.")
        raise ValidationError(words % {"name": done[0].right.number})
    content = Receipt.objects.values_list("content", flat=True).get(pk=row.pk)
    is_several = names_several(row, {event.right_id for event in rows})
    whose: dict[str, Any] = (
        {"confidentiality": PartConfidentiality.OWN, "organisation": row.organisation} if is_several else {}
    )
    for event in rows:
        content_ = [bytes(content or b"")]
        add_document(right=event.right, chunks=content_, name=row.name, by=by, event=event, **whose)
        data = {"year": event.details.get("year", "")}
        record(code="receipt.filed", by=by, subject=f"right:{event.right_id}", data=data)
    filed = {*row.filed_for, *(each.pk for each in rows)}
    row.filed_for, row.content, row.state = sorted(filed), None, ReceiptState.DONE
    row.decided_at, row.decided_by = timezone.now(), by
    row.save(update_fields=["filed_for", "content", "state", "decided_at", "decided_by"])
    return row


@transaction.atomic
def set_aside(*, receipt: Receipt, reason: str, by: AbstractBaseUser) -> Receipt:
    """Put a receipt away that is none, or not ours. Raises ``ValidationError`` without a reason."""
    row, why = _open(receipt, by), " ".join(storable(reason).split())[:500]
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    row.state, row.reason, row.decided_at, row.decided_by = ReceiptState.ASIDE, why, timezone.now(), by
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    subject = f"organisation:{row.organisation_id}"
    record(code="receipt.set_aside", by=by, subject=subject, data={"name": row.name, "reason": why})
    return row


@transaction.atomic
def take_up(*, receipt: Receipt, by: AbstractBaseUser) -> Receipt:
    """Take a receipt up again that was set aside. Raises ``ValidationError`` for one that was not."""
    row = _locked(receipt, by)
    if row.state != ReceiptState.ASIDE:
        raise ValidationError(_("This receipt was not set aside."))
    row.reason, row.decided_at, row.decided_by, row.state = "", None, None, _state(row, by)
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    subject = f"organisation:{row.organisation_id}"
    record(code="receipt.taken_up", by=by, subject=subject, data={"name": row.name})
    return row


def _state(row: Receipt, by: AbstractBaseUser) -> ReceiptState:
    """Return whether all that was read of a receipt is found among the payments, or a person must choose."""
    found = find(by, row.organisation, items_of(row))
    is_found = bool(found) and all(each.event is not None and not each.why for each in found)
    return ReceiptState.READY if is_found else ReceiptState.MANUAL


def _open(receipt: Receipt, by: AbstractBaseUser) -> Receipt:
    row = _locked(receipt, by)
    if row.state not in _OPEN:
        raise ValidationError(_("This receipt was dealt with already."))
    return row


def _locked(receipt: Receipt, by: AbstractBaseUser) -> Receipt:
    rows = visible_receipts(by, KEEP).defer("content").select_related("organisation")
    row = rows.select_for_update(of=("self",)).filter(pk=receipt.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you decide on these receipts."))
    return row
