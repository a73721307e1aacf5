"""Writing agreements: a draft, versions that both sides sign, changes, recordal, end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.gates import Obstacle
from mainline.register.models import Right
from mainline.rules.money import CURRENCIES
from mainline.utilization.agreements.access import KEEP, SIGN, agreements_of_sides, require_side
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, Side
from mainline.utilization.agreements.logic import Terms, digest, faults, plain, terms_of
from mainline.utilization.agreements.models import Agreement, AgreementRight, AgreementVersion
from mainline.utilization.agreements.queries import (
    began_on,
    forbidding,
    is_held,
    pending_version,
    signed_by,
    terms_in_force,
)
from mainline.utilization.agreements.telling import audited, in_a_line, tell
from mainline.utilization.agreements.words import fault_words
from mainline.utilization.royalties.credit import match_credit
from mainline.utilization.royalties.invoices import check_lumps, invoice_lumps

OTHER_SIDE = {Side.LICENSOR: Side.LICENSEE, Side.LICENSEE: Side.LICENSOR}


class Hindered(ValidationError):
    """Something stands on a right: each message names the record in the way, the law and what to do."""

    def __init__(self, found: Sequence[tuple[Right, Obstacle]]) -> None:
        """``found`` are the rights with what stands in the way."""
        super().__init__([f"{right.number}: {obstacle}" for right, obstacle in found])
        self.found = found


class Overtaken(ValidationError):
    """Somebody else saved meanwhile."""


@transaction.atomic
def draft(
    *, kind: str, licensor: Organisation, licensee: Organisation, side: Side, terms: Terms, reference: str,
    by: AbstractBaseUser,
) -> Agreement:  # fmt: skip
    """Begin an agreement as one of its sides. Its rights are those that the terms divide the income among.

    Raises ``ValidationError`` for a right that the licensor does not hold, two sides that are one, and an unknown currency.
    """
    own = licensor if side is Side.LICENSOR else licensee
    require_for(by, KEEP, own.pk)
    if kind not in AgreementKind.values or kind == AgreementKind.OPEN:
        raise ValidationError(_("Choose what the agreement gives."))
    if (licensor.merged_into_id or licensor.pk) == (licensee.merged_into_id or licensee.pk):
        raise ValidationError(_("The two sides of an agreement are different organisations."))
    row = Agreement.objects.create(
        kind=kind, licensor=licensor, licensee=licensee, drafted_for=side, reference=in_a_line(reference, 60),
        terms=plain(terms), made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    _set_rights(row, terms, by)
    return audited(row, "drafted", by)


@transaction.atomic
def save(
    *, agreement: Agreement, terms: Terms, reference: str, revision: int, by: AbstractBaseUser
) -> Agreement:
    """Keep the working copy. Raises :class:`Overtaken` where somebody saved a later one, ``ValidationError`` once it is sent."""
    row = _locked(agreement, by, KEEP)
    require_side(by, row, KEEP, Side(row.drafted_for))
    if row.state != AgreementState.DRAFT:
        raise ValidationError(_("This version was sent: take it back to work before you change it."))
    if row.revision != revision:
        raise Overtaken(_("Somebody saved this meanwhile: open the page anew, and copy what you typed."))
    row.terms, row.reference, row.revision = plain(terms), in_a_line(reference, 60), row.revision + 1
    row.save()
    _set_rights(row, terms, by)
    return audited(row, "saved", by)


def _set_rights(row: Agreement, terms: Terms, by: AbstractBaseUser) -> None:
    """Write which rights an agreement is about. Raises ``ValidationError`` for one that the licensor does not hold."""
    if terms.currency not in CURRENCIES:
        raise ValidationError(_("Choose a currency."))
    ids = {pk for pk, _part in terms.weights}
    known = {right.pk: right for right in visible_rights(by).filter(pk__in=ids)}
    for pk in ids:
        if pk not in known:
            raise ValidationError(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
        if not is_held(known[pk], row.licensor_id):
            told = {"number": known[pk].number, "name": row.licensor.display_name}
            raise ValidationError(
                _("%(number)s is not held by %(name)s, as far as the register knows.") % told
            )
    row.covered.exclude(right__in=ids).delete()
    for pk in ids - set(row.covered.values_list("right", flat=True)):
        AgreementRight.objects.create(agreement=row, right_id=pk)


@transaction.atomic
def send(*, agreement: Agreement, by: AbstractBaseUser) -> AgreementVersion:
    """Send the working copy to the other side as a version that changes no more. Raises ``ValidationError`` for faults."""
    row = _locked(agreement, by, KEEP)
    require_side(by, row, KEEP, Side(row.drafted_for))
    if row.state != AgreementState.DRAFT:
        raise ValidationError(_("This was sent already."))
    terms = terms_of(row.terms)
    _without_faults(terms)
    version = _version(row, terms, by)
    row.state = AgreementState.SENT
    row.save()
    audited(row, "sent", by, sealed=[version], version=version.number)
    return version


def _without_faults(terms: Terms) -> None:
    if found := [fault_words(fault) for fault in faults(terms)]:
        raise ValidationError(found)


def _version(row: Agreement, terms: Terms, by: AbstractBaseUser) -> AgreementVersion:
    return AgreementVersion.objects.create(
        agreement=row, number=row.versions.count() + 1, terms=plain(terms), digest=digest(terms), sent_by=by,
        sent_at=timezone.now(),
    )  # fmt: skip


@transaction.atomic
def take_back(*, agreement: Agreement, words: str, by: AbstractBaseUser) -> Agreement:
    """Take a version that waits for signatures back to work, as either side; the signature under it is void.

    Of an agreement in effect the proposed change is dropped, and what was signed before goes on. Raises
    ``ValidationError`` where nothing waits.
    """
    row = _locked(agreement, by, KEEP)
    side, version = require_side(by, row, KEEP), pending_version(row)
    if version is None or row.kind == AgreementKind.OPEN:
        raise ValidationError(_("No version waits for signatures."))
    version.is_recalled, version.words = True, in_a_line(words, 1000)
    version.save()
    if row.state == AgreementState.SENT:
        row.state, row.drafted_for, row.terms = AgreementState.DRAFT, side, version.terms
        row.save()
    return audited(row, "taken_back", by, sealed=[version], version=version.number, reason=version.words)


@transaction.atomic
def propose_change(*, agreement: Agreement, terms: Terms, by: AbstractBaseUser) -> AgreementVersion:
    """Propose other terms of an agreement in effect: a new version that holds once both sides signed it.

    Raises ``ValidationError`` for faults, while another version waits, and for other rights or another currency: that is
    another agreement. Fixed sums that were invoiced stay as they are.
    """
    row = _locked(agreement, by, KEEP)
    require_side(by, row, KEEP)
    if row.state != AgreementState.SIGNED or row.kind == AgreementKind.OPEN:
        raise ValidationError(_("Only an agreement in effect is changed by another version."))
    if pending_version(row) is not None:
        raise ValidationError(_("Another version waits for signatures: sign it or take it back first."))
    now = terms_in_force(row)
    if terms.currency != now.currency or terms.weights != now.weights:
        raise ValidationError(_("Other rights, parts of them or another currency need another agreement."))
    _without_faults(terms)
    check_lumps(row, terms)
    version = _version(row, terms, by)
    audited(row, "change_proposed", by, sealed=[version], version=version.number)
    return version


@transaction.atomic
def sign(
    *, agreement: Agreement, digest_seen: str, by: AbstractBaseUser, on: dt.date, side: Side | None = None
) -> AgreementVersion:
    """Sign the version that waits, for the side for which the user may. The second signature makes it hold.

    ``digest_seen`` is that of the terms that the signer was shown. Raises ``ValidationError`` where another version waits
    meanwhile, :class:`Hindered` where something stands on a right.
    """
    row = _locked(agreement, by, SIGN)
    own, version = require_side(by, row, SIGN, side), pending_version(row)
    if version is None or row.kind == AgreementKind.OPEN:
        raise ValidationError(_("No version waits for signatures."))
    if version.digest != digest_seen:
        raise ValidationError(_("Another version waits now: read it before you sign."))
    if signed_by(version, own):
        return version
    rights = list(Right.objects.select_for_update().filter(agreed__agreement=row).order_by("pk"))
    found, has_others = forbidding(by, row, rights, on)
    if found:
        raise Hindered(found)
    # Who asks and signs first learns nothing by it: the licensor is told when it signs.
    if has_others and signed_by(version, Side.LICENSOR):
        raise ValidationError(_("Something that the licensor knows of stands in the way now: ask it."))
    setattr(version, f"{own.value}_signed_by", by)
    setattr(version, f"{own.value}_signed_at", timezone.now())
    version.save()
    audited(row, "signed", by, sealed=[version], version=version.number, side=own.value)
    if version.is_signed:
        _take_effect(row, version, by, on)
    return version


def _take_effect(row: Agreement, version: AgreementVersion, by: AbstractBaseUser, on: dt.date) -> None:
    """Let a version hold that both sides signed: the first tells the threads, each invoices its new fixed sums."""
    terms, is_first = terms_of(version.terms), row.state != AgreementState.SIGNED
    row.terms = version.terms
    if is_first:
        row.state, row.signed_on = AgreementState.SIGNED, on
    row.save()
    invoice_lumps(row, terms, on)
    match_credit(agreement=row, by=by, on=on)
    if is_first:
        is_transfer = row.kind == AgreementKind.ASSIGNMENT
        code = "utilization.transfer.agreed" if is_transfer else "utilization.licence.signed"
        tell(row, terms, code, terms.starts_on or on, by, on, minor=terms.fixed)
    audited(row, "took_effect", by, sealed=list(row.invoices.all()), version=version.number)


@transaction.atomic
def enter_recordal(
    *, agreement: Agreement, number: str, recorded_on: dt.date, by: AbstractBaseUser, on: dt.date
) -> Agreement:
    """Enter under which number the office recorded a licence, or registered an assignment: that ends the recordal clock.

    Raises ``ValidationError`` for one not in effect, entered before, or a day that can't be.
    """
    row = _locked(agreement, by, KEEP)
    require_side(by, row, KEEP)
    named, since = in_a_line(number, 60), began_on(row)
    if row.state != AgreementState.SIGNED or since is None:
        raise ValidationError(_("An agreement is recorded once both sides have signed it."))
    if row.recordal_number:
        raise ValidationError(
            _("It is recorded already, under %(number)s.") % {"number": row.recordal_number}
        )
    if not named:
        raise ValidationError(_("Enter the number of the recordal."))
    if not min(since, row.signed_on or since) <= recorded_on <= on:
        raise ValidationError(_("It was recorded after it took effect, and not in the future."))
    row.recordal_number, row.recorded_on = named, recorded_on
    row.save()
    is_transfer = row.kind == AgreementKind.ASSIGNMENT
    code = "utilization.transfer.recorded" if is_transfer else "utilization.licence.recorded"
    more = {"reference": named, "party": row.licensor.name} if is_transfer else {"reference": named}
    tell(row, terms_in_force(row), code, recorded_on, by, on, more=more)
    return audited(row, "recorded", by, number=named)


@transaction.atomic
def end(
    *, agreement: Agreement, ended_on: dt.date, reason: str, by: AbstractBaseUser, on: dt.date
) -> Agreement:
    """Say that an agreement ended. What is owed until then is still reported and paid. Raises ``ValidationError``."""
    row = _locked(agreement, by, SIGN)
    require_side(by, row, SIGN)
    why, since = in_a_line(reason, 500), began_on(row)
    if row.state != AgreementState.SIGNED or since is None:
        raise ValidationError(_("Only an agreement in effect ends."))
    if not why:
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    if not since <= ended_on <= on:
        raise ValidationError(_("It ended after it took effect, and not in the future."))
    row.state, row.ended_on, row.ended_because = AgreementState.ENDED, ended_on, why
    row.save()
    if row.kind != AgreementKind.ASSIGNMENT:
        tell(row, terms_in_force(row), "utilization.licence.ended", ended_on, by, on, more={"reason": why})
    return audited(row, "ended", by, reason=why)


@transaction.atomic
def discard(*, agreement: Agreement, by: AbstractBaseUser) -> Agreement:
    """Give a draft up; it is kept, and shown to its side."""
    row = _locked(agreement, by, KEEP)
    require_side(by, row, KEEP, Side(row.drafted_for))
    if row.state != AgreementState.DRAFT:
        raise ValidationError(_("Only a draft is given up: take the version back to work first."))
    row.state = AgreementState.DISCARDED
    row.save()
    return audited(row, "discarded", by)


def _locked(agreement: Agreement, by: AbstractBaseUser, verb: str) -> Agreement:
    """Return the row, locked, if the user may use a verb for one of its sides. Raises ``PermissionDenied``."""
    rows = agreements_of_sides(by, verb).select_for_update(of=("self",))
    row = rows.select_related("licensor", "licensee").filter(pk=agreement.pk).first()
    if row is None:
        raise PermissionDenied(_("Your role does not let you do this with this agreement."))
    return row
