"""Open licences: declared, taken up, withdrawn; and the consent of co-owners and pledgees to an act on a right."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.agreements import agreement_body, obstacles_body
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.market import organisation_of
from mainline.api.operations import read, write
from mainline.api.problems import missing
from mainline.api.rights import visible_right
from mainline.api.shapes.agreements import (
    AgreementDetail,
    ConsentRow,
    Obstacles,
    OpenLicenceDetail,
    OpenLicences,
)
from mainline.api.shapes.given_utilization import Act, NewConsent, NewOpenLicence, TakeUp
from mainline.api.terms import clauses_body, licence_given, terms_body
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.register.gates import obstacles
from mainline.utilization.agreements import open_licences, queries
from mainline.utilization.agreements.access import SIGN, visible_agreements
from mainline.utilization.agreements.logic import terms_of
from mainline.utilization.agreements.models import OpenDeclaration
from mainline.utilization.agreements.tables import fee_words

router = Router(tags=["agreements"])
SEEN = Gate(needs_user=True)
LOOKED = Gate(needs_user=True, verb=SIGN)
SIGNED = Gate("record", needs_user=True, verb=SIGN)


@read(router, "/rights/{right_id}/obstacles/{organisation_id}", Obstacles, gate=LOOKED)
def list_obstacles(
    request: HttpRequest,
    right_id: int,
    organisation_id: int,
    act: Act = Query("open_licence", description="What you mean to do"),
) -> Answer:
    """List what stands in the way of an act on a right that you hold.

    Each with the record, the article and what to do; nothing: nothing that the register knows of.
    """
    right, body = visible_right(request, right_id), organisation_of(request, organisation_id, SIGN)
    if not queries.is_held(right, body.pk):
        raise missing("属于该组织的权利", "right of that organisation", right_id)
    found = [(right, one) for one in obstacles(right, act, clock.today(), by_organisation=body.pk)]
    return Answer({"items": obstacles_body(user_of(request), found, {right.pk})})


@read(router, "/open-licences", OpenLicences, gate=SEEN)
def list_open_licences(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the open licences that stand, and the withdrawn ones of your organisations."""
    rows = queries.declarations(user_of(request))
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [_row(row) for row in piece.items])


@read(router, "/open-licences/{open_licence_id}", OpenLicenceDetail, gate=SEEN)
def get_open_licence(request: HttpRequest, open_licence_id: int) -> Answer:
    """Get one open licence with its terms."""
    return Answer(_detail(request, open_licence_id))


@write(router, "POST", "/rights/{right_id}/open-licence", OpenLicenceDetail, gate=SIGNED, status=201)
def declare_open_licence(request: HttpRequest, right_id: int, given: NewOpenLicence) -> Answer:
    """Declare an open licence of a right that you hold.

    Refused where something stands in the way: the refusal names the record, the article and what to do.
    """
    right, body = visible_right(request, right_id), organisation_of(request, given.organisation, SIGN)
    row = open_licences.declare(
        right=right, organisation=body, terms=licence_given(given.terms, right.pk), reason=given.reason,
        by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_detail(request, row.pk), status=201)


@write(router, "POST", "/open-licences/{open_licence_id}/take-up", AgreementDetail, gate=SIGNED, status=201)
def take_open_licence_up(request: HttpRequest, open_licence_id: int, given: TakeUp) -> Answer:
    """Take an open licence up for your organisation.

    It arises once the fixed fee is paid, at once where none is asked.
    """
    row, body = _declaration(request, open_licence_id), organisation_of(request, given.organisation, SIGN)
    made = open_licences.take_up(declaration=row, licensee=body, by=user_of(request), on=clock.today())
    return Answer(agreement_body(request, made.pk), status=201)


@write(router, "POST", "/open-licences/{open_licence_id}/withdraw", OpenLicenceDetail, gate=SIGNED)
def withdraw_open_licence(request: HttpRequest, open_licence_id: int) -> Answer:
    """Withdraw an open licence.

    Licences already taken up stay.
    """
    row = _declaration(request, open_licence_id)
    open_licences.withdraw(declaration=row, by=user_of(request), on=clock.today())
    return Answer(_detail(request, open_licence_id))


@write(router, "POST", "/rights/{right_id}/consents", ConsentRow, gate=SIGNED, status=201)
def give_consent(request: HttpRequest, right_id: int, given: NewConsent) -> Answer:
    """Consent to an act on a right as its co-owner or pledgee."""
    right, body = visible_right(request, right_id), organisation_of(request, given.organisation, SIGN)
    event = open_licences.consent(
        right=right, act=given.act, organisation=body, by=user_of(request), on=clock.today()
    )
    told = {
        "event": event.pk,
        "right": right.pk,
        "organisation": body.pk,
        "act": given.act,
        "given_on": event.happened_on,
        "url": reverse("api:get_event", args=[event.pk]),
    }
    return Answer(told, status=201)


def _declaration(request: HttpRequest, pk: int) -> OpenDeclaration:
    found: OpenDeclaration = one_of(queries.declarations(user_of(request)), pk, "开放许可", "open licence")
    return found


def _row(row: OpenDeclaration) -> dict[str, Any]:
    return {
        "id": row.pk,
        "right": row.right_id,
        "number": row.right.number,
        "organisation": row.organisation_id,
        "state": row.state,
        "fee": fee_words(terms_of(row.terms)),
        "declared_on": row.declared_on,
        "withdrawn_on": row.withdrawn_on,
        "url": reverse("api:get_open_licence", args=[row.pk]),
    }


def _detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    row = _declaration(request, pk)
    terms = terms_of(row.terms)
    taken = visible_agreements(user_of(request)).filter(declaration=row)
    return {
        **_row(row),
        "terms": terms_body(terms, {row.right_id}),
        "clauses": clauses_body(terms),
        "taken": list(taken.order_by("pk").values_list("pk", flat=True)),
    }
