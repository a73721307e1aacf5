"""Creation: claims checked before they are filed, and prior art searched, judged and reported on."""

from __future__ import annotations

from typing import Any, Literal

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest, StreamingHttpResponse
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer
from mainline.api.gate import Gate, user_of
from mainline.api.operations import Files, ask, read, write
from mainline.api.problems import missing
from mainline.api.shapes.creation import (
    ClaimsCheck,
    ClaimsDraftDetail,
    NoveltyReportDetail,
    NoveltyReports,
)
from mainline.api.shapes.given_creation import (
    ApproveClaims,
    CheckClaims,
    JudgeDocument,
    NewNoveltyReport,
    NewSearch,
    NoveltyConclusion,
)
from mainline.api.things import one_of
from mainline.creation.checks import actions as checking
from mainline.creation.checks import queries as checks
from mainline.creation.checks.access import APPROVE, CHECK, draftable_rights
from mainline.creation.checks.logic import RULES, check, citation
from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion
from mainline.creation.checks.queries import Keyed
from mainline.creation.prior_art import actions, papers, queries
from mainline.creation.prior_art.access import SEARCH, searchable_rights, visible_reports
from mainline.creation.prior_art.models import NoveltyReport
from mainline.orgs import clock
from mainline.register.features import chart_of
from mainline.register.models import Right
from mainline.web.asking import asker_of
from mainline.web.downloads import download

router = Router(tags=["creation"])
SEEN = Gate(needs_user=True)
DRAFTED = Gate("record", needs_user=True, verb=CHECK)
APPROVED = Gate("record", needs_user=True, verb=APPROVE)
SEARCHED = Gate("record", needs_user=True, verb=SEARCH)
_TYPES = {"pdf": "application/pdf", "docx": papers.DOCX_TYPE}


@ask(router, "/claims-check", ClaimsCheck, gate=SEEN)
def check_claims(request: HttpRequest, given: CheckClaims) -> Answer:
    """Check claims that belong to no right here.

    Nothing of them is kept, not even under a key.
    """
    found = check(given.text, given.jurisdiction, abstract_text=given.abstract)
    result = checks.result_of(found, {})
    return Answer(
        {
            "jurisdiction": found.jurisdiction,
            "sha256": found.sha256,
            "rules_version": found.version,
            "text": found.text,
            "is_cut": found.is_cut,
            "claims": [
                {
                    "number": node.claim.number,
                    "is_dependent": node.is_dependent,
                    "parents": node.parents,
                    "title": node.title,
                }
                for node in found.nodes
            ],
            "findings": [_finding(one, found.jurisdiction) for one in result.open],
        }
    )


@read(router, "/rights/{right_id}/claims-draft", ClaimsDraftDetail, gate=SEEN)
def get_claims_draft(request: HttpRequest, right_id: int) -> Answer:
    """Get the claims of a right as they are drafted, with what their check found.

    For those to whom the right belongs.
    """
    row = checks.draft_of(user_of(request), _draftable(request, right_id))
    if row is None:
        raise missing("权利要求草稿", "draft of claims", right_id)
    return Answer(_draft(user_of(request), row))


@write(router, "POST", "/rights/{right_id}/claims-draft", ClaimsDraftDetail, gate=DRAFTED)
def check_claims_draft(request: HttpRequest, right_id: int, given: CheckClaims) -> Answer:
    """Put the claims of a right in the place of its draft and check them.

    The stamp says by which rules, and of which words.
    """
    user = user_of(request)
    row = checking.begin(right=_draftable(request, right_id), jurisdiction=given.jurisdiction, by=user)
    row = checking.save(
        draft=row, text=given.text, abstract=given.abstract, jurisdiction=given.jurisdiction, revision=row.revision,
        by=user,
    )  # fmt: skip
    return Answer(_draft(user, checking.check_draft(draft=row, by=user)))


@write(router, "POST", "/rights/{right_id}/claims-draft/approve", ClaimsDraftDetail, gate=APPROVED)
def approve_claims_draft(request: HttpRequest, right_id: int, given: ApproveClaims) -> Answer:
    """Approve the claims of a right as they were checked: they are sealed, and stand on its thread.

    Refused without a fresh check, while an error stands, and for the same words again.
    """
    user = user_of(request)
    row = checks.draft_of(user, _draftable(request, right_id))
    if row is None:
        raise missing("权利要求草稿", "draft of claims", right_id)
    if given.revision is not None:
        # Of these words at that revision nothing is saved; who read others is told whose stand there now.
        row = checking.save(
            draft=row, text=row.text, abstract=row.abstract, jurisdiction=row.jurisdiction, revision=given.revision,
            by=user,
        )  # fmt: skip
    checking.approve(draft=row, by=user, on=clock.today())
    return Answer(_draft(user, row))


