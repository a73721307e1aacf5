"""Watches with what they found, and cases before an IP office."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.rights import visible_right
from mainline.api.shapes.protection import (
    CaseAction,
    CaseDetail,
    CaseRequest,
    Cases,
    HitDecision,
    HitRow,
    Hits,
    NewCase,
    NewWatch,
    Watches,
    WatchRow,
)
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.models import Organisation
from mainline.protection.cases import filing
from mainline.protection.cases import queries as cases
from mainline.protection.cases.access import FILE, visible_cases
from mainline.protection.cases.acting import ACTS
from mainline.protection.cases.enums import CaseState, Side
from mainline.protection.cases.models import Case
from mainline.protection.cases.shown import article
from mainline.protection.watches import actions as watching
from mainline.protection.watches.access import KEEP, visible_hits, visible_watches
from mainline.protection.watches.actions import Wanted
from mainline.protection.watches.enums import Change, WatchKind
from mainline.protection.watches.models import Hit, Watch
from mainline.register.access import visible_organisations

router = Router(tags=["protection"])
SEEN = Gate(needs_user=True)
KEPT = Gate("record", needs_user=True, verb=KEEP)
FILED = Gate("record", needs_user=True, verb=FILE)
ACTED = Gate("record", needs_user=True)


@read(router, "/watches", Watches, gate=SEEN)
def list_watches(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the watches of your organisations."""
    rows = visible_watches(user_of(request))
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(piece, [_watch(row) for row in piece.items], total=None if cursor else rows.count())


@write(router, "POST", "/watches", WatchRow, gate=KEPT, status=201, problems=(404,))
def open_watch(request: HttpRequest, wanted: NewWatch) -> Answer:
    """Watch something from now on.

    The same thing watched twice for one organisation is one watch.
    """
    user = user_of(request)
    own = Organisation.objects.filter(pk__in=organisation_ids(user, KEEP))
    body = one_of(own, wanted.organisation, "组织", "organisation")
    bodies = visible_organisations(user)
    told = Wanted(
        kind=wanted.kind, name=wanted.name, query=wanted.query, named=wanted.named, classes=wanted.classes,
        right=visible_right(request, wanted.right) if wanted.right else None,
        holder=one_of(bodies, wanted.holder, "组织", "organisation") if wanted.holder else None,
        changes=wanted.changes or (list(Change.values) if wanted.kind == WatchKind.STATUS else []),
        threshold=wanted.threshold,
    )  # fmt: skip
    made = watching.open_watch(wanted=told, organisation=body, by=user, on=clock.today())
    return Answer(_watch(made), status=201)


