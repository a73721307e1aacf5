"""The lists of agreements and open licences."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import Money
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, DeclarationState
from mainline.utilization.agreements.logic import Terms, terms_of
from mainline.utilization.agreements.models import Agreement, OpenDeclaration
from mainline.utilization.agreements.queries import terms_shown
from mainline.utilization.agreements.typed import percent
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def name_of(agreement: Agreement) -> str:
    """Return what an agreement is called: its number, or which it is."""
    number = "" if getattr(agreement, "is_theirs", False) else agreement.reference
    return number or gettext("No. %(number)s") % {"number": agreement.pk}


def fee_words(terms: Terms) -> str:
    """Say in a few words what a licence costs."""
    parts = [str(Money(terms.fixed, terms.currency))] if terms.lumps else []
    if terms.running is not None:
        rates = [f"{percent(tier.rate)} %" for tier in terms.running.tiers]
        parts.append(" / ".join(rates))
    return " + ".join(parts) or gettext("free")


def _link(row: Agreement) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("agreement", args=[row.pk]), name_of(row))


def _rights(row: Agreement) -> str:
    sent = dict(terms_shown(row).weights)
    return gettext(", ").join(one.right.number for one in row.covered.all() if one.right_id in sent)


def _state(row: Agreement) -> SafeString:
    return format_html('<span class="chip deal-{}">{}</span>', row.state, row.get_state_display())


AGREEMENTS = ListTable(
    "agreements",
    (
        Column("reference", _("Agreement"), _link, name_of, "reference", filter=Contains(("reference",), name="q")),
        Column("kind", _("Kind"), lambda row: str(row.get_kind_display()), sort="kind",
            filter=Choice("kind", dict(AgreementKind.choices))),
        Column("licensor", _("Licensor"), lambda row: row.licensor.display_name, sort="licensor__name", look="wide",
            filter=Contains(("licensor__name", "licensor__name_zh", "licensor__name_en"))),
        Column("licensee", _("Licensee"), lambda row: row.licensee.display_name, sort="licensee__name", look="wide",
            filter=Contains(("licensee__name", "licensee__name_zh", "licensee__name_en"))),
        Column("rights", _("Rights"), _rights, look="wide"),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(AgreementState.choices))),
        Column("fee", _("Fee"), lambda row: fee_words(terms_shown(row))),
        Column("signed", _("Signed on"), lambda row: row.signed_on or "", sort="signed_on", filter=Days("signed_on")),
        Column("recordal", _("Recordal"), lambda row: row.recordal_number, sort="recordal_number"),
    ),
    title=_("Agreements"),
    quick="reference",
)  # fmt: skip


def _open_link(row: OpenDeclaration) -> SafeString:
    text = row.right.display_title or row.right.number
    return format_html('<a href="{}">{}</a>', reverse("open_licence", args=[row.pk]), text)


OPEN_LICENCES = ListTable(
    "open_licences",
    (
        Column("right", _("Right"), _open_link, lambda row: row.right.display_title, "right__title", "wide",
            filter=Contains(("right__title", "right__number"), name="q")),
        Column("number", _("Number"), lambda row: row.right.number, sort="right__number"),
        Column("holder", _("Holder"), lambda row: row.organisation.display_name, sort="organisation__name", look="wide",
            filter=Contains(("organisation__name", "organisation__name_zh", "organisation__name_en"))),
        Column("fee", _("Fee"), lambda row: fee_words(terms_of(row.terms))),
        Column("state", _("State"), lambda row: str(row.get_state_display()), sort="state",
            filter=Choice("state", dict(DeclarationState.choices))),
        Column("declared", _("Declared on"), lambda row: row.declared_on, sort="declared_on", filter=Days("declared_on")),
    ),
    title=_("Open licences"),
    quick="right",
)  # fmt: skip
