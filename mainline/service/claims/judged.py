"""The words in which a claim keeps what it was judged by: the version, its clauses, the facts and where they came from. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mainline.rules.policies.judging import ClauseResult, Verdict
from mainline.rules.policies.loading import PolicyBook
from mainline.rules.schema import Text
from mainline.rules.values import Missing
from mainline.service.policies.cases import Facts, Origin, written


def snapshot(book: PolicyBook, verdict: Verdict, facts: Facts) -> dict[str, Any]:
    """Return what a claim keeps of a verdict, as JSON. What was missing is named, never filled in."""
    ready, edition = verdict.ready, verdict.edition
    if edition is None:
        return {"state": verdict.state, "policy": ready.policy.id, "clauses": []}
    version = edition.version
    return {
        "policy": ready.policy.id,
        "code": ready.policy.code,
        "pack": f"{ready.pack.pack.id} {ready.pack.pack.version}",
        "since": version.since.isoformat(),
        "grade": version.grade,
        "cite": list(version.cite),
        "pay": version.pay,
        "on": verdict.on.isoformat(),
        "state": verdict.state,
        "clauses": [_clause(book, result, facts) for result in verdict.clauses],
        "counts": {
            name: {"least": one.least, "most": one.most, "sure": list(one.sure)}
            for name, one in verdict.counts.items()
        },
    }


def _clause(book: PolicyBook, result: ClauseResult, facts: Facts) -> dict[str, Any]:
    return {
        "id": result.clause.id,
        "title": _text(result.clause.title),
        "when": result.clause.when,
        "cite": list(result.clause.cite),
        "state": result.state,
        "facts": [
            _fact(book, name, facts)
            for name in sorted(result.asked)
            if name in facts and not isinstance(facts[name].value, Missing)
        ],
        "missing": sorted(result.missing),
    }


def _fact(book: PolicyBook, name: str, facts: Facts) -> dict[str, Any]:
    told = facts[name]
    return {
        "fact": name,
        "value": None if told.value is None else written(told.value),
        "type": book.facts[name].type if name in book.facts else "text",
        "origin": origin_of(told.origin),
    }


def origin_of(origin: Origin) -> dict[str, Any]:
    """Return an origin as JSON."""
    return {
        "kind": origin.kind,
        "id": origin.id,
        "on": origin.on.isoformat() if origin.on else None,
        "right": origin.right,
        "document": origin.document,
    }


def open_clauses(judged: Mapping[str, Any]) -> list[str]:
    """Return the clauses that only a person can settle."""
    return [clause["id"] for clause in judged.get("clauses", ()) if clause["state"] == "unknown"]


def unconfirmed(judged: Mapping[str, Any], confirmed: Iterable[tuple[str, str]]) -> list[str]:
    """Return the open clauses of which nobody said by what they are met."""
    said = {clause for clause, words in confirmed if words.strip()}
    return [clause for clause in open_clauses(judged) if clause not in said]


def _text(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
