"""What a unit says of itself: its rules for sharing income, and what it spent on rights."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_documents, visible_rights
from mainline.register.models import Document, Right
from mainline.rules.money import CURRENCIES, Money
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.agreements.queries import is_held
from mainline.utilization.agreements.telling import in_a_line
from mainline.utilization.agreements.typed import percent
from mainline.utilization.distribution.access import APPROVE, INCOME
from mainline.utilization.distribution.enums import CostKind, RuleBasis, StateFounded
from mainline.utilization.distribution.law import is_bound
from mainline.utilization.distribution.logic import HALF, lowest_rate
from mainline.utilization.distribution.models import RecoverableCost, UnitRule

_LONGEST_NOTICE = 90


@transaction.atomic
def add_rule(
    *, organisation: Organisation, basis: str, title: str, since: dt.date, founded_by_state: str,
    tiers: Sequence[Tier], rewards: Mapping[str, int], currency: str, notice_days: int, least_share: Fraction | None,
    by: AbstractBaseUser,
) -> UnitRule:  # fmt: skip
    """Say how a unit shares income from a day on; the rule before holds until then.

    Raises ``ValidationError`` for a rule without its document, rates that can't be, a day on or before that of the rule
    before, and one below the floor where the floor binds the unit.
    """
    require_for(by, APPROVE, organisation.pk)
    named = in_a_line(title, 200)
    last = UnitRule.objects.filter(organisation=organisation).order_by("-since").first()
    if (
        basis not in RuleBasis.values
        or founded_by_state not in StateFounded.values
        or currency not in CURRENCIES
    ):
        raise ValidationError(_("Choose what stands behind the rule."))
    if not named:
        raise ValidationError(_("Name the document with its number: a rule is cited."))
    if last is not None and since <= last.since:
        raise ValidationError(_("A rule stands since %(day)s: the next begins later.") % {"day": last.since})
    _check_rates(tiers, least_share)
    if not 0 <= notice_days <= _LONGEST_NOTICE or any(minor <= 0 for minor in rewards.values()):
        raise ValidationError(_("Give the public notice in days, up to 90, and rewards above 0."))
    row = UnitRule(
        organisation=organisation, basis=basis, title=named, since=since, founded_by_state=founded_by_state,
        tiers=[[tier.above, str(tier.rate)] for tier in tiers], rewards=dict(rewards), currency=currency,
        notice_days=notice_days, least_share=str(least_share) if least_share else "", made_by=by,
        made_at=timezone.now(),
    )  # fmt: skip
    if is_bound(organisation, row) and lowest_rate(tiers) < HALF:
        raise ValidationError(
            _(
                "The inventors get at least half of the net income, these rules give them %(percent)s %%: "
                "law on sci-tech achievements, article 45, second paragraph, binds institutes and universities founded by "
                "the State whatever they agree. Raise the part, or say that the State did not found the unit."
            )
            % {"percent": percent(lowest_rate(tiers))}
        )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(
            _("A rule stands since %(day)s: the next begins later.") % {"day": since}
        ) from None
    record(
        code="unit_rule.set", by=by, subject=f"organisation:{organisation.pk}",
        data={"title": named, "since": since}, sealed=[row],
    )  # fmt: skip
    return row


def _check_rates(tiers: Sequence[Tier], least_share: Fraction | None) -> None:
    bounds = [tier.above for tier in tiers]
    if not bounds or bounds[0] != 0 or bounds != sorted(set(bounds)):
        raise ValidationError(_("The first rate begins at 0, and each further one above the one before."))
    if any(not 0 < tier.rate <= 1 for tier in tiers):
        raise ValidationError(_("A rate lies above 0 and up to 100 %."))
    if least_share is not None and not 0 < least_share <= HALF:
        raise ValidationError(_("The least share of an inventor lies above 0 and up to 50 %."))


@transaction.atomic
def add_cost(
    *, organisation: Organisation, right: Right, kind: str, what: str, minor: int, currency: str, spent_on: dt.date,
    reference: str, document: Document | None, by: AbstractBaseUser, on: dt.date,
) -> RecoverableCost:  # fmt: skip
    """Enter what was spent on a right, with its proof: it is recovered from the income of that right before that is shared.

    Raises ``ValidationError`` without a proof, for a right that the unit does not hold, and for what was entered before.
    """
    require_for(by, INCOME, organisation.pk)
    row = visible_rights(by).filter(pk=right.pk).first()
    if row is None:
        raise PermissionDenied(_("This right belongs to another organisation."))
    if not is_held(row, organisation.pk):
        told = {"number": row.number, "name": organisation.display_name}
        raise ValidationError(_("%(number)s is not held by %(name)s, as far as the register knows.") % told)
    named, proof = in_a_line(what, 200), in_a_line(reference, 100)
    if kind not in CostKind.values or currency not in CURRENCIES:
        raise ValidationError(_("Choose what kind of cost it is."))
    if not named or not proof:
        raise ValidationError(_("Say what was paid for, and by which invoice or voucher that is proved."))
    if not 0 < minor <= 10**15 or spent_on > on:
        raise ValidationError(_("A cost is above 0 and was paid by now."))
    if document is not None and not visible_documents(by).filter(pk=document.pk, right=row).exists():
        raise ValidationError(_("There is no such document on this right."))
    made = RecoverableCost(
        organisation=organisation, right=row, kind=kind, what=named, minor=minor, currency=currency, spent_on=spent_on,
        reference=proof, document=document, entered_by=by, entered_at=timezone.now(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:
        raise ValidationError(_("This cost was entered already, under the same proof.")) from None
    record(
        code="recoverable_cost.entered", by=by, subject=f"organisation:{organisation.pk}",
        data={"what": named, "amount": str(Money(minor, currency)), "right": row.pk}, sealed=[made],
    )  # fmt: skip
    return made
