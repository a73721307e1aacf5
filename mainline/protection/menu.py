"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User, can
from mainline.web.menu import Groups

GROUPS: Groups = (
    (_("Watches"), (("watches", _("Watches"), ("watch", "watch_new")), ("hits", _("Hits"), ("hit",)))),
    (
        _("Evidence"),
        (
            ("evidence_list", _("Deposits"), ("evidence",)),
            ("evidence_new", _("Deposit evidence"), ()),
            ("evidence_verify", _("Verify evidence"), ()),
            ("evidence_authority", _("Time stamping authority"), ()),
        ),
    ),
    (
        _("Cases"),
        (
            ("cases", _("Adjudication cases"), ("case", "case_new")),
            ("decisions", _("Published decisions"), ("decision",)),
        ),
    ),
)
_VERBS = {
    "evidence_list": "evidence.view",
    "evidence_new": "evidence.deposit",
    "evidence_authority": "evidence.authority",
}


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    found = {page for page, verb in _VERBS.items() if not can(user, verb)}
    return found if user.is_authenticated else found | {"watches", "hits", "cases"}
