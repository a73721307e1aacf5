"""The lists of disclosures: one's own, and those that wait in the technology office or at the agency."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.creation.disclosures.enums import DisclosureState
from mainline.creation.disclosures.models import Disclosure
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def title_of(row: Disclosure) -> str:
    """Return what a list calls a disclosure."""
    return row.title or gettext("Without a title yet")


def _link(row: Disclosure) -> SafeString:
    address = "disclosure_edit" if row.state == DisclosureState.DRAFT else "disclosure"
    return format_html('<a href="{}">{}</a>', reverse(address, args=[row.pk]), title_of(row))


def _sealed_link(row: Disclosure) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("disclosure", args=[row.pk]), sealed_title(row))


def sealed_title(row: Disclosure) -> str:
    """Return the title that was handed in last: what is being written anew is the inventors' own."""
    return str(getattr(row, "sealed_title", "") or row.number)


def _state(row: Disclosure) -> SafeString:
    return format_html('<span class="chip disclosure-{}">{}</span>', row.state, row.get_state_display())


def _said_state(row: Disclosure) -> str:
    return str(row.get_state_display())


_STATE = Column(
    "state", _("State"), _state, _said_state, "state", filter=Choice("state", dict(DisclosureState.choices))
)
_NUMBER = Column(
    "number", _("Number"), lambda row: row.number, sort="number", filter=Contains(("number",), name="n")
)
_SAVED = Column(
    "saved",
    _("Last saved"),
    lambda row: f"{row.saved_at:%Y-%m-%d}",
    sort="saved_at",
    filter=Days("saved_at", is_instant=True),
)

OWN = ListTable(
    "disclosures",
    (
        Column("title", _("Title"), _link, title_of, "content__title", "wide", filter=Contains(("content__title",), name="q")),
        _NUMBER,
        _STATE,
        Column("organisation", _("Employer"), lambda row: row.organisation.display_name, sort="organisation__name", look="wide"),
        _SAVED,
    ),
    title=_("My disclosures"),
    quick="title",
)  # fmt: skip
INBOX = ListTable(
    "disclosure_inbox",
    (
        Column("title", _("Title"), _sealed_link, sealed_title, "number", "wide"),
        _NUMBER,
        _STATE,
        Column("made_by", _("Disclosed by"), lambda row: row.made_by.get_full_name() or row.made_by.get_username(),
            sort="made_by__username", filter=Contains(("made_by__username", "made_by__first_name"), name="by")),
        Column("handed_in", _("Handed in"), lambda row: f"{row.handed_in_at:%Y-%m-%d}" if row.handed_in_at else "", sort="handed_in_at"),
        Column("organisation", _("Employer"), lambda row: row.organisation.display_name, sort="organisation__name", look="wide"),
        Column("agency", _("Agency"), lambda row: row.agency.display_name if row.agency else "", sort="agency__name", look="wide"),
    ),
    title=_("Disclosures handed in"),
    quick="number",
)  # fmt: skip
