"""Why a plan is refused, in plain words with the clause."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.utilization.distribution.logic import Refused

_REFUSED = {
    "costs": gettext_lazy("The costs are above the income: recover fewer of them."),
    "nobody": gettext_lazy("Say who the inventors are."),
    "no_share": gettext_lazy("%(about)s has no share: every inventor has one above 0."),
    "sum": gettext_lazy("The shares of all inventors come to exactly 100 %%, these to %(about)s."),
    "least": gettext_lazy(
        "The share of %(about)s is below the least that the rules of your unit give an inventor."
    ),
}


def refused_words(refused: Refused) -> str:
    """Say why shares or amounts can't be."""
    return str(_REFUSED[refused.code]) % {"about": refused.about}


def floor_words(least: object, planned: object, citation: str) -> str:
    """Say that the inventors get less than the law's floor."""
    told = {"least": least, "planned": planned, "citation": citation}
    return _("The inventors get at least %(least)s, and by this plan %(planned)s: %(citation)s.") % told
