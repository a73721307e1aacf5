"""What the page of a right shows of its evidence."""

from __future__ import annotations

from mainline.orgs.access import User, can
from mainline.protection.evidence.access import DEPOSIT
from mainline.protection.evidence.queries import on_right
from mainline.protection.evidence.tables import standing_label, standing_look
from mainline.register.models import Right
from mainline.web.panels import Panel

_MOST = 5


def panel(user: User, right: Right) -> Panel | None:
    """Return the newest deposits on a right with their states, and the way to a new one; ``None`` for who has neither."""
    may_deposit = user.is_authenticated and can(user, DEPOSIT)
    rows = on_right(user, right) if user.is_authenticated else []
    if not rows and not may_deposit:
        return None
    content = {
        "rows": [(row, standing_look(row), standing_label(row)) for row in rows[:_MOST]],
        "number": len(rows),
        "may_deposit": may_deposit,
    }
    return Panel("protection/evidence/panel.html", content)
