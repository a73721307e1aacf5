"""Royalty reports, checked step by step, and the money that comes in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.amounts import amount
from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.shapes.given_utilization import (
    NewRoyaltyReceipt,
    NewRoyaltyReport,
    Reversal,
    RoyaltyReportAct,
)
from mainline.api.shapes.royalties import (
    RoyaltyReceiptDetail,
    RoyaltyReceipts,
    RoyaltyReportDetail,
    RoyaltyReports,
)
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.utilization.agreements.access import visible_agreements
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.royalties import actions, money, queries
from mainline.utilization.royalties.access import INCOME, KEEP, VIEW
from mainline.utilization.royalties.logic import flags_of, steps_of
from mainline.utilization.royalties.models import ReceiptMatch, RoyaltyReceipt, RoyaltyReport
from mainline.utilization.royalties.words import flag_words, shown_steps

router = Router(tags=["royalties"])
LISTED = Gate(needs_user=True, verb=VIEW)
SEEN = Gate(needs_user=True)
FILED = Gate("record", needs_user=True, verb=KEEP)
DECIDED = Gate("record", needs_user=True, verb=INCOME)


@read(router, "/royalty-reports", RoyaltyReports, gate=LISTED)
def list_royalty_reports(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the royalty reports that your organisations filed or were sent."""
    rows = queries.reports(user_of(request))
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [report_row(row) for row in piece.items])


@read(router, "/royalty-reports/{royalty_report_id}", RoyaltyReportDetail, gate=SEEN)
def get_royalty_report(request: HttpRequest, royalty_report_id: int) -> Answer:
    """Get one royalty report.

    Reckoned anew by the clauses: each step, exactly, and what is odd.
    """
    return Answer(_report_body(_report(request, royalty_report_id)))


@write(
    router, "POST", "/agreements/{agreement_id}/royalty-reports", RoyaltyReportDetail, gate=FILED, status=201
)
def file_royalty_report(request: HttpRequest, agreement_id: int, given: NewRoyaltyReport) -> Answer:
    """File what was sold in a period, as the licensee.

    It is reckoned at once by the clauses. With replaces it takes the place of one that is not accepted yet.
    """
    old = _report(request, given.replaces) if given.replaces is not None else None
    row = actions.file_report(
        agreement=_agreement(request, agreement_id), period=(given.period_from, given.period_to),
        sales=[(one.name, one.minor) for one in given.sales],
        deductions=[(one.name, one.minor) for one in given.deductions], claimed=given.claimed_minor,
        by=user_of(request), on=clock.today(), replaces=old,
    )  # fmt: skip
    return Answer(_report_body(_report(request, row.pk)), status=201)


@write(router, "POST", "/royalty-reports/{royalty_report_id}/do", RoyaltyReportDetail, gate=DECIDED)
def act_on_royalty_report(request: HttpRequest, royalty_report_id: int, act: RoyaltyReportAct) -> Answer:
    """Accept a royalty report as the licensor, or dispute it.

    What the clauses come to is invoiced, and paid from the credit there is; a dispute lets the licensee file another.
    """
    row, user, today = _report(request, royalty_report_id), user_of(request), clock.today()
    if act.act == "accept":
        actions.accept_report(report=row, words=act.words, by=user, on=today)
    else:
        actions.dispute_report(report=row, reason=act.words, by=user, on=today)
    return Answer(_report_body(_report(request, royalty_report_id)))


