"""The open licence (Patent Law 50 to 52, Implementing Rules 85 to 88): declared, taken up by notice and payment, withdrawn;
and the consent of co-owners and pledgees that some acts need.
"""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_rights
from mainline.register.actions import add_event
from mainline.register.gates import ACTS, encumbrances, obstacles
from mainline.register.models import Event, Right
from mainline.rules.money import CURRENCIES, Money
from mainline.utilization.agreements.access import SIGN, visible_declarations
from mainline.utilization.agreements.actions import Hindered
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, DeclarationState, Side
from mainline.utilization.agreements.logic import (
    OPEN_FIXED,
    OPEN_RATE,
    Terms,
    digest,
    faults,
    plain,
    terms_of,
)
from mainline.utilization.agreements.models import (
    Agreement,
    AgreementRight,
    AgreementVersion,
    OpenDeclaration,
)
from mainline.utilization.agreements.queries import is_held
from mainline.utilization.agreements.telling import audited, in_a_line, named, tell
from mainline.utilization.agreements.words import fault_words, fee_words
from mainline.utilization.royalties.invoices import invoice_lumps
from mainline.utilization.royalties.queries import open_amount


def _may_dispose(right: Right, organisation: Organisation, verb: str, by: AbstractBaseUser) -> Right:
    """Return the right, locked, if the user may dispose of it for a holder. Raises ``PermissionDenied``, ``ValidationError``."""
    require_for(by, verb, organisation.pk)
    row = visible_rights(by).select_for_update(of=("self",)).filter(pk=right.pk).first()
    if row is None:
        raise PermissionDenied(_("This right belongs to another organisation."))
    if not is_held(row, organisation.pk):
        told = {"number": row.number, "name": organisation.display_name}
        raise ValidationError(_("%(number)s is not held by %(name)s, as far as the register knows.") % told)
    return row


@transaction.atomic
def declare(
    *, right: Right, organisation: Organisation, terms: Terms, reason: str, by: AbstractBaseUser, on: dt.date
) -> OpenDeclaration:
    """Declare that whoever asks gets a licence on these terms. What the office publishes of it is entered as its own event.

    Raises :class:`Hindered` for what stands in the way, and ``ValidationError`` for faults; a fee above what is usual
    (CNIPA's notice: 20 million fixed, 20 % of net sales) asks for a reason.
    """
    row = _may_dispose(right, organisation, SIGN, by)
    if OpenDeclaration.objects.filter(right=row, state=DeclarationState.DECLARED).exists():
        raise ValidationError(_("An open licence stands on this right already."))
    if found := obstacles(row, "open_licence", on, by_organisation=organisation.pk):
        raise Hindered([(row, one) for one in found])
    if wrong := [fault_words(fault) for fault in faults(terms, is_open=True)]:
        raise ValidationError(wrong)
    if terms.weights != ((row.pk, 1),) or terms.currency not in CURRENCIES:
        raise ValidationError(_("An open licence is of one right, in one currency."))
    if _is_high(terms) and not in_a_line(reason, 1000):
        raise ValidationError(
            _(
                "The fee is above what is usual for an open licence (20 million fixed, a fifth of net sales): say why."
            )
        )
    note = " ".join(part for part in (terms.note, in_a_line(reason, 1000)) if part)
    kept = {**plain(terms), "note": note}
    made = OpenDeclaration.objects.create(
        right=row, organisation=organisation, terms=kept, declared_on=on, made_by=by, made_at=timezone.now()
    )
    details = {"declaration": str(made.pk), "licence": "open", "proof": f"open_licence:{made.pk}"}
    for language in ("zh", "en"):
        with override("zh-hans" if language == "zh" else "en"):
            details[f"standard_{language}"] = fee_words(terms)[:300]
    details["standard"] = details["standard_zh"]
    if terms.until:
        details["until"] = terms.until.isoformat()
    if terms.lumps:
        details["amount"] = str(Money(terms.fixed, terms.currency))
    add_event(
        right=row, code="utilization.open_licence.declared", happened_on=on, by=by, on=on,
        organisation=organisation.pk, details=details, amount_minor=terms.fixed or None,
        currency=terms.currency if terms.fixed else "",
    )  # fmt: skip
    _audited(made, "declared", by)
    return made


def _is_high(terms: Terms) -> bool:
    rates = [tier.rate for tier in terms.running.tiers] if terms.running else []
    return (terms.currency == "CNY" and terms.fixed > OPEN_FIXED) or max(rates, default=0) > OPEN_RATE


