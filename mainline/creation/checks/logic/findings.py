"""What a rule says of a text: where, how grave, why, and the correction where one is mechanical."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Pair = tuple[str, str]
"""Words in Chinese and in English."""


class Severity(StrEnum):
    """How grave a finding is."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Edit:
    """A piece of the text and what stands in its place when it is mended; offsets count characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. ``start`` and ``end`` are offsets in the text that was checked."""

    rule: str
    kind: str
    """What of the rule it is: ``gap`` and ``repeat`` of C1."""
    severity: Severity
    claim: int
    """Number of the claim as printed; 0 where it is about the whole text."""
    start: int
    end: int
    text: Pair
    advice: Pair = ("", "")
    """What to do, where no correction is mechanical."""
    mend: tuple[Edit, ...] = ()
    """What one click would change; empty where a person must write."""
