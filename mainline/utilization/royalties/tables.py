"""The list of royalty reports."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import Money
from mainline.utilization.royalties.enums import ReportState
from mainline.utilization.royalties.models import RoyaltyReport
from mainline.utilization.royalties.words import shown_flags
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _period(row: RoyaltyReport) -> str:
    return f"{row.period_from} – {row.period_to}"


def _link(row: RoyaltyReport) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("royalty_report", args=[row.pk]), _period(row))


def _state(row: RoyaltyReport) -> SafeString:
    return format_html('<span class="chip report-{}">{}</span>', row.state, row.get_state_display())


REPORTS = ListTable(
    "royalty_reports",
    (
        Column("period", _("Period"), _link, _period, "period_to", filter=Days("period_to")),
        Column("licensee", _("Licensee"), lambda row: row.agreement.licensee.display_name,
            sort="agreement__licensee__name", look="wide",
            filter=Contains(("agreement__licensee__name", "agreement__licensee__name_zh",
                "agreement__licensee__name_en"), name="q")),
        Column("licensor", _("Licensor"), lambda row: row.agreement.licensor.display_name,
            sort="agreement__licensor__name", look="wide"),
        Column("claimed", _("Reported as owed"), lambda row: str(Money(row.claimed_minor, row.currency)),
            sort="claimed_minor", look="n"),
        Column("owed", _("By the clauses"), lambda row: str(Money(row.owed_minor, row.currency)), sort="owed_minor",
            look="n"),
        Column("odd", _("Odd"), lambda row: len(shown_flags(row)) or "", look="n"),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(ReportState.choices))),
        Column("filed", _("Filed on"), lambda row: row.filed_on, sort="filed_on", filter=Days("filed_on")),
    ),
    title=_("Royalty reports"),
    quick="licensee",
)  # fmt: skip
