"""Agreements: drafted, sent, signed by both sides, recorded, changed and ended, as on their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.amounts import amount, of_money
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import read, write
from mainline.api.royalties import receipt_row, report_row
from mainline.api.shapes.agreements import AgreementDetail, Agreements
from mainline.api.shapes.given_utilization import AgreementAct, NewAgreement, SavedAgreement
from mainline.api.terms import clauses_body, terms_body, terms_given
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.register.access import visible_events, visible_rights
from mainline.register.gates import Obstacle
from mainline.register.models import Right
from mainline.utilization.agreements import actions, queries
from mainline.utilization.agreements.access import KEEP, VIEW
from mainline.utilization.agreements.enums import AgreementState, Side
from mainline.utilization.agreements.logic import terms_of
from mainline.utilization.agreements.models import Agreement, AgreementVersion
from mainline.utilization.agreements.shown import page_of
from mainline.utilization.agreements.tables import fee_words
from mainline.utilization.royalties.queries import Owed

router = Router(tags=["agreements"])
LISTED = Gate(needs_user=True, verb=VIEW)
SEEN = Gate(needs_user=True)
KEPT = Gate("record", needs_user=True, verb=KEEP)
DONE = Gate("record", needs_user=True)
Page = dict[str, Any]


@read(router, "/agreements", Agreements, gate=LISTED)
def list_agreements(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the agreements of your organisations.

    A draft is seen by the side that writes it alone.
    """
    user = user_of(request)
    piece = rows_of(Cursors(request, cursor), queries.agreements(user), limit, is_newest_first=True)
    known = _known(user, {one.right_id for row in piece.items for one in row.covered.all()})
    return listed(piece, [_row(row, known) for row in piece.items])


@read(router, "/agreements/{agreement_id}", AgreementDetail, gate=SEEN)
def get_agreement(request: HttpRequest, agreement_id: int) -> Answer:
    """Get one agreement.

    Its terms, who signed, what stands in the way with the record and the article, its money, and what you may do now.
    """
    return Answer(agreement_body(request, agreement_id))


@write(router, "POST", "/agreements", AgreementDetail, gate=KEPT, status=201, problems=(404,))
def draft_agreement(request: HttpRequest, given: NewAgreement) -> Answer:
    """Draft an agreement as one of its sides.

    The other side sees it once it is sent. Refused for rights that the licensor does not hold.
    """
    user = user_of(request)
    own = organisation_of(request, given.organisation, KEEP)
    other = one_of(queries.counterparts(user), given.other, "组织", "organisation")
    side = Side(given.side)
    licensor, licensee = (own, other) if side is Side.LICENSOR else (other, own)
    row = actions.draft(
        kind=given.kind, licensor=licensor, licensee=licensee, side=side, terms=terms_given(given.terms),
        reference=given.reference, by=user,
    )  # fmt: skip
    return Answer(agreement_body(request, row.pk), status=201)


@write(router, "PUT", "/agreements/{agreement_id}", AgreementDetail, gate=KEPT)
def save_agreement(request: HttpRequest, agreement_id: int, given: SavedAgreement) -> Answer:
    """Save the working copy of a draft, or propose other terms of an agreement in effect.

    What was saved since you read it is not overwritten. Other terms hold once both sides have signed them.
    """
    row, user, terms = agreement_row(request, agreement_id), user_of(request), terms_given(given.terms)
    if row.state == AgreementState.SIGNED:
        actions.propose_change(agreement=row, terms=terms, by=user)
    else:
        actions.save(agreement=row, terms=terms, reference=given.reference, revision=given.revision, by=user)
    return Answer(agreement_body(request, agreement_id))


@write(router, "POST", "/agreements/{agreement_id}/do", AgreementDetail, gate=DONE)
def act_on_agreement(request: HttpRequest, agreement_id: int, act: AgreementAct) -> Answer:
    """Act on an agreement.

    Send it, sign the version that you read, take it back to work, give it up, enter its recordal, end it. Signing is
    refused while something stands in the way on a right: the refusal names the record, the article and what to do.
    """
    _ACTS[act.act](agreement_row(request, agreement_id), act, user_of(request), clock.today())
    return Answer(agreement_body(request, agreement_id))


