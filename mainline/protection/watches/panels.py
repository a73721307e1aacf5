"""What of watches stands on the page of a right."""

from __future__ import annotations

from mainline.orgs.access import User, can
from mainline.protection.watches import queries
from mainline.protection.watches.access import KEEP
from mainline.register.models import Right
from mainline.web.panels import Panel


def panel(user: User, right: Right) -> Panel | None:
    """Return the watches on a right and what told of it; ``None`` for whom nothing stands and who may not watch."""
    if not user.is_authenticated:
        return None
    watches, hits, may_keep = queries.watches_on(user, right), queries.hits_on(user, right), can(user, KEEP)
    if not (watches or hits or may_keep):
        return None
    content = {"watches": watches, "hits": hits, "may_keep": may_keep}
    return Panel("protection/watches/panel.html", content)
