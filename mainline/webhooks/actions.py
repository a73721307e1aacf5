"""Writes by people: making, changing, pausing and removing webhooks, tests and repetitions."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline import outward
from mainline.audit.actions import record
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.register.codes import event_codes
from mainline.register.models import Event
from mainline.web.later import filled, in_either
from mainline.webhooks import keys
from mainline.webhooks.access import MANAGE
from mainline.webhooks.bodies import test_body
from mainline.webhooks.deliveries import guard
from mainline.webhooks.enums import DeliveryState, WebhookState
from mainline.webhooks.logic import TEST, host_of, tidied_codes, unknown_codes
from mainline.webhooks.models import Delivery, Webhook

MOST = 10
"""Webhooks that one organisation has."""
MOST_CODES = 100
_TESTS_WAITING = 5
FINISHED = (DeliveryState.DELIVERED, DeliveryState.FAILED)
"""States from which a delivery can be sent again."""


@transaction.atomic
def make_webhook(
    *,
    organisation: Organisation,
    receiver: str,
    codes: Sequence[str],
    is_own_only: bool,
    by: By,
    secret: str = "",
) -> tuple[Webhook, str]:
    """Make a webhook that is told what happens from now on; return it and its secret, which is shown once.

    ``receiver`` is an address; a ``secret`` that is not given is made.

    Raises ``ValidationError`` by field for what will not do.
    """
    require_for(by, MANAGE, organisation.pk)
    if Webhook.objects.filter(organisation=organisation).count() >= MOST:
        words = filled(_("There are %(most)s webhooks already. Remove one first."), most=MOST)
        raise ValidationError({"receiver": words})
    chosen = _checked_secret(secret)
    webhook = Webhook(
        organisation=organisation,
        secret=keys.locked(chosen),
        made_by=by,
        made_at=timezone.now(),
        after=Event.objects.aggregate(newest=Max("pk"))["newest"] or 0,
    )
    _set(webhook, receiver, codes, is_own_only)
    webhook.save()
    _audit("webhook.made", webhook, by)
    return webhook, chosen


@transaction.atomic
def change_webhook(
    *, webhook: Webhook, receiver: str, codes: Sequence[str], is_own_only: bool, by: By
) -> Webhook:
    """Change where and of what a webhook is told; what waits already goes to the new address.

    Raises ``ValidationError`` by field for what will not do.
    """
    row = _locked(webhook, by)
    _set(row, receiver, codes, is_own_only)
    row.save(update_fields=["url", "codes", "is_own_only"])
    _audit("webhook.changed", row, by)
    return row


@transaction.atomic
def renew_secret(*, webhook: Webhook, by: By, secret: str = "") -> str:
    """Give a webhook a new secret and return it; the old one signs nothing from now on."""
    row, chosen = _locked(webhook, by), _checked_secret(secret)
    row.secret = keys.locked(chosen)
    row.save(update_fields=["secret"])
    _audit("webhook.renewed", row, by)
    return chosen


def _checked_secret(secret: str) -> str:
    if secret and not keys.FORM.fullmatch(secret):
        raise ValidationError({"secret": _("A secret has 32 to 64 visible ASCII characters.")})
    return secret or keys.new_secret()


@transaction.atomic
def pause_webhook(*, webhook: Webhook, by: By) -> bool:
    """Stop telling a webhook; False where it stood still already. What happens meanwhile is told later."""
    row = _locked(webhook, by)
    is_changed = row.state == WebhookState.ACTIVE
    if is_changed:
        row.state = WebhookState.PAUSED
        row.save(update_fields=["state"])
        _audit("webhook.paused", row, by)
    return is_changed


@transaction.atomic
def resume_webhook(*, webhook: Webhook, by: By) -> bool:
    """Tell a webhook again, first what it missed; False where nothing had stopped it."""
    row = _locked(webhook, by)
    is_changed = row.state != WebhookState.ACTIVE
    if is_changed:
        row.state = WebhookState.ACTIVE
        row.save(update_fields=["state"])
        waiting = Delivery.objects.filter(webhook=row, state=DeliveryState.WAITING)
        waiting.update(next_at=timezone.now(), attempts=0)
        _audit("webhook.resumed", row, by)
    return is_changed


@transaction.atomic
def remove_webhook(*, webhook: Webhook, by: By) -> None:
    """Remove a webhook with its deliveries."""
    row = _locked(webhook, by)
    _audit("webhook.removed", row, by, is_gone=True)
    row.delete()


@transaction.atomic
def send_test(*, webhook: Webhook, by: By) -> Delivery:
    """Have a test sent at once, so that somebody sees whether their receiver works.

    Raises ``ValidationError`` while several wait, or where the webhook stands still.
    """
    row = _locked(webhook, by)
    _require_active(row)
    waiting = Delivery.objects.filter(webhook=row, state=DeliveryState.WAITING, code=TEST)
    if waiting.count() >= _TESTS_WAITING:
        raise ValidationError(_("Some tests wait to be sent. Look at their answers first."))
    now = timezone.now()
    message = f"wh{row.pk}-test-{secrets.token_hex(6)}"
    return Delivery.objects.create(
        webhook=row, code=TEST, body=test_body(row, message, now), made_at=now, next_at=now
    )


@transaction.atomic
def replay_delivery(*, delivery: Delivery, by: By) -> bool:
    """Send a delivery again, under the same id; False where it waits to be sent anyway."""
    row = _locked(delivery.webhook, by)
    _require_active(row)
    return _replay(Delivery.objects.filter(pk=delivery.pk), row, by) == 1


@transaction.atomic
def replay_since(*, webhook: Webhook, since: dt.datetime, by: By) -> int:
    """Send again, in order, all that a webhook was told or not reached with since an instant; return how much."""
    row = _locked(webhook, by)
    _require_active(row)
    return _replay(Delivery.objects.filter(webhook=row, made_at__gte=since).exclude(code=TEST), row, by)


def _replay(rows: QuerySet[Delivery], webhook: Webhook, by: By) -> int:
    again = rows.filter(state__in=FINISHED).update(
        state=DeliveryState.WAITING, attempts=0, next_at=timezone.now(), done_at=None
    )
    if again:
        _audit("webhook.replayed", webhook, by, count=again)
    return again


def _locked(webhook: Webhook, by: By) -> Webhook:
    row = Webhook.objects.select_for_update().get(pk=webhook.pk)
    require_for(by, MANAGE, row.organisation_id)
    return row


def _require_active(webhook: Webhook) -> None:
    if webhook.state != WebhookState.ACTIVE:
        raise ValidationError(_("This webhook stands still. Let it go on first."))


def _set(webhook: Webhook, receiver: str, codes: Sequence[str], is_own_only: bool) -> None:
    """Take over what a person wants. Raises ``ValidationError`` by field."""
    wrong: dict[str, str] = {}
    tidied = tidied_codes(codes)
    try:
        outward.target_of(receiver.strip(), guard().allow)
    except outward.Refused as error:
        wrong["receiver"] = in_either((error.message_zh, error.message_en))
    if unknown := unknown_codes(tidied, event_codes()):
        wrong["codes"] = filled(_("There is no event of this code: %(codes)s."), codes=", ".join(unknown[:5]))
    if len(tidied) > MOST_CODES:
        wrong["codes"] = filled(_("Choose at most %(most)s codes, or a link as a whole."), most=MOST_CODES)
    if wrong:
        raise ValidationError(wrong)
    webhook.url, webhook.codes, webhook.is_own_only = receiver.strip(), tidied, is_own_only


def _audit(code: str, webhook: Webhook, by: By, *, is_gone: bool = False, **more: object) -> None:
    record(
        code=code,
        by=by,
        subject=f"organisation:{webhook.organisation_id}",
        # An address may hold a key of the receiver's in its path: its host is all that others need.
        data={"url": host_of(webhook.url), "webhook": webhook.pk, **more},
        sealed=[] if is_gone else [webhook],
        gone=[webhook] if is_gone else [],
    )
