"""Claims as an office decides them: sent back, approved within the budget, refused, paid, taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from mainline.orgs.access import require, with_merged
from mainline.register.ledger.actions import post, reverse
from mainline.register.ledger.logic import Line
from mainline.register.ledger.models import Posting
from mainline.register.models import Event
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.claims.access import DECIDE, decidable_claims
from mainline.service.claims.actions import add_step, locked, on_thread, tell
from mainline.service.claims.enums import BINDING, ClaimAct, ClaimState
from mainline.service.claims.judged import unconfirmed
from mainline.service.claims.models import Claim
from mainline.service.policies.access import deciding_offices
from mainline.service.policies.actions import bound_minor
from mainline.service.policies.models import Call
from mainline.web.templatetags.web import page_language

_GIVEN = ("service.policy.approved", "service.policy.paid")


@transaction.atomic
def send_back(*, claim: Claim, clause: str, words: str, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Send a claim back with the clause that it fails and what is to be mended. Raises ``ValidationError``."""
    row = _submitted(claim, by)
    _require_reason(row, clause, words)
    row.state = ClaimState.RETURNED
    row.save(update_fields=["state"])
    step = add_step(row, ClaimAct.RETURN, by, on, clause=clause, words=words)
    tell("returned", row, by, sealed=[row, step])
    return row


