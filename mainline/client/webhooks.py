"""Webhooks and what was sent to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class Webhooks:
    """The webhooks that a client manages."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def list(self) -> Iterator[shapes.WebhookRow]:
        """Yield the webhooks of one's organisations."""
        return self._transport.listed("list_webhooks", shapes.WebhookRow)

    def get(self, webhook: int) -> shapes.WebhookRow:
        """Return one webhook."""
        return self._transport.ask("get_webhook", shapes.WebhookRow, ids={"webhook_id": webhook})

    def make(
        self,
        organisation: int,
        receiver: str,
        secret: str,
        *,
        codes: Sequence[str] = (),
        is_own_only: bool = True,
    ) -> shapes.WebhookRow:
        """Make a webhook that is told what happens from now on; ``secret`` signs: ``secrets.token_urlsafe(32)``."""
        given = {
            "organisation": organisation,
            "receiver": receiver,
            "secret": secret,
            "codes": list(codes),
            "is_own_only": is_own_only,
        }
        return self._transport.ask("make_webhook", shapes.WebhookRow, body=Body.json(given))

    def change(
        self, webhook: int, receiver: str, *, codes: Sequence[str] = (), is_own_only: bool = True
    ) -> shapes.WebhookRow:
        """Change where and of what a webhook is told."""
        body = Body.json({"receiver": receiver, "codes": list(codes), "is_own_only": is_own_only})
        return self._transport.ask(
            "change_webhook", shapes.WebhookRow, ids={"webhook_id": webhook}, body=body
        )

    def renew_secret(self, webhook: int, secret: str) -> None:
        """Give a webhook another secret."""
        body = Body.json({"secret": secret})
        self._transport.act("renew_webhook_secret", ids={"webhook_id": webhook}, body=body)

    def pause(self, webhook: int) -> shapes.WebhookRow:
        """Stop telling a webhook for a while."""
        return self._transport.ask("pause_webhook", shapes.WebhookRow, ids={"webhook_id": webhook})

    def resume(self, webhook: int) -> shapes.WebhookRow:
        """Tell a webhook again, first what it missed."""
        return self._transport.ask("resume_webhook", shapes.WebhookRow, ids={"webhook_id": webhook})

    def test(self, webhook: int) -> shapes.DeliveryDetail:
        """Have a test sent; ask for the delivery to see its answer."""
        return self._transport.ask("test_webhook", shapes.DeliveryDetail, ids={"webhook_id": webhook})

    def remove(self, webhook: int) -> None:
        """Remove a webhook with its deliveries."""
        self._transport.act("remove_webhook", ids={"webhook_id": webhook})

    def deliveries(self, webhook: int) -> Iterator[shapes.DeliveryRow]:
        """Yield the deliveries of a webhook, newest first."""
        ids = {"webhook_id": webhook}
        return self._transport.listed("list_deliveries", shapes.DeliveryRow, ids=ids)

    def delivery(self, webhook: int, delivery: int) -> shapes.DeliveryDetail:
        """Return one delivery with its body, as it was signed."""
        ids = {"webhook_id": webhook, "delivery_id": delivery}
        return self._transport.ask("get_delivery", shapes.DeliveryDetail, ids=ids)

    def replay(self, webhook: int, *, since: dt.date) -> int:
        """Send again what was sent since a day, in order; return how much."""
        body = Body.json({"since": since})
        ids = {"webhook_id": webhook}
        return self._transport.ask("replay_webhook", shapes.Replayed, ids=ids, body=body).deliveries

    def replay_delivery(self, webhook: int, delivery: int) -> shapes.DeliveryDetail:
        """Send one delivery again, under the same id."""
        ids = {"webhook_id": webhook, "delivery_id": delivery}
        return self._transport.ask("replay_delivery", shapes.DeliveryDetail, ids=ids)
