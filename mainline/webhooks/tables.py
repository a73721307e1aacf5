"""The lists of webhooks and of deliveries."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable
from mainline.webhooks.actions import FINISHED
from mainline.webhooks.enums import DeliveryState
from mainline.webhooks.models import Delivery
from mainline.webhooks.queries import WebhookRow, answer_words, code_label


def at(moment: dt.datetime | None) -> str:
    """Print an instant in the platform's zone, and a dash where there was none."""
    return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else "—"


def _condition(row: WebhookRow) -> SafeString:
    tone = "is-bad" if row.is_bad else f"is-{row.condition}"
    return format_html('<span class="chip hook-chip {}">{}</span>', tone, row.words)


def _told(row: WebhookRow) -> str:
    whose = gettext("our rights") if row.webhook.is_own_only else gettext("all that we may see")
    kinds = ", ".join(row.webhook.codes) or gettext("every kind of event")
    return f"{whose} · {kinds}"


WEBHOOKS = ListTable(
    "webhooks",
    [
        Column(
            "url", _("Address"),
            lambda row: format_html('<a href="{}">{}</a>', reverse("webhook", args=[row.pk]), row.webhook.url),
            value=lambda row: row.webhook.url, sort="url", look="wide", filter=Contains(("url",)),
        ),
        Column("state", _("State"), _condition, value=lambda row: str(row.words)),
        Column("told", _("What it is told"), _told, look="wide"),
        Column("sent", _("Last sent"), lambda row: at(row.last and row.last.sent_at)),
        Column("answer", _("Last answer"), lambda row: answer_words(row.last.answer if row.last else ""), look="wide"),
        Column("waiting", _("Waiting"), lambda row: row.waiting, look="n"),
        Column("given_up", _("Given up"), lambda row: row.given_up, look="n", is_shown=False),
        Column("made", _("Made"), lambda row: at(row.webhook.made_at), sort="made_at", is_shown=False),
        Column(
            "by", _("By"), lambda row: row.webhook.made_by.get_username() if row.webhook.made_by else "—",
            is_shown=False,
        ),
    ],
    sort="-made", title=_("Webhooks"),
)  # fmt: skip


def _kind(row: Delivery) -> SafeString:
    page = reverse("delivery", args=[row.webhook_id, row.pk])
    return format_html(
        '<a href="{}">{}</a> <span class="aside">{}</span>', page, code_label(row.code), row.code
    )


def _right(row: Delivery) -> SafeString | str:
    if row.event is None:
        return "—"
    right = row.event.right
    return format_html('<a href="{}">{}</a>', reverse("right", args=[right.pk]), right.number or right.pk)


def _again(row: Delivery) -> SafeString | str:
    if row.state not in FINISHED:
        return ""
    return format_html(
        '<button class="btn btn-sm" form="act-deliveries" formaction="{}" aria-label="{}">{}</button>',
        reverse("replay_delivery", args=[row.webhook_id, row.pk]),
        gettext("Send again: %(what)s") % {"what": f"{code_label(row.code)}, {at(row.made_at)}"},
        gettext("Send again"),
    )


DELIVERIES = ListTable(
    "deliveries",
    [
        Column(
            "kind", _("Event"), _kind, value=lambda row: row.code, sort="code", look="wide",
            filter=Contains(("code",)),
        ),
        Column(
            "right", _("Right"), _right, value=lambda row: row.event.right.number if row.event else "",
        ),
        Column(
            "state", _("State"),
            lambda row: format_html('<span class="chip hook-chip is-{}">{}</span>', row.state, row.get_state_display()),
            value=lambda row: row.state, sort="state", filter=Choice("state", dict(DeliveryState.choices)),
        ),
        Column("attempts", _("Attempts"), lambda row: row.attempts, sort="attempts", look="n"),
        Column("answer", _("Answer"), lambda row: answer_words(row.answer) or "—", look="wide", filter=Contains(("answer",))),
        Column(
            "made", _("Made"), lambda row: at(row.made_at), sort="made_at",
            filter=Days("made_at", is_instant=True), is_shown=False,
        ),
        Column("sent", _("Last sent"), lambda row: at(row.sent_at), sort="sent_at"),
        Column(
            "next", _("Next attempt"),
            lambda row: at(row.next_at if row.state == DeliveryState.WAITING else None), sort="next_at",
            is_shown=False,
        ),
        Column("again", "", _again, is_action=True),
    ],
    sort="-made", title=_("Deliveries"),
)  # fmt: skip
