"""What a plan for a right would be: its income, costs, floor, and what each inventor gets. Reads; writes nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from mainline.orgs.models import Organisation
from mainline.orgs.persons.queries import one_body
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, Right
from mainline.register.shares import inventor_shares
from mainline.rules.money import Money
from mainline.utilization.agreements.enums import AgreementKind
from mainline.utilization.agreements.logic import Tier, divided
from mainline.utilization.agreements.queries import terms_in_force
from mainline.utilization.distribution.enums import PlanKind, PlanState
from mainline.utilization.distribution.law import Floor, award_of, floor_of, is_bound
from mainline.utilization.distribution.logic import HALF, Parts, Refused, check_shares, lines_of, parts_of
from mainline.utilization.distribution.models import DistributionPlan, PlanPart, RecoverableCost, UnitRule
from mainline.utilization.distribution.words import floor_words, refused_words
from mainline.utilization.royalties.models import ReceiptMatch
from mainline.web.templatetags.web import own


@dataclass(frozen=True, slots=True)
class Inventor:
    """An inventor of a right as the register has them; the share is ``None`` where nobody said it."""

    name: str
    person: int | None
    share: Fraction | None


@dataclass(frozen=True, slots=True)
class Income:
    """What of a receipt falls to a right and is in no plan."""

    match: ReceiptMatch
    money: Money


@dataclass(frozen=True, slots=True)
class Recovered:
    """A cost with what of it is not recovered yet."""

    cost: RecoverableCost
    money: Money


@dataclass(frozen=True, slots=True)
class Draft:
    """A plan as it would be."""

    organisation: Organisation
    right: Right
    kind: PlanKind
    currency: str
    rule: UnitRule | None
    parts: Parts
    floor: Floor
    incomes: Sequence[Income] = ()
    costs: Sequence[tuple[Recovered, int]] = ()
    """Each with what this plan recovers of it."""
    inventors: Sequence[Inventor] = ()
    amounts: Sequence[int] = ()
    """Of each inventor, in order; empty while a share is not known."""
    problems: Sequence[str] = ()
    """Why it can't be proposed as it is."""
    tiers: Sequence[Tier] = field(default_factory=tuple)
    earlier: int = 0
    waiting: Sequence[Income] = ()
    """Income in another currency, or of the time of another rule: it waits for a plan of its own."""

    @property
    def lines(self) -> list[tuple[Inventor, Money | None]]:
        """Each inventor with their amount, as far as it is known."""
        told = [Money(minor, self.currency) for minor in self.amounts] or [None] * len(self.inventors)
        return list(zip(self.inventors, told, strict=True))


def inventors_of(right: Right) -> list[Inventor]:
    """Return who made what a right protects, each once, with the share that the register knows.

    Shares that the inventors agreed on, or that make up a whole, are those of :mod:`mainline.register.shares`. Else the names
    printed on the right stand with what is entered of each: a name told in two languages is one inventor where the register
    knows the person, or where both have one key.
    """
    if agreed := inventor_shares(right):
        return [Inventor(one.name, one.person.pk if one.person else None, one.share) for one in agreed]
    found: dict[object, Inventor] = {}
    rows = Party.objects.filter(right=right, role__in=CREATOR_ROLES).select_related("person")
    for party in rows.order_by("sequence", "pk"):
        person = party.person.merged_into_id or party.person.pk if party.person else None
        key = person or party.identifier or (party.name, party.sequence)
        share = None if party.share is None else Fraction(party.share) / 100
        known = found.get(key)
        if known is None or (known.share is None and share is not None):
            found[key] = Inventor(known.name if known else party.name, person, share)
    return list(found.values())


def incomes_of(right: Right, organisation: Organisation) -> list[Income]:
    """Return what an organisation received for a right and no plan distributes, the earliest first."""
    rows = ReceiptMatch.objects.filter(
        receipt__organisation__in=one_body(organisation), receipt__reversed_on=None,
        invoice__agreement__covered__right=right,
    ).exclude(pk__in=PlanPart.objects.filter(right=right, match__isnull=False).values("match"))  # fmt: skip
    found = []
    for match in rows.select_related("receipt", "invoice__agreement", "invoice__report").order_by(
        "receipt__received_on", "pk"
    ):
        minor = part_of(match, right)
        if minor:
            found.append(Income(match, Money(minor, match.receipt.currency)))
    return found


