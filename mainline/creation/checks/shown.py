"""A check as its page shows it: findings in words, the text cut where they lie, the claims as a tree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mainline.creation.checks.enums import SeverityLabel
from mainline.creation.checks.logic import RULES
from mainline.creation.checks.logic.engine import Node
from mainline.creation.checks.logic.rules import EDITIONS
from mainline.creation.checks.queries import Keyed, Result
from mainline.web.templatetags.web import own

_GRAVE = ("error", "warning", "info")
DEEPEST = 6
"""How far the tree is indented."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text: how grave the worst is that lies on it, and the findings that begin here."""

    text: str
    severity: str
    anchors: Sequence[int]


@dataclass(frozen=True, slots=True)
class Line:
    """A finding in the language of the page."""

    number: int
    keyed: Keyed
    rule: str
    title: str
    severity: str
    label: str
    text: str
    advice: str
    articles: str
    quoted: str
    """What it is about, in short."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A claim in the tree."""

    node: Node
    depth: int
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class Shown:
    """All of a check that a page draws."""

    result: Result
    lines: Sequence[Line]
    dismissed: Sequence[Line]
    pieces: Sequence[Piece]
    tree: Sequence[Branch]
    counts: Sequence[tuple[str, str, int]]
    """(severity, its words, how many)."""
    mendable: int
    edition: str
    """In which the articles were read."""


def shown(result: Result) -> Shown:
    """Return a check as its page draws it."""
    lines = [_line(nth, one, result) for nth, one in enumerate(result.open, start=1)]
    labels = dict(SeverityLabel.choices)
    return Shown(
        result,
        lines,
        [_line(nth, one, result) for nth, one in enumerate(result.dismissed, start=len(lines) + 1)],
        pieces(result.checked.text, [(one.number, one.keyed) for one in lines]),
        tree(result),
        [(code, str(labels[code]), result.count(code)) for code in _GRAVE],
        sum(bool(one.finding.mend) for one in result.open),
        EDITIONS[result.checked.jurisdiction],
    )


def _line(number: int, one: Keyed, result: Result) -> Line:
    finding = one.finding
    rule = RULES[finding.rule]
    text = "" if finding.rule == "C20" else result.checked.text[finding.start : finding.end]
    return Line(
        number, one, finding.rule, own(rule.title), finding.severity.value,
        str(SeverityLabel(finding.severity.value).label), own(finding.text), own(finding.advice),
        rule.articles.get(result.checked.jurisdiction, ""), text if len(text) <= 60 else text[:60] + "…",
    )  # fmt: skip


def pieces(text: str, lines: Sequence[tuple[int, Keyed]]) -> list[Piece]:
    """Cut a text where findings begin and end, in one pass over them; joined the pieces are the text again."""
    begins: dict[int, list[int]] = {}
    steps: dict[int, list[tuple[int, int]]] = {}
    for number, keyed in lines:
        one = keyed.finding
        if one.rule == "C20" or one.start >= one.end:
            continue
        grave = _GRAVE.index(one.severity.value)
        begins.setdefault(one.start, []).append(number)
        steps.setdefault(one.start, []).append((grave, 1))
        steps.setdefault(one.end, []).append((grave, -1))
    found, at, now = [], 0, [0, 0, 0]
    for place in [*sorted(steps), len(text)]:
        if place > at:
            worst = next((code for code, count in zip(_GRAVE, now, strict=True) if count), "")
            found.append(Piece(text[at:place], worst, begins.get(at, ())))
            at = place
        for grave, change in steps.get(place, ()):
            now[grave] += change
    return found


def tree(result: Result) -> list[Branch]:
    """Return the claims in their order, each as deep as it stands, with what was found on it."""
    errors: dict[int, int] = {}
    warnings: dict[int, int] = {}
    for one in result.open:
        counts = {"error": errors, "warning": warnings}.get(one.finding.severity.value)
        if counts is not None:
            counts[one.finding.claim] = counts.get(one.finding.claim, 0) + 1
    return [
        Branch(
            node,
            min(node.depth, DEEPEST),
            errors.get(node.claim.number, 0),
            warnings.get(node.claim.number, 0),
        )
        for node in result.checked.nodes
    ]
