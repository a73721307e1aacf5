"""Shapes of checks of claims and of novelty reports."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Pair, Shape


class ClaimEdit(Shape, frozen=True, kw_only=True):
    """A piece of the text and what stands in its place when it is corrected."""

    start: int
    end: int
    text: str


class ClaimFinding(Shape, frozen=True, kw_only=True):
    """What a rule says of a text."""

    key: str
    rule: str
    kind: str
    severity: str
    claim: int
    start: int
    end: int
    title: Pair
    text: Pair
    advice: Pair
    citation: str
    mend: list[ClaimEdit]


class ClaimNode(Shape, frozen=True, kw_only=True):
    """A claim and those that it refers to."""

    number: int
    is_dependent: bool
    parents: list[int]
    title: str


class ClaimsCheck(Shape, frozen=True, kw_only=True):
    """A check of a text."""

    jurisdiction: str
    sha256: str
    rules_version: str
    text: str
    is_cut: bool
    claims: list[ClaimNode]
    findings: list[ClaimFinding]


class ClaimsVersionRow(Shape, frozen=True, kw_only=True):
    """Claims as they were approved; their words change no more."""

    id: int
    number: int
    sha256: str
    rules_version: str
    findings: int
    dismissed: int
    checked_by: str
    approved_by: str
    approved_at: dt.datetime
    event: int | None


class ClaimsDraftDetail(Shape, frozen=True, kw_only=True):
    """The claims of a right as they are drafted."""

    right: int
    jurisdiction: str
    text: str
    revision: int
    is_stamped: bool
    sha256: str
    rules_version: str
    checked_at: dt.datetime | None
    errors: int
    warnings: int
    findings: list[ClaimFinding]
    versions: list[ClaimsVersionRow]


class NoveltySearch(Shape, frozen=True, kw_only=True):
    """A search as it was made."""

    number: int
    kind: str
    cut_off: dt.date
    total: int
    documents: int
    newest: dt.date | None
    made_at: dt.datetime
    found: list[int]


class NoveltyDocumentRow(Shape, frozen=True, kw_only=True):
    """A document that was judged."""

    id: int
    right: int | None
    number: str
    title: str
    published_on: dt.date | None
    standing: str
    relevance: str
    category: str
    claims: str
    passage: str
    note: str


class NoveltyReportRow(Shape, frozen=True, kw_only=True):
    """A report in a list."""

    id: int
    right: int
    state: str
    cut_off: dt.date
    basis: str
    outcome: str
    url: str


class NoveltyReportDetail(NoveltyReportRow, frozen=True, kw_only=True):
    """A report with its searches and documents."""

    subject: str
    outcome_claims: str
    conclusion: str
    searches: list[NoveltySearch]
    judged: list[NoveltyDocumentRow]
    issues: list[int]
