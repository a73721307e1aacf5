"""What people do with the claims of a right: write them, check them, set a finding aside, approve them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.creation.checks import queries
from mainline.creation.checks.access import APPROVE, CHECK, draftable_rights
from mainline.creation.checks.logic import VERSION, fingerprint, mended
from mainline.creation.checks.logic.stamps import normal
from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion, Dismissal
from mainline.orgs.access import organisation_ids, require
from mainline.register.access import organisations_trusted
from mainline.register.actions import add_event
from mainline.register.known import claims_known
from mainline.register.models import Right
from mainline.register.storable import storable

LONGEST_TEXT = 200_000
"""Characters of claims that are kept; more are no claims."""
LONGEST_ABSTRACT = 20_000


class Overtaken(ValidationError):
    """Somebody else saved meanwhile."""


@transaction.atomic
def begin(*, right: Right, jurisdiction: str, by: AbstractBaseUser) -> ClaimsDraft:
    """Begin the draft of a right with the claims that the register has; a second time it is the same one.

    Raises ``PermissionDenied`` for a right of others.
    """
    _require(right, CHECK, by)
    known = ClaimsDraft.objects.filter(right=right).first()
    if known is not None:
        return known
    made = ClaimsDraft.objects.create(
        right=right, jurisdiction=jurisdiction, text=normal(claims_known(right))[:LONGEST_TEXT],
        saved_by=by, saved_at=timezone.now(),
    )  # fmt: skip
    _told(made, "begun", by)
    return made


@transaction.atomic
def save(
    *,
    draft: ClaimsDraft,
    text: str,
    jurisdiction: str,
    revision: int,
    by: AbstractBaseUser,
    abstract: str = "",
) -> ClaimsDraft:
    """Keep the claims as they are typed. The stamp stays, and is stale where the words are others.

    Raises :class:`Overtaken` where somebody saved a later text, and ``ValidationError`` for one too long.
    """
    row = _locked(draft, CHECK, by)
    words = normal(storable(text))
    if len(words) > LONGEST_TEXT or len(abstract) > LONGEST_ABSTRACT:
        raise ValidationError(
            _("Claims of more than %(n)s characters are not kept.") % {"n": f"{LONGEST_TEXT:,}"}
        )
    if row.revision != revision:
        told = _(
            "%(name)s saved this meanwhile: open the page anew before you go on, and copy what you typed."
        )
        raise Overtaken(told % {"name": row.saved_by.get_username()})
    fresh = (words, storable(abstract).strip(), jurisdiction)
    if fresh != (row.text, row.abstract, row.jurisdiction):
        row.text, row.abstract, row.jurisdiction = fresh
        row.revision, row.saved_by, row.saved_at = row.revision + 1, by, timezone.now()
        row.save()
    return row


@transaction.atomic
def check_draft(*, draft: ClaimsDraft, by: AbstractBaseUser) -> ClaimsDraft:
    """Check the claims as they stand and put the stamp of it on the draft. Raises ``ValidationError`` without claims."""
    row = _locked(draft, CHECK, by)
    if not row.text.strip():
        raise ValidationError(_("There are no claims yet: paste or upload them."))
    found = queries.checked(row)
    row.checked_sha256, row.checked_version = found.checked.sha256, VERSION
    row.checked_jurisdiction, row.checked_by, row.checked_at = row.jurisdiction, by, timezone.now()
    row.errors, row.warnings = found.count("error"), found.count("warning")
    row.save()
    _told(row, "checked", by, {"errors": row.errors, "warnings": row.warnings, "version": VERSION})
    return row


@transaction.atomic
def mend(*, draft: ClaimsDraft, keys: Collection[str], by: AbstractBaseUser) -> int:
    """Make the corrections of some findings and check again; return how many were made.

    Raises ``ValidationError`` where the text was changed since it was checked: its offsets are no longer these.
    """
    row = _locked(draft, CHECK, by)
    _require_fresh(row)
    found = queries.checked(row)
    edits = [edit for one in found.open if one.key in keys for edit in one.finding.mend]
    made = sum(bool(one.finding.mend) for one in found.open if one.key in keys)
    if not made:
        raise ValidationError(_("This finding has no correction that can be made by itself."))
    row.text = normal(mended(row.text, edits))[:LONGEST_TEXT]
    row.revision, row.saved_by, row.saved_at = row.revision + 1, by, timezone.now()
    row.save()
    check_draft(draft=row, by=by)
    return made


@transaction.atomic
def dismiss(*, draft: ClaimsDraft, key: str, reason: str, by: AbstractBaseUser) -> Dismissal:
    """Set a finding aside with a reason; it is found again when the words of its claim change.

    Raises ``ValidationError`` without a reason, and for a finding that is not there.
    """
    row, why = _locked(draft, CHECK, by), " ".join(storable(reason).split())[:500]
    if not why:
        raise ValidationError(_("Say why this is no fault."))
    _require_fresh(row)
    found = queries.checked(row)
    one = next((each for each in found.open if each.key == key), None)
    if one is None:
        raise ValidationError(_("There is no such finding: check the claims again."))
    made = Dismissal.objects.create(
        draft=row, rule=one.finding.rule, key=key, reason=why, made_by=by, made_at=timezone.now()
    )
    _counted(row)
    record(
        code="claims.dismissed",
        by=by,
        subject=f"right:{row.right_id}",
        data={"rule": made.rule},
        sealed=[made],
    )
    return made


@transaction.atomic
def undo_dismissal(*, draft: ClaimsDraft, key: str, by: AbstractBaseUser) -> Dismissal:
    """Let a finding count again. Raises ``ValidationError`` where it was not dismissed."""
    row = _locked(draft, CHECK, by)
    made = row.dismissals.filter(key=key, undone_at=None).first()
    if made is None:
        raise ValidationError(_("This finding was not dismissed."))
    made.undone_by, made.undone_at = by, timezone.now()
    made.save(update_fields=["undone_by", "undone_at"])
    _counted(row)
    record(
        code="claims.undismissed",
        by=by,
        subject=f"right:{row.right_id}",
        data={"rule": made.rule},
        sealed=[made],
    )
    return made


@transaction.atomic
def approve(*, draft: ClaimsDraft, by: AbstractBaseUser, on: dt.date) -> ClaimsVersion:
    """Seal the claims as they were checked, and enter on the thread that they were checked and approved.

    Raises ``ValidationError`` where the stamp is missing or stale, where an error stands, and for the same words again.
    """
    row = _locked(draft, APPROVE, by)
    _require_fresh(row)
    found = queries.checked(row)
    if found.count("error"):
        raise ValidationError(
            _("%(n)s errors stand: mend them, or dismiss them with a reason.") % {"n": found.count("error")}
        )
    last = row.versions.order_by("-number").first()
    if last is not None and (last.sha256, last.abstract) == (row.checked_sha256, row.abstract):
        raise ValidationError(_("These claims were approved already, as version %(n)s.") % {"n": last.number})
    if row.checked_by is None or row.checked_at is None:
        raise ValidationError(_("Check the claims first."))
    version = ClaimsVersion.objects.create(
        draft=row, number=(last.number if last else 0) + 1, jurisdiction=row.jurisdiction, text=row.text,
        abstract=row.abstract, sha256=row.checked_sha256, rules_version=row.checked_version,
        findings=len(found.open), dismissed=len(found.dismissed), checked_by=row.checked_by,
        checked_at=row.checked_at, approved_by=by, approved_at=timezone.now(),
    )  # fmt: skip
    proof = {
        "proof": f"claims_version:{version.pk}",
        "sha256": version.sha256,
        "rules": version.rules_version,
    }
    body = organisation_of(row.right, by)
    add_event(
        right=row.right, code="creation.draft.checked", happened_on=min(on, timezone.localdate(row.checked_at)), by=by,
        on=on, organisation=body, details={"count": str(len(found.open)), **proof},
    )  # fmt: skip
    version.event = add_event(
        right=row.right, code="creation.draft.approved", happened_on=on, by=by, on=on, organisation=body,
        details={"party": by.get_username(), **proof},
    )  # fmt: skip
    version.save(update_fields=["event"])
    record(
        code="claims.approved", by=by, subject=f"right:{row.right_id}", data={"number": version.number},
        sealed=[version],
    )  # fmt: skip
    return version


def organisation_of(right: Right, by: AbstractBaseUser) -> int | None:
    """Return the organisation of the actor's for which something is done on a right: one that it belongs to."""
    own = organisation_ids(by, CHECK)
    return min(own & organisations_trusted([right.pk])[right.pk], default=min(own, default=None))


def _counted(row: ClaimsDraft) -> None:
    found = queries.checked(row)
    row.errors, row.warnings = found.count("error"), found.count("warning")
    row.save(update_fields=["errors", "warnings"])


def _require_fresh(row: ClaimsDraft) -> None:
    if not queries.is_fresh(row):
        raise ValidationError(
            _("The text or the rules were changed since the check: check the claims again.")
        )


def _require(right: Right, verb: str, by: AbstractBaseUser) -> None:
    require(by, verb)
    if not draftable_rights(by, verb).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))


def _locked(draft: ClaimsDraft, verb: str, by: AbstractBaseUser) -> ClaimsDraft:
    row = (
        ClaimsDraft.objects.select_for_update(of=("self",))
        .select_related("right", "saved_by", "checked_by")
        .get(pk=draft.pk)
    )
    _require(row.right, verb, by)
    return row


def _told(row: ClaimsDraft, what: str, by: AbstractBaseUser, data: dict[str, object] | None = None) -> None:
    record(code=f"claims.{what}", by=by, subject=f"right:{row.right_id}", data=data or {})


__all__ = [
    "Overtaken", "approve", "begin", "check_draft", "dismiss", "fingerprint", "mend", "save", "undo_dismissal",
]  # fmt: skip
