"""Shapes of checks of claims and of novelty reports."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.rights import Pair


class ClaimEdit(Schema):
    """A piece of the text and what stands in its place when it is corrected."""

    start: int = Field(description="Characters from the beginning of the checked text")
    end: int
    text: str


class ClaimFinding(Schema):
    """What a rule says of a text."""

    key: str = Field(description="By which it is dismissed; the same while the words of its claim are")
    rule: str
    kind: str
    severity: str = Field(description="error, warning, info")
    claim: int = Field(description="As printed; 0: about the whole text")
    start: int
    end: int
    title: Pair
    text: Pair
    advice: Pair
    citation: str = Field(description="With the edition in which it was read")
    mend: list[ClaimEdit] = Field(description="Empty where a person must write")


class ClaimNode(Schema):
    """A claim and those that it refers to."""

    number: int
    is_dependent: bool
    parents: list[int]
    title: str


class ClaimsCheck(Schema):
    """A check of a text."""

    jurisdiction: str
    sha256: str = Field(description="Of the checked text")
    rules_version: str
    text: str = Field(description="As it was checked: offsets count in it")
    is_cut: bool = Field(description="Whether the text was too long to be followed to its end")
    claims: list[ClaimNode]
    findings: list[ClaimFinding]


class ClaimsVersionRow(Schema):
    """Claims as they were approved; their words change no more."""

    id: int
    number: int
    sha256: str = Field(description="Of the approved words")
    rules_version: str
    findings: int = Field(description="Warnings and notes that stood; errors stand in none")
    dismissed: int
    checked_by: str
    approved_by: str
    approved_at: dt.datetime
    event: int | None = Field(description="The event on the thread that tells of it")


class ClaimsDraftDetail(Schema):
    """The claims of a right as they are drafted."""

    right: int
    jurisdiction: str
    text: str
    revision: int
    is_stamped: bool = Field(description="Whether the last check was of these words by these rules")
    sha256: str = Field(description="Of the words that were checked last")
    rules_version: str
    checked_at: dt.datetime | None
    errors: int
    warnings: int
    findings: list[ClaimFinding] = Field(description="Empty while the stamp is stale")
    versions: list[ClaimsVersionRow] = Field(description="Approved ones, newest first")


class NoveltySearch(Schema):
    """A search as it was made."""

    number: int
    kind: str = Field(description="before, conflicting")
    cut_off: dt.date
    total: int
    documents: int = Field(description="That the index then held for everybody")
    newest: dt.date | None = Field(description="Newest day of publication among them")
    made_at: dt.datetime
    found: list[int] = Field(description="Ids of the first rights found that you may know of")


class NoveltyDocumentRow(Schema):
    """A document that was judged."""

    id: int
    right: int | None
    number: str
    title: str
    published_on: dt.date | None
    standing: str = Field(description="To the cut-off day: published, earlier, later, unknown")
    relevance: str = Field(description="relevant, not, or empty")
    category: str = Field(description="WIPO ST.14: X, Y, A, E, D, or empty")
    claims: str
    passage: str
    note: str


class NoveltyReportRow(Schema):
    """A report in a list."""

    id: int
    right: int
    state: str = Field(description="begun, reported")
    cut_off: dt.date
    basis: str = Field(description="priority, filing, chosen")
    outcome: str
    url: str


class NoveltyReports(Schema):
    """The reports on a right."""

    items: list[NoveltyReportRow]


class NoveltyReportDetail(NoveltyReportRow):
    """A report with its searches and documents."""

    subject: str
    outcome_claims: str
    conclusion: str
    searches: list[NoveltySearch]
    judged: list[NoveltyDocumentRow]
    issues: list[int] = Field(description="Numbers of the reports that were given")
