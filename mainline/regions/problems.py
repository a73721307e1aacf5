"""What is wrong with a region pack, said in Chinese and English: where, what, and what to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a pack."""

    where: str
    """File and key: ``places.toml place[3].code``."""
    zh: str
    en: str


class RegionError(ValueError):
    """A pack that cannot be used; carries every problem found, not the first alone."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        lines = [f"{problem.where}: {problem.en} / {problem.zh}" for problem in self.problems]
        super().__init__("\n".join(lines))
