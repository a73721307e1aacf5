"""Rows of the policies' pages and files."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from mainline.rules.money import Money
from mainline.rules.policies.loading import ReadyPolicy, policybook
from mainline.service.policies.actions import bound_minor
from mainline.service.policies.models import Call, Statement
from mainline.service.policies.queries import STATES, Line, Row
from mainline.service.policies.shown import STATE_WORDS, WINDOW_WORDS, value_text
from mainline.web.exports import Table
from mainline.web.templatetags.web import page_language


def entitlements(lines: Sequence[Line]) -> Table:
    """Return what an organisation may claim, as a file."""
    return Table(
        columns=("code", "policy", "state", "met", "open", "not_met", "amount", "currency", "closes_on", "window"),
        headers=[
            _("Code"), _("Policy"), _("State"), _("Met"), _("Open"), _("Not met"), _("Amount"), _("Currency"),
            _("Last day"), _("Window"),
        ],
        rows=[
            [
                line.ready.policy.code, line.ready.policy.title.of(page_language()), str(STATE_WORDS[line.state]),
                line.counts.get("met", 0), line.counts.get("unknown", 0), line.counts.get("not_met", 0),
                f"{line.due.minor // 100}.{line.due.minor % 100:02d}" if line.due else None, line.due.currency if line.due else "",
                str(line.closes_on or ""), str(WINDOW_WORDS[line.window]),
            ]
            for line in lines
        ],
    )  # fmt: skip


def tally(rows: Sequence[Row]) -> list[tuple[str, object, int]]:
    """Return how many organisations are in each state: code, words, number."""
    counts = Counter(row.state for row in rows)
    return [(state, STATE_WORDS[state], counts[state]) for state in STATES if counts[state]]


def by_clause(ready: ReadyPolicy, rows: Sequence[Row], on: dt.date) -> list[tuple[str, int]]:
    """Return for how many each clause is not met."""
    counts = Counter(clause for row in rows if row.state == "not_met" for clause in row.clauses)
    return [(_clause(ready, clause, on), number) for clause, number in counts.most_common()]


def by_missing(rows: Sequence[Row]) -> list[tuple[str, str, int]]:
    """Return of how many each fact is missing, with who holds it."""
    counts = Counter(name for row in rows for name in row.missing)
    facts = policybook().facts
    return [
        (facts[name].label.of(page_language()), facts[name].holder.of(page_language()), number)
        for name, number in counts.most_common()
        if name in facts
    ]


def row_words(ready: ReadyPolicy, row: Row, on: dt.date) -> dict[str, Any]:
    """Return one organisation under a policy in words."""
    facts = policybook().facts
    return {
        "organisation": row.organisation,
        "state": row.state,
        "words": STATE_WORDS[row.state],
        "clauses": [_clause(ready, clause, on) for clause in row.clauses],
        "missing": [facts[name].label.of(page_language()) for name in row.missing if name in facts],
        "number": sum(each.verdict.state == row.state for each in row.answers),
    }


def everybody(ready: ReadyPolicy, rows: Sequence[Row], on: dt.date) -> Table:
    """Return all organisations under a policy, as a file."""
    told = [row_words(ready, row, on) for row in rows]
    return Table(
        columns=("organisation", "state", "number", "clauses", "missing"),
        headers=[_("Organisation"), _("State"), _("How many"), _("Clauses"), _("Missing")],
        rows=[
            [
                one["organisation"].display_name, str(one["words"]), one["number"], "; ".join(one["clauses"]),
                "; ".join(one["missing"]),
            ]
            for one in told
        ],
    )  # fmt: skip


def call_words(call: Call) -> dict[str, Any]:
    """Return a call with what is left of its budget."""
    ready, bound = policybook().policies.get(call.policy), bound_minor(call.policy, call.year)
    return {
        "call": call,
        "code": ready.policy.code if ready else "",
        "title": ready.policy.title.of(page_language()) if ready else call.policy,
        "budget": Money(call.budget_minor, call.currency),
        "bound": Money(bound, call.currency),
        "left": Money(call.budget_minor - bound, call.currency),
    }


def statement_words(row: Statement) -> tuple[str, str]:
    """Return a statement's fact and value in words."""
    fact = policybook().facts.get(row.fact)
    return (fact.label.of(page_language()) if fact else row.fact), value_text(row.fact, row.value)


def sayable() -> list[tuple[str, str]]:
    """Return the facts that an organisation states of itself as a whole, or of all its rights."""
    return [
        (name, fact.label.of(page_language()))
        for name, fact in policybook().facts.items()
        if fact.said and fact.of in ("organisation", "right")
    ]


def _clause(ready: ReadyPolicy, clause: str, on: dt.date) -> str:
    edition = ready.edition(on)
    found = next((each for each, _made in edition.clauses if each.id == clause), None) if edition else None
    return found.title.of(page_language()) if found else clause
