"""What the page of a right shows of its claims."""

from __future__ import annotations

from mainline.creation.checks import queries
from mainline.creation.checks.access import CHECK, draftable_rights
from mainline.orgs.access import User
from mainline.register.models import Right
from mainline.web.panels import Panel

_KINDS = ("invention", "utility_model")


def panel(user: User, right: Right) -> Panel | None:
    """Return how the claims of a right stand, for those to whom it belongs; of one that was granted only what there is."""
    if right.kind not in _KINDS or not draftable_rights(user).filter(pk=right.pk).exists():
        return None
    row = queries.draft_of(user, right)
    can_edit = draftable_rights(user, CHECK).filter(pk=right.pk).exists()
    if row is None and not (can_edit and right.granted_on is None):
        return None
    approved = queries.versions(user, row)[:1] if row is not None else []
    content = {
        "draft": row,
        "is_fresh": row is not None and queries.is_fresh(row),
        "approved": approved[0] if approved else None,
        "can_edit": can_edit,
    }
    return Panel("creation/checks/panel.html", content)
