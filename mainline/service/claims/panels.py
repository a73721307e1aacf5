"""What the page of a right shows of support: claims that stand, and whether a policy can be claimed on it."""

from __future__ import annotations

from mainline.orgs.access import User
from mainline.register.models import Right
from mainline.service.claims.queries import on_right, title_of
from mainline.service.policies.access import own_organisations
from mainline.web.panels import Panel


def panel(user: User, right: Right) -> Panel | None:
    """Return the claims on a right, and where to look what can be claimed; nothing for who claims nothing."""
    rows = [(row, title_of(row)) for row in on_right(user, right)]
    bodies = list(own_organisations(user, "claim.make"))
    if not rows and not bodies:
        return None
    return Panel("service/claims/panel.html", {"rows": rows, "bodies": bodies})
