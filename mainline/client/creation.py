"""Claims before they are filed, and prior art."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import msgspec

from mainline.client import shapes
from mainline.client.files import written
from mainline.client.transport import Body, Transport


class _Reports(msgspec.Struct):
    items: list[shapes.NoveltyReportRow]


class Claims:
    """Checks of claims."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def check(self, text: str, *, jurisdiction: str = "CN", abstract: str = "") -> shapes.ClaimsCheck:
        """Check claims that belong to no right; the server keeps nothing of them."""
        body = Body.json({"text": text, "jurisdiction": jurisdiction, "abstract": abstract})
        return self._transport.ask("check_claims", shapes.ClaimsCheck, body=body)

    def draft(self, right: int) -> shapes.ClaimsDraftDetail:
        """Return the claims of a right as they are drafted, with what their check found."""
        return self._transport.ask("get_claims_draft", shapes.ClaimsDraftDetail, ids={"right_id": right})

    def check_draft(
        self, right: int, text: str, *, jurisdiction: str = "CN", abstract: str = ""
    ) -> shapes.ClaimsDraftDetail:
        """Put claims in the place of the draft of a right and check them."""
        body = Body.json({"text": text, "jurisdiction": jurisdiction, "abstract": abstract})
        return self._transport.ask(
            "check_claims_draft", shapes.ClaimsDraftDetail, ids={"right_id": right}, body=body
        )

    def approve(self, right: int, *, revision: int | None = None) -> shapes.ClaimsDraftDetail:
        """Approve and seal the claims as they were checked; with the revision that was read, none saved since."""
        return self._transport.ask(
            "approve_claims_draft",
            shapes.ClaimsDraftDetail,
            ids={"right_id": right},
            body=Body.json({"revision": revision}),
        )


class PriorArt:
    """Novelty reports."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def of(self, right: int) -> list[shapes.NoveltyReportRow]:
        """Return the novelty reports on a right, newest first."""
        found = self._transport.ask("list_novelty_reports", _Reports, ids={"right_id": right})
        return found.items

    def begin(
        self, right: int, *, subject: str = "", cut_off: dt.date | None = None
    ) -> shapes.NoveltyReportDetail:
        """Begin a report and search; by the invention's own words and up to its day unless told otherwise."""
        body = Body.json({"subject": subject, "cut_off": cut_off.isoformat() if cut_off else None})
        return self._transport.ask(
            "begin_novelty_report", shapes.NoveltyReportDetail, ids={"right_id": right}, body=body
        )

    def get(self, report: int) -> shapes.NoveltyReportDetail:
        """Return a report with its searches and documents."""
        return self._transport.ask(
            "get_novelty_report", shapes.NoveltyReportDetail, ids={"report_id": report}
        )

    def search(self, report: int, *, kind: str = "before", subject: str = "") -> shapes.NoveltyReportDetail:
        """Search again: ``before``, or ``conflicting`` for what was filed before the day and published later."""
        body = Body.json({"kind": kind, "subject": subject})
        return self._transport.ask(
            "search_prior_art", shapes.NoveltyReportDetail, ids={"report_id": report}, body=body
        )

    def judge(
        self,
        report: int,
        relevance: str,
        *,
        right: int | None = None,
        number: str = "",
        title: str = "",
        published_on: dt.date | None = None,
        category: str = "",
        claims: str = "",
        passage: str = "",
        note: str = "",
    ) -> shapes.NoveltyReportDetail:
        """Say of a document whether it is ``relevant`` or ``not``, with its ST.14 category and the claims concerned."""
        said = {
            "right": right, "number": number, "title": title, "relevance": relevance, "category": category,
            "published_on": published_on.isoformat() if published_on else None, "claims": claims, "passage": passage,
            "note": note,
        }  # fmt: skip
        return self._transport.ask(
            "judge_document", shapes.NoveltyReportDetail, ids={"report_id": report}, body=Body.json(said)
        )

    def issue(
        self, report: int, outcome: str, conclusion: str, *, claims: str = ""
    ) -> shapes.NoveltyReportDetail:
        """Conclude and give the report: ``novel``, ``lacks`` with claims, ``doubtful`` or ``none``."""
        body = Body.json({"outcome": outcome, "conclusion": conclusion, "claims": claims})
        return self._transport.ask(
            "issue_novelty_report", shapes.NoveltyReportDetail, ids={"report_id": report}, body=body
        )

    def download(
        self, report: int, number: int, *, to: Path, format: str = "pdf", language: str = "zh"
    ) -> int:
        """Write a report that was given to a file, as ``pdf`` or ``docx``; return its bytes."""
        ids = {"report_id": report, "number": number, "format": format}
        return written(self._transport.stream("get_novelty_file", ids=ids, query={"language": language}), to)
