"""The lists of accounts: members, invitations, sessions, tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import SCOPES, words_of
from mainline.orgs.sessions import device
from mainline.web.tables import Column, ListTable


def at(moment: dt.datetime | None) -> str:
    """Print an instant in the platform's zone, and a dash where there was none."""
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M") if moment else "—"


def person(user: Any) -> SafeString | str:
    """Name an account: the name that others read, and the one it logs in by."""
    name, login = user.get_full_name(), user.get_username()
    return format_html('{} <span class="aside">{}</span>', name, login) if name and name != login else login


def _button(table: str, pk: int, words: str, about: str) -> SafeString:
    return format_html(
        '<button class="btn btn-sm" form="act-{}" name="end" value="{}" aria-label="{}">{}</button>',
        table, pk, f"{words}: {about}", words,
    )  # fmt: skip


def _role(row: Any) -> SafeString:
    return format_html(
        '{}<span class="may">{}</span>', row.get_role_display(), gettext(", ").join(words_of(row.role))
    )


MEMBERS = ListTable(
    "members",
    [
        Column(
            "who", _("Name"),
            lambda row: format_html(
                '<a href="{}">{}</a>{}', reverse("member", args=[row.asked_for, row.pk]), person(row.user),
                "" if row.user.is_active else format_html(' <span class="chip">{}</span>', gettext("Closed")),
            ),
            value=lambda row: row.user.get_username(), sort="user__username", look="wide",
        ),
        Column("role", _("Role, and what it may"), _role, value=lambda row: row.role, sort="role", look="wide"),
        Column("since", _("Since"), lambda row: at(row.added_at), sort="added_at"),
        Column(
            "factor", _("Second factor"), lambda row: gettext("yes") if row.has_factor else gettext("no"),
            sort="has_factor",
        ),
        Column("seen", _("Last seen"), lambda row: at(row.seen_at), sort="seen_at"),
        Column(
            "by", _("Added by"), lambda row: row.added_by.get_username() if row.added_by else "—",
            sort="added_by__username", is_shown=False,
        ),
    ],
    sort="who", title=_("Members"),
)  # fmt: skip

INVITATIONS = ListTable(
    "invitations",
    [
        Column("name", _("Invited"), lambda row: row.name, sort="name", look="wide"),
        Column("role", _("Role"), lambda row: row.get_role_display(), sort="role"),
        Column("email", _("E-mail"), lambda row: row.email or "—", sort="email"),
        Column("by", _("Invited by"), lambda row: row.made_by.get_username() if row.made_by else "—"),
        Column("until", _("Holds until"), lambda row: at(row.expires_at), sort="expires_at"),
        Column("end", "", lambda row: _button("invitations", row.pk, gettext("Revoke"), row.name), is_action=True),
    ],
    sort="-until", title=_("Open invitations"),
)  # fmt: skip

TOKENS = ListTable(
    "tokens",
    [
        Column(
            "name", _("Name"), lambda row: format_html("{} <code>{}…</code>", row.name, row.hint),
            value=lambda row: row.name, sort="name", look="wide",
        ),
        Column("scopes", _("May"), lambda row: _scopes(row.scopes), look="wide"),
        Column("made", _("Made"), lambda row: at(row.made_at), sort="made_at", is_shown=False),
        Column("used", _("Last used"), lambda row: at(row.last_used_at), sort="last_used_at"),
        Column("until", _("Works until"), lambda row: at(row.expires_at), sort="expires_at"),
        Column("state", _("State"), lambda row: _token_state(row)),
        Column(
            "end", "",
            lambda row: _button("tokens", row.pk, gettext("Revoke"), row.name) if _works(row) else "",
            is_action=True,
        ),
    ],
    sort="-made", title=_("API tokens"),
)  # fmt: skip


def _scopes(scopes: Sequence[str]) -> str:
    return gettext("; ").join(str(SCOPES[scope]) for scope in scopes if scope in SCOPES)


def _works(token: Any) -> bool:
    return token.revoked_at is None and token.expires_at > timezone.now()


def _token_state(token: Any) -> str:
    if token.revoked_at is not None:
        return gettext("revoked")
    return gettext("works") if _works(token) else gettext("expired")


def sessions(here: str) -> ListTable:
    """Return the list of sessions as one of them, with key ``here``, shows it: that one can't be ended there."""
    return ListTable(
        "sessions",
        [
            Column(
                "device", _("Browser"),
                lambda row: device(row.user_agent) or gettext("not known"), look="wide",
            ),
            Column("ip", _("Address"), lambda row: row.ip, sort="ip"),
            Column("since", _("Logged in"), lambda row: at(row.created_at), sort="created_at"),
            Column("seen", _("Last seen"), lambda row: at(row.last_seen_at), sort="last_seen_at"),
            Column(
                "end", "",
                lambda row: format_html('<span class="chip">{}</span>', gettext("this one"))
                if row.session_key == here
                else _button("sessions", row.pk, gettext("End"), device(row.user_agent) or row.ip),
                is_action=True,
            ),
        ],
        sort="-seen", title=_("Where I am logged in"),
    )  # fmt: skip
