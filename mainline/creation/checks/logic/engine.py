"""The check of a text: its claims, who refers to whom, and all findings in the order of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mainline.creation.checks.logic import chinese, english
from mainline.creation.checks.logic.claims import MOST_CLAIMS, Claim, claims_in
from mainline.creation.checks.logic.findings import Finding, Severity
from mainline.creation.checks.logic.references import Graph, graph_of
from mainline.creation.checks.logic.rules import RULES, VERSION
from mainline.creation.checks.logic.scope import Scope
from mainline.creation.checks.logic.stamps import fingerprint, normal
from mainline.creation.checks.logic.structure import structure
from mainline.creation.checks.logic.titles import title_of
from mainline.creation.checks.logic.wording import MOST_OF_A_RULE, abstract, wording

MOST_CHARACTERS = 2_000_000
"""Of a text: a longer one is refused where it comes in."""
MOST_FOR_ANTECEDENTS = 300_000
"""Characters in which terms are followed: no claims that were ever filed are so long."""
_GRAVE = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


@dataclass(frozen=True, slots=True)
class Node:
    """A claim in the tree of claims."""

    claim: Claim
    title: str
    is_dependent: bool
    parents: tuple[int, ...]
    """Numbers of the claims that it refers to."""
    depth: int
    """How many claims stand above it, by the first of each."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found. Offsets are in ``text``."""

    text: str
    jurisdiction: str
    sha256: str
    version: str
    nodes: tuple[Node, ...]
    findings: tuple[Finding, ...]
    is_cut: bool
    """Whether the text was too long to be followed to its end: what is missing at its end is not known to be right."""

    def count(self, severity: str) -> int:
        """Return how many findings are so grave."""
        return sum(one.severity == severity for one in self.findings)


def check(text: str, jurisdiction: str = "CN", *, abstract_text: str = "") -> Checked:
    """Check claims by the rules of a jurisdiction, ``CN`` or ``US``. Pure: the same words have the same findings.

    Takes any text. Raises ``ValueError`` for another jurisdiction.
    """
    if jurisdiction not in ("CN", "US"):
        raise ValueError(jurisdiction)
    plain = normal(text)
    every = claims_in(plain)
    claims = every[:MOST_CLAIMS]
    graph = graph_of(claims)
    titles = [_title(claim, graph) for claim in claims]
    scope = Scope(graph)
    found = list(structure(plain, claims, graph, jurisdiction, titles))
    lost = {one.claim for one in found if one.rule == "C3"}
    # Whoever refers to a claim that cannot be is told so once: what it calls "the" follows from the mend.
    found += (one for one in _words(claims, graph, scope) if one.rule != "C6" or one.claim not in lost)
    found += abstract(abstract_text, jurisdiction)
    known = [one for one in found if jurisdiction in RULES[one.rule].articles]
    ordered = sorted(known, key=lambda one: (one.claim == 0, one.start, _GRAVE[one.severity], one.rule))
    followed = sum(len(claim.text) for claim in claims)
    return Checked(
        plain, jurisdiction, fingerprint(plain), VERSION, _nodes(claims, graph, titles), tuple(_few(ordered)),
        len(every) > MOST_CLAIMS or followed > MOST_FOR_ANTECEDENTS or scope.is_spent,
    )  # fmt: skip


def _title(claim: Claim, graph: Graph) -> str:
    start, end = title_of(claim, graph)
    return claim.text[start:end].strip()


def _words(claims: tuple[Claim, ...], graph: Graph, scope: Scope) -> Iterator[Finding]:
    for claim in claims:
        if not claim.is_empty:
            yield from wording(claim)
    followed, total = [], 0
    for claim in claims:
        total += len(claim.text)
        if total > MOST_FOR_ANTECEDENTS:
            break
        if not claim.is_empty:
            followed.append(claim)
    yield from chinese.antecedents([one for one in followed if one.is_chinese], graph, scope)
    yield from english.antecedents([one for one in followed if not one.is_chinese], graph, scope)


def _few(findings: Iterable[Finding]) -> Iterator[Finding]:
    seen: Counter[str] = Counter()
    for one in findings:
        seen[one.rule] += 1
        if seen[one.rule] <= MOST_OF_A_RULE:
            yield one


def _nodes(claims: tuple[Claim, ...], graph: Graph, titles: list[str]) -> tuple[Node, ...]:
    depths: list[int] = []
    nodes = []
    for claim in claims:
        groups = graph.parents[claim.index]
        depths.append(1 + depths[groups[0][0]] if groups and graph.is_dependent[claim.index] else 0)
        numbers = tuple(dict.fromkeys(claims[place].number for group in groups for place in group))
        nodes.append(Node(claim, titles[claim.index], graph.is_dependent[claim.index], numbers, depths[-1]))
    return tuple(nodes)
