"""What is sent: an event as JSON, in both languages, for whoever may know of it, without names of anybody's files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from mainline.register.describe import event_row
from mainline.register.models import Event
from mainline.register.threads import ThreadRow, event_rows
from mainline.webhooks.logic import TEST, message_id
from mainline.webhooks.models import Webhook

_FIELDS = (
    "id", "code", "link", "st27", "office", "office_code", "on", "happened_on", "effective_on", "recorded_at",
    "amount_minor", "currency", "confidentiality",
)  # fmt: skip
"""What is told of an event: named here, because receivers rely on it, and what pages show more of is not for them."""
_IN_WORDS = ("label", "sentence", "source")


def bodies_of(webhook: Webhook, events: Sequence[Event], at: dt.datetime) -> list[str]:
    """Return the bodies of some events with their rights, all of which the webhook's organisation may know of."""
    stranger = AnonymousUser()
    told = zip(event_rows(stranger, events, "zh"), event_rows(stranger, events, "en"), strict=True)
    return [_json(_told(webhook, zh, en, at)) for zh, en in told]


def test_body(webhook: Webhook, message: str, at: dt.datetime) -> str:
    """Return the body of a test: the same frame without an event."""
    page = _address(reverse("webhook", args=[webhook.pk]))
    return _json(
        {"id": message, "type": TEST, "made_at": at, "webhook": webhook.pk, "event": None, "url": page}
    )


def id_of(body: str) -> str:
    """Return the message's id, as signed."""
    return str(msgspec.json.decode(body)["id"])


def pretty(body: str) -> str:
    """Print a body so that people can read it; it means the same, and is signed as it was sent."""
    return msgspec.json.format(body, indent=2)


def _told(webhook: Webhook, zh: ThreadRow, en: ThreadRow, at: dt.datetime) -> dict[str, Any]:
    event, right = zh.event, zh.event.right
    in_zh, in_en = event_row(zh), event_row(en)
    page = _address(reverse("right", args=[right.pk]))
    return {
        "id": message_id(webhook.pk, event.pk),
        "type": "event.corrected" if event.supersedes_id else "event.recorded",
        "made_at": at,
        "webhook": webhook.pk,
        "event": {
            **{name: in_zh[name] for name in _FIELDS},
            **{name: {"zh": in_zh[name], "en": in_en[name]} for name in _IN_WORDS},
            "supersedes": event.supersedes_id,
            "right": {
                "id": right.pk,
                "number": right.number,
                "kind": right.kind,
                "office": right.office,
                "confidentiality": right.confidentiality,
                "url": page,
            },
        },
        "url": page,
    }


def _address(path: str) -> str:
    return f"{settings.PUBLIC_URL}{path}"


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