@read(router, "/hits", Hits, gate=SEEN)
def list_hits(
    request: HttpRequest,
    watch: int | None = Query(None, ge=1, le=2**63 - 1, description="Of one watch"),
    is_open: bool | None = Query(None, description="Whether nothing was decided yet"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List what the watches of your organisations found.

    Only rights of which you may know.
    """
    rows = visible_hits(user_of(request)).select_related("right")
    if watch is not None:
        rows = rows.filter(watch=watch)
    if is_open is not None:
        rows = rows.filter(decision="") if is_open else rows.exclude(decision="")
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(piece, [_hit(row) for row in piece.items], total=None if cursor else rows.count())


@write(router, "POST", "/hits/{hit_id}/decide", HitRow, gate=KEPT)
def decide_hit(request: HttpRequest, hit_id: int, decision: HitDecision) -> Answer:
    """Decide on a hit.

    To ignore one needs a reason.
    """
    row: Hit = one_of(visible_hits(user_of(request)).select_related("right"), hit_id, "命中", "hit")
    done = watching.decide(
        hit=row, decision=decision.decision, words=decision.words, by=user_of(request), on=clock.today()
    )
    return Answer(_hit(done))


@read(router, "/cases", Cases, gate=SEEN)
def list_cases(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the cases in which your organisations ask, answer or decide."""
    rows = visible_cases(user_of(request))
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(piece, [_case(row) for row in piece.items], total=None if cursor else rows.count())


@read(router, "/cases/{case_id}", CaseDetail, gate=SEEN)
def get_case(request: HttpRequest, case_id: int) -> Answer:
    """Get one case with its clocks and what was done."""
    return Answer(_detail(request, _found(request, case_id)))


@write(router, "POST", "/cases", CaseDetail, gate=FILED, status=201, problems=(404,))
def begin_case(request: HttpRequest, wanted: NewCase) -> Answer:
    """Begin to prepare a request on a Chinese patent.

    A draft of the same organisation on it is returned as it is. Say next what it is about, and add its papers.
    """
    user, right = user_of(request), visible_right(request, wanted.right)
    own = Organisation.objects.filter(pk__in=organisation_ids(user, FILE))
    body = one_of(own, wanted.organisation, "组织", "organisation")
    made = filing.begin(right=right, organisation=body, by=user)
    return Answer(_detail(request, _found(request, made.pk)), status=201)


@write(router, "PUT", "/cases/{case_id}/request", CaseDetail, gate=FILED)
def save_case_request(request: HttpRequest, case_id: int, said: CaseRequest) -> Answer:
    """Say what a request is about, while it is prepared or to be completed.

    Who infringes, what is asked for and why, which evidence it names.
    """
    row, told = _found(request, case_id), said.model_dump()
    filing.save(case=row, told=filing.Said(**told), by=user_of(request), on=clock.today())
    return Answer(_detail(request, _found(request, case_id)))


@write(
    router,
    "POST",
    "/cases/{case_id}/papers",
    CaseDetail,
    gate=ACTED,
    status=201,
    form=("file", "kind", "for_office"),
)
def add_case_paper(
    request: HttpRequest,
    case_id: int,
    file: UploadedFile = File(..., description="PDF, office documents without macros, text, pictures"),
    kind: Literal[
        "request",
        "identity",
        "patent",
        "evidence",
        "licence",
        "authorisation",
        "not_asking",
        "succession",
        "report",
        "power",
        "answer",
        "decision",
        "other",
    ] = Form(..., description="What the paper is"),
    for_office: bool = Form(False, description="For the office alone"),
) -> Answer:
    """Add a paper to a case for your side.

    The same file twice is the same paper.
    """
    row = _found(request, case_id)
    filing.add_paper(
        case=row,
        kind=kind,
        chunks=file.chunks(),
        name=file.name or "",
        by=user_of(request),
        for_office=for_office,
    )
    return Answer(_detail(request, _found(request, case_id)), status=201)


@write(router, "POST", "/cases/{case_id}/act", CaseDetail, gate=ACTED)
def act_in_case(request: HttpRequest, case_id: int, action: CaseAction) -> Answer:
    """Do in a case what your side may do.

    What the page does by its buttons, by the same rules: file, docket, serve, answer, pause, decide, publish.
    """
    row, user, on = _found(request, case_id), user_of(request), clock.today()
    if action.act == "file":
        filing.file_request(case=row, by=user, on=on)
    elif action.act == "complete":
        filing.complete(case=row, by=user, on=on)
    else:
        told = action.model_dump()
        ACTS[action.act](
            row, {name: "" if value is None else str(value) for name, value in told.items()}, user, on
        )
    return Answer(_detail(request, _found(request, case_id)))


def _found(request: HttpRequest, pk: int) -> Case:
    found: Case = one_of(cases.cases(user_of(request)), pk, "案件", "case")
    return found


def _watch(row: Watch) -> dict[str, Any]:
    return {
        "id": row.pk, "organisation": row.organisation_id, "kind": row.kind, "name": row.name,
        "right": row.right_id, "query": row.query, "named": row.named, "classes": row.classes,
        "changes": row.changes, "threshold": row.threshold, "since": row.since,
        "is_running": row.ended_at is None,
    }  # fmt: skip


def _hit(row: Hit) -> dict[str, Any]:
    return {
        "id": row.pk, "watch": row.watch_id, "right": row.right_id, "number": row.right.number,
        "title": row.right.display_title, "score": row.score, "reasons": row.reasons, "found_on": row.found_on,
        "step": row.step, "step_due": row.step_due, "step_rule": row.step_rule, "decision": row.decision,
        "words": row.words,
    }  # fmt: skip


def _case(row: Case) -> dict[str, Any]:
    return {
        "id": row.pk, "number": row.number, "right": row.right_id, "requester": row.requester_id,
        "office": row.office_id, "respondent": row.respondent_name, "state": row.state, "role": row.role,
        "result": row.result,
    }  # fmt: skip


def _detail(request: HttpRequest, row: Case) -> dict[str, Any]:
    user, on = user_of(request), clock.today()
    is_insider = bool(cases.hand_of(user, row).sides & {Side.REQUESTER, Side.OFFICE})
    clocks = cases.clocks_of(row, on) if row.state != CaseState.DRAFT else ()
    checks = cases.checks_of(row, cases.table_of(row, on), on) if is_insider else ()
    return {
        **_case(row),
        "clocks": [
            {
                "rule": one.rule, "began_on": one.began_on, "due_on": one.due_on, "ended_on": one.ended_on,
                "state": one.state, "days_left": one.days_left, "citations": [article(cite) for cite in one.told.cite],
            }
            for one in clocks
            if is_insider or one.rule != "cn.adjudication.docket"
        ],
        "acts": [
            {"code": act.code, "happened_on": act.happened_on, "side": act.side, "kind": act.kind, "text": act.text}
            for act in cases.acts(user, row)
        ],
        "checks": [{"code": one.code, "answer": one.answer, "citation": article(one.cite)} for one in checks],
    }  # fmt: skip
