"""Which publications announce a grant: ST.16 kind codes as each office uses them.

Source: WIPO ST.16 and the offices' own kind-code lists. Where a code means neither clearly, the
publication counts as no grant, so that nothing is shown in force without a document saying so.
"""

from __future__ import annotations

import datetime as dt
import re

_US_FIRST_PREGRANT = dt.date(2001, 3, 15)
"""Before the first pre-grant publications of this day every US publication was a grant."""

_GRANT_PREFIXES: dict[str, tuple[str, ...]] = {
    "US": ("B", "S", "P2", "P3", "E", "H"),
    "CN": ("B", "C", "U", "Y", "S"),
    "EP": ("B",),
    "WO": (),
    "JP": ("B", "C", "Y", "S"),
    "KR": ("B", "Y", "S"),
    "DE": ("B", "C", "U", "S"),
    "TW": ("B", "U", "S"),
}
_DEFAULT_PREFIXES = ("B", "C", "S")


_US_PATENT = re.compile(r"(?:US)?(?:RE|PP|AI|D|H|T|X)?\d{1,8}")
"""Patents are counted on and stay below nine digits; an application publication begins with its year."""
_APART = re.compile(r"[\s,./-]")


def is_grant(office: str, kind_code: str, on: dt.date | None, number: str = "") -> bool:
    """Whether a publication with this kind code announces a grant or registration.

    A United States number tells by itself where the kind code does not: ``6580721`` and ``D900123`` are
    patents, ``20170071586`` the publication of an application.
    """
    if office == "US" and kind_code in ("A", ""):
        if number:
            return bool(_US_PATENT.fullmatch(_APART.sub("", number.upper().removesuffix(kind_code))))
        return on is not None and on < _US_FIRST_PREGRANT
    return kind_code.startswith(_GRANT_PREFIXES.get(office, _DEFAULT_PREFIXES)) if kind_code else False
