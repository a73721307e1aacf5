"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.register.search import region
from mainline.strategy.gain.access import sees_groups
from mainline.strategy.programme.reading import programme
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Indicators"),
        (("strategy", _("Indicators"), ("indicator", "indicator_records")),),
    ),
    (_("Programme"), (("programme", _("Programme"), ()),)),
    (
        _("Gains"),
        (
            ("my_gains", _("My gains"), ("gain_records",)),
            ("gains", _("Gains of holders"), ()),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    found = set()
    if programme(region().code) is None:
        found.add("programme")
    if not user.is_authenticated:
        found.add("my_gains")
    if not sees_groups(user):
        found.add("gains")
    return found
