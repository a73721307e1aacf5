"""What of cases stands on the page of a right."""

from __future__ import annotations

from mainline.orgs.access import User, can
from mainline.protection.cases import queries
from mainline.protection.cases.access import FILE
from mainline.register.models import Right
from mainline.web.panels import Panel

_PATENTS = ("invention", "utility_model", "design")


def panel(user: User, right: Right) -> Panel | None:
    """Return the cases on a right of which the user may know, and the way to a new one; ``None`` where there is neither."""
    if not user.is_authenticated:
        return None
    cases = queries.cases_on(user, right)
    may_file = right.office == "CN" and right.kind in _PATENTS and can(user, FILE)
    if not cases and not may_file:
        return None
    return Panel("protection/cases/panel.html", {"cases": cases, "may_file": may_file})
