"""What people do with evidence: deposit it, link it to a right, show it, choose who stamps."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline.audit.actions import record
from mainline.audit.canonical import instant
from mainline.files.names import clean_name
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.protection.evidence import log
from mainline.protection.evidence.access import DEPOSIT, may_change, visible_evidence
from mainline.protection.evidence.enums import Secrecy, StepState
from mainline.protection.evidence.logic import merkle
from mainline.protection.evidence.logic.checklist import FACTS, STEPS, Capture, Named, Step, statement
from mainline.protection.evidence.models import Evidence, EvidenceFile, EvidenceShare
from mainline.protection.evidence.stamping import ask, preserved
from mainline.register.access import visible_rights
from mainline.register.actions import add_event
from mainline.register.documents.access import confidentialities
from mainline.register.documents.storage import store
from mainline.register.documents.storing import lock_contents
from mainline.register.models import Right
from mainline.register.sight import Sight
from mainline.register.storable import storable
from mainline.web.later import filled

MOST_FILES = 50
DEPOSITED = "protection.evidence.deposited"
_LONGEST = {"purpose": 2000, "found_at": 1000, "captured_by": 200}
_USUAL_LENGTH = 300
_AHEAD = dt.timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that somebody deposits."""

    name: str
    chunks: Callable[[], Iterable[bytes]]
    """Gives its bytes, from the start each time it is called."""


def deposit(
    *,
    organisation: Organisation,
    title: str,
    files: Sequence[Brought],
    capture: Capture,
    by: By,
    on: dt.date,
    right: Right | None = None,
    secrecy: str = Secrecy.OWN,
    supplements: Evidence | None = None,
) -> Evidence:
    """Keep files as evidence under one statement, enter it in the log, and ask for a time stamp where somebody gives one.

    A capture with steps left out is taken and says so. Raises ``ValidationError`` for what cannot be (no file, an empty
    file, a time in the future), ``TooLarge``, ``Unavailable`` where the store does not answer, ``PermissionDenied``.
    """
    require_for(by, DEPOSIT, organisation.pk)
    capture, words = _checked(capture), " ".join(storable(title).split())[:200]
    if not words:
        raise ValidationError({"title": _("Give it a name by which you find it again.")})
    if not files:
        raise ValidationError({"files": _("Choose at least one file.")})
    if len(files) > MOST_FILES:
        raise ValidationError({"files": filled(_("At most %(most)s files in one deposit."), most=MOST_FILES)})
    _require_right(right, secrecy, by)
    if supplements is not None and supplements.organisation_id != organisation.pk:
        raise PermissionDenied(_("This evidence belongs to another organisation."))
    named = [_kept(number, each) for number, each in enumerate(files, 1)]
    row = Evidence(
        organisation=organisation,
        right=right,
        title=words,
        secrecy=Secrecy(secrecy),
        found_at=capture.facts["found_at"],
        captured_at=_instant(capture.facts["captured_at"]),
        captured_by=capture.facts["captured_by"],
        is_complete=not capture.missing(),
        supplements=supplements,
        deposited_by=by,
    )
    return _enter(row, named, files, capture, by, on)


@transaction.atomic
def _enter(
    row: Evidence, named: Sequence[Named], files: Sequence[Brought], capture: Capture, by: By, on: dt.date
) -> Evidence:
    """Write all rows of a deposit. What a kill leaves before this is content that no row names."""
    lock_contents()
    for one, brought in zip(named, files, strict=True):
        # Content that was old may have been swept since it was put anew.
        if not store().has(one.sha256):
            store().put(brought.chunks(), one.size)
    row.deposited_at = timezone.now()
    row.statement = statement(
        capture=capture,
        files=named,
        title=row.title,
        organisation=row.organisation.name,
        right=row.right.number if row.right else "",
        by=by.get_username() if by is not None else "",
        at=instant(row.deposited_at),
        salt=secrets.token_hex(16),
        supplements=row.supplements.digest if row.supplements else "",
    )
    row.digest = hashlib.sha256(row.statement.encode()).hexdigest()
    row.log_index, row.leaf_hash = log.next_index(), merkle.leaf_hash(row.statement.encode())
    row.save(force_insert=True)
    kept = [
        EvidenceFile.objects.create(
            evidence=row, number=number, name=one.name, sha256=one.sha256, size=one.size
        )
        for number, one in enumerate(named, 1)
    ]
    if row.right is not None:
        _tell_thread(row, by, on)
    data = {"evidence": row.pk, "files": len(kept), "log_index": row.log_index, "digest": row.digest[:16]}
    record(
        code="evidence.deposited",
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data=data,
        sealed=[row, *kept],
    )
    ask(evidence=row, by=by)
    log.sign()
    return row


def _kept(number: int, brought: Brought) -> Named:
    """Put a file into the store. Raises ``TooLarge``, ``Unavailable``, and ``ValidationError`` for an empty one."""
    name = clean_name(brought.name)
    kept = store().put(brought.chunks(), settings.EVIDENCE_MAX_BYTES)
    if not kept.size:
        raise ValidationError(
            {"files": filled(_("“%(name)s” is empty (0 bytes): save it again, then choose it."), name=name)}
        )
    return Named(f"files/{number:02d}-{name}", name, kept.sha256, kept.size)


