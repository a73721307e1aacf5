"""Needs, offers and matches: the journey from a problem to talks with who holds a right that solves it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.rights import visible_right
from mainline.api.shapes import market as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.models import Organisation
from mainline.utilization.market import queries
from mainline.utilization.market.access import BROKER, DEAL
from mainline.utilization.market.actions import matches, needs, offers
from mainline.utilization.market.actions.needs import NeedSaid
from mainline.utilization.market.actions.offers import OfferSaid
from mainline.utilization.market.enums import Answer as Says
from mainline.utilization.market.enums import Side
from mainline.utilization.market.logic import Found
from mainline.utilization.market.models import Match, Need, Offer
from mainline.utilization.market.shown import Reasoned

router = Router(tags=["market"])
SEEN = Gate(needs_user=True)
DEALT = Gate("record", needs_user=True, verb=DEAL)
PROPOSED = Gate("record", needs_user=True)


@read(router, "/needs", shapes.Needs, gate=SEEN)
def list_needs(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the needs that are posted, and those of your organisations."""
    piece = rows_of(Cursors(request, cursor), queries.needs(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_need(row) for row in piece.items])


@read(router, "/needs/{need_id}", shapes.NeedDetail, gate=SEEN)
def get_need(request: HttpRequest, need_id: int) -> Answer:
    """Get one need with what fits it and why."""
    return Answer(_detail(request, need_id))


@write(router, "POST", "/needs", shapes.NeedDetail, gate=DEALT, status=201, problems=(404,))
def post_need(request: HttpRequest, given: shapes.NewNeed) -> Answer:
    """Write a need down, and post it if told so.

    Nobody else sees a draft. An anonymous need tells whose it is when both sides of a match have accepted.
    """
    user, told = user_of(request), given.model_dump(exclude={"organisation", "is_posted"})
    body = organisation_of(request, given.organisation, DEAL)
    row = needs.draft_need(organisation=body, said=NeedSaid(**told), by=user, on=clock.today())
    if given.is_posted:
        needs.post_need(need=row, by=user, on=clock.today())
    return Answer(_detail(request, row.pk), status=201)


@write(router, "POST", "/needs/{need_id}/close", shapes.NeedDetail, gate=DEALT)
def close_need(request: HttpRequest, need_id: int, given: shapes.NeedClosing) -> Answer:
    """Close a need and say what became of it."""
    row = _need_row(request, need_id)
    needs.close_need(
        need=row, outcome=given.outcome, words=given.words, by=user_of(request), on=clock.today()
    )
    return Answer(_detail(request, need_id))


