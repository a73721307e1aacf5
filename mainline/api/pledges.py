"""Pledges: from a pack of rights to the loan and the release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.rights import visible_right
from mainline.api.shapes import pledges as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.rules.money import Money
from mainline.utilization.agreements.typed import NotTyped, part_of
from mainline.utilization.pledges import actions, lending, queries, registering
from mainline.utilization.pledges.access import (
    KEEP,
    is_of_holder,
    lenders_here,
    lenders_of,
    visible_offers,
    visible_pledges,
)
from mainline.utilization.pledges.models import Pledge, PledgeInvitation, PledgeOffer
from mainline.utilization.pledges.sheets import Flag, Sheet, sheets
from mainline.utilization.pledges.telling import accepted_offer

router = Router(tags=["pledges"])
SEEN = Gate(needs_user=True)
BEGUN = Gate("record", needs_user=True, verb=KEEP)
DONE = Gate("record", needs_user=True)
_ROW = (
    "currency", "until", "state", "signed_on", "reference", "registered_on", "paid_minor", "paid_on", "repaid_on",
    "released_on",
)  # fmt: skip


@read(router, "/pledges", shapes.Pledges, gate=SEEN)
def list_pledges(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List pledges.

    Those of your organisations, and the packs that your bank is invited to read or lends on.
    """
    piece = rows_of(Cursors(request, cursor), queries.pledges(user_of(request)), limit, is_newest_first=True)
    return listed(piece, [_row(row) for row in piece.items])


@read(router, "/pledges/{pledge_id}", shapes.PledgeDetail, gate=SEEN)
def get_pledge(request: HttpRequest, pledge_id: int) -> Answer:
    """Get one pledge with its rights, red flags first, its offers and signatures."""
    return Answer(_detail(request, pledge_id))


@write(router, "POST", "/pledges", shapes.PledgeDetail, gate=BEGUN, status=201, problems=(404,))
def begin_pledge(request: HttpRequest, given: shapes.NewPledge) -> Answer:
    """Make a pack of rights of one holder for a loan; banks see it once they are invited."""
    row = actions.begin(
        holder=organisation_of(request, given.organisation, KEEP),
        rights=[visible_right(request, pk) for pk in given.rights], purpose=given.purpose,
        money=Money(given.amount_minor, given.currency), until=given.until, note=given.note, by=user_of(request),
        on=clock.today(),
    )  # fmt: skip
    return Answer(_detail(request, row.pk), status=201)


@write(router, "POST", "/pledges/{pledge_id}/act", shapes.PledgeRow, gate=DONE)
def act_on_pledge(request: HttpRequest, pledge_id: int, given: shapes.PledgeAct) -> Answer:
    """Do with a pledge what your side may do.

    The holder invites, revokes, accepts and gives up; the bank offers, declines, takes back, pays out and enters the
    repayment; both sign, register and release. A bank that declined reads the pack no more.
    """
    row = _pledge(request, pledge_id)
    _ACTS[given.act](row, given, user_of(request), clock.today())
    row.refresh_from_db()
    return Answer(_row(row))


