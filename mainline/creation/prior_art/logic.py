"""Which date of a document counts, which category it can have then, and claims as people write them. Pure.

Patent Law Art. 22(5): the state of the art is what was known to the public before the filing day; Art. 22(2): what was filed
with the office before that day and published on it or later takes novelty, and novelty alone. "Filing day" is the priority
day where priority is claimed (Implementing Regulations Art. 12).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

MOST_CLAIMS = 200
_PART = re.compile(r"(\d{1,3})(?:\s?[-–~至]\s?(\d{1,3}))?")
PUBLISHED, EARLIER, LATER, UNKNOWN = "published", "earlier", "later", "unknown"


class NoClaims(ValueError):
    """What was typed names no claims."""


def standing(published: dt.date | None, filed: dt.date | None, cut_off: dt.date) -> str:
    """Return how a document stands to a day: ``published`` before it, ``earlier`` filed and published later, ``later``, or
    ``unknown`` where its days are not known.
    """
    if published is None:
        return UNKNOWN
    if published < cut_off:
        return PUBLISHED
    if filed is None:
        return UNKNOWN
    return EARLIER if filed < cut_off else LATER


def categories_for(place: str) -> tuple[str, ...]:
    """Return the categories that a document can have by how it stands to the day: E alone where it was published later.

    Where its days are not known nothing is ruled out.
    """
    if place == PUBLISHED:
        return ("", "X", "Y", "A", "D")
    if place == EARLIER:
        return ("", "E", "D")
    if place == LATER:
        return ("",)
    return ("", "X", "Y", "A", "E", "D")


def claims_named(text: str) -> tuple[int, ...]:
    """Return the claims that "1-3, 5" names, in order, each once; none for none. Raises :class:`NoClaims`."""
    plain = text.replace("，", ",").replace("、", ",").replace("；", ",").replace(";", ",").strip()
    if not plain:
        return ()
    found: set[int] = set()
    for part in plain.split(","):
        match = _PART.fullmatch(part.strip())
        if match is None:
            raise NoClaims(part.strip()[:20])
        first, last = int(match[1]), int(match[2] or match[1])
        if not 0 < first <= last or last - first > MOST_CLAIMS:
            raise NoClaims(part.strip()[:20])
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def claims_written(claims: Iterable[int]) -> str:
    """Return claims as people write them: ``1-3, 5``."""
    runs: list[list[int]] = []
    for number in sorted(set(claims)):
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)


@dataclass(frozen=True, slots=True)
class Cover:
    """How many features of a claim a document shows, as people judged it."""

    claim: int
    document: str
    shown: int
    partly: int
    absent: int
    open: int

    @property
    def features(self) -> int:
        """How many features the claim was cut into."""
        return self.shown + self.partly + self.absent + self.open


def covers(documents: Sequence[str], rows: Iterable[tuple[int, Sequence[str]]]) -> list[Cover]:
    """Count verdicts (``shown``, ``partly``, ``absent``, ``open``) by claim and document; a count, no conclusion."""
    counts: dict[tuple[int, int], dict[str, int]] = {}
    for claim, verdicts in rows:
        for nth, verdict in enumerate(verdicts):
            cell = counts.setdefault((claim, nth), {"shown": 0, "partly": 0, "absent": 0, "open": 0})
            cell[verdict] += 1
    return [Cover(claim, documents[nth], **cell) for (claim, nth), cell in sorted(counts.items())]
