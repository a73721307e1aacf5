"""What people do with notices: bring one, say what it is, enter it on the thread of its right, set it aside."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.audit.actions import record
from mainline.files import apart
from mainline.files.names import clean_name, fitting
from mainline.files.store import received
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import NoticeState
from mainline.portfolio.models import Notice
from mainline.portfolio.notices import uspto
from mainline.portfolio.notices.drafting import Draft, Wrong, draft_of, values_of
from mainline.portfolio.notices.parsing import FIELDS, kinds, parse
from mainline.portfolio.notices.queries import match, read_of, right_of, told_already, visible_notices
from mainline.register.actions import record_event
from mainline.register.codes import can_happen_to
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Docket
from mainline.register.documents.actions import add_document
from mainline.register.documents.storage import incoming, limits
from mainline.register.models import Event, Right

MOST_BYTES = 20 << 20
"""Of one notice: it is kept in its row until it stands on a thread."""
_LONGEST_TEXT = 200_000
_OPEN = (NoticeState.READY, NoticeState.MANUAL)
WRONG: Mapping[str, str | Promise] = {
    "missing": gettext_lazy("This is needed: nothing follows without it."),
    "ahead": gettext_lazy("This day is still to come."),
    "before_issue": gettext_lazy("It was not received before it was issued."),
    "before_filing": gettext_lazy("This day is before the filing of the application."),
}


def bring_notice(
    *, chunks: Iterable[bytes], name: str, organisation: Organisation, by: AbstractBaseUser
) -> tuple[Notice, bool]:
    """Keep a file as a notice, read it, and look which right it is of; return it, and whether it is new.

    The same file is the same notice. Raises ``Refused`` for a file that is not taken, ``TooLarge``, and
    ``PermissionDenied``.
    """
    require_for(by, KEEP, organisation.pk)
    with incoming() as path:
        with path.open("wb") as file:
            kept = received(chunks, file, min(MOST_BYTES, limits().max_bytes))
        known = Notice.objects.filter(organisation=organisation, sha256=kept.sha256).first()
        if known is not None:
            return known, False
        kind = apart.sniff(path, name, limits()).kind
        found = apart.extract_packed(path, kind)
        content = path.read_bytes()
    text = found.text[:_LONGEST_TEXT]
    read = uspto.read_entry(text) or parse(text)
    row = Notice(
        organisation=organisation,
        sha256=kept.sha256,
        name=fitting(clean_name(name), kind),
        media_type=kind.media_type,
        content=content,
        text=text,
        text_note=found.note or ("cut" if len(found.text) > _LONGEST_TEXT else ""),
        read={field: dataclasses.astuple(one) for field, one in read.items()},
        uploaded_at=timezone.now(),
        uploaded_by=by,
    )
    _look(row, by)
    return _entered(row, by)


@transaction.atomic
def _entered(row: Notice, by: AbstractBaseUser) -> tuple[Notice, bool]:
    """Write a notice, unless somebody brought the same file meanwhile."""
    Organisation.objects.select_for_update().get(pk=row.organisation_id)
    known = Notice.objects.filter(organisation=row.organisation_id, sha256=row.sha256).first()
    if known is not None:
        return known, False
    row.save(force_insert=True)
    record(
        code="notice.brought",
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data={"name": row.name, "sha256": row.sha256[:16]},
    )
    return row, True


@transaction.atomic
def correct_notice(*, notice: Notice, given: Mapping[str, str], by: AbstractBaseUser) -> Notice:
    """Say what a notice is, in the place of what was read. ``given`` has the values of all fields, as texts."""
    row = _open(notice, by)
    before = values_of(read_of(row), row.said)
    row.said = {name: str(given.get(name, "")).strip()[:200] for name in FIELDS}
    _look(row, by)
    row.save(update_fields=["said", "right", "state"])
    after = values_of(read_of(row), row.said)
    changed = [name for name in FIELDS if before.get(name) != after.get(name)]
    if changed:
        record(
            code="notice.corrected",
            by=by,
            subject=f"organisation:{row.organisation_id}",
            data={"name": row.name, "fields": ", ".join(changed)},
        )
    return row


@transaction.atomic
def enter_notice(*, notice: Notice, given: Mapping[str, str], by: AbstractBaseUser, on: dt.date) -> Notice:
    """Confirm a notice: its event goes onto the thread of the right with the file as its document, and the dates of the
    right are kept from now on. All or nothing.

    Raises ``ValidationError`` by field for what is missing or cannot be, ``PermissionDenied``, and what
    :func:`add_document` raises.
    """
    row = correct_notice(notice=notice, given=given, by=by)
    right = right_of(row)
    if right is None:
        words = _("No right of yours has this number. Bring the right in first, or correct the number.")
        raise ValidationError({"number": words})
    event = _event(right, drafted(row, right, on), by, on)
    if not Docket.objects.filter(right=right, organisation=row.organisation_id, closed_at=None).exists():
        open_dockets(rights=[right.pk], organisation=row.organisation, by=by, on=on)
    content = Notice.objects.values_list("content", flat=True).get(pk=row.pk)
    row.document = add_document(
        right=right, chunks=[bytes(content or b"")], name=row.name, by=by, event=event
    )
    row.event, row.right, row.content, row.state = event, right, None, NoticeState.DONE
    row.decided_at, row.decided_by = timezone.now(), by
    row.save(update_fields=["document", "event", "right", "content", "state", "decided_at", "decided_by"])
    record(code="notice.entered", by=by, subject=f"right:{right.pk}", data={})
    return row


@transaction.atomic
def set_aside(*, notice: Notice, reason: str, by: AbstractBaseUser) -> Notice:
    """Put a notice away that is none, or not ours. Raises ``ValidationError`` without a reason."""
    row, why = _open(notice, by), " ".join(reason.split())[:500]
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    row.state, row.reason, row.decided_at, row.decided_by = NoticeState.ASIDE, why, timezone.now(), by
    row.save(update_fields=["state", "reason", "decided_at", "decided_by"])
    record(
        code="notice.set_aside",
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data={"name": row.name, "reason": why},
    )
    return row


@transaction.atomic
def take_up(*, notice: Notice, by: AbstractBaseUser) -> Notice:
    """Take a notice up again that was set aside. Raises ``ValidationError`` for one that was not."""
    row = _locked(notice, by)
    if row.state != NoticeState.ASIDE:
        raise ValidationError(_("This notice was not set aside."))
    row.reason, row.decided_at, row.decided_by = "", None, None
    _look(row, by)
    row.save(update_fields=["state", "right", "reason", "decided_at", "decided_by"])
    subject = f"organisation:{row.organisation_id}"
    record(code="notice.taken_up", by=by, subject=subject, data={"name": row.name})
    return row


def drafted(row: Notice, right: Right, on: dt.date) -> Draft:
    """Return the event that a notice makes on a right. Raises ``ValidationError`` by field."""
    try:
        draft = draft_of(values_of(read_of(row), row.said), on, right.filed_on)
    except Wrong as wrong:
        raise ValidationError({wrong.field: str(WRONG[wrong.why])}) from wrong
    if not can_happen_to(draft.code, right.kind):
        raise ValidationError({"kind": _("A notice of this kind is not about such a right.")})
    return draft


def _look(row: Notice, by: AbstractBaseUser) -> None:
    """Look which right a notice is of, and whether a person must read it."""
    values = values_of(read_of(row), row.said)
    row.right = match(by, row.organisation, values.get("number", ""))
    kind = kinds().get(values.get("kind", ""))
    is_dated = kind is not None and (kind.day != "issued" or bool(values.get("issued_on")))
    row.state = NoticeState.READY if row.right is not None and is_dated else NoticeState.MANUAL


def _event(right: Right, draft: Draft, by: AbstractBaseUser, on: dt.date) -> Event:
    """Return the event of a notice: the one that tells of it already, said more fully where the notice says more."""
    known = told_already(by, right, draft)
    details = {**(known.details if known else {}), **draft.details}
    if known is not None and details == known.details:
        return known
    return record_event(
        right=right,
        code=draft.code,
        happened_on=draft.happened_on,
        by=by,
        on=on,
        source_text=draft.source_text,
        details=details,
        supersedes=known,
        confidentiality=known.confidentiality if known else "",
    )


def _open(notice: Notice, by: AbstractBaseUser) -> Notice:
    row = _locked(notice, by)
    if row.state not in _OPEN:
        raise ValidationError(_("This notice was dealt with already."))
    return row


def _locked(notice: Notice, by: AbstractBaseUser) -> Notice:
    rows = visible_notices(by, KEEP).defer("content").select_for_update(of=("self",))
    row = rows.filter(pk=notice.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you decide on these notices."))
    return row