def _checked(capture: Capture) -> Capture:
    """Return a capture as it is kept. Raises ``ValidationError`` by field."""
    facts = {
        code: storable(capture.facts.get(code, "")).strip()[: _LONGEST.get(code, _USUAL_LENGTH)]
        for code in FACTS
    }
    told = _instant(facts["captured_at"])
    if told is not None and told > timezone.now() + _AHEAD:
        raise ValidationError({"captured_at": _("This time lies in the future: look at the clock.")})
    facts["captured_at"] = instant(told) if told else ""
    steps = {}
    for code in STEPS:
        step = capture.steps.get(code, Step())
        if step.state not in StepState:
            raise ValidationError({"steps": _("Say of each step whether it was done.")})
        steps[code] = Step(step.state, " ".join(storable(step.note).split())[:_USUAL_LENGTH])
    return Capture(facts, steps)


def _instant(text: str) -> dt.datetime | None:
    """Return an instant as typed or as printed; one without a zone is of the platform's. Raises ``ValidationError``."""
    if not text:
        return None
    try:
        told = dt.datetime.fromisoformat(text)
        return told if told.tzinfo else timezone.make_aware(told)
    except (ValueError, OverflowError):
        raise ValidationError({"captured_at": _("Give the time as 2026-01-31 14:05.")}) from None


def _require_right(right: Right | None, secrecy: str, by: By) -> None:
    """Raise unless the actor may know of the right, and may show something to those whom it is entrusted to."""
    if secrecy not in Secrecy:
        raise ValidationError({"secrecy": _("Choose who may see it.")})
    if right is None:
        if secrecy != Secrecy.OWN:
            raise ValidationError({"secrecy": _("Without a right it is for your own organisation.")})
        return
    if by is None:
        return
    if not visible_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    if secrecy != Secrecy.OWN and secrecy not in confidentialities(Sight(by, right)):
        words = _("Your organisation has no part in this right: your evidence is for your organisation only.")
        raise ValidationError({"secrecy": words})


def _tell_thread(row: Evidence, by: By, on: dt.date) -> None:
    if row.right is None:
        return
    add_event(
        right=row.right, code=DEPOSITED, happened_on=on, by=by, on=on, organisation=row.organisation_id,
        details={"title": row.title, "evidence": str(row.pk), "proof": f"evidence:{row.pk}"},
        confidentiality=row.secrecy,
    )  # fmt: skip


@transaction.atomic
def link(*, evidence: Evidence, right: Right, secrecy: str, by: By, on: dt.date) -> Evidence:
    """Say of which right a deposit is, once; its statement stays as it was stamped.

    Raises ``ValidationError`` where it is linked already, ``PermissionDenied``.
    """
    row = _locked(evidence, by)
    if row.right_id is not None:
        raise ValidationError(_("It is linked to a right already."))
    right = right.merged_into or right
    _require_right(right, secrecy, by)
    row.right, row.secrecy, row.linked_at, row.linked_by = right, Secrecy(secrecy), timezone.now(), by
    row.save(update_fields=["right", "secrecy", "linked_at", "linked_by"])
    _tell_thread(row, by, on)
    preserved(row, on=on)
    record(
        code="evidence.linked",
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data={"evidence": row.pk, "number": right.number},
        sealed=[row],
    )
    return row


@transaction.atomic
def show(*, evidence: Evidence, organisation: Organisation, reason: str, by: By) -> EvidenceShare:
    """Let one more organisation open a deposit: whoever handles a case. A second time it is the same.

    Raises ``PermissionDenied`` for whom it does not belong to.
    """
    row = _locked(evidence, by)
    found = EvidenceShare.objects.filter(evidence=row, organisation=organisation).first()
    if found is not None:
        return found
    words = " ".join(storable(reason).split())[:300]
    share = EvidenceShare.objects.create(
        evidence=row, organisation=organisation, reason=words, shown_at=timezone.now(), shown_by=by
    )
    data = {"evidence": row.pk, "organisation": organisation.name, "reason": words}
    record(
        code="evidence.shown", by=by, subject=f"organisation:{row.organisation_id}", data=data, sealed=[share]
    )
    return share


@transaction.atomic
def hide(*, evidence: Evidence, organisation: Organisation, by: By) -> None:
    """Show a deposit no longer to an organisation; what it took away stays with it."""
    row = _locked(evidence, by)
    share = EvidenceShare.objects.filter(evidence=row, organisation=organisation).first()
    if share is None:
        return
    data = {"evidence": row.pk, "organisation": organisation.name}
    record(
        code="evidence.hidden", by=by, subject=f"organisation:{row.organisation_id}", data=data, gone=[share]
    )
    share.delete()


def _locked(evidence: Evidence, by: By) -> Evidence:
    rows = Evidence.objects.select_for_update(of=("self",)).select_related("organisation", "right")
    row = rows.get(pk=evidence.pk)
    if by is not None and not (visible_evidence(by).filter(pk=row.pk).exists() and may_change(by, row)):
        raise PermissionDenied(_("This evidence belongs to another organisation."))
    return row
