"""Which kind of right a kind code (WIPO ST.16) of an office names.

Source: WIPO Handbook on Industrial Property, Standard ST.16 and its Part 7.3 (codes by office). Only codes
that name something other than an invention patent are listed; where an office used a letter for both, the
letter is left out and the answer is the invention.
"""

from __future__ import annotations

from functools import lru_cache

from mainline.offices.record import RightKind

_UTILITY_MODEL = {
    "AR": ("A4", "A5"), "AT": ("U",), "AU": (), "BG": ("U",), "BR": ("U", "Y"), "BY": ("U",), "CL": ("U",),
    "CN": ("U", "Y"), "CZ": ("U",), "DE": ("U",), "DK": ("U", "Y"), "ES": ("U", "Y"), "FI": ("U",),
    "FR": (), "GE": ("U", "Y"), "HU": ("U",), "IT": ("U",), "JP": ("U", "Y"), "KR": ("U", "Y"),
    "MX": ("U",), "PH": ("U", "Y"), "PL": ("U", "Y"), "PT": ("U", "Y"), "RU": ("U",), "SK": ("U",),
    "TR": ("U",), "TW": ("U", "Y"), "UA": ("U",), "VN": ("U", "Y"),
}  # fmt: skip
_DESIGN_LETTER_S = frozenset({"CN", "US", "JP", "KR", "TW", "RU", "EM", "WO", "BR", "CA", "AU"})


@lru_cache(maxsize=4096)
def right_kind_of(office: str, kind_code: str) -> RightKind:
    """The right that a kind code names at an office; an invention where nothing says otherwise.

    The plant patents of the United States (35 U.S.C. 161) protect varieties, so they count as such.
    """
    code = kind_code.upper()
    if code.startswith(_UTILITY_MODEL.get(office, ()) or ("\0",)):
        return RightKind.UTILITY_MODEL
    if code.startswith("S") and office in _DESIGN_LETTER_S:
        return RightKind.DESIGN
    if office == "US" and code.startswith("P"):
        return RightKind.PLANT_VARIETY
    return RightKind.INVENTION