@transaction.atomic
def withdraw(*, declaration: OpenDeclaration, by: AbstractBaseUser, on: dt.date) -> OpenDeclaration:
    """Withdraw an open licence. Licences that it gave stay (Patent Law 50). Raises ``ValidationError`` for one withdrawn."""
    row = visible_declarations(by).select_for_update(of=("self",)).filter(pk=declaration.pk).first()
    if row is None:
        raise PermissionDenied(_("This right belongs to another organisation."))
    require_for(by, SIGN, row.organisation_id)
    if row.state != DeclarationState.DECLARED:
        raise ValidationError(_("It is withdrawn already."))
    row.state, row.withdrawn_on = DeclarationState.WITHDRAWN, on
    row.save()
    details = {"declaration": str(row.pk), "proof": f"open_licence:{row.pk}"}
    add_event(
        right=row.right, code="utilization.open_licence.withdrawn", happened_on=on, by=by, on=on,
        organisation=row.organisation_id, details=details,
    )  # fmt: skip
    _audited(row, "withdrawn", by)
    return row


@transaction.atomic
def take_up(
    *, declaration: OpenDeclaration, licensee: Organisation, by: AbstractBaseUser, on: dt.date
) -> Agreement:
    """Take an open licence up for an organisation by notice in writing. It arises once the fixed fee is paid, at once where none
    is asked (Patent Law 51). Raises ``ValidationError`` where it is withdrawn, or the holder asks itself.
    """
    require_for(by, SIGN, licensee.pk)
    row = visible_declarations(by).select_for_update(of=("self",)).filter(pk=declaration.pk).first()
    terms = terms_of(row.terms) if row is not None else Terms()
    if row is None or row.state != DeclarationState.DECLARED or (terms.until and terms.until < on):
        raise ValidationError(_("This open licence does not stand any more."))
    if is_held(row.right, licensee.pk):
        raise ValidationError(_("Your organisation holds this right itself."))
    taken = row.taken.filter(licensee=licensee, state__in=(AgreementState.SENT, AgreementState.SIGNED))
    if taken.exists():
        raise ValidationError(_("Your organisation has taken this open licence up already."))
    now = timezone.now()
    made = Agreement.objects.create(
        kind=AgreementKind.OPEN, licensor=row.organisation, licensee=licensee, state=AgreementState.SENT,
        drafted_for=Side.LICENSEE, reference=f"OL-{row.pk}-{row.taken.count() + 1}", terms=row.terms,
        declaration=row, made_by=by, made_at=now,
    )  # fmt: skip
    AgreementRight.objects.create(agreement=made, right=row.right)
    version = AgreementVersion.objects.create(
        agreement=made, number=1, terms=row.terms, digest=digest(terms), sent_by=by, sent_at=now,
        licensor_signed_by=row.made_by, licensor_signed_at=row.made_at, licensee_signed_by=by, licensee_signed_at=now,
    )  # fmt: skip
    invoice_lumps(made, terms, on)
    audited(made, "taken_up", by, sealed=[version, *made.invoices.all()])
    arises(agreement=made, by=by, on=on)
    return made


def arises(*, agreement: Agreement, by: AbstractBaseUser, on: dt.date) -> bool:
    """Let an open licence that was taken up arise if nothing of its fixed fee is owed any more; return whether it did now."""
    if agreement.kind != AgreementKind.OPEN or agreement.state != AgreementState.SENT:
        return False
    if any(open_amount(invoice) for invoice in agreement.invoices.all()):
        return False
    terms = terms_of(agreement.terms)
    agreement.state, agreement.signed_on = AgreementState.SIGNED, on
    agreement.save()
    tell(agreement, terms, "utilization.open_licence.accepted", on, by, on, minor=terms.fixed)
    audited(agreement, "took_effect", by, version=1)
    return True


@transaction.atomic
def consent(
    *, right: Right, act: str, organisation: Organisation, by: AbstractBaseUser, on: dt.date
) -> Event:
    """Consent to an act as co-owner or pledgee of a right (Patent Law 14; Civil Code 444; Implementing Rules 86).

    ``act`` is one of :data:`mainline.register.gates.ACTS`. Raises ``ValidationError`` for who is neither.
    """
    require_for(by, SIGN, organisation.pk)
    row = visible_rights(by).select_for_update(of=("self",)).filter(pk=right.pk).first()
    if row is None:
        raise PermissionDenied(_("This right belongs to another organisation."))
    if act not in ACTS:
        raise ValidationError(_("Choose what you consent to."))
    pledgees = {each.other_id for each, _event in encumbrances(row, on, organisation.pk)}
    if not is_held(row, organisation.pk) and str(organisation.pk) not in pledgees:
        raise ValidationError(_("Your organisation is neither a co-owner nor the pledgee of this right."))
    details = {**named("party", organisation), "act": act, "by_org": str(organisation.pk)}
    event = add_event(
        right=row, code="utilization.consent.given", happened_on=on, by=by, on=on,
        organisation=organisation.pk, details=details,
    )  # fmt: skip
    record(code="agreement.consented", by=by, subject=f"right:{row.pk}", data={"act": act, "event": event.pk})
    return event


def _audited(row: OpenDeclaration, what: str, by: AbstractBaseUser) -> None:
    record(
        code=f"open_licence.{what}",
        by=by,
        subject=f"right:{row.right_id}",
        data={"declaration": row.pk},
        sealed=[row],
    )