def part_of(match: ReceiptMatch, right: Right) -> int:
    """Return which part of a matched receipt falls to a right, by the weights that both sides signed."""
    weights = terms_in_force(match.invoice.agreement).weights
    return divided(match.minor, weights).get(right.pk, 0)


def open_costs(right: Right, organisation: Organisation, currency: str) -> list[Recovered]:
    """Return the costs of a right that are not recovered whole, the oldest first."""
    rows = RecoverableCost.objects.filter(
        right=right, organisation__in=one_body(organisation), currency=currency
    )
    found = []
    for cost in rows.annotate(gone=Sum("recovered__minor")).order_by("spent_on", "pk"):
        left = cost.minor - (cost.gone or 0)
        if left > 0:
            found.append(Recovered(cost, Money(left, currency)))
    return found


def rule_on(organisation: Organisation, day: dt.date) -> UnitRule | None:
    """Return the rule of a unit that holds on a day; ``None`` where none is known."""
    rows = UnitRule.objects.filter(organisation__in=one_body(organisation), since__lte=day)
    return rows.order_by("-since").first()


def tiers_of(rule: UnitRule | None) -> tuple[Tier, ...]:
    """Return what part of the net goes to the inventors: by the rule, else the half that the law gives them."""
    if rule is None:
        return (Tier(0, HALF),)
    return tuple(Tier(above, Fraction(part)) for above, part in rule.tiers)


def reckon(
    *, right: Right, organisation: Organisation, on: dt.date, shares: Mapping[str, Fraction] | None = None,
    without_costs: Collection[int] = (),
) -> Draft:  # fmt: skip
    """Return the plan that distributes what was received for a right. ``shares`` by the place of the inventor, as text, stand
    in the place of those of the register.

    A plan is in one currency and by one rule: of other income the earliest comes first. Raises ``ValidationError`` where
    nothing was received.
    """
    incomes, waiting = _one_ground(incomes_of(right, organisation), organisation)
    currency, rule = incomes[0].money.currency, _rule_of(incomes[0], organisation)
    income = sum(one.money.minor for one in incomes)
    costs, left = [], income
    for one in open_costs(right, organisation, currency):
        part = min(left, one.money.minor) if one.cost.pk not in without_costs else 0
        if part:
            costs.append((one, part))
            left -= part
    earlier = _earlier(right, organisation, currency)
    tiers = tiers_of(rule)
    parts = parts_of(income, income - left, tiers, earlier)
    is_transfer = all(one.match.invoice.agreement.kind == AgreementKind.ASSIGNMENT for one in incomes)
    floor = floor_of(
        Money(parts.net, currency), right=right, is_transfer=is_transfer, on=incomes[-1].match.receipt.received_on,
        has_rules=rule is not None, bound=is_bound(organisation, rule),
    )  # fmt: skip
    inventors, amounts, problems = _shared(right, parts.inventors, shares, rule)
    planned = Money(parts.inventors, currency)
    if floor.money is not None and planned < floor.money:
        problems.append(floor_words(floor.money, planned, "; ".join(own(cite) for cite in floor.citations)))
    if not parts.net:
        problems.append(_("Nothing is left after the costs: recover fewer of them now."))
    return Draft(
        organisation, right, PlanKind.REMUNERATION, currency, rule, parts, floor, incomes, costs, inventors, amounts,
        problems, tiers, earlier, waiting,
    )  # fmt: skip


def _one_ground(incomes: Sequence[Income], organisation: Organisation) -> tuple[list[Income], list[Income]]:
    """Return what came in like the earliest income, in its currency and at the time of its rule, and what waits for another
    plan. Raises ``ValidationError`` where nothing came in.
    """
    if not incomes:
        raise ValidationError(_("Nothing was received for this right that is not distributed already."))
    grounds = [(one.money.currency, _rule_of(one, organisation)) for one in incomes]
    now = [one for one, ground in zip(incomes, grounds, strict=True) if ground == grounds[0]]
    return now, [one for one, ground in zip(incomes, grounds, strict=True) if ground != grounds[0]]


