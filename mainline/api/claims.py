"""What an organisation may claim, and its claims from their beginning to the payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.shapes.claims import ClaimDetail, Claims, Entitlements
from mainline.api.shapes.given import BeginClaim, ClaimAct, Day, PutPaper
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.register.access import visible_documents
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.claims import actions, deciding, queries
from mainline.service.claims.access import MAKE, VIEW
from mainline.service.claims.judged import snapshot
from mainline.service.claims.models import Claim
from mainline.service.policies import queries as policies
from mainline.service.policies.access import own_organisations
from mainline.service.policies.shown import ready_of

router = Router(tags=["claims"])
SEEN = Gate(needs_user=True, verb=VIEW)
MADE = Gate("record", needs_user=True, verb=MAKE)
DONE = Gate("record", needs_user=True, verb=VIEW)


@read(router, "/organisations/{organisation_id}/entitlements", Entitlements, gate=SEEN)
def list_entitlements(
    request: HttpRequest,
    organisation_id: int,
    on: Day | None = Query(None, description="The day that is asked for; today without"),
) -> Answer:
    """List what one of your organisations may claim.

    Every policy clause by clause, with the facts used, where they came from, and what is missing.
    """
    user, day = user_of(request), on or clock.today()
    body = one_of(own_organisations(user), organisation_id, "组织", "organisation")
    lines = policies.lines(user, body, day)
    return Answer(
        {
            "organisation": body.pk,
            "on": day,
            "unclaimed_minor": policies.unclaimed(lines).minor,
            "answers": [_entitlement(answer) for line in lines for answer in line.answers],
        }
    )


@read(router, "/claims", Claims, gate=SEEN)
def list_claims(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List claims for support.

    Those of your organisations; for an office those that were handed in.
    """
    rows = queries.claims(user_of(request)).order_by("pk")
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(piece, [_row(row) for row in piece.items], total=None if cursor else rows.count())


@read(router, "/claims/{claim_id}", ClaimDetail, gate=SEEN)
def get_claim(request: HttpRequest, claim_id: int) -> Answer:
    """Get one claim.

    With its clauses as judged, its papers, and what was done.
    """
    return Answer(_detail(_claim(request, claim_id)))


@write(router, "POST", "/organisations/{organisation_id}/claims", ClaimDetail, gate=MADE)
def begin_claim(request: HttpRequest, organisation_id: int, given: BeginClaim) -> Answer:
    """Begin a claim.

    With the facts and papers that the platform holds; one that stands already is answered as it is.
    """
    user = user_of(request)
    body = one_of(own_organisations(user, MAKE), organisation_id, "组织", "organisation")
    ready = ready_of(given.policy)
    if ready is None:
        raise wrong("policy", f"没有政策 {given.policy}。", f"There is no policy {given.policy}.")
    claim = actions.begin(organisation=body, policy=ready.policy.id, ref=given.ref, by=user, on=clock.today())
    return Answer(_detail(claim))


@write(router, "POST", "/claims/{claim_id}/papers", ClaimDetail, gate=MADE)
def put_claim_paper(request: HttpRequest, claim_id: int, given: PutPaper) -> Answer:
    """Put a paper to a claim.

    A document of the register, or the number under which the office has it.
    """
    user, claim = user_of(request), _claim(request, claim_id)
    document = None
    if given.document is not None:
        document = one_of(visible_documents(user), given.document, "文件", "document")
    actions.set_paper(claim=claim, code=given.code, document=document, reference=given.reference, by=user)
    return Answer(_detail(_claim(request, claim_id)))


@write(router, "POST", "/claims/{claim_id}/do", ClaimDetail, gate=DONE)
def act_on_claim(request: HttpRequest, claim_id: int, act: ClaimAct) -> Answer:
    """Act on a claim.

    Who makes it submits and withdraws; the provincial office sends back, approves, refuses, pays and takes back.
    """
    _ACTS[act.act](_claim(request, claim_id), act, user_of(request), clock.today())
    return Answer(_detail(_claim(request, claim_id)))


def _submit(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.submit(claim=claim, by=by, on=on)


def _withdraw(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    actions.withdraw(claim=claim, words=said.words, by=by, on=on)


def _send_back(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    deciding.send_back(claim=claim, clause=said.clause, words=said.words, by=by, on=on)


def _refuse(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    deciding.refuse(claim=claim, clause=said.clause, words=said.words, by=by, on=on)


def _approve(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    amount = Money(said.amount_minor, "CNY") if said.amount_minor is not None else None
    confirmed = list(said.confirmed.items())
    deciding.approve(claim=claim, amount=amount, confirmed=confirmed, words=said.words, by=by, on=on)


def _pay(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    deciding.pay(claim=claim, by=by, on=on)


def _take_back(claim: Claim, said: ClaimAct, by: AbstractBaseUser, on: dt.date) -> None:
    deciding.take_back(claim=claim, words=said.words, by=by, on=on)


_ACTS: dict[str, Callable[[Claim, ClaimAct, AbstractBaseUser, dt.date], None]] = {
    "submit": _submit,
    "withdraw": _withdraw,
    "return": _send_back,
    "refuse": _refuse,
    "approve": _approve,
    "pay": _pay,
    "take_back": _take_back,
}


def _claim(request: HttpRequest, pk: int) -> Claim:
    found: Claim = one_of(queries.claims(user_of(request)), pk, "申领", "claim")
    return found


def _entitlement(answer: policies.Answer) -> dict[str, Any]:
    verdict, policy = answer.verdict, answer.policy
    version = verdict.edition.version if verdict.edition else None
    return {
        "policy": policy.id,
        "code": policy.code,
        "title": {"zh": policy.title.zh, "en": policy.title.en},
        "ref": answer.ref,
        "right": answer.subject.right if answer.subject else None,
        "contract": answer.subject.contract if answer.subject else "",
        "state": verdict.state,
        "amount_minor": verdict.amount.minor if verdict.amount else None,
        "version_since": version.since if version else None,
        "grade": version.grade if version else "",
        "clauses": snapshot(policybook(), verdict, answer.facts)["clauses"],
        "vetoed_by": [veto.ready.policy.code for veto in verdict.vetoed_by],
    }


def _row(row: Claim) -> dict[str, Any]:
    ready = policybook().policies.get(row.policy)
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        "policy": ready.policy.code if ready else row.policy,
        "year": row.year,
        "right": row.right_id,
        "contract": row.contract,
        "state": row.state,
        "computed_minor": row.computed_minor,
        "approved_minor": row.approved_minor,
        "currency": row.currency,
        "submitted_on": row.submitted_on,
        "due_on": row.due_on,
        "url": reverse("api:get_claim", args=[row.pk]),
    }


def _detail(row: Claim) -> dict[str, Any]:
    return {
        **_row(row),
        "version_since": row.version_since,
        "clauses": row.judged.get("clauses", []),
        "papers": [
            {
                "code": line.paper.code,
                "title": {"zh": line.paper.title.zh, "en": line.paper.title.en},
                "document": line.given.document_id if line.given else None,
                "reference": line.given.reference if line.given else "",
            }
            for line in queries.papers(row)
        ],
        "steps": [
            {
                "act": step.act,
                "on": step.on,
                "by": step.by.get_username(),
                "clause": step.clause,
                "words": step.words,
                "amount_minor": step.amount_minor,
            }
            for step in row.steps.select_related("by").order_by("pk")
        ],
    }
