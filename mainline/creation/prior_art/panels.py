"""What the page of a right shows of its prior art."""

from __future__ import annotations

from mainline.creation.prior_art import queries
from mainline.creation.prior_art.access import SEARCH, searchable_rights
from mainline.orgs.access import User
from mainline.register.models import Right
from mainline.web.panels import Panel

_KINDS = ("invention", "utility_model", "trade_secret")
_SHOWN = 3


def panel(user: User, right: Right) -> Panel | None:
    """Return the novelty reports on a right, for those to whom it belongs, and the button that begins one."""
    if right.kind not in _KINDS or not searchable_rights(user).filter(pk=right.pk).exists():
        return None
    rows = queries.reports(user, right)[:_SHOWN]
    can_search = searchable_rights(user, SEARCH).filter(pk=right.pk).exists()
    if not rows and not (can_search and right.granted_on is None):
        return None
    return Panel("creation/prior_art/panel.html", {"reports": rows, "can_search": can_search})
