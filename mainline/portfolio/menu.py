"""The menu of management: what belongs together stands together, and shows its pages only where one is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Entry:
    """One link: its words, where it leads, whether the reader is there, and a number that waits behind it."""

    text: object
    href: str
    is_here: bool
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class Menu:
    """The groups, and the pages of the group where the reader is; none where it has one page alone."""

    groups: Sequence[Entry]
    pages: Sequence[Entry]


_GROUPS: tuple[tuple[object, tuple[tuple[str, object, tuple[str, ...]], ...]], ...] = (
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
"""Words of the group; of each page its address, its words, and the pages that belong to it. A group leads to its first."""


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
    groups, shown = [], []
    for text, pages in _GROUPS:
        seen = [page for page in pages if page[0] not in hidden]
        if not seen:
            continue
        links = [Entry(words, reverse(name), here in (name, *below)) for name, words, below in seen]
        is_here = any(link.is_here for link in links)
        waiting = frame.open_differences if seen[0][0] == "differences" else 0
        groups.append(Entry(text, links[0].href, is_here, waiting))
        if is_here and len(links) > 1:
            shown = links
    return Menu(groups, shown)