@read(router, "/rights/{right_id}/novelty-reports", NoveltyReports, gate=SEEN)
def list_novelty_reports(request: HttpRequest, right_id: int) -> Answer:
    """List the novelty reports on a right.

    For those to whom the right belongs, newest first.
    """
    right = _searchable(request, right_id)
    return Answer({"items": [_row(one) for one in queries.reports(user_of(request), right)]})


@write(router, "POST", "/rights/{right_id}/novelty-reports", NoveltyReportDetail, gate=SEARCHED, status=201)
def begin_novelty_report(request: HttpRequest, right_id: int, given: NewNoveltyReport) -> Answer:
    """Begin a novelty report on a right and search for the first time.

    Without words of yours it is searched by those of the invention; without a day up to its priority or filing day.
    """
    user, right = user_of(request), _searchable(request, right_id)
    made = actions.begin(right=right, by=user, on=clock.today(), subject=given.subject, cut_off=given.cut_off)
    if made.subject:
        actions.search(report=made, kind="before", by=user)
    return Answer(_detail(user, made), 201)


@read(router, "/novelty-reports/{report_id}", NoveltyReportDetail, gate=SEEN)
def get_novelty_report(request: HttpRequest, report_id: int) -> Answer:
    """Get a novelty report with its searches and the documents that were judged."""
    return Answer(_detail(user_of(request), _report(request, report_id)))


@write(router, "POST", "/novelty-reports/{report_id}/searches", NoveltyReportDetail, gate=SEARCHED)
def search_prior_art(request: HttpRequest, report_id: int, given: NewSearch) -> Answer:
    """Search again, by other words where they are given.

    Each search is kept as it was made, so that it can be repeated.
    """
    user, row = user_of(request), _report(request, report_id)
    if given.subject and given.subject != row.subject:
        row = _saved(row, user, subject=given.subject)
    actions.search(report=row, kind=given.kind, by=user)
    return Answer(_detail(user, _report(request, report_id)))


@write(router, "POST", "/novelty-reports/{report_id}/documents", NoveltyReportDetail, gate=SEARCHED)
def judge_document(request: HttpRequest, report_id: int, given: JudgeDocument) -> Answer:
    """Say of a document whether it is relevant, in which category and for which claims.

    A right of the register by its id, any other document by its number; a second time replaces the first.
    """
    user, row = user_of(request), _report(request, report_id)
    right = one_of(queries.visible_rights(user), given.right, "权利", "right") if given.right else None
    actions.judge(
        report=row, right=right, number=given.number, title=given.title, published_on=given.published_on,
        relevance=given.relevance, category=given.category, claims=given.claims, note=given.note, passage=given.passage,
        by=user,
    )  # fmt: skip
    return Answer(_detail(user, _report(request, report_id)))


@write(router, "POST", "/novelty-reports/{report_id}/issue", NoveltyReportDetail, gate=SEARCHED)
def issue_novelty_report(request: HttpRequest, report_id: int, given: NoveltyConclusion) -> Answer:
    """Conclude and give the report: it is sealed, and stands on the thread of the right.

    A person concludes; nothing here does it for them.
    """
    user, row = user_of(request), _report(request, report_id)
    row = _saved(row, user, outcome=given.outcome, outcome_claims=given.claims, conclusion=given.conclusion)
    actions.issue(report=row, by=user, on=clock.today())
    return Answer(_detail(user, _report(request, report_id)))


@read(
    router,
    "/novelty-reports/{report_id}/issues/{number}.{format}",
    Files(tuple(_TYPES.values())),
    gate=SEEN,
    problems=(404,),
)
def get_novelty_file(
    request: HttpRequest,
    report_id: int,
    number: int,
    format: Literal["pdf", "docx"],
    language: Literal["zh", "en"] = Query("zh", description="In which the report is written out"),
) -> StreamingHttpResponse:
    """Get a novelty report that was given, as a file."""
    row = _report(request, report_id)
    found = next((one for one in queries.issues(row) if one.number == number), None)
    if found is None:
        raise missing("查新报告", "novelty report", number)
    made = (papers.as_pdf if format == "pdf" else papers.as_docx)(
        found.content, language, asker_of(request).remark
    )
    return download([made], _TYPES[format], f"novelty-report-{report_id}-{number}-{language}.{format}")


