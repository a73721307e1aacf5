"""The lists of accounts: members, invitations, sessions, tokens."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import SCOPES, words_of
from mainline.orgs.enums import Role
from mainline.orgs.sessions import device
from mainline.web.filters import Choice, Contains, Days, yes_no
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


def _yes(is_so: object) -> str:
    return gettext("Yes") if is_so else gettext("No")


def _login(user: Any) -> str:
    return user.get_username() if user else "—"


def _member(row: Any) -> SafeString:
    closed = "" if row.user.is_active else format_html(' <span class="chip">{}</span>', gettext("Closed"))
    address = reverse("member", args=[row.asked_for, row.pk])
    return format_html('<a href="{}">{}</a>{}', address, person(row.user), closed)


def _token(row: Any) -> SafeString:
    return format_html("{} <code>{}…</code>", row.name, row.hint)


def _browser(row: Any) -> SafeString:
    here = format_html(' <span class="chip">{}</span>', gettext("this one")) if row.is_here else ""
    return format_html("{}{}", device(row.user_agent) or gettext("not known"), here)


def _scopes(scopes: Sequence[str]) -> str:
    return gettext("; ").join(str(SCOPES[scope]) for scope in scopes if scope in SCOPES)


def _role(row: Any) -> SafeString:
    return format_html(
        '{}<span class="may">{}</span>', row.get_role_display(), gettext(", ").join(words_of(row.role))
    )


_STATES = {"works": _("works"), "expired": _("expired"), "revoked": _("revoked")}


def _token_state(token: Any) -> str:
    if token.revoked_at is not None:
        return "revoked"
    return "works" if token.expires_at > timezone.now() else "expired"


def _in_states(chosen: Sequence[str]) -> Q:
    """Return the condition of tokens that stand so."""
    is_over = Q(expires_at__lte=timezone.now())
    each = {
        "revoked": Q(revoked_at__isnull=False),
        "expired": Q(revoked_at=None) & is_over,
        "works": Q(revoked_at=None) & ~is_over,
    }
    return reduce(or_, (each[code] for code in chosen))


MEMBERS = ListTable(
    "members",
    (
        Column(
            "who", _("Name"), _member, lambda row: row.user.get_username(), "user__username", "wide",
            filter=Contains(("user__username", "user__first_name", "user__email")),
        ),
        Column(
            "role", _("Role, and what it may"), _role, lambda row: row.role, "role", "wide",
            filter=Choice("role", dict(Role.choices)),
        ),
        Column("since", _("Since"), lambda row: at(row.added_at), sort="added_at", filter=Days("added_at", is_instant=True)),
        Column("factor", _("Second factor"), lambda row: _yes(row.has_factor), sort="has_factor", filter=yes_no("has_factor")),
        Column("seen", _("Last seen"), lambda row: at(row.seen_at), sort="seen_at"),
        Column("by", _("Added by"), lambda row: _login(row.added_by), sort="added_by__username", is_shown=False),
        Column("open", _("Account open"), lambda row: _yes(row.user.is_active), sort="user__is_active", is_shown=False),
    ),
    sort="who", title=_("Members"),
)  # fmt: skip

INVITATIONS = ListTable(
    "invitations",
    (
        Column("name", _("Invited"), lambda row: row.name, sort="name", look="wide", filter=Contains(("name", "email"))),
        Column("role", _("Role"), lambda row: row.get_role_display(), lambda row: row.role, "role", filter=Choice("role", dict(Role.choices))),
        Column("email", _("E-mail"), lambda row: row.email or "—", sort="email"),
        Column("by", _("Invited by"), lambda row: _login(row.made_by), sort="made_by__username"),
        Column("until", _("Holds until"), lambda row: at(row.expires_at), sort="expires_at", filter=Days("expires_at", is_instant=True)),
        Column("do", _("Actions"), lambda row: _button("invitations", row.pk, gettext("Revoke"), row.name), is_action=True),
    ),
    sort="-until", title=_("Open invitations"),
)  # fmt: skip

TOKENS = ListTable(
    "tokens",
    (
        Column("name", _("Name"), _token, lambda row: row.name, "name", "wide", filter=Contains(("name", "hint"))),
        Column("scopes", _("What it may"), lambda row: _scopes(row.scopes), look="wide"),
        Column("made", _("Made"), lambda row: at(row.made_at), sort="made_at", is_shown=False),
        Column("used", _("Last used"), lambda row: at(row.last_used_at), sort="last_used_at"),
        Column("until", _("Works until"), lambda row: at(row.expires_at), sort="expires_at", filter=Days("expires_at", is_instant=True)),
        Column(
            "state", _("State"), lambda row: _STATES[_token_state(row)], _token_state,
            filter=Choice("", _STATES, by=_in_states),
        ),
        Column(
            "do", _("Actions"),
            lambda row: _button("tokens", row.pk, gettext("Revoke"), row.name) if _token_state(row) == "works" else "",
            is_action=True,
        ),
    ),
    sort="-made", title=_("API tokens"),
)  # fmt: skip

SESSIONS = ListTable(
    "sessions",
    (
        Column("device", _("Browser"), _browser, lambda row: row.user_agent, look="wide", filter=Contains(("user_agent",))),
        Column("address", _("Address"), lambda row: row.ip, sort="ip"),
        Column("since", _("Logged in"), lambda row: at(row.created_at), sort="created_at"),
        Column("seen", _("Last seen"), lambda row: at(row.last_seen_at), sort="last_seen_at"),
        Column(
            "do", _("Actions"),
            lambda row: "" if row.is_here else _button("sessions", row.pk, gettext("End"), device(row.user_agent) or row.ip),
            is_action=True,
        ),
    ),
    sort="-seen", title=_("Where I am logged in"),
)  # fmt: skip
