"""Webhooks: made, changed, paused, tested; what was sent to them, and sending it again."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import get_current_timezone
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import Refused, missing
from mainline.api.shapes.given import NewSecret, NewWebhook, Replay, WebhookChange
from mainline.api.shapes.webhooks import Deliveries, DeliveryDetail, Replayed, WebhookRow, Webhooks
from mainline.api.things import LARGEST_ID, one_of
from mainline.orgs.access import require_for
from mainline.webhooks import actions, queries
from mainline.webhooks.access import MANAGE, own_organisation, visible_webhooks
from mainline.webhooks.models import Delivery, Webhook

router = Router(tags=["webhooks"])
MANAGES = Gate("webhook", needs_user=True, verb=MANAGE)


@read(router, "/webhooks", Webhooks, gate=MANAGES)
def list_webhooks(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List webhooks.

    Those of the organisations for which you manage them, in the order in which they were made.
    """
    rows = _webhooks(request)
    piece = rows_of(Cursors(request, cursor), rows, limit)
    items = [_row(row) for row in queries.webhook_rows(piece.items)]
    return listed(piece, items, total=None if cursor else rows.count())


@read(router, "/webhooks/{webhook_id}", WebhookRow, gate=MANAGES)
def get_webhook(request: HttpRequest, webhook_id: int) -> Answer:
    """Get one webhook."""
    return _answer(_webhook(request, webhook_id))


@write(router, "POST", "/webhooks", WebhookRow, gate=MANAGES, status=201, problems=(404,))
def make_webhook(request: HttpRequest, webhook: NewWebhook) -> Answer:
    """Make a webhook.

    It is told what happens from now on. You bring the secret that signs, since no answer of ours ever holds one.
    """
    user = user_of(request)
    found = own_organisation(user, webhook.organisation) if 0 < webhook.organisation <= LARGEST_ID else None
    if found is None:
        raise missing("组织", "organisation", webhook.organisation)
    require_for(user, MANAGE, found.pk)
    made, _secret = actions.make_webhook(
        organisation=found,
        receiver=webhook.receiver,
        codes=webhook.codes,
        is_own_only=webhook.is_own_only,
        by=user,
        secret=webhook.secret,
    )
    return _answer(made, status=201)


@write(router, "PUT", "/webhooks/{webhook_id}", WebhookRow, gate=MANAGES)
def change_webhook(request: HttpRequest, webhook_id: int, webhook: WebhookChange) -> Answer:
    """Change a webhook.

    Where and of what it is told; what waits already goes to the new address.
    """
    row = actions.change_webhook(
        webhook=_webhook(request, webhook_id),
        receiver=webhook.receiver,
        codes=webhook.codes,
        is_own_only=webhook.is_own_only,
        by=user_of(request),
    )
    return _answer(row)


@write(router, "PUT", "/webhooks/{webhook_id}/secret", None, gate=MANAGES, status=204)
def renew_webhook_secret(request: HttpRequest, webhook_id: int, given: NewSecret) -> Answer:
    """Give a webhook a new secret.

    It signs all that is sent from now on, also what is sent again.
    """
    actions.renew_secret(webhook=_webhook(request, webhook_id), by=user_of(request), secret=given.secret)
    return Answer(status=204)


@write(router, "POST", "/webhooks/{webhook_id}/pause", WebhookRow, gate=MANAGES)
def pause_webhook(request: HttpRequest, webhook_id: int) -> Answer:
    """Pause a webhook.

    What happens meanwhile is told when it goes on.
    """
    row = _webhook(request, webhook_id)
    actions.pause_webhook(webhook=row, by=user_of(request))
    return _answer(_webhook(request, webhook_id))


@write(router, "POST", "/webhooks/{webhook_id}/resume", WebhookRow, gate=MANAGES)
def resume_webhook(request: HttpRequest, webhook_id: int) -> Answer:
    """Let a webhook go on.

    First with what it missed.
    """
    row = _webhook(request, webhook_id)
    actions.resume_webhook(webhook=row, by=user_of(request))
    return _answer(_webhook(request, webhook_id))


@write(router, "POST", "/webhooks/{webhook_id}/test", DeliveryDetail, gate=MANAGES, status=201)
def test_webhook(request: HttpRequest, webhook_id: int) -> Answer:
    """Send a test to a webhook.

    Ask for the delivery until its state is no longer waiting, or its answer says what is wrong.
    """
    row = actions.send_test(webhook=_webhook(request, webhook_id), by=user_of(request))
    return Answer(_detail(row), status=201)


