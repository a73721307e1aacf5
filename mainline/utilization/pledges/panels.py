"""What pledges show of a right beside its thread."""

from __future__ import annotations

from mainline.orgs.access import User, own_organisations
from mainline.register.models import Right
from mainline.utilization.bodies import holds
from mainline.utilization.pledges.access import KEEP
from mainline.utilization.pledges.enums import PledgeState
from mainline.utilization.pledges.queries import pledges_on
from mainline.web.panels import Panel

_OVER = (PledgeState.RELEASED, PledgeState.WITHDRAWN)


def panel(user: User, right: Right) -> Panel | None:
    """Return the pledges of a right, and for its holder the button to seek a loan; ``None`` where there is nothing."""
    rows = pledges_on(user, right)
    is_free = all(row.state in _OVER for row in rows)
    can_begin = (
        is_free
        and right.status == "in_force"
        and any(holds(body, right) for body in own_organisations(user, KEEP))
    )
    if not rows and not can_begin:
        return None
    return Panel("utilization/pledges/panel.html", {"rows": rows, "can_begin": can_begin})