@read(router, "/offers", shapes.Offers)
def list_offers(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the offers that stand; anybody may ask."""
    piece = rows_of(Cursors(request, cursor), queries.offers(request.user), limit, is_newest_first=True)
    return listed(piece, [_offer(row) for row in piece.items])


@read(router, "/offers/{offer_id}", shapes.OfferRow)
def get_offer(request: HttpRequest, offer_id: int) -> Answer:
    """Get one offer."""
    return Answer(_offer(_offer_row(request, offer_id)))


@write(router, "POST", "/offers", shapes.OfferRow, gate=DEALT, status=201, problems=(404,))
def offer_rights(request: HttpRequest, given: shapes.NewOffer) -> Answer:
    """Offer rights that you hold, for everybody to see.

    Refused for rights that you do not hold, that are unpublished or ended, and where something stands in the way.
    """
    body = organisation_of(request, given.organisation, DEAL)
    rights = [visible_right(request, pk) for pk in given.rights]
    said = OfferSaid(**given.model_dump(exclude={"organisation", "rights"}))
    if (said.price_minor is None) is bool(said.currency):
        raise ValidationError(_("A price has its currency, and a currency its price."))
    row = offers.list_offer(
        organisation=body, rights=rights, said=said, by=user_of(request), on=clock.today()
    )
    return Answer(_offer(_offer_row(request, row.pk)), status=201)


@write(router, "POST", "/offers/{offer_id}/withdraw", shapes.OfferRow, gate=DEALT)
def withdraw_offer(request: HttpRequest, offer_id: int, given: shapes.OfferWithdrawal) -> Answer:
    """Take an offer back."""
    row = _offer_row(request, offer_id)
    offers.withdraw_offer(offer=row, reason=given.reason, by=user_of(request), on=clock.today())
    return Answer(_offer(_offer_row(request, offer_id)))


@read(router, "/matches", shapes.MatchList, gate=SEEN)
def list_matches(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the matches of your needs and rights."""
    piece = rows_of(Cursors(request, cursor), queries.matches(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_match(row) for row in piece.items])


@read(router, "/matches/{match_id}", shapes.MatchRow, gate=SEEN)
def get_match(request: HttpRequest, match_id: int) -> Answer:
    """Get one match with why."""
    return Answer(_match(_match_row(request, match_id)))


@write(router, "POST", "/matches", shapes.MatchRow, gate=PROPOSED, status=201, problems=(404,))
def propose_match(request: HttpRequest, given: shapes.NewMatch) -> Answer:
    """Propose that a need and a right fit, for your side or as an IP office; the other side answers."""
    side = Side(given.side)
    body = organisation_of(request, given.organisation, BROKER if side == Side.OFFICE else DEAL)
    row = matches.propose(
        need=_need_row(request, given.need), right=visible_right(request, given.right), side=side, organisation=body,
        words=given.words, by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_match(_match_row(request, row.pk)), status=201)


@write(router, "POST", "/matches/{match_id}/answer", shapes.MatchRow, gate=DEALT)
def answer_match(request: HttpRequest, match_id: int, given: shapes.MatchAnswer) -> Answer:
    """Accept or decline a match for your side; when both have accepted each learns who the other is."""
    matches.answer(
        match=_match_row(request, match_id), side=Side(given.side), says=Says(given.says), reason=given.reason,
        by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_match(_match_row(request, match_id)))


def organisation_of(request: HttpRequest, pk: int, verb: str) -> Organisation:
    """Return an organisation for which the asker may use a verb; else it is not found."""
    ids = [body.pk for body in own_organisations(user_of(request), verb)]
    found: Organisation = one_of(Organisation.objects.filter(pk__in=ids), pk, "组织", "organisation")
    return found


def _need_row(request: HttpRequest, pk: int) -> Need:
    found: Need = one_of(queries.needs(user_of(request)), pk, "需求", "need")
    return found


def _offer_row(request: HttpRequest, pk: int) -> Offer:
    found: Offer = one_of(queries.offers(request.user), pk, "挂牌", "offer")
    return found


def _match_row(request: HttpRequest, pk: int) -> Match:
    found: Match = one_of(queries.matches(user_of(request)), pk, "匹配", "match")
    return found


def _need(row: Need) -> dict[str, Any]:
    names = (
        "title", "text", "language", "industry", "activity", "budget", "mode", "readiness", "place", "wanted_by", "state",
        "posted_on", "reply_by", "outcome",
    )  # fmt: skip
    return {
        "id": row.pk,
        "organisation": row.organisation_id if queries.poster_of(row) else None,
        **{name: getattr(row, name) for name in names},
        "url": reverse("api:get_need", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = _need_row(request, pk)
    found = queries.suggestions(user_of(request), row)
    return {
        **_need(row),
        "suggestions": [
            {
                "need": one.need.pk, "right": one.right.pk, "number": one.right.number,
                "offer": one.offer.pk if one.offer else None, "score": one.score.total, **_why(one.parts, one.score.found),
            }
            for one in found
        ],
    }  # fmt: skip


def _why(parts: Sequence[Reasoned], found: Sequence[Found]) -> dict[str, Any]:
    names = ("code", "weight", "percent", "speaks", "why")
    return {
        "parts": [{name: getattr(part, name) for name in names} for part in parts],
        "words": [{"word": hit.word, "other": hit.other} for hit in found],
    }


def _offer(row: Offer) -> dict[str, Any]:
    names = (
        "title", "text", "field_of_use", "language", "industry", "readiness", "mode", "price_minor", "currency", "state",
        "listed_on",
    )  # fmt: skip
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        **{name: getattr(row, name) for name in names},
        "rights": [part.right_id for part in row.parts.all()],
        "url": reverse("api:get_offer", args=[row.pk]),
    }


def _match(row: Match) -> dict[str, Any]:
    score, parts = queries.kept_score(row)
    return {
        "id": row.pk,
        "need": row.need_id,
        "need_organisation": row.need.organisation_id if getattr(row, "is_known", False) else None,
        "right": row.right_id,
        "offer": row.offer_id,
        "holder": row.holder_id,
        "score": row.score,
        **_why(parts, score.found),
        "state": row.state,
        "need_answer": row.need_answer,
        "holder_answer": row.holder_answer,
        "url": reverse("api:get_match", args=[row.pk]),
    }