def _invite(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.invite(
        pledge=row, organisation=_bank(lenders_here(), said.bank), days=said.days,
        shows_unpublished=said.shows_unpublished, by=by, on=on,
    )  # fmt: skip


def _revoke(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    # Whom a holder invited a bank is not told.
    own = row.invitations.all() if is_of_holder(by, row) else row.invitations.none()
    found: PledgeInvitation = one_of(own, said.invitation or 0, "邀请", "invitation")
    actions.revoke(invitation=found, by=by)


def _offer(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    lending.offer(
        pledge=row, bank=_bank(lenders_of(by, row), said.bank), minor=said.amount_minor, rate=_rate(said.rate),
        starts_on=said.starts_on, until=said.until, is_guaranteed=said.is_guaranteed, conditions=said.conditions, by=by,
        on=on,
    )  # fmt: skip


def _decline(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    lending.decline(pledge=row, bank=_bank(lenders_of(by, row), said.bank), reason=said.reason, by=by)


def _accept(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    found: PledgeOffer = one_of(visible_offers(by, row), said.offer or 0, "贷款方案", "offer")
    actions.accept(offer=found, by=by, on=on)


def _sign(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.sign(pledge=row, digest_seen=said.digest, by=by, on=on)


def _take_back(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.take_back(pledge=row, reason=said.reason, by=by)


def _register(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.register(pledge=row, number=said.number, registered_on=said.on, by=by, on=on)


def _pay_out(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.pay_out(pledge=row, minor=said.amount_minor, paid_on=said.on, by=by, on=on)


def _repay(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.repay(pledge=row, repaid_on=said.on, by=by, on=on)


def _release(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    registering.release(pledge=row, number=said.number, released_on=said.on, by=by, on=on)


def _give_up(row: Pledge, said: shapes.PledgeAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.give_up(pledge=row, reason=said.reason, by=by)


_ACTS: Mapping[str, Callable[[Pledge, shapes.PledgeAct, AbstractBaseUser, dt.date], None]] = {
    "invite": _invite,
    "revoke": _revoke,
    "offer": _offer,
    "decline": _decline,
    "accept": _accept,
    "sign": _sign,
    "take_back": _take_back,
    "register": _register,
    "pay_out": _pay_out,
    "repay": _repay,
    "release": _release,
    "give_up": _give_up,
}


def _pledge(request: HttpRequest, pk: int) -> Pledge:
    found: Pledge = one_of(visible_pledges(user_of(request)), pk, "质押", "pledge")
    return found


def _bank(rows: Iterable[Organisation], pk: int | None) -> Organisation:
    """Return the bank that is meant: the one named, or the only one."""
    known = list(rows)
    found = next((row for row in known if row.pk == pk), known[0] if pk is None and len(known) == 1 else None)
    if found is None:
        raise wrong(
            "bank", "请填写可选的银行或担保机构。", "Name a bank or guarantor out of those there are."
        )
    return found


def _rate(text: str) -> Fraction | None:
    try:
        return part_of(text) if text.strip() else None
    except NotTyped as error:
        words = "年利率按百分数填写，如 3.85。", "Give the interest of a year in per cent, as 3.85."
        raise wrong("rate", *words) from error


def _row(row: Pledge) -> dict[str, Any]:
    taken = getattr(row, "taken", None)
    offer = accepted_offer(row) if taken is None else next(iter(taken), None)
    return {
        "id": row.pk,
        "number": row.number,
        "holder": row.holder_id,
        "bank": offer.organisation_id if offer else None,
        "purpose": row.purpose,
        "wished_minor": row.minor,
        **{name: getattr(row, name) for name in _ROW},
        "rights": sorted(one.right_id for one in row.covered.all()),
        "url": reverse("api:get_pledge", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    user, on = user_of(request), clock.today()
    row = _pledge(request, pk)
    page = queries.page_of(user, row, on)
    return {
        **_row(row),
        "note": row.note,
        "reason": row.reason,
        "release_number": row.release_number,
        "sheets": [_sheet(sheet) for sheet in sheets(user, row, on)],
        "offers": [_offered(one) for one in page.offers],
        "invitations": [
            {"id": one.pk, "organisation": one.organisation_id, "until": one.until, "is_live": is_live}
            for one, is_live in page.invitations
        ],
        "signatures": [
            {"side": one.side, "by": one.signed_by.get_username(), "at": one.signed_at} for one in page.signatures
        ],
        "lenders": [{"id": one.pk, "name": one.display_name} for one in page.banks],
        "can": sorted(page.can),
    }  # fmt: skip


def _offered(row: queries.OfferRow) -> dict[str, Any]:
    names = ("state", "starts_on", "until", "is_guaranteed", "conditions", "digest")
    return {
        "id": row.offer.pk,
        "organisation": row.offer.organisation_id,
        "amount_minor": row.offer.minor,
        "rate": row.rate,
        **{name: getattr(row.offer, name) for name in names},
    }


def _sheet(sheet: Sheet) -> dict[str, Any]:
    right = sheet.right
    return {
        "right": right.pk,
        "number": right.number,
        "titles": right.titles,
        "may_open": sheet.is_linked,
        "flags": [_flag(flag) for flag in sheet.flags],
        "paid": sheet.paid,
        "standing": [_flag(flag) for flag in sheet.standing],
        "cases": [_flag(flag) for flag in sheet.cases],
    }


def _flag(flag: Flag) -> dict[str, Any]:
    return {"text": flag.text, "event": flag.event, "day": flag.day}
