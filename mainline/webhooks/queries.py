"""Reads of webhooks and their deliveries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mainline import outward
from mainline.orgs.access import User, can
from mainline.orgs.models import Organisation
from mainline.register.codes import Link, event_codes
from mainline.webhooks import keys, logic
from mainline.webhooks.access import MANAGE, visible_webhooks
from mainline.webhooks.enums import DeliveryState, WebhookState
from mainline.webhooks.models import Delivery, Webhook

_REASONS = {
    **outward.REASONS,
    "not_tellable": (
        "发送前，事件已不在登记簿中，或已不再向本组织公开。",
        "Before it was sent, the event had gone, or was no longer this organisation's to know.",
    ),
}


_LONG_AGO = dt.date(2000, 1, 1)
_MOST_TOLD = 200


class Condition(StrEnum):
    """How a webhook is."""

    NEW = "new"
    WORKS = "works"
    RETRYING = "retrying"
    FAILING = "failing"
    LOCKED = "locked"
    PAUSED = "paused"
    GONE = "gone"


_CONDITIONS: dict[Condition, object] = {
    Condition.NEW: gettext_lazy("nothing sent yet"),
    Condition.WORKS: gettext_lazy("works"),
    Condition.RETRYING: gettext_lazy("trying again"),
    Condition.FAILING: gettext_lazy("failing"),
    Condition.LOCKED: gettext_lazy("needs a new secret"),
    Condition.PAUSED: gettext_lazy("paused"),
    Condition.GONE: gettext_lazy("receiver is gone"),
}
BAD = frozenset({Condition.FAILING, Condition.LOCKED, Condition.GONE})
"""Conditions that only a person can mend."""


@dataclass(frozen=True, slots=True)
class WebhookRow:
    """A webhook as its list and its page show it."""

    webhook: Webhook
    condition: Condition
    last: Delivery | None
    """The delivery that was sent last."""
    waiting: int
    given_up: int

    @property
    def pk(self) -> int:
        """The webhook's id."""
        return self.webhook.pk

    @property
    def words(self) -> object:
        """The condition in the language of the page."""
        return _CONDITIONS[self.condition]

    @property
    def is_bad(self) -> bool:
        """Whether a person must do something."""
        return self.condition in BAD


def webhooks_of(organisation: Organisation) -> QuerySet[Webhook]:
    """Return the webhooks of an organisation."""
    return Webhook.objects.filter(organisation=organisation).select_related("organisation", "made_by")


def webhook_rows(webhooks: Iterable[Webhook]) -> list[WebhookRow]:
    """Return webhooks with how they are: two questions to the database, however many they are."""
    found = list(webhooks)
    ids = [webhook.pk for webhook in found]
    counted, last = _counted(ids), _sent_last(ids)
    return [_row(webhook, last.get(webhook.pk), *counted.get(webhook.pk, (0, 0))) for webhook in found]


def _counted(webhooks: Sequence[int]) -> dict[int, tuple[int, int]]:
    """Return how many deliveries of each webhook wait, and how many were given up."""
    waiting = Count("pk", filter=Q(state=DeliveryState.WAITING))
    failed = Count("pk", filter=Q(state=DeliveryState.FAILED))
    rows = Delivery.objects.filter(webhook__in=webhooks).order_by().values_list("webhook")
    return {pk: (waits, gone) for pk, waits, gone in rows.annotate(waits=waiting, gone=failed)}


def _sent_last(webhooks: Sequence[int]) -> dict[int, Delivery]:
    """Return the delivery of each webhook that was sent last."""
    sent = Delivery.objects.filter(webhook=OuterRef("pk"), sent_at__isnull=False)
    newest = sent.exclude(state=DeliveryState.DROPPED).order_by("-sent_at", "-pk").values("pk")[:1]
    ids = Webhook.objects.filter(pk__in=webhooks).annotate(last=Subquery(newest)).values("last")
    return {row.webhook_id: row for row in Delivery.objects.filter(pk__in=ids).defer("body")}


def _row(webhook: Webhook, last: Delivery | None, waiting: int, given_up: int) -> WebhookRow:
    return WebhookRow(webhook, _condition(webhook, last), last, waiting, given_up)


def _condition(webhook: Webhook, last: Delivery | None) -> Condition:
    if webhook.state == WebhookState.GONE:
        return Condition.GONE
    if webhook.state == WebhookState.PAUSED:
        return Condition.PAUSED
    if keys.unlocked(webhook.secret) is None:
        return Condition.LOCKED
    if last is None:
        return Condition.NEW
    if last.state == DeliveryState.FAILED:
        return Condition.FAILING
    return Condition.WORKS if last.state == DeliveryState.DELIVERED or not last.answer else Condition.RETRYING


def failing_webhooks(user: User) -> list[WebhookRow]:
    """Return the webhooks of the user's organisations that need somebody."""
    if not can(user, MANAGE):
        return []
    found = list(visible_webhooks(user).select_related("organisation")[:_MOST_TOLD])
    return [row for row in webhook_rows(found) if row.is_bad] if found else []


def deliveries_of(webhook: Webhook) -> QuerySet[Delivery]:
    """Return the deliveries of a webhook, without their bodies."""
    return (
        Delivery.objects.filter(webhook=webhook)
        .select_related("event__right")
        .defer("body", "event__details", "event__right__abstracts")
    )


def delivery_of(webhook: Webhook, pk: int) -> Delivery | None:
    """Return one delivery of a webhook, whole."""
    return Delivery.objects.filter(webhook=webhook, pk=pk).first()


def answer_words(answer: str) -> str:
    """Print a kept answer in the language of the page."""
    return logic.own_words(_REASONS, answer, "zh" if (get_language() or "").startswith("zh") else "en")


def code_label(code: str) -> str:
    """Name the kind of a delivery in the language of the page."""
    if code == logic.TEST:
        return _("Test")
    entry = event_codes().get(code)
    return entry.label[0 if (get_language() or "").startswith("zh") else 1] if entry else code


def links_and_single(codes: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part the chosen codes into whole links of the chain and all others."""
    whole = {f"{link.value}." for link in Link}
    return [code for code in codes if code in whole], [code for code in codes if code not in whole]


def since_of(day: dt.date, zone: dt.tzinfo) -> dt.datetime:
    """Return the instant at which a day begins; one before there were webhooks is as good as any other."""
    return dt.datetime.combine(max(day, _LONG_AGO), dt.time(), zone)