def _rule_of(income: Income, organisation: Organisation) -> UnitRule | None:
    return rule_on(organisation, income.match.receipt.received_on)


def _earlier(right: Right, organisation: Organisation, currency: str) -> int:
    rows = DistributionPlan.objects.filter(
        ~Q(state=PlanState.CANCELLED), right=right, organisation__in=one_body(organisation), currency=currency,
        kind=PlanKind.REMUNERATION,
    )  # fmt: skip
    return int(rows.aggregate(total=Sum("net_minor"))["total"] or 0)


def reckon_reward(
    *, right: Right, organisation: Organisation, shares: Mapping[str, Fraction] | None = None
) -> Draft:
    """Return the plan of the reward for the grant of a right: by the rules of the unit where they set one, else by the law
    (Implementing Regulations 93: neither agreed nor set by rules).

    Raises ``ValidationError`` for a right that is no granted patent, one rewarded already, and where the law known sets none.
    """
    if right.kind not in ("invention", "utility_model", "design") or right.granted_on is None:
        raise ValidationError(_("A reward is owed for the grant of a patent: no grant is on record here."))
    standing = DistributionPlan.objects.filter(
        ~Q(state=PlanState.CANCELLED), kind=PlanKind.REWARD, right=right
    )
    if standing.filter(organisation__in=one_body(organisation)).exists():
        raise ValidationError(_("The reward for this grant stands in a plan already."))
    rule = rule_on(organisation, right.granted_on)
    if rule is not None and not rule.rewards.get(right.kind):
        rule = None
    floor = award_of(right, right.granted_on, has_rules=rule is not None)
    minor, currency = _reward(rule, right, floor)
    inventors, amounts, problems = _shared(right, minor, shares, rule)
    return Draft(
        organisation, right, PlanKind.REWARD, currency, rule, Parts(minor, 0, minor, 0), floor,
        inventors=inventors, amounts=amounts, problems=problems,
    )  # fmt: skip


def _reward(rule: UnitRule | None, right: Right, floor: Floor) -> tuple[int, str]:
    if rule is not None:
        return int(rule.rewards[right.kind]), rule.currency
    if floor.money is None:
        raise ValidationError(_("The law known here sets no reward for a grant of that day."))
    return floor.money.minor, floor.money.currency


def _shared(
    right: Right, minor: int, shares: Mapping[str, Fraction] | None, rule: UnitRule | None
) -> tuple[list[Inventor], list[int], list[str]]:
    """Return the inventors with their shares, their amounts, and what is wrong with the shares. None is ever assumed."""
    known = inventors_of(right)
    told = [
        Inventor(one.name, one.person, (shares or {}).get(str(place), one.share))
        for place, one in enumerate(known)
    ]
    if not told:
        return [], [], [_("The register names no inventor of this right: enter them first.")]
    if any(one.share is None for one in told):
        return told, [], [_("Not every inventor's share is known: enter it, none is assumed.")]
    given = [(one.name, one.share or Fraction(0)) for one in told]
    try:
        check_shares(given, Fraction(rule.least_share) if rule is not None and rule.least_share else None)
    except Refused as refused:
        return told, [], [refused_words(refused)]
    return told, lines_of(minor, given), []


def basis_of(draft: Draft) -> dict[str, Any]:
    """Return what a plan was reckoned from, as it is kept with it: readable when rules and receipts have moved on."""
    return {
        "rule": draft.rule.title if draft.rule else "",
        "tiers": [[tier.above, str(tier.rate)] for tier in draft.tiers],
        "earlier": draft.earlier,
        "floor": draft.floor.money.minor if draft.floor.money else None,
        "due_on": draft.floor.due_on.isoformat() if draft.floor.due_on else None,
        "citations": [list(cite) for cite in draft.floor.citations],
        "incomes": [[one.match.pk, one.match.receipt_id, one.money.minor] for one in draft.incomes],
        "costs": [[one.cost.pk, part] for one, part in draft.costs],
    }
