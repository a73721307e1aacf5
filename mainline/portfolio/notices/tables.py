"""The list of notices: what is to be read by hand and confirmed, and what was done with the others."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at
from mainline.portfolio.enums import NoticeState
from mainline.portfolio.models import Notice
from mainline.portfolio.notices.drafting import values_of
from mainline.portfolio.notices.forms import kind_label
from mainline.portfolio.notices.queries import read_of
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable

OPEN = (NoticeState.READY, NoticeState.MANUAL)
"""What is shown unless the address asks for a state of its own."""


def _value(row: Notice, name: str) -> str:
    return values_of(read_of(row), row.said).get(name, "")


def _number(row: Notice) -> str:
    """Return the number that stands in a notice, though it may be wrong."""
    read = read_of(row).get("number")
    return _value(row, "number") or (read.value if read else "")


def what(row: Notice) -> str:
    """Name a notice: by its kind, and by its file where that is not known."""
    return kind_label(_value(row, "kind")) or row.name


def _what(row: Notice) -> SafeString:
    href, kind = reverse("notice", args=[row.pk]), what(row)
    aside = row.name if kind != row.name else ""
    return format_html('<a href="{}">{}</a> <span class="aside">{}</span>', href, kind, aside)


def _right(row: Notice) -> SafeString | str:
    right = row.right
    if right is None:
        return _number(row) or "–"
    href = reverse("right", args=[right.pk])
    title = right.display_title or right.number or right.pk
    return format_html('<a href="{}">{}</a> <span class="aside num">{}</span>', href, title, right.number)


def _state(row: Notice) -> SafeString:
    return format_html('<span class="chip notice-{}">{}</span>', row.state, row.get_state_display())


def _by_state(chosen: Sequence[str]) -> Q:
    return Q(state__in=list(chosen))


NOTICES = ListTable(
    "notices",
    (
        Column("what", _("Notice"), _what, what, "name", "wide", filter=Contains(("name", "text"), name="q")),
        Column("right", _("Right"), _right, lambda row: row.right.number if row.right else _number(row),
            "right__number", "wide", filter=Contains(("right__number", "right__title"))),
        Column("issued", _("Issued"), lambda row: _value(row, "issued_on")),
        Column("state", _("State"), _state, lambda row: str(row.get_state_display()), "state",
            filter=Choice("state", dict(NoticeState.choices), _by_state)),
        Column("brought", _("Brought"), lambda row: at(row.uploaded_at), sort="uploaded_at", filter=Days("uploaded_at", is_instant=True)),
        Column("by", _("By"), lambda row: row.uploaded_by.get_username() if row.uploaded_by else "",
            sort="uploaded_by__username", filter=Contains(("uploaded_by__username",))),
        Column("organisation", _("Organisation"), lambda row: row.organisation.display_name, is_shown=False),
        Column("sha256", _("SHA-256 of the content"), lambda row: row.sha256, is_shown=False, look="tight path"),
    ),
    sort="-brought",
    title=_("Notices"),
    quick="what",
)  # fmt: skip
