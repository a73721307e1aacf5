"""Needs, offers, matches and the stock."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mainline.client import shapes
from mainline.client.transport import Body, Transport


class Market:
    """The market that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def needs(self) -> Iterator[shapes.NeedRow]:
        """Yield the needs that are posted, and one's own."""
        return self._transport.listed("list_needs", shapes.NeedRow)

    def need(self, need: int) -> shapes.NeedDetail:
        """Return one need with what fits it and why."""
        return self._transport.ask("get_need", shapes.NeedDetail, ids={"need_id": need})

    def post_need(
        self, organisation: int, title: str, text: str, *, is_posted: bool = False, **more: object
    ) -> shapes.NeedDetail:
        """Write a need down, and post it; ``more`` as ``NewNeed`` of the schema: industry, budget, mode and others."""
        said = {"organisation": organisation, "title": title, "text": text, "is_posted": is_posted, **more}
        return self._transport.ask("post_need", shapes.NeedDetail, body=Body.json(said))

    def close_need(self, need: int, outcome: str, words: str = "") -> shapes.NeedDetail:
        """Close a need: ``licensed``, ``assigned``, ``joint``, ``elsewhere`` or ``given_up``."""
        body = Body.json({"outcome": outcome, "words": words})
        return self._transport.ask("close_need", shapes.NeedDetail, ids={"need_id": need}, body=body)

    def offers(self) -> Iterator[shapes.OfferRow]:
        """Yield the offers that stand."""
        return self._transport.listed("list_offers", shapes.OfferRow)

    def offer(self, offer: int) -> shapes.OfferRow:
        """Return one offer."""
        return self._transport.ask("get_offer", shapes.OfferRow, ids={"offer_id": offer})

    def offer_rights(
        self, organisation: int, rights: Sequence[int], title: str, field_of_use: str, *, readiness: int, mode: str,
        **more: object,
    ) -> shapes.OfferRow:  # fmt: skip
        """Offer rights that an organisation of one's own holds; ``more`` as ``NewOffer`` of the schema."""
        said = {
            "organisation": organisation, "rights": list(rights), "title": title, "field_of_use": field_of_use,
            "readiness": readiness, "mode": mode, **more,
        }  # fmt: skip
        return self._transport.ask("offer_rights", shapes.OfferRow, body=Body.json(said))

    def withdraw_offer(self, offer: int, reason: str) -> shapes.OfferRow:
        """Take an offer back."""
        body = Body.json({"reason": reason})
        return self._transport.ask("withdraw_offer", shapes.OfferRow, ids={"offer_id": offer}, body=body)

    def matches(self) -> Iterator[shapes.MatchRow]:
        """Yield the matches of one's needs and rights."""
        return self._transport.listed("list_matches", shapes.MatchRow)

    def match(self, match: int) -> shapes.MatchRow:
        """Return one match with why."""
        return self._transport.ask("get_match", shapes.MatchRow, ids={"match_id": match})

    def propose(
        self, need: int, right: int, *, side: str, organisation: int, words: str = ""
    ) -> shapes.MatchRow:
        """Propose that a need and a right fit, for side ``need``, ``holder`` or ``office``."""
        said = {"need": need, "right": right, "side": side, "organisation": organisation, "words": words}
        return self._transport.ask("propose_match", shapes.MatchRow, body=Body.json(said))

    def answer(self, match: int, *, side: str, says: str, reason: str = "") -> shapes.MatchRow:
        """Say ``accepted`` or ``declined`` for a side."""
        body = Body.json({"side": side, "says": says, "reason": reason})
        return self._transport.ask("answer_match", shapes.MatchRow, ids={"match_id": match}, body=body)

    def stock(self) -> Iterator[shapes.StockRow]:
        """Yield one's stock, and the rights that one's firm was asked to grade."""
        return self._transport.listed("list_stock", shapes.StockRow)

    def survey(self, organisation: int, right: int, grade: int, **more: object) -> shapes.StockRow:
        """Grade a right of one's own for the stock; ``more`` as ``NewSurvey`` of the schema."""
        said = {"organisation": organisation, "right": right, "grade": grade, **more}
        return self._transport.ask("survey_right", shapes.StockRow, body=Body.json(said))

    def ask_firms(self, item: int, firms: Sequence[int]) -> shapes.StockRow:
        """Ask enterprises, by their ids, to grade a right of one's own stock."""
        body = Body.json({"firms": list(firms)})
        return self._transport.ask("ask_firms", shapes.StockRow, ids={"item_id": item}, body=body)

    def grade(
        self, item: int, organisation: int, grade: int, *, interest: str = "", comment: str = ""
    ) -> shapes.StockRow:
        """Grade a right that one's firm was asked to."""
        said = {"organisation": organisation, "grade": grade, "interest": interest, "comment": comment}
        return self._transport.ask(
            "grade_right", shapes.StockRow, ids={"item_id": item}, body=Body.json(said)
        )