def _draftable(request: HttpRequest, pk: int) -> Right:
    found: Right = one_of(draftable_rights(user_of(request)), pk, "权利", "right")
    return found


def _searchable(request: HttpRequest, pk: int) -> Right:
    found: Right = one_of(searchable_rights(user_of(request)), pk, "权利", "right")
    return found


def _report(request: HttpRequest, pk: int) -> NoveltyReport:
    rows = visible_reports(user_of(request)).select_related("right", "saved_by")
    found: NoveltyReport = one_of(rows, pk, "查新报告", "novelty report")
    return found


def _saved(row: NoveltyReport, by: AbstractBaseUser, **changed: Any) -> NoveltyReport:
    told = {
        "subject": row.subject, "claims": row.claims, "cut_off": row.cut_off, "chart": chart_of(row.chart),
        "outcome": row.outcome, "outcome_claims": row.outcome_claims, "conclusion": row.conclusion,
    }  # fmt: skip
    return actions.save(report=row, revision=row.revision, by=by, **{**told, **changed})


def _draft(user: AbstractBaseUser, row: ClaimsDraft) -> dict[str, Any]:
    is_fresh = checks.is_fresh(row)
    found = checks.checked(row).open if is_fresh else ()
    return {
        "right": row.right_id,
        "jurisdiction": row.jurisdiction,
        "text": row.text,
        "revision": row.revision,
        "is_stamped": is_fresh,
        "sha256": row.checked_sha256,
        "rules_version": row.checked_version,
        "checked_at": row.checked_at,
        "errors": row.errors,
        "warnings": row.warnings,
        "findings": [_finding(one, row.jurisdiction) for one in found],
        "versions": [_version(one) for one in checks.versions(user, row)],
    }


def _version(row: ClaimsVersion) -> dict[str, Any]:
    names = ("number", "sha256", "rules_version", "findings", "dismissed", "approved_at")
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in names},
        "checked_by": row.checked_by.get_username(),
        "approved_by": row.approved_by.get_username(),
        "event": row.event_id,
    }


def _finding(one: Keyed, jurisdiction: str) -> dict[str, Any]:
    found = one.finding
    return {
        "key": one.key,
        "rule": found.rule,
        "kind": found.kind,
        "severity": found.severity.value,
        "claim": found.claim,
        "start": found.start,
        "end": found.end,
        "title": _both(RULES[found.rule].title),
        "text": _both(found.text),
        "advice": _both(found.advice),
        "citation": citation(found.rule, jurisdiction),
        "mend": [{"start": edit.start, "end": edit.end, "text": edit.text} for edit in found.mend],
    }


def _both(pair: tuple[str, str]) -> dict[str, str]:
    return {"zh": pair[0], "en": pair[1]}


def _row(row: NoveltyReport) -> dict[str, Any]:
    return {
        "id": row.pk,
        "right": row.right_id,
        "state": row.state,
        "cut_off": row.cut_off,
        "basis": row.basis,
        "outcome": row.outcome,
        "url": reverse("api:get_novelty_report", args=[row.pk]),
    }


def _detail(user: AbstractBaseUser, row: NoveltyReport) -> dict[str, Any]:
    return {
        **_row(row),
        "subject": row.subject,
        "outcome_claims": row.outcome_claims,
        "conclusion": row.conclusion,
        "searches": [
            {
                "number": one.number,
                "kind": one.kind,
                "cut_off": one.cut_off,
                "total": one.total,
                "documents": one.documents,
                "newest": one.newest,
                "made_at": one.made_at,
                "found": queries.found_ids(user, one),
            }
            for one in queries.searches(row)
        ],
        "judged": [
            {
                "id": one.row.pk,
                "right": one.right.pk if one.right else None,
                "number": one.row.number,
                "title": one.row.title,
                "published_on": one.row.published_on,
                "standing": one.standing,
                "relevance": one.row.relevance,
                "category": one.row.category,
                "claims": one.row.claims,
                "passage": one.row.passage,
                "note": one.row.note,
            }
            for one in queries.documents(user, row)
        ],
        "issues": [one.number for one in queries.issues(row)],
    }
