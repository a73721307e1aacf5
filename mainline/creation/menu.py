"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.creation.disclosures.queries import has_inbox
from mainline.orgs.access import User
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Disclosures"),
        (
            ("disclosures", _("My disclosures"), ("disclosure_new", "disclosure_edit", "disclosure_check")),
            ("disclosure_inbox", _("Disclosures handed in"), ("disclosure", "disclosure_receipt")),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    return set() if has_inbox(user) else {"disclosure_inbox"}
