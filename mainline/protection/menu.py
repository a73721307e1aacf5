"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User, can
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Evidence"),
        (
            ("evidence_list", _("Deposits"), ("evidence",)),
            ("evidence_new", _("Deposit evidence"), ()),
            ("evidence_verify", _("Verify evidence"), ()),
            ("evidence_authority", _("Time stamping authority"), ()),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    verbs = {
        "evidence_list": "evidence.view",
        "evidence_new": "evidence.deposit",
        "evidence_authority": "evidence.authority",
    }
    return {page for page, verb in verbs.items() if not can(user, verb)}
