"""What people do with receipts: bring one, file it on the payments that it proves, set it aside."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterable

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
from mainline.portfolio.receipts.queries import find, items_of, payments, visible_receipts
from mainline.register.deadlines.access import KEEP
from mainline.register.documents.actions import add_document
from mainline.register.documents.storage import incoming, limits

MOST_BYTES = 10 << 20
"""Of one receipt: it is kept in its row until it stands on a right."""
_LONGEST_TEXT = 100_000
_OPEN = (ReceiptState.READY, ReceiptState.MANUAL)


def bring_receipt(
    *, chunks: Iterable[bytes], name: str, organisation: Organisation, by: AbstractBaseUser
) -> tuple[Receipt, bool]:
    """Keep a file as a receipt, read it, and look which payments it proves; return it, and whether it is new.

    The same file is the same receipt. Raises ``Refused`` for a file that is not taken, ``TooLarge``, ``PermissionDenied``.
    """
    require_for(by, KEEP, organisation.pk)
    with incoming() as path:
        with path.open("wb") as file:
            kept = received(chunks, file, min(MOST_BYTES, limits().max_bytes))
        known = Receipt.objects.filter(organisation=organisation, sha256=kept.sha256).first()
        if known is not None:
            return known, False
        kind = apart.sniff(path, name, limits()).kind
        found = apart.extract_packed(path, kind)
        content = path.read_bytes()
    row = Receipt(
        organisation=organisation,
        sha256=kept.sha256,
        name=fitting(clean_name(name), kind),
        media_type=kind.media_type,
        content=content,
        text=found.text[:_LONGEST_TEXT],
        text_note=found.note or ("cut" if len(found.text) > _LONGEST_TEXT else ""),
        read=[dataclasses.astuple(item) for item in parse(found.text[:_LONGEST_TEXT])],
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    row.state = _state(row, by)
    return _entered(row, by)


@transaction.atomic
def _entered(row: Receipt, by: AbstractBaseUser) -> tuple[Receipt, bool]:
    """Write a receipt, unless somebody brought the same file meanwhile."""
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    known = Receipt.objects.filter(organisation=row.organisation_id, sha256=row.sha256).first()
    if known is not None:
        return known, False
    row.save(force_insert=True)
    subject = f"organisation:{row.organisation_id}"
    record(code="receipt.brought", by=by, subject=subject, data={"name": row.name, "sha256": row.sha256[:16]})
    return row, True


@transaction.atomic
def file_receipt(*, receipt: Receipt, events: Collection[int], by: AbstractBaseUser) -> Receipt:
    """File a receipt as a document of each payment that it proves. All or nothing.

    Raises ``ValidationError`` without a payment and for those that have a receipt, ``PermissionDenied``, and what
    :func:`add_document` raises.
    """
    row = _open(receipt, by)
    asked = set(events)
    rows = list(payments(by, KEEP, row.organisation).filter(pk__in=asked).order_by("pk"))
    if not asked or len(rows) != len(asked):
        raise ValidationError(_("Choose the payments that it proves."))
    done = [each for each in rows if getattr(each, "has_receipt", False)]
    if done:
        words = _("This payment has a receipt already: %(name)s.")
        raise ValidationError(words % {"name": done[0].right.number})
    content = Receipt.objects.values_list("content", flat=True).get(pk=row.pk)
    for event in rows:
        add_document(right=event.right, chunks=[bytes(content or b"")], name=row.name, by=by, event=event)
        data = {"year": event.details.get("year", "")}
        record(code="receipt.filed", by=by, subject=f"right:{event.right_id}", data=data)
    row.filed_for, row.content, row.state = [each.pk for each in rows], None, ReceiptState.DONE
    row.decided_at, row.decided_by = timezone.now(), by
    row.save(update_fields=["filed_for", "content", "state", "decided_at", "decided_by"])
    return row


@transaction.atomic
def set_aside(*, receipt: Receipt, reason: str, by: AbstractBaseUser) -> Receipt:
    """Put a receipt away that is none, or not ours. Raises ``ValidationError`` without a reason."""
    row, why = _open(receipt, by), " ".join(reason.split())[:500]
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
