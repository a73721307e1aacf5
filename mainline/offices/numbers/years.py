"""Years of two digits."""

from __future__ import annotations


def full_year(two: str) -> int:
    """Four digits for two: 36–99 are 19xx, the rest 20xx (no number read here is of before 1936)."""
    value = int(two)
    return value + (1900 if value >= 36 else 2000)
