"""What agreements and their income show of a right beside its thread."""

from __future__ import annotations

from mainline.orgs.access import User, organisation_ids, own_organisations
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.utilization.agreements.access import KEEP, SIGN
from mainline.utilization.agreements.enums import AgreementState
from mainline.utilization.agreements.logic import terms_of
from mainline.utilization.agreements.open_views import CONSENTS
from mainline.utilization.agreements.queries import agreements_on, declaration_on, is_held, terms_shown
from mainline.utilization.agreements.tables import fee_words
from mainline.utilization.distribution.access import INCOME
from mainline.utilization.distribution.enums import PlanKind
from mainline.utilization.distribution.queries import plans_on
from mainline.utilization.distribution.reckoning import incomes_of
from mainline.web.panels import Panel

_PATENTS = ("invention", "utility_model", "design")


def panel(user: User, right: Right) -> Panel | None:
    """Return the agreements about a right, its open licence and its plans, and what the user can do next; ``None`` where
    there is neither.
    """
    rows, declaration = agreements_on(user, right), declaration_on(user, right)
    plans = plans_on(user, right)
    own = own_organisations(user, SIGN) + [
        body for body in own_organisations(user, KEEP) if body.pk in organisation_ids(user, KEEP)
    ]
    bodies = list({body.pk: body for body in own}.values())
    holders = [body for body in bodies if is_held(right, body.pk)]
    does = _next(user, right, holders, has_reward=any(plan.kind == PlanKind.REWARD for plan in plans))
    does["can_declare"] = does["can_declare"] and declaration is None
    if not (rows or declaration or plans or any(does.values())):
        return None
    content = {
        "rows": [(row, fee_words(terms_shown(row))) for row in rows if row.state != AgreementState.DISCARDED],
        "declaration": declaration,
        "open_fee": fee_words(terms_of(declaration.terms)) if declaration else "",
        "plans": plans,
        "acts": CONSENTS,
        **does,
    }
    return Panel("utilization/agreements/panel.html", content)


def _next(user: User, right: Right, holders: list[Organisation], *, has_reward: bool) -> dict[str, object]:
    """Return what a user can do next with a right."""
    kept = organisation_ids(user, INCOME) if user.is_authenticated else set()
    signs = organisation_ids(user, SIGN) if user.is_authenticated else set()
    is_patent, is_granted = right.kind in _PATENTS, right.granted_on is not None
    keeps = [body for body in holders if body.pk in kept]
    others = {name for name in right.holder_name.split("; ") if name}
    return {
        "has_income": any(incomes_of(right, body) for body in keeps),
        "can_reward": bool(keeps) and is_patent and is_granted and not has_reward,
        "can_draft": bool(holders),
        "can_declare": is_patent and is_granted and any(body.pk in signs for body in holders),
        "consents": [body for body in holders if body.pk in signs] if len(others) > 1 else [],
    }
