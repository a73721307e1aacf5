"""The list of service requests."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.service.requests.enums import RequestState, ServiceKind
from mainline.service.requests.models import ServiceRequest
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def _link(row: ServiceRequest) -> SafeString:
    address = reverse("service_request", args=[row.pk])
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>', address, row.title, row.number
    )


def _agency(row: ServiceRequest) -> str:
    return "; ".join(quote.agency.display_name for quote in getattr(row, "chosen", ()))


def _stars(row: ServiceRequest) -> int | str:
    return row.rating.stars if getattr(row, "chosen", ()) and hasattr(row, "rating") else ""


def _state(row: ServiceRequest) -> SafeString:
    return format_html('<span class="chip request-{}">{}</span>', row.state, row.get_state_display())


REQUESTS = ListTable(
    "service_requests",
    (
        Column("title", _("Request"), _link, lambda row: f"{row.number} {row.title}", "title", "wide",
            filter=Contains(("title", "text"), name="q")),
        Column("kind", _("Work"), lambda row: str(row.get_kind_display()), sort="kind",
            filter=Choice("kind", dict(ServiceKind.choices))),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(RequestState.choices))),
        Column("client", _("Client"), lambda row: row.client.display_name, sort="client__name"),
        Column("agency", _("Agency engaged"), _agency),
        Column("wanted", _("Wanted by"), lambda row: row.wanted_on or "", sort="wanted_on", filter=Days("wanted_on")),
        Column("asked", _("Asked on"), lambda row: row.made_at.date(), sort="made_at"),
        Column("stars", _("Rating"), _stars, is_shown=False),
    ),
    title=_("Service requests"),
    quick="title",
)  # fmt: skip
