"""IPC and CPC symbols in the one printed form, ``H01M 4/36``, from the many that offices send.

Sources of the forms read: WIPO ST.8 (the 50-character IPC field), WIPO ST.10/C, and the older
``7A 61K   9/16`` with the edition in front.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mainline.offices.record import Classification

_SYMBOL = re.compile(
    r"\s*+(?:(\d)\s*+)?([A-HY])\s*+(\d\d)\s*+([A-Z])\s*+(\d{1,4})\s*+/\s*+(\d{1,6})(.*)", re.DOTALL
)
_REST = re.compile(
    r"\s*(?:(\d{4})(\d\d)\d\d|\(?(\d{4})\.(\d\d)\)?)?\s?([ACS])?([FL ])?([IANU])?(?![A-Z])|\s*", re.DOTALL
)
_SUBCLASS = re.compile(r"\s*(?:\d\s*)?([A-HY])\s*(\d\d)\s*([A-Z])\s*\Z")
_ST8 = re.compile(r"\s*(\d{4})(\d\d)\d\d([ACS ])([FL ])([IAN ])")


@lru_cache(maxsize=65536)
def read_symbol(scheme: str, text: str, *, is_main: bool | None = None) -> Classification | None:
    """A symbol of IPC or CPC from any printed form, with what the field says besides; ``None`` if blank.

    ``is_main`` overrides the position (F first, L later) that the field itself carries. What is no
    symbol of the scheme's shape is kept as printed.
    """
    folded = " ".join(text.split())
    if not folded:
        return None
    match = _SYMBOL.match(text)
    if match is None:
        section = _SUBCLASS.match(text)
        symbol = "".join(section.groups()) if section else folded
        return Classification(scheme, symbol, bool(is_main))
    edition, section_, class_, subclass, group, subgroup, rest = match.groups()
    version, first, value = _said_after(rest)
    return Classification(
        scheme=scheme,
        symbol=f"{section_}{class_}{subclass} {int(group)}/{subgroup}",
        is_main=first if is_main is None else is_main,
        is_inventive=value,
        version=version or edition or "",
    )


def _said_after(rest: str) -> tuple[str, bool, bool | None]:
    """Version, whether it stands first, whether it is invention information (``None`` unsaid)."""
    fixed = _ST8.match(rest)
    if fixed:
        year, month, _, position, value = fixed.groups()
        return f"{year}.{month}", position == "F", _is_inventive(value)
    loose = _REST.match(rest)
    if loose is None:
        return "", False, None
    year, month, printed_year, printed_month, _, position, value = loose.groups()
    version = f"{year or printed_year}.{month or printed_month}" if year or printed_year else ""
    return version, position == "F", _is_inventive(value or "")


def _is_inventive(value: str) -> bool | None:
    return {"I": True, "A": False, "N": False}.get(value)