@transaction.atomic
def refuse(*, claim: Claim, clause: str, words: str, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Refuse a claim by a clause, with the reason. Its contract and right are free again. Raises ``ValidationError``."""
    row = _submitted(claim, by)
    _require_reason(row, clause, words)
    row.state = ClaimState.REFUSED
    row.save(update_fields=["state"])
    step = add_step(row, ClaimAct.REFUSE, by, on, clause=clause, words=words)
    tell("refused", row, by, sealed=[row, step])
    on_thread(row, "service.policy.refused", on, by, more={"reason": step.words})
    return row


@transaction.atomic
def approve(
    *,
    claim: Claim,
    amount: Money | None,
    confirmed: Sequence[tuple[str, str]],
    words: str,
    by: AbstractBaseUser,
    on: dt.date,
) -> Claim:
    """Approve a claim with an amount, out of the budget of its call.

    ``amount`` is what the formula gives, or less; where no amount is known the office says it, with words why. ``confirmed``
    says of each open clause by what it is met. Whoever approves under one call waits for who approved before, so that its
    budget is never overdrawn. Raises ``ValidationError``.
    """
    row = _submitted(claim, by)
    # One lock for all that draws on one budget, taken before the sums are read.
    call = Call.objects.select_for_update().filter(policy=row.policy, year=row.year).first()
    if call is None:
        raise ValidationError(_("No budget is set for this policy and year: open a call first."))
    _require_own(call, by)
    left = unconfirmed(row.judged, confirmed)
    if left:
        titles = {clause["id"]: clause["title"] for clause in row.judged["clauses"]}
        names = "; ".join(titles[one]["zh" if page_language().startswith("zh") else "en"] for one in left)
        raise ValidationError(_("Say by what each open clause is met: %(clauses)s.") % {"clauses": names})
    minor = _amount(row, amount, words)
    _require_within(row, call, minor)
    row.state, row.approved_minor = ClaimState.APPROVED, minor
    row.save(update_fields=["state", "approved_minor"])
    told = [[clause, said.strip()[:300]] for clause, said in confirmed if said.strip()]
    step = add_step(row, ClaimAct.APPROVE, by, on, words=words, amount=minor, confirmed=told)
    money = Money(minor, "CNY")
    post(
        organisation=call.organisation, on=on, by=by, key=f"claim:{row.pk}:approved", source=f"claim:{row.pk}",
        text=_title(row),
        lines=[
            Line("subsidy_budget", money, other=row.organisation_id),
            Line("subsidy_committed", _less(money), other=row.organisation_id),
        ],
    )  # fmt: skip
    tell("approved", row, by, sealed=[row, step])
    on_thread(row, "service.policy.approved", on, by, minor)
    return row


@transaction.atomic
def pay(*, claim: Claim, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Pay what was approved: in the book of the office and in that of the organisation. Raises ``ValidationError``."""
    row = _decidable(claim, by)
    call = Call.objects.select_related("organisation").get(policy=row.policy, year=row.year)
    _require_own(call, by)
    if row.state != ClaimState.APPROVED or row.approved_minor is None:
        raise ValidationError(_("Only what is approved and not paid is paid."))
    row.state, money = ClaimState.PAID, Money(row.approved_minor, "CNY")
    row.save(update_fields=["state"])
    step = add_step(row, ClaimAct.PAY, by, on, amount=money.minor)
    key, source, text = f"claim:{row.pk}:paid", f"claim:{row.pk}", _title(row)
    paid = [
        Line("subsidy_committed", money, other=row.organisation_id),
        Line("subsidy_paid", _less(money), other=row.organisation_id),
    ]
    post(organisation=call.organisation, on=on, by=by, key=key, source=source, text=text, lines=paid)
    office = call.organisation_id
    received = [Line("cash", money, other=office), Line("subsidy_income", _less(money), other=office)]
    post(organisation=row.organisation, on=on, by=by, key=key, source=source, text=text, lines=received)
    tell("paid", row, by, sealed=[row, step])
    on_thread(row, "service.policy.paid", on, by, money.minor)
    return row


@transaction.atomic
def take_back(*, claim: Claim, words: str, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Take support back after it was approved or paid: every posting is reversed, none edited; the budget has it again.

    Raises ``ValidationError`` without a reason, and for what was not approved.
    """
    row = _decidable(claim, by)
    if row.state not in BINDING:
        raise ValidationError(_("Only what is approved or paid is taken back."))
    if not words.strip():
        raise ValidationError(_("Say why, so that whoever reads it later understands."))
    call = Call.objects.select_for_update().get(policy=row.policy, year=row.year)
    _require_own(call, by)
    for posting in Posting.objects.filter(source=f"claim:{row.pk}", reverses=None, reversed_by=None).order_by(
        "-pk"
    ):
        reverse(posting=posting, on=on, by=by, reason=" ".join(words.split())[:300])
    row.state = ClaimState.TAKEN_BACK
    row.save(update_fields=["state"])
    step = add_step(row, ClaimAct.TAKE_BACK, by, on, words=words, amount=row.approved_minor)
    tell("taken_back", row, by, sealed=[row, step])
    # In the place of the payment, or of the approval before any: sums go over the events that stand.
    told = Event.objects.filter(
        right=row.right_id, code__in=_GIVEN, details__claim=str(row.pk), superseded_by=None
    )
    on_thread(
        row, "service.policy.taken_back", on, by, row.approved_minor, {"reason": step.words}, told.order_by("-pk").first()
    )  # fmt: skip
    return row


def _less(money: Money) -> Money:
    return Money(-money.minor, money.currency)


def _title(claim: Claim) -> str:
    return policybook().policies[claim.policy].policy.title.zh[:300]


def _decidable(claim: Claim, by: AbstractBaseUser) -> Claim:
    require(by, DECIDE)
    if not decidable_claims(by).filter(pk=claim.pk).exists():
        raise PermissionDenied(_("The provincial office decides on claims."))
    return locked(claim)


def _submitted(claim: Claim, by: AbstractBaseUser) -> Claim:
    row = _decidable(claim, by)
    if row.state != ClaimState.SUBMITTED:
        raise ValidationError(_("Only a claim that waits for the office is decided on."))
    return row


def _require_own(call: Call, by: AbstractBaseUser) -> None:
    if not deciding_offices(by).filter(pk=call.organisation_id).exists():
        raise PermissionDenied(_("The budget belongs to another office."))


def _require_reason(claim: Claim, clause: str, words: str) -> None:
    if clause not in {one["id"] for one in claim.judged.get("clauses", ())}:
        raise ValidationError(_("Name the clause."))
    if not words.strip():
        raise ValidationError(_("Say what is wrong and what would mend it."))


def _amount(claim: Claim, amount: Money | None, words: str) -> int:
    """Return what is approved: the formula's amount or less; where there is none, what the office says and why."""
    if amount is None and claim.computed_minor is not None:
        return claim.computed_minor
    if amount is None or amount.minor <= 0 or amount.currency != "CNY":
        raise ValidationError(_("Say the amount in yuan: the text of the policy that was read has none."))
    if claim.computed_minor is None and not words.strip():
        raise ValidationError(_("The policy's amount was not read: say by what you set this one."))
    if claim.computed_minor is not None and amount.minor > claim.computed_minor:
        told = {"money": Money(claim.computed_minor, "CNY")}
        raise ValidationError(_("The policy gives %(money)s at most.") % told)
    return amount.minor


def _require_within(claim: Claim, call: Call, minor: int) -> None:
    left = call.budget_minor - bound_minor(claim.policy, claim.year)
    if minor > left:
        raise ValidationError(_("The budget has %(money)s left.") % {"money": Money(max(left, 0), "CNY")})
    edition = policybook().policies[claim.policy].edition(claim.version_since)
    most = edition.version.most_per_year if edition else None
    if most is None:
        return
    rows = Claim.objects.filter(
        organisation__in=with_merged({claim.organisation.merged_into_id or claim.organisation_id}), policy=claim.policy,
        year=claim.year, state__in=BINDING,
    )  # fmt: skip
    had = rows.aggregate(total=Sum("approved_minor"))["total"] or 0
    if had + minor > most:
        told = {"most": Money(most, "CNY"), "had": Money(had, "CNY")}
        raise ValidationError(
            _("One organisation gets %(most)s a year at most; it has %(had)s already.") % told
        )