@read(router, "/royalty-receipts", RoyaltyReceipts, gate=LISTED)
def list_royalty_receipts(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List the money that was received under your agreements."""
    rows = queries.receipts(user_of(request))
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [receipt_row(row) for row in piece.items])


@read(router, "/royalty-receipts/{royalty_receipt_id}", RoyaltyReceiptDetail, gate=SEEN)
def get_royalty_receipt(request: HttpRequest, royalty_receipt_id: int) -> Answer:
    """Get one receipt with what it pays."""
    return Answer(_receipt_body(_receipt(request, royalty_receipt_id)))


@write(router, "POST", "/agreements/{agreement_id}/receipts", RoyaltyReceiptDetail, gate=DECIDED, status=201)
def enter_royalty_receipt(request: HttpRequest, agreement_id: int, given: NewRoyaltyReceipt) -> Answer:
    """Enter money that came in, as the licensor.

    It pays what is due first, the rest stays as credit; it is posted in the ledger.
    """
    row = money.enter_receipt(
        agreement=_agreement(request, agreement_id), minor=given.amount_minor, received_on=given.received_on,
        reference=given.reference, key=given.key, by=user_of(request), on=clock.today(),
    )  # fmt: skip
    return Answer(_receipt_body(_receipt(request, row.pk)), status=201)


@write(router, "POST", "/royalty-receipts/{royalty_receipt_id}/reverse", RoyaltyReceiptDetail, gate=DECIDED)
def reverse_royalty_receipt(request: HttpRequest, royalty_receipt_id: int, given: Reversal) -> Answer:
    """Take a wrong receipt back.

    All its postings are reversed, and what it paid is owed again. Refused while a plan shares of it.
    """
    row = _receipt(request, royalty_receipt_id)
    money.reverse_receipt(receipt=row, reason=given.reason, by=user_of(request), on=clock.today())
    return Answer(_receipt_body(_receipt(request, royalty_receipt_id)))


def _agreement(request: HttpRequest, pk: int) -> Agreement:
    found: Agreement = one_of(visible_agreements(user_of(request)), pk, "合同", "agreement")
    return found


def _report(request: HttpRequest, pk: int) -> RoyaltyReport:
    rows = queries.reports(user_of(request)).select_related("decided_by", "filed_by")
    found: RoyaltyReport = one_of(rows, pk, "提成报告", "royalty report")
    return found


def _receipt(request: HttpRequest, pk: int) -> RoyaltyReceipt:
    found: RoyaltyReceipt = one_of(queries.receipts(user_of(request)), pk, "到账记录", "receipt")
    return found


def report_row(row: RoyaltyReport) -> dict[str, Any]:
    """Return a report as lists have it."""
    return {
        "id": row.pk,
        "agreement": row.agreement_id,
        "licensor": row.agreement.licensor_id,
        "licensee": row.agreement.licensee_id,
        "period_from": row.period_from,
        "period_to": row.period_to,
        "state": row.state,
        "claimed": amount(row.claimed_minor, row.currency),
        "owed": amount(row.owed_minor, row.currency),
        "odd": len(flags_of(row.checked)),
        "filed_on": row.filed_on,
        "url": reverse("api:get_royalty_report", args=[row.pk]),
    }


def _report_body(row: RoyaltyReport) -> dict[str, Any]:
    invoice = getattr(row, "invoice", None)
    successor = RoyaltyReport.objects.filter(replaces=row).values_list("pk", flat=True).first()
    return {
        **report_row(row),
        "sales": [{"name": name, "minor": minor} for name, minor in row.sales],
        "deductions": [{"name": name, "minor": minor} for name, minor in row.deductions],
        "base": amount(row.base_minor, row.currency),
        "steps": _steps(row),
        "flags": [
            {
                "code": one.flag.value,
                "about": one.about,
                "by": one.by,
                "text": flag_words(one, row.currency),
            }
            for one in flags_of(row.checked)
        ],
        "filed_by": row.filed_by.get_username(),
        "words": row.words,
        "decided_by": row.decided_by.get_username() if row.decided_by else "",
        "decided_on": row.decided_on,
        "replaces": row.replaces_id,
        "replaced_by": successor,
        "invoice": invoice.pk if invoice else None,
        "open": amount(queries.open_amount(invoice), row.currency) if invoice else None,
    }


def _steps(row: RoyaltyReport) -> list[dict[str, Any]]:
    return [
        {
            "kind": step.kind.value,
            "text": shown.text,
            "minor": str(step.minor),
            "low_minor": step.low if step.rate is not None else None,
            "high_minor": step.high,
            "rate": None if step.rate is None else str(step.rate),
        }
        for step, shown in zip(steps_of(row.checked), shown_steps(row), strict=True)
    ]


def receipt_row(row: RoyaltyReceipt) -> dict[str, Any]:
    """Return a receipt as lists have it."""
    return {
        "id": row.pk,
        "agreement": row.agreement_id,
        "organisation": row.organisation_id,
        "amount": amount(row.minor, row.currency),
        "received_on": row.received_on,
        "reference": row.reference,
        "reversed_on": row.reversed_on,
        "reversed_because": row.reversed_because,
        "url": reverse("api:get_royalty_receipt", args=[row.pk]),
    }


def _receipt_body(row: RoyaltyReceipt) -> dict[str, Any]:
    matches = row.matches.select_related("invoice").prefetch_related("distributed").order_by("pk")
    return {
        **receipt_row(row),
        "pays": [_paid(match, row.currency) for match in matches],
        "credit": amount(queries.credit_of(row), row.currency),
    }


def _paid(match: ReceiptMatch, currency: str) -> dict[str, Any]:
    return {
        "invoice": match.invoice_id,
        "what": match.invoice.what,
        "report": match.invoice.report_id,
        "amount": amount(match.minor, currency),
        "plans": sorted({part.plan_id for part in match.distributed.all()}),
    }
