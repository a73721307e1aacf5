"""Percentages and days as people type them, exact; amounts are read by :mod:`mainline.rules.money`. Pure."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction

_PERCENT = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,6})?")
_FRACTION = re.compile(r"[0-9]{1,15}/[1-9][0-9]{0,14}")
"""As :func:`percent` prints what no decimal holds: 100/3 for a third."""
_HUNDRED = 100


class NotTyped(ValueError):
    """The text is no percentage or day."""


def part_of(text: str) -> Fraction:
    """Return a percentage typed as ``3.5``, ``3.5 %`` or ``100/3`` as a part of one. Raises :class:`NotTyped`, also above 100."""
    given = text.strip().replace("％", "%").removesuffix("%").strip()
    if not (_PERCENT.fullmatch(given) or _FRACTION.fullmatch(given)):
        raise NotTyped(text)
    part = Fraction(given) / _HUNDRED
    if part > 1:
        raise NotTyped(text)
    return part


def day_of(text: str) -> dt.date:
    """Return a day typed as ``2026-01-31``. Raises :class:`NotTyped`."""
    try:
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise NotTyped(text) from None


def percent(part: Fraction | None) -> str:
    """Print a part of one in percent, exact where six places do, without a sign; nothing for ``None``."""
    if part is None:
        return ""
    hundredths = part * _HUNDRED
    if hundredths.denominator == 1:
        return str(hundredths.numerator)
    scaled = hundredths * 10**6
    if scaled.denominator != 1:
        return f"{hundredths.numerator}/{hundredths.denominator}"
    return f"{scaled.numerator // 10**6}.{scaled.numerator % 10**6:06d}".rstrip("0")
