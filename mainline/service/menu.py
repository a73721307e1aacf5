"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User, can
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Policies"),
        (
            ("policies", _("Policies"), ("policy", "policy_everybody")),
            ("entitlements", _("What may we claim"), ("policy_mine",)),
            ("statements", _("What we state"), ()),
        ),
    ),
    (
        _("Claims for support"),
        (
            ("claims", _("Claims for support"), ("claim",)),
            ("calls", _("Calls and budgets"), ()),
        ),
    ),
    (_("Agencies"), (("agencies", _("Agencies"), ()),)),
    (
        _("Service requests"),
        (("service_requests", _("Service requests"), ("service_request", "new_service_request")),),
    ),
    (
        _("Questions"),
        (
            ("ask", _("Ask a question"), ("question_followed",)),
            ("questions", _("All questions"), ("question",)),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    found = set() if user.is_authenticated else {"service_requests", "questions"}
    if not can(user, "claim.view"):
        return found | {"entitlements", "statements", "claims"}
    return found if can(user, "claim.make") else found | {"statements"}