@write(router, "POST", "/webhooks/{webhook_id}/replay", Replayed, gate=MANAGES)
def replay_webhook(request: HttpRequest, webhook_id: int, replay: Replay) -> Answer:
    """Send again what was sent since a day.

    In order, under the same ids, also what was given up; tests are left out.
    """
    since = queries.since_of(replay.since, get_current_timezone())
    row = _webhook(request, webhook_id)
    return Answer({"deliveries": actions.replay_since(webhook=row, since=since, by=user_of(request))})


@write(router, "DELETE", "/webhooks/{webhook_id}", None, gate=MANAGES, status=204)
def remove_webhook(request: HttpRequest, webhook_id: int) -> Answer:
    """Remove a webhook.

    Its deliveries go with it.
    """
    actions.remove_webhook(webhook=_webhook(request, webhook_id), by=user_of(request))
    return Answer(status=204)


@read(router, "/webhooks/{webhook_id}/deliveries", Deliveries, gate=MANAGES)
def list_deliveries(
    request: HttpRequest,
    webhook_id: int,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the deliveries of a webhook.

    Newest first. Those that arrived are kept for thirty days, those that were given up for ninety.
    """
    rows = queries.deliveries_of(_webhook(request, webhook_id))
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [_delivery(row) for row in piece.items])


@read(router, "/webhooks/{webhook_id}/deliveries/{delivery_id}", DeliveryDetail, gate=MANAGES)
def get_delivery(request: HttpRequest, webhook_id: int, delivery_id: int) -> Answer:
    """Get one delivery.

    With its body, as it was signed.
    """
    return Answer(_detail(_found(request, webhook_id, delivery_id)))


@write(
    router,
    "POST",
    "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay",
    DeliveryDetail,
    gate=MANAGES,
)
def replay_delivery(request: HttpRequest, webhook_id: int, delivery_id: int) -> Answer:
    """Send a delivery again.

    Under the same id.
    """
    row = _found(request, webhook_id, delivery_id)
    if not actions.replay_delivery(delivery=row, by=user_of(request)):
        raise Refused(
            "conflict",
            "此条正在等待发送，或因不再可知而未发送。",
            "It waits to be sent anyway, or was dropped because it is no longer yours to know.",
        )
    row.refresh_from_db()
    return Answer(_detail(row))


def _webhooks(request: HttpRequest) -> Any:
    return visible_webhooks(user_of(request)).select_related("made_by")


def _webhook(request: HttpRequest, pk: int) -> Webhook:
    row: Webhook = one_of(_webhooks(request), pk, "回调", "webhook")
    return row


def _found(request: HttpRequest, webhook: int, pk: int) -> Delivery:
    rows = Delivery.objects.filter(webhook=_webhook(request, webhook))
    row: Delivery = one_of(rows, pk, "发送记录", "delivery")
    return row


def _answer(webhook: Webhook, status: int = 200) -> Answer:
    return Answer(_row(queries.webhook_rows([webhook])[0]), status=status)


def _row(row: queries.WebhookRow) -> dict[str, Any]:
    webhook, last = row.webhook, row.last
    return {
        "id": webhook.pk,
        "organisation": webhook.organisation_id,
        "receiver": webhook.url,
        "is_own_only": webhook.is_own_only,
        "codes": webhook.codes,
        "condition": row.condition.value,
        "waiting": row.waiting,
        "given_up": row.given_up,
        "last_sent_at": last.sent_at if last else None,
        "last_answer": queries.answer_words(last.answer) if last else "",
        "made_at": webhook.made_at,
        "made_by": webhook.made_by.get_username() if webhook.made_by else "",
        "url": reverse("api:get_webhook", args=[webhook.pk]),
    }


def _delivery(row: Delivery) -> dict[str, Any]:
    return {
        "id": row.pk,
        "code": row.code,
        "event": row.event_id,
        "state": row.state,
        "attempts": row.attempts,
        "answer": queries.answer_words(row.answer),
        "made_at": row.made_at,
        "sent_at": row.sent_at,
        "next_at": row.next_at,
        "url": reverse("api:get_delivery", args=[row.webhook_id, row.pk]),
    }


def _detail(row: Delivery) -> dict[str, Any]:
    return {**_delivery(row), "body": row.body}
