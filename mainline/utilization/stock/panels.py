"""What the stock shows of a right on its page."""

from __future__ import annotations

from mainline.orgs.access import User, own_organisations
from mainline.register.models import Right
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.queries import own_rights
from mainline.utilization.stock import queries
from mainline.utilization.stock.tables import stars
from mainline.web.panels import Panel


def panel(user: User, right: Right) -> Panel | None:
    """Return the grades and the tier of a right, and for its holder the button to survey it; else ``None``."""
    item = queries.item_of(user, right)
    bodies = own_organisations(user, DEAL)
    can_survey = item is None and any(own_rights(body).filter(pk=right.pk).exists() for body in bodies)
    if item is None and not can_survey:
        return None
    content = {"item": item, "stars": stars(item.grade) if item else "", "can_survey": can_survey}
    return Panel("utilization/stock/panel.html", content)
