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
    (_("Prior art"), (("novelty_reports", _("Novelty reports"), ("novelty_report", "prior_art")),)),
    (
        _("Claims"),
        (
            ("claims_check", _("Check a text"), ()),
            ("claims_drafts", _("Claims of my rights"), ("claims_draft", "claims_version")),
        ),
    ),
)


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    own = set() if user.is_authenticated else {"novelty_reports", "claims_check", "claims_drafts"}
    return own if has_inbox(user) else own | {"disclosure_inbox"}
