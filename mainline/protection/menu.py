"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Watches"),
        (("watches", _("Watches"), ("watch", "watch_new")), ("hits", _("What was found"), ("hit",))),
    ),
    (
        _("Cases"),
        (
            ("cases", _("Adjudication cases"), ("case", "case_new")),
            ("decisions", _("Published decisions"), ("decision",)),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    return set() if user.is_authenticated else {"watches", "hits", "cases"}
