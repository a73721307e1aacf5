"""The menu of this part: see :mod:`mainline.web.menu`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User, can
from mainline.utilization.agreements.access import VIEW, family
from mainline.utilization.pledges.access import KEEP, LEND
from mainline.utilization.pledges.access import SIGN as SIGN_PLEDGE
from mainline.web.menu import Groups

GROUPS: Groups = (
    (
        _("Market"),
        (
            ("offers", _("Offers"), ("offer", "offer_new")),
            ("needs", _("Needs"), ("need", "need_new", "need_edit")),
            ("matches", _("Matches"), ("match",)),
        ),
    ),
    (_("Stock of rights"), (("stock", _("Stock of rights"), ("stock_item", "stock_survey", "stock_bring")),)),
    (
        _("Agreements"),
        (
            (
                "agreements",
                _("Agreements"),
                ("agreement", "agreement_new", "agreement_edit", "royalty_report_new"),
            ),
            ("royalty_reports", _("Royalty reports"), ("royalty_report", "royalty_receipt")),
            ("open_licences", _("Open licences"), ("open_licence", "open_licence_declare")),
        ),
    ),
    (
        _("Distribution of income"),
        (
            ("distribution_plans", _("Plans"), ("distribution_plan", "distribution_new")),
            ("unit_rules", _("Rules of the unit"), ()),
            ("recoverable_costs", _("Costs"), ()),
        ),
    ),
    (_("Pledges"), (("pledges", _("Pledges"), ("pledge", "pledge_new")),)),
    (_("My statement"), (("inventor_statement", _("My statement"), ()),)),
)
_FOR_MEMBERS = frozenset({"needs", "matches", "stock", "inventor_statement", "pledges"})
_DEALS = frozenset({"agreements", "royalty_reports", "distribution_plans", "unit_rules", "recoverable_costs"})


def hidden(user: User) -> set[str]:
    """Return the names of pages that the user does not see in the menu."""
    found = set() if can(user, VIEW) else set(_DEALS)
    if not user.is_authenticated:
        return found | _FOR_MEMBERS
    if not any(can(user, verb) for verb in (KEEP, LEND, SIGN_PLEDGE)):
        found.add("pledges")
    return found if family(user) else found | {"inventor_statement"}
