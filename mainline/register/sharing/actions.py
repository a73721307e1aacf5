"""Writes to who may know of a right. On its secrecy its holder decides, and nobody can close what was open."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.orgs import clock
from mainline.orgs.access import By, require
from mainline.orgs.models import Organisation
from mainline.register.access import disposable_rights, visible_organisations
from mainline.register.actions.events import derive_status
from mainline.register.enums import Confidentiality
from mainline.register.models import IndexPending, Right, Share

_LONGEST_REASON = 300


@transaction.atomic
def share_right(*, right: Right, organisation: Organisation, by: By) -> Share:
    """Let an organisation know of a right and of what its holders keep to themselves on it. It may change nothing.

    Raises ``PermissionDenied`` for who does not decide on the right, ``ValidationError`` for an organisation that
    the actor can't know of. One that knows of it already is left as it is.
    """
    row = _disposed(right, by)
    body = organisation.merged_into or organisation
    if by is not None and not visible_organisations(by).filter(pk=body.pk).exists():
        raise ValidationError(_("There is no organisation %(number)s."), params={"number": body.pk})
    share, is_new = Share.objects.get_or_create(
        right=row,
        organisation=body,
        defaults={"shared_by": by, "shared_at": timezone.now(), "is_named": True},
    )
    if is_new:
        IndexPending.objects.create(right=row)
        record(
            code="right.shared",
            by=by,
            subject=f"right:{row.pk}",
            data={"organisation": body.name, "organisation_id": body.pk},
            sealed=[share],
        )
    return share


@transaction.atomic
def unshare_right(*, right: Right, organisation: Organisation, by: By) -> bool:
    """Take back that an organisation was named; False where it was not. What it saw it has seen.

    One that brought the right in itself, or is a party to it, knows of it by that, and stays.
    """
    return _end(_disposed(right, by), organisation, by)


def _end(row: Right, organisation: Organisation, by: By) -> bool:
    share = Share.objects.filter(right=row, organisation=organisation, is_named=True).first()
    if share is None:
        return False
    IndexPending.objects.create(right=row)
    record(
        code="right.unshared",
        by=by,
        subject=f"right:{row.pk}",
        data={"organisation": organisation.name, "organisation_id": organisation.pk},
        gone=[share],
    )
    share.delete()
    return True


@transaction.atomic
def give_up_share(*, right: Right, organisation: Organisation, by: By) -> bool:
    """Let an organisation that was named give up itself that it may know of a right; False where it was not named.

    For a part that has asked its own rule whether ``by`` may speak for it: an agency that declines an instruction.
    """
    row = Right.objects.select_for_update().get(pk=right.merged_into_id or right.pk)
    return _end(row, organisation, by)


@transaction.atomic
def open_right(*, right: Right, reason: str, by: By) -> bool:
    """Lay an unpublished right open to everybody, for good; False where it is open already.

    What was recorded on it for its holders alone stays so: events and documents say for themselves who may know.
    Raises ``ValidationError`` without a reason.
    """
    row, why = _disposed(right, by), checked_reason(reason)
    if not Right.objects.filter(pk=row.pk, confidentiality=Confidentiality.HOLDER).update(
        confidentiality=Confidentiality.PUBLIC
    ):
        return False
    # What holders keep to themselves no longer tells of its status: from now on everybody reads that.
    derive_status(right=row, on=clock.derived_on() or clock.today())
    record(code="right.opened", by=by, subject=f"right:{row.pk}", data={"reason": why}, sealed=[row])
    return True


def checked_reason(reason: str) -> str:
    """Return why a right is laid open, as one line. Raises ``ValidationError`` where it says nothing, or too much."""
    why = " ".join(reason.split())
    if not 2 <= len(why) <= _LONGEST_REASON:
        raise ValidationError(_("Say why in 2 to %(most)s characters."), params={"most": _LONGEST_REASON})
    return why


def _disposed(right: Right, by: By) -> Right:
    """Return the row that stands for a right, locked. Raises ``PermissionDenied`` for who does not decide on it."""
    require(by, "right.share")
    row = Right.objects.select_for_update().get(pk=right.merged_into_id or right.pk)
    if by is not None and not disposable_rights(by, "right.share").filter(pk=row.pk).exists():
        raise PermissionDenied(_("Only the holder of this right decides who may know of it."))
    return row
