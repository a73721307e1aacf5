"""Facts of a docket that follow from something else than what people said of the right itself. Pure.

Such a fact stands among the others, and a mark beside it says from what it follows: ``reduction`` and ``reduction_from``.
The rules know no fact of such a name, so they never read a mark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

_MARK = "_from"


def mark_of(name: str) -> str:
    """Return the name under which it stands from what a fact follows."""
    return name + _MARK


def follows(facts: Mapping[str, str], name: str) -> bool:
    """Whether a fact follows from something else."""
    return bool(facts.get(mark_of(name)))


def said(facts: Mapping[str, str]) -> dict[str, str]:
    """Return the facts that people said: without those that follow, and without their marks."""
    return {
        name: text for name, text in facts.items() if not follows(facts, name) and not name.endswith(_MARK)
    }


def unmarked(facts: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Return facts as they are once people say some of them: those follow from nothing else any more."""
    marks = set(map(mark_of, names))
    return {name: text for name, text in facts.items() if name not in marks}
