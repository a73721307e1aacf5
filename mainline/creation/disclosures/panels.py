"""What the page of a right shows of the disclosure that began it."""

from __future__ import annotations

from mainline.creation.disclosures.logic import share_text
from mainline.creation.disclosures.queries import file_first, on_right
from mainline.orgs.access import User
from mainline.register.models import Right
from mainline.register.shares import inventor_shares
from mainline.web.panels import Panel


def panel(user: User, right: Right) -> Panel | None:
    """Return the card of a right's disclosure; ``None`` for who may not know of it."""
    rows = on_right(user, right)
    if not rows:
        return None
    shares = [(one.name, share_text(one.share)) for one in inventor_shares(right)]
    content = {"rows": rows, "shares": shares, "date": file_first(rows[0])}
    return Panel("creation/disclosures/panel.html", content)
