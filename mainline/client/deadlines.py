"""Dates by which something must be done."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class Deadlines:
    """The dates that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(
        self,
        *,
        state: str = "",
        right: int | None = None,
        due_from: dt.date | None = None,
        due_to: dt.date | None = None,
    ) -> Iterator[shapes.DeadlineRow]:
        """Yield the dates that one's organisations keep, narrowed by how they stand, by right and by day."""
        asked = {"state": state, "right": right, "due_from": due_from, "due_to": due_to}
        query = {name: str(value) for name, value in asked.items() if value not in ("", None)}
        return self._transport.listed("list_deadlines", shapes.DeadlineRow, query=query)

    def get(self, deadline: int) -> shapes.DeadlineDetail:
        """Return one date with each step to it."""
        return self._transport.ask("get_deadline", shapes.DeadlineDetail, ids={"deadline_id": deadline})

    def decide(
        self,
        deadline: int,
        act: str,
        *,
        reason: str = "",
        internal_on: dt.date | None = None,
        person: str = "",
    ) -> shapes.DeadlineDetail:
        """Decide: ``waived``, ``closed``, ``confirm``, ``reopen``, ``plan`` with a day, ``assign`` with a person."""
        said = {
            "act": act,
            "reason": reason,
            "internal_on": internal_on.isoformat() if internal_on else None,
            "person": person,
        }
        return self._transport.ask(
            "decide_deadline", shapes.DeadlineDetail, ids={"deadline_id": deadline}, body=Body.json(said)
        )

    def keep(self, right: int, organisation: int) -> shapes.Kept:
        """Keep the dates of a right for an organisation from now on."""
        body = Body.json({"organisation": organisation})
        return self._transport.ask("keep_dates", shapes.Kept, ids={"right_id": right}, body=body)
