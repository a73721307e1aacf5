"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.web.menu import Groups

GROUPS: Groups = (
    (_("Offers"), (("offers", _("Offers"), ("offer", "offer_new")),)),
    (_("Needs"), (("needs", _("Needs"), ("need", "need_new", "need_edit")),)),
    (_("Matches"), (("matches", _("Matches"), ("match",)),)),
    (_("Stock of rights"), (("stock", _("Stock of rights"), ("stock_item", "stock_survey", "stock_bring")),)),
)
_FOR_MEMBERS = {"needs", "matches", "stock"}


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    return set() if user.is_authenticated else set(_FOR_MEMBERS)