def _send(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.send(agreement=row, by=by)


def _sign(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.sign(agreement=row, digest_seen=said.digest, by=by, on=on)


def _take_back(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.take_back(agreement=row, words=said.words, by=by)


def _discard(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.discard(agreement=row, by=by)


def _record(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.enter_recordal(agreement=row, number=said.number, recorded_on=said.on or on, by=by, on=on)


def _end(row: Agreement, said: AgreementAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.end(agreement=row, ended_on=said.on or on, reason=said.words, by=by, on=on)


_ACTS: dict[str, Callable[[Agreement, AgreementAct, AbstractBaseUser, dt.date], None]] = {
    "send": _send,
    "sign": _sign,
    "take_back": _take_back,
    "discard": _discard,
    "record": _record,
    "end": _end,
}
_MAY = {
    "can_edit": ("save", "send", "discard"),
    "can_sign": ("sign",),
    "can_take_back": ("take_back",),
    "can_change": ("change",),
    "can_record": ("record",),
    "can_end": ("end",),
    "can_receive": ("receive",),
    "can_report": ("report",),
}
"""What the page has a button for, and what that is called here."""


def agreement_row(request: HttpRequest, pk: int) -> Agreement:
    """Return an agreement that the asker may see."""
    rows = queries.shown_to(user_of(request)).select_related("licensor", "licensee", "declaration", "made_by")
    found: Agreement = one_of(rows, pk, "合同", "agreement")
    return found


def _known(user: AbstractBaseUser, ids: Collection[int]) -> set[int]:
    """Return which of some rights a user may know of."""
    return set(visible_rights(user).filter(pk__in=ids).order_by().values_list("pk", flat=True))


def _row(row: Agreement, known: Collection[int]) -> dict[str, Any]:
    names = (
        "kind",
        "reference",
        "state",
        "drafted_for",
        "signed_on",
        "recordal_number",
        "recorded_on",
        "ended_on",
    )
    terms = queries.terms_shown(row)
    sent, is_theirs = dict(terms.weights), getattr(row, "is_theirs", False)
    return {
        "id": row.pk,
        "licensor": row.licensor_id,
        "licensee": row.licensee_id,
        **{name: getattr(row, name) for name in names},
        **({"reference": ""} if is_theirs else {}),
        "rights": sorted(
            one.right_id for one in row.covered.all() if one.right_id in known and one.right_id in sent
        ),
        "fee": fee_words(terms),
        "open_licence": row.declaration_id,
        "url": reverse("api:get_agreement", args=[row.pk]),
    }


def agreement_body(request: HttpRequest, pk: int) -> dict[str, Any]:
    """Return one agreement with what its page shows to the asker."""
    row, user = agreement_row(request, pk), user_of(request)
    page = page_of(user, row, clock.today())
    known = _known(user, {one.right_id for one in row.covered.all()})
    return {
        **_row(row, known),
        "revision": row.revision,
        "terms": terms_body(page["terms"], known),
        "clauses": clauses_body(page["terms"]),
        "versions": [_version(one) for one in page["versions"]],
        "pending": _pending(page, known),
        "obstacles": obstacles_body(user, page["hindrances"], known),
        "recordal_due_on": page["recordal_due"],
        "ended_because": row.ended_because,
        **_money(page),
        "reports": [report_row(one) for one in page["reports"]],
        "missing_periods": [{"period_from": first, "period_to": last} for first, last in page["missing"]],
        "acts": [act for name, acts in _MAY.items() if page[name] for act in acts],
    }


def _version(version: AgreementVersion) -> dict[str, Any]:
    names = (
        "number",
        "digest",
        "sent_at",
        "licensor_signed_at",
        "licensee_signed_at",
        "is_recalled",
        "words",
    )
    return {
        **{name: getattr(version, name) for name in names},
        "sent_by": _name(version.sent_by),
        "licensor_signed_by": _name(version.licensor_signed_by),
        "licensee_signed_by": _name(version.licensee_signed_by),
    }


def _name(user: AbstractBaseUser | None) -> str:
    return user.get_username() if user is not None else ""


def _pending(page: Page, known: Collection[int]) -> dict[str, Any] | None:
    version = page["pending"]
    if version is None:
        return None
    return {
        "number": version.number,
        "digest": version.digest,
        "terms": terms_body(terms_of(version.terms), known),
        "changes": [{"about": about, "text": text} for about, text in page["pending_clauses"]],
    }


def obstacles_body(
    user: AbstractBaseUser, found: Sequence[tuple[Right, Obstacle]], known: Collection[int]
) -> list[dict[str, Any]]:
    """Return what stands in the way on some rights; of rights and events that the user may not know of no id."""
    told = {one.event.pk for _right, one in found if one.event is not None}
    events = set(visible_events(user).filter(pk__in=told).order_by().values_list("pk", flat=True))
    return [
        {
            "right": right.pk if right.pk in known else None,
            "number": right.number,
            "text": one.text,
            "citation": one.citation,
            "remedy": one.remedy,
            "event": one.event.pk if one.event is not None and one.event.pk in events else None,
        }
        for right, one in found
    ]


def _money(page: Page) -> dict[str, Any]:
    """Return invoices, receipts and credit, to whom the page shows money."""
    if not page["has_money"]:
        return {"invoices": [], "receipts": [], "credit": None}
    return {
        "invoices": [_invoice(one) for one in page["owed"]],
        "receipts": [receipt_row(one) for one in page["receipts"]],
        "credit": of_money(page["credit"]) if page["credit"] else None,
    }


def _invoice(owed: Owed) -> dict[str, Any]:
    row = owed.invoice
    return {
        "id": row.pk,
        "kind": row.kind,
        "what": row.what,
        "report": row.report_id,
        "amount": amount(row.minor, row.currency),
        "paid": of_money(owed.paid),
        "open": of_money(owed.open),
        "issued_on": row.issued_on,
        "due_on": row.due_on,
    }
