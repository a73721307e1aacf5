"""What the market shows of a right on its page."""

from __future__ import annotations

from mainline.orgs.access import User, own_organisations
from mainline.register.models import Right
from mainline.utilization.market import queries
from mainline.utilization.market.access import DEAL
from mainline.web.panels import Panel

_MOST = 5


def panel(user: User, right: Right) -> Panel | None:
    """Return offers and matches of a right, and for its holder the button to offer it; ``None`` where there is nothing."""
    offers, matches = queries.offers_on(user, right)[:_MOST], queries.matches_on(user, right)[:_MOST]
    bodies = own_organisations(user, DEAL)
    can_offer = any(queries.own_rights(body).filter(pk=right.pk).exists() for body in bodies)
    if not offers and not matches and not can_offer:
        return None
    content = {"offers": offers, "matches": matches, "can_offer": can_offer and not offers}
    return Panel("utilization/market/panel.html", content)
