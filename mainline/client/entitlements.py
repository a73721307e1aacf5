"""Shapes of what an organisation may claim, and of claims."""

from __future__ import annotations

import datetime as dt

from mainline.client.base import Pair, Shape


class ClauseRow(Shape, frozen=True, kw_only=True):
    """One condition of a policy and what came of it."""

    id: str
    title: Pair
    state: str
    cite: list[str]
    facts: list[dict[str, object]]
    missing: list[str]


class EntitlementRow(Shape, frozen=True, kw_only=True):
    """What a policy says of an organisation, or of one of its rights or deals, on a day."""

    policy: str
    code: str
    title: Pair
    ref: str
    right: int | None
    contract: str
    state: str
    amount_minor: int | None
    version_since: dt.date | None
    grade: str
    clauses: list[ClauseRow]
    vetoed_by: list[str]


class Entitlements(Shape, frozen=True, kw_only=True):
    """What an organisation may claim on a day."""

    organisation: int
    on: dt.date
    unclaimed_minor: int
    answers: list[EntitlementRow]


class ClaimRow(Shape, frozen=True, kw_only=True):
    """A claim for support."""

    id: int
    organisation: int
    policy: str
    year: int
    right: int | None
    contract: str
    state: str
    computed_minor: int | None
    approved_minor: int | None
    currency: str
    submitted_on: dt.date | None
    due_on: dt.date | None
    url: str


class ClaimPaperRow(Shape, frozen=True, kw_only=True):
    """A paper that the policy asks for."""

    code: str
    title: Pair
    document: int | None
    reference: str


class ClaimStepRow(Shape, frozen=True, kw_only=True):
    """Something that was done with a claim."""

    act: str
    on: dt.date
    by: str
    clause: str
    words: str
    amount_minor: int | None


class ClaimDetail(ClaimRow, frozen=True, kw_only=True):
    """One claim with its clauses as judged, its papers and what was done."""

    version_since: dt.date
    clauses: list[ClauseRow]
    papers: list[ClaimPaperRow]
    steps: list[ClaimStepRow]
