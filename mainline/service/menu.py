"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from mainline.orgs.access import User
from mainline.web.menu import Groups

GROUPS: Groups = ()


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    return set()
