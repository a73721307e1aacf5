"""The list of claims."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.orgs import clock
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.claims.enums import ClaimState
from mainline.service.claims.models import Claim
from mainline.service.claims.queries import title_of, working_days_left
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _link(row: Claim) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("claim", args=[row.pk]), title_of(row))


def _state(row: Claim) -> SafeString:
    return format_html('<span class="chip claim-{}">{}</span>', row.state, row.get_state_display())


def _left(row: Claim) -> str:
    left = working_days_left(row, clock.today())
    return "" if left is None else str(left)


def _money(minor: int | None) -> str:
    return "" if minor is None else str(Money(minor, "CNY"))


def _code(row: Claim) -> str:
    ready = policybook().policies.get(row.policy)
    return ready.policy.code if ready else row.policy


CLAIMS = ListTable(
    "claims",
    (
        Column("policy", _("Policy"), _link, title_of, "policy", "wide"),
        Column("organisation", _("Organisation"), lambda row: row.organisation.display_name, sort="organisation__name",
            look="wide", filter=Contains(("organisation__name", "organisation__name_zh", "organisation__name_en"), name="q")),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(ClaimState.choices))),
        Column("due", _("Promised by"), lambda row: row.due_on or "", sort="due_on", filter=Days("due_on")),
        Column("left", _("Working days left"), _left, look="n"),
        Column("computed", _("By the formula"), lambda row: _money(row.computed_minor), sort="computed_minor", look="n"),
        Column("approved", _("Approved"), lambda row: _money(row.approved_minor), sort="approved_minor", look="n"),
        Column("submitted", _("Handed in on"), lambda row: row.submitted_on or "", sort="submitted_on",
            is_shown=False, filter=Days("submitted_on")),
        Column("year", _("Year"), lambda row: str(row.year), sort="year", is_shown=False),
        Column("contract", _("Contract"), lambda row: row.contract, sort="contract", is_shown=False),
        Column("code", _("Code"), _code, sort="policy", is_shown=False),
    ),
    title=_("Claims for support"),
    quick="organisation",
)  # fmt: skip
