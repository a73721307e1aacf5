"""Pledges: from a pack of rights to the loan and the release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class PledgeDesk:
    """The pledges that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self) -> Iterator[shapes.PledgeRow]:
        """Yield one's pledges, and the packs that one's bank may read, newest first."""
        return self._transport.listed("list_pledges", shapes.PledgeRow)

    def get(self, pledge: int) -> shapes.PledgeDetail:
        """Return one pledge with its rights, offers and signatures."""
        return self._transport.ask("get_pledge", shapes.PledgeDetail, ids={"pledge_id": pledge})

    def begin(
        self, organisation: int, rights: Sequence[int], purpose: str, amount_minor: int, *, until: dt.date,
        currency: str = "CNY", note: str = "",
    ) -> shapes.PledgeDetail:  # fmt: skip
        """Make a pack for a loan for ``rd``, ``conversion``, ``upgrade`` or ``working_capital``."""
        said = {
            "organisation": organisation, "rights": list(rights), "purpose": purpose, "amount_minor": amount_minor,
            "currency": currency, "until": until, "note": note,
        }  # fmt: skip
        return self._transport.ask("begin_pledge", shapes.PledgeDetail, body=Body.json(said))

    def invite(
        self, pledge: int, bank: int, *, days: int = 30, shows_unpublished: bool = False
    ) -> shapes.PledgeRow:
        """Let a bank or guarantor read a pack for so many days."""
        return self._do(pledge, "invite", bank=bank, days=days, shows_unpublished=shows_unpublished)

    def revoke(self, pledge: int, invitation: int) -> shapes.PledgeRow:
        """End an invitation."""
        return self._do(pledge, "revoke", invitation=invitation)

    def offer(
        self, pledge: int, amount_minor: int, rate: str, *, starts_on: dt.date, until: dt.date, bank: int | None = None,
        is_guaranteed: bool = False, conditions: str = "",
    ) -> shapes.PledgeRow:  # fmt: skip
        """Offer a loan for one's bank; ``rate`` is the interest of a year in per cent, such as ``"3.85"``."""
        return self._do(
            pledge, "offer", amount_minor=amount_minor, rate=rate, starts_on=starts_on, until=until, bank=bank,
            is_guaranteed=is_guaranteed, conditions=conditions,
        )  # fmt: skip

    def decline(self, pledge: int, reason: str, *, bank: int | None = None) -> shapes.PledgeRow:
        """Say for one's bank that it does not lend; it reads the pack no more."""
        return self._do(pledge, "decline", reason=reason, bank=bank)

    def accept(self, pledge: int, offer: int) -> shapes.PledgeRow:
        """Accept one offer; the others are passed over."""
        return self._do(pledge, "accept", offer=offer)

    def sign(self, pledge: int, digest: str) -> shapes.PledgeRow:
        """Sign the accepted terms, by the digest of those that were read."""
        return self._do(pledge, "sign", digest=digest)

    def take_back(self, pledge: int, reason: str) -> shapes.PledgeRow:
        """Take an accepted offer back for the bank before both signed."""
        return self._do(pledge, "take_back", reason=reason)

    def register(self, pledge: int, number: str, *, on: dt.date) -> shapes.PledgeRow:
        """Enter the registration at the office."""
        return self._do(pledge, "register", number=number, on=on)

    def pay_out(self, pledge: int, amount_minor: int, *, on: dt.date) -> shapes.PledgeRow:
        """Enter for the bank that the loan was paid out."""
        return self._do(pledge, "pay_out", amount_minor=amount_minor, on=on)

    def repay(self, pledge: int, *, on: dt.date) -> shapes.PledgeRow:
        """Enter for the bank that the loan is repaid."""
        return self._do(pledge, "repay", on=on)

    def release(self, pledge: int, number: str, *, on: dt.date) -> shapes.PledgeRow:
        """Enter the release at the office."""
        return self._do(pledge, "release", number=number, on=on)

    def give_up(self, pledge: int, reason: str) -> shapes.PledgeRow:
        """Give a pledge up that is not registered."""
        return self._do(pledge, "give_up", reason=reason)

    def _do(self, pledge: int, act: str, **said: object) -> shapes.PledgeRow:
        body, ids = Body.json({"act": act, **said}), {"pledge_id": pledge}
        return self._transport.ask("act_on_pledge", shapes.PledgeRow, ids=ids, body=body)
