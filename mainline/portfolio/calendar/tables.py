"""The list of calendar feeds."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.views.tables import at
from mainline.portfolio.models import CalendarFeed
from mainline.web.filters import Contains, yes_no
from mainline.web.tables import Column, ListTable


def _name(feed: CalendarFeed) -> SafeString:
    return format_html("{} <code>{}…</code>", feed.name, feed.hint)


def _holds(feed: CalendarFeed) -> str:
    return gettext("What I see to") if feed.is_mine_only else gettext("All dates I may see")


def _state(feed: CalendarFeed) -> str:
    return gettext("revoked") if feed.revoked_at else gettext("works")


def _revoke(feed: CalendarFeed) -> SafeString | str:
    if feed.revoked_at is not None:
        return ""
    words = gettext("Revoke")
    return format_html(
        '<button class="btn btn-sm" form="act-feeds" formaction="{}" name="end" value="{}" aria-label="{}">{}</button>',
        reverse("feeds"), feed.pk, f"{words}: {feed.name}", words,
    )  # fmt: skip


FEEDS = ListTable(
    "feeds",
    (
        Column("name", _("Name"), _name, lambda row: row.name, "name", "wide", filter=Contains(("name", "hint"))),
        Column("holds", _("What it holds"), _holds, sort="is_mine_only", filter=yes_no("is_mine_only")),
        Column("made", _("Made"), lambda row: at(row.made_at), sort="made_at"),
        Column("used", _("Last used"), lambda row: at(row.last_used_at), sort="last_used_at"),
        Column("state", _("State"), _state, sort="revoked_at"),
        Column("do", _("Actions"), _revoke, is_action=True),
    ),
    sort="-made",
    title=_("Calendars"),
)  # fmt: skip
