"""The list of pledges."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import Money
from mainline.utilization.pledges.enums import PledgeState, Purpose
from mainline.utilization.pledges.models import Pledge
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _link(row: Pledge) -> SafeString:
    return format_html('<a class="num" href="{}">{}</a>', reverse("pledge", args=[row.pk]), row.number)


def _bank(row: Pledge) -> str:
    return "; ".join(offer.organisation.display_name for offer in getattr(row, "taken", ()))


def _state(row: Pledge) -> SafeString:
    return format_html('<span class="chip pledge-{}">{}</span>', row.state, row.get_state_display())


PLEDGES = ListTable(
    "pledges",
    (
        Column("number", _("Pledge"), _link, lambda row: row.number, "pk"),
        Column("holder", _("Pledgor"), lambda row: row.holder.display_name, sort="holder__name", look="wide",
            filter=Contains(("holder__name",), name="q")),
        Column("rights", _("Rights"), lambda row: len(row.covered.all())),
        Column("loan", _("Loan wished for"), lambda row: str(Money(row.minor, row.currency)), sort="minor"),
        Column("until", _("To be repaid by"), lambda row: row.until, sort="until", filter=Days("until")),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(PledgeState.choices))),
        Column("bank", _("Pledgee"), _bank),
        Column("purpose", _("Purpose"), lambda row: str(row.get_purpose_display()), sort="purpose",
            filter=Choice("purpose", dict(Purpose.choices))),
        Column("reference", _("Registration"), lambda row: row.reference, sort="reference"),
        Column("registered", _("Registered on"), lambda row: row.registered_on or "", sort="registered_on", is_shown=False),
    ),
    title=_("Pledges"),
    quick="holder",
)  # fmt: skip
