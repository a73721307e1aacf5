"""Claims cut into features, and the chart of features against cited documents. Pure.

The cut is a proposal that a person edits: it goes by the words that claims are written with, and understands nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

MOST_FEATURES, MOST_DOCUMENTS = 60, 6
LONGEST_FEATURE, LONGEST_PASSAGE = 2000, 2000
VERDICTS = ("open", "shown", "partly", "absent")
_CLAIM = re.compile(
    r"^[ \t]{0,8}(?:权利要求|[Cc]laim )?(?P<number>\d{1,3})[ \t]?[.．、:：)）][ \t]{0,8}(?=[^\d\s])", re.M
)
_CUTS = re.compile(
    r"[，,]?其(?:改进)?特征(?:是|在于|为)[，,:：]?"
    r"|[；;]"
    r"|,? ?characteri[sz]ed (?:in that|by),?"
    r"|,? ?the improvement comprising:?"
    r"|,? ?\bwherein\b,?"
    r"|(?<=compris)ing:"
    r"|(?<=包括)[:：]",
    re.I,
)
_EDGES = " \t\r\n，,。."


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cited document says of a feature."""

    passage: str = ""
    verdict: str = "open"
    """Of :data:`VERDICTS`."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A row of the chart: a feature of a claim, and a cell for each document."""

    claim: int
    text: str
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Chart:
    """Features against documents; ``documents`` are numbers as they are printed."""

    documents: tuple[str, ...] = ()
    features: tuple[Feature, ...] = field(default=())

    def filled(self) -> Chart:
        """Return the chart with a cell for each document in each row."""
        width = len(self.documents)
        rows = (
            Feature(row.claim, row.text, (*row.cells, *([Cell()] * width))[:width]) for row in self.features
        )
        return Chart(self.documents, tuple(rows))


def claims_of(text: str) -> list[tuple[int, str]]:
    """Return (number, text) of the claims in a text; one that is not numbered is claim 1."""
    found = list(_CLAIM.finditer(text))
    if not found:
        return [(1, text.strip())] if text.strip() else []
    ends = [*(one.start() for one in found[1:]), len(text)]
    rows = [(int(one["number"]), text[one.end() : end].strip()) for one, end in zip(found, ends, strict=True)]
    return [(number, words) for number, words in rows if words]


def numbered(claims: Sequence[str]) -> str:
    """Return claims as one text, each with its number."""
    rows = []
    for place, claim in enumerate(claims, start=1):
        words = claim.strip()
        rows.append(words if _CLAIM.match(words) else f"{place}. {words}")
    return "\n".join(rows)


def proposed(claim: str) -> list[str]:
    """Return a claim cut into features where its words part them: a proposal."""
    parts = (part.strip(_EDGES) for part in _CUTS.split(claim))
    return [part[:LONGEST_FEATURE] for part in parts if part][:MOST_FEATURES]


def split(chart: Chart, claims: str, number: int) -> Chart:
    """Return a chart with the rows of one claim cut anew; rows of the same words keep what was said of them."""
    words = dict(claims_of(claims)).get(number, "")
    known = {row.text: row.cells for row in chart.features if row.claim == number}
    fresh = [Feature(number, text, known.get(text, ())) for text in proposed(words)]
    others = [row for row in chart.features if row.claim != number]
    rows = sorted([*others, *fresh], key=lambda row: row.claim)
    return Chart(chart.documents, tuple(rows[:MOST_FEATURES])).filled()


def plain(chart: Chart) -> dict[str, Any]:
    """Return a chart as JSON holds it."""
    return {
        "documents": list(chart.documents),
        "features": [
            {
                "claim": row.claim,
                "text": row.text,
                "cells": [[cell.passage, cell.verdict] for cell in row.cells],
            }
            for row in chart.features
        ],
    }


def chart_of(told: Mapping[str, Any]) -> Chart:
    """Return the chart that JSON holds."""
    rows = (
        Feature(int(row["claim"]), str(row["text"]), tuple(Cell(str(p), str(v)) for p, v in row["cells"]))
        for row in told.get("features", ())
    )
    return Chart(tuple(told.get("documents", ())), tuple(rows)).filled()


def typed(given: Mapping[str, str], documents: Sequence[str]) -> Chart:
    """Return the chart that a form tells: ``feature-0``, ``claim-0``, ``passage-0-0``, ``verdict-0-0``; a row
    without words is none."""
    rows = []
    for place in range(MOST_FEATURES):
        words = given.get(f"feature-{place}", "").strip()[:LONGEST_FEATURE]
        if not words:
            continue
        said = given.get(f"claim-{place}", "1").strip()
        claim = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 1
        rows.append(Feature(claim, words, tuple(_cell(given, place, nth) for nth in range(len(documents)))))
    return Chart(tuple(documents), tuple(rows)).filled()


def _cell(given: Mapping[str, str], place: int, nth: int) -> Cell:
    verdict = given.get(f"verdict-{place}-{nth}", "open")
    passage = given.get(f"passage-{place}-{nth}", "").strip()[:LONGEST_PASSAGE]
    return Cell(passage, verdict if verdict in VERDICTS else "open")


def without_document(chart: Chart, nth: int) -> Chart:
    """Return a chart without one of its documents and the cells of it."""
    documents = tuple(one for place, one in enumerate(chart.documents) if place != nth)
    rows = (
        Feature(row.claim, row.text, tuple(cell for place, cell in enumerate(row.cells) if place != nth))
        for row in chart.features
    )
    return Chart(documents, tuple(rows)).filled()
