"""Shapes of what an organisation may claim, and of claims."""

from __future__ import annotations

import datetime as dt

from ninja import Field, Schema

from mainline.api.shapes.lists import Listed
from mainline.api.shapes.rights import Pair


class ClauseRow(Schema):
    """One condition of a policy and what came of it."""

    id: str
    title: Pair
    state: str = Field(description="met, not_met, unknown")
    cite: list[str] = Field(description="Source and article")
    facts: list[dict[str, object]] = Field(description="Each with its value and where it came from")
    missing: list[str] = Field(description="Facts without which the clause stays open")


class EntitlementRow(Schema):
    """What a policy says of an organisation, or of one of its rights or deals, on a day."""

    policy: str
    code: str
    title: Pair
    ref: str = Field(description="Which right or deal; empty: the organisation itself")
    right: int | None
    contract: str
    state: str = Field(description="met, unknown, not_met, vetoed, not_yet, before, ended")
    amount_minor: int | None = Field(description="Minor units of CNY; null where no amount is known")
    version_since: dt.date | None
    grade: str = Field(description="How sure: A text read, B official digest, C older, D something missing")
    clauses: list[ClauseRow]
    vetoed_by: list[str]


class Entitlements(Schema):
    """What an organisation may claim on a day."""

    organisation: int
    on: dt.date
    unclaimed_minor: int = Field(description="Support met, priced and not claimed, in minor units of CNY")
    answers: list[EntitlementRow]


class ClaimRow(Schema):
    """A claim for support."""

    id: int
    organisation: int
    policy: str
    year: int
    right: int | None
    contract: str
    state: str = Field(
        description="draft, submitted, returned, approved, paid, refused, withdrawn, taken_back"
    )
    computed_minor: int | None = Field(
        description="By the formula of the policy; null where no amount is known"
    )
    approved_minor: int | None
    currency: str
    submitted_on: dt.date | None
    due_on: dt.date | None = Field(description="The promise of the office: sixty working days")
    url: str


class ClaimPaperRow(Schema):
    """A paper that the policy asks for."""

    code: str
    title: Pair
    document: int | None
    reference: str


class ClaimStepRow(Schema):
    """Something that was done with a claim."""

    act: str
    on: dt.date
    by: str
    clause: str
    words: str
    amount_minor: int | None


class ClaimDetail(ClaimRow):
    """One claim with its clauses as judged, its papers and what was done."""

    version_since: dt.date
    clauses: list[ClauseRow]
    papers: list[ClaimPaperRow]
    steps: list[ClaimStepRow]


class Claims(Listed):
    """Some claims, in the order in which they were begun."""

    items: list[ClaimRow]
