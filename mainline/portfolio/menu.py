"""The menu of management: what belongs together stands together, and shows its pages only where one is."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mainline.web.menu import Groups, Menu
from mainline.web.menu import menu_of as menu_of_groups

_GROUPS: Groups = (
    (
        _("Dates"),
        (
            ("docket", _("List"), ("deadline",)),
            ("week", _("My week"), ()),
            ("kept_rights", _("Rights"), ()),
            ("calendar", _("Calendar"), ()),
        ),
    ),
    (_("Notices"), (("notices", _("Notices"), ("notice",)),)),
    (
        _("Fees"),
        (
            ("annuities", _("Annual fees"), ("annuities_bank", "annuities_batch", "annuities_bulk", "fees")),
            ("reductions", _("Fee reductions"), ("reduction_applicant",)),
            ("receipts", _("Receipts"), ("receipt", "payments")),
            ("budget", _("Budget"), ("budget_rights",)),
        ),
    ),
    (
        _("Reports"),
        (
            ("portfolio", _("Overview"), ()),
            ("portfolio_costs", _("Costs to the end"), ()),
            ("reports", _("Saved reports"), ("report", "report_new")),
        ),
    ),
    (_("Differences"), (("differences", _("Differences"), ("difference",)),)),
    (_("Bills"), (("bills", _("Bills"), ("bill", "new_bill")), ("prices", _("Prices"), ()))),
    (
        _("Set-up"),
        (
            ("docket_people", _("People"), ()),
            ("house", _("How we work"), ()),
            ("reminders", _("Reminders"), ()),
            ("feeds", _("My calendars"), ()),
        ),
    ),
)


def menu_of(frame: Any, here: str) -> Menu:
    """Return the menu for whoever the frame is of, standing on the page of an address's name."""
    hidden = {
        name
        for name, is_seen in (
            ("house", frame.can_keep_dates),
            ("bills", frame.has_bills),
            ("prices", frame.writes_bills),
        )
        if not is_seen
    }
    return menu_of_groups(_GROUPS, here, hidden, {"differences": frame.open_differences})
