"""Where words were introduced: in a claim before a place, or on every path to the claims that it builds on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from mainline.creation.checks.logic.references import Graph

WORK = 3_000_000
"""Steps that one check may take through the graph: a text that needs more is made to."""


@dataclass(slots=True)
class Occurrences:
    """For each string asked for: the claims in which it stands as a whole term, with its first place in each."""

    first: dict[str, dict[int, int]] = field(default_factory=dict)
    ordinals: dict[str, dict[int, set[str]]] = field(default_factory=dict)
    """By string and claim the ordinals that stand before it ("第一"); "" where none does."""

    def add(self, words: str, claim: int, at: int, ordinal: str | None = "") -> None:
        """Note an occurrence; the first place in a claim counts. ``None``: it tells nothing of ordinals."""
        self.first.setdefault(words, {}).setdefault(claim, at)
        if ordinal is not None:
            self.ordinals.setdefault(words, {}).setdefault(claim, set()).add(ordinal)


class Scope:
    """Answers whether a claim may call something "the"; counts its steps, so that hostile text ends."""

    def __init__(self, graph: Graph) -> None:
        """Nothing is asked yet."""
        self.graph, self.steps = graph, 0
        self._ancestors: dict[int, list[int]] = {}

    @property
    def is_spent(self) -> bool:
        """Whether the work is used up: what is asked later is not answered."""
        return self.steps > WORK

    def ancestors(self, claim: int) -> list[int]:
        """Return the places of all claims that a claim builds on."""
        known = self._ancestors.get(claim)
        if known is None:
            known = self._ancestors[claim] = self.graph.ancestors(claim)
            self.steps += len(known)
        return known

    def introduced(self, places: Mapping[int, int], claim: int, at: int) -> str:
        """Return ``all`` where the claim itself, before a place, or every path above it introduces what stands at
        ``places`` (claim to first place), ``some`` where some paths alone do, else ``none``.
        """
        self.steps += 1
        if not places:
            return "none"
        if places.get(claim, at) < at:
            return "all"
        above = self.ancestors(claim)
        if not any(one in places for one in above):
            return "none"
        self.steps += len(above)
        known: dict[int, bool] = {}
        for one in [*above, claim]:
            own = one in places and one != claim
            # Of alternatives each must introduce it; of references beside each other one is enough.
            known[one] = own or any(
                all(known.get(parent, False) for parent in group) for group in self.graph.parents[one]
            )
        return "all" if known[claim] else "some"
