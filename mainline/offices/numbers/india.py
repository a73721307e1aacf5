"""India: ``10300/DELNP/2012`` to 2015, ``201641017526`` since 2016, patents by a running number."""

from __future__ import annotations

import re

from mainline.offices.numbers.given import Given, answer
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole

#: The branch letters of the office and the two DOCDB prints for them.
_BRANCHES = {
    "DE": "DEL", "MU": "MUM", "CH": "CHE", "KO": "KOL", "CA": "CAL", "MA": "MAS", "BO": "BOM",
    "DN": "DELNP", "MN": "MUMNP", "CN": "CHENP", "KN": "KOLNP",
}  # fmt: skip
_LONG_BRANCHES = frozenset(_BRANCHES.values())
SHORT = {long: short for short, long in _BRANCHES.items()}
_BRANCHED = re.compile(r"0*([0-9]{1,5})([A-Z]{2,5})((?:19|20)[0-9]{2})")
_SINCE_2016 = re.compile(r"(20[0-9]{2})([1-4][0-9])([0-9]{6})")
_OLD_PCT = re.compile(r"(?:IN)?PCT(20[0-9]{2})0*([0-9]{1,5})(DEL|MUM|CHE|KOL)")
_PATENT = re.compile(r"0*([1-9][0-9]{3,6})")


def read(given: Given) -> ParsedNumber | None:
    """Read an Indian number. A published application has the number of its filing."""
    text = given.plain
    match = _BRANCHED.fullmatch(text)
    if match:
        branch = _BRANCHES.get(match[2], match[2])
        return _branched(given, match[1], branch, match[3]) if branch in _LONG_BRANCHES else None
    match = _SINCE_2016.fullmatch(text)
    if match and int(match[1]) >= 2016:
        return answer(given, "", text, year=int(match[1]), role=_filing_role(given))
    match = _OLD_PCT.fullmatch(text)
    if match:
        role = _filing_role(given)
        return answer(given, "PCT", f"{int(match[2])}{match[3]}{match[1]}", year=int(match[1]), role=role)
    match = _PATENT.fullmatch(text)
    if match and not given.is_filing:
        return answer(given, "", match[1])
    return None


def _branched(given: Given, serial: str, branch: str, year: str) -> ParsedNumber:
    return answer(given, "", f"{int(serial)}{branch}{year}", year=int(year), role=_filing_role(given))


def _filing_role(given: Given) -> NumberRole:
    """Unless the source says that it is a publication, it is the filing."""
    if given.role is NumberRole.PUBLICATION or (given.role is None and given.kind):
        return NumberRole.PUBLICATION
    return NumberRole.APPLICATION
