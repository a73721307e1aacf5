"""What a unit says of itself: its rules for sharing income, and the costs that it recovers first."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from mainline.api.amounts import amount
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import read, write
from mainline.api.rights import visible_right
from mainline.api.shapes.distribution import RecoverableCostRow, RecoverableCosts, UnitRuleRow, UnitRules
from mainline.api.shapes.given_utilization import NewRecoverableCost, NewUnitRule
from mainline.api.terms import tiers_body
from mainline.orgs import clock
from mainline.utilization.agreements.logic import Tier
from mainline.utilization.distribution import queries, rules
from mainline.utilization.distribution.access import APPROVE, INCOME, VIEW
from mainline.utilization.distribution.models import RecoverableCost, UnitRule
from mainline.utilization.distribution.reckoning import tiers_of

router = Router(tags=["distribution"])
LISTED = Gate(needs_user=True, verb=VIEW)
RULED = Gate("record", needs_user=True, verb=APPROVE)
SPENT = Gate("record", needs_user=True, verb=INCOME)


@read(router, "/unit-rules", UnitRules, gate=LISTED)
def list_unit_rules(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the rules by which your unit shares income, version by version."""
    piece = rows_of(Cursors(request, cursor), queries.rules(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_rule(row) for row in piece.items])


@write(router, "POST", "/unit-rules", UnitRuleRow, gate=RULED, problems=(404,))
def set_unit_rule(request: HttpRequest, given: NewUnitRule) -> Answer:
    """Say how your unit shares income from a day on.

    The rule before holds until then. Refused below the floor of the law where that binds the unit.
    """
    row = rules.add_rule(
        organisation=organisation_of(request, given.organisation, APPROVE), basis=given.basis, title=given.title,
        since=given.since, founded_by_state=given.founded_by_state,
        tiers=[Tier(one.above_minor, Fraction(one.rate)) for one in given.tiers], rewards=dict(given.rewards),
        currency=given.currency, notice_days=given.notice_days,
        least_share=Fraction(given.least_share) if given.least_share is not None else None, by=user_of(request),
    )  # fmt: skip
    return Answer(_rule(row))


@read(router, "/recoverable-costs", RecoverableCosts, gate=LISTED)
def list_recoverable_costs(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List what your unit spent on its rights, with what of it is recovered."""
    piece = rows_of(Cursors(request, cursor), queries.costs(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_cost(row, row.gone or 0) for row in piece.items])


@write(router, "POST", "/recoverable-costs", RecoverableCostRow, gate=SPENT, problems=(404,))
def enter_recoverable_cost(request: HttpRequest, given: NewRecoverableCost) -> Answer:
    """Enter what was spent on a right, with its proof.

    It is recovered from the next income of that right, before that is shared.
    """
    row = rules.add_cost(
        organisation=organisation_of(request, given.organisation, INCOME), right=visible_right(request, given.right),
        kind=given.kind, what=given.what, minor=given.amount_minor, currency=given.currency, spent_on=given.spent_on,
        reference=given.reference, document=None, by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_cost(row, 0))


def _rule(row: UnitRule) -> dict[str, Any]:
    names = ("basis", "title", "since", "founded_by_state", "rewards", "currency", "notice_days")
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        **{name: getattr(row, name) for name in names},
        "tiers": tiers_body(tiers_of(row)),
        "least_share": row.least_share or None,
    }


def _cost(row: RecoverableCost, gone: int) -> dict[str, Any]:
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        "right": row.right_id,
        "kind": row.kind,
        "what": row.what,
        "amount": amount(row.minor, row.currency),
        "recovered": amount(gone, row.currency),
        "spent_on": row.spent_on,
        "reference": row.reference,
        "document": row.document_id,
    }
