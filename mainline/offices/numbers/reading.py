"""The parser: clean the text, find the office, let its module read, else keep the number as it stands."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from functools import lru_cache

from mainline.offices.numbers import cn, de, ep, gb_fr, india, jp, kr, layouts, tw, us, wo
from mainline.offices.numbers.checks import cn_check, ep_check
from mainline.offices.numbers.given import (
    ST3,
    Given,
    clean,
    is_filing_role,
    plain,
    split_date,
    split_kind,
    split_label,
    split_office,
)
from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind

_READERS: dict[str, Callable[[Given], ParsedNumber | None]] = {
    "CN": cn.read,
    "DE": de.read,
    "EP": ep.read,
    "EM": ep.read_euipo,
    "FR": gb_fr.read_fr,
    "GB": gb_fr.read_gb,
    "IN": india.read,
    "JP": jp.read,
    "KR": kr.read,
    "TW": tw.read,
    "US": us.read,
    "WO": wo.read,
}

#: What names its office without a country code.
_GUESSES = (
    (re.compile(r"[0-9]{2}/ ?[0-9]{3},?[0-9]{3}"), "US", NumberRole.APPLICATION),
    (re.compile(r"20[0-9]{2}[/-]0[0-9]{6}"), "US", NumberRole.PUBLICATION),
    (re.compile(r"(?:PP|RE|D)[0-9,]{4,9}"), "US", NumberRole.PUBLICATION),
    (re.compile(r"(?:19|20)[0-9]{2} ?[12389] ?[0-9]{7}(?:[. ]?[0-9X])?"), "CN", NumberRole.APPLICATION),
    (re.compile(r"[1-4][015]-(?:19|20)[0-9]{2}-[0-9]{7}"), "KR", NumberRole.APPLICATION),
    (re.compile(r"10-[0-9]{7}"), "KR", NumberRole.REGISTRATION),
    (re.compile(r"[0-9]{1,5}/[A-Z]{3,5}/(?:19|20)[0-9]{2}"), "IN", NumberRole.APPLICATION),
    (re.compile(r"[0-9]{2} (?:19|20)[0-9]{2} [0-9]{3} [0-9]{3}(?:\.[0-9])?"), "DE", NumberRole.APPLICATION),
    (re.compile(r"(?:19|20)[0-9]{2}SR[0-9]{6,7}"), "CN", NumberRole.REGISTRATION),
    (re.compile(r"DMA?/[0-9]{5,6}"), "WO", NumberRole.REGISTRATION),
)
_CHECKED = re.compile(r"([0-9]{8})\.([0-9X])")
_TAGS = {
    RightKind.TRADEMARK: "TM",
    RightKind.DESIGN: "D",
    RightKind.PLANT_VARIETY: "PV",
    RightKind.GI: "GI",
    RightKind.IC_LAYOUT: "IC",
    RightKind.SOFTWARE_COPYRIGHT: "SR",
    RightKind.COPYRIGHT: "CR",
    RightKind.TRADE_SECRET: "TS",
}
_NOT_REAL = re.compile(r"X([0-9]{7})|([0-9]{7})X")


@lru_cache(maxsize=65536)
def read(
    text: str,
    office: str,
    role: NumberRole | None,
    right_kind: RightKind | None,
    kind_code: str,
    filed_on: dt.date | None,
) -> ParsedNumber:
    """Read one number; see :func:`mainline.offices.numbers.parse`."""
    given = _plain_case(text, office, role, right_kind, kind_code, filed_on)
    if given is None:
        given = prepare(text, office, role, right_kind, kind_code, filed_on)
    return _read_given(given) or _keep(given)


#: The prints that most files use: country code, digits with punctuation, kind code.
_COMMON = re.compile(r"([A-Z]{2})[ _]?([0-9](?:[0-9/,._ -]*[0-9])?)(?:[ _]?([A-Z][0-9]?))?")
_OUT = {ord(sign): None for sign in "/,._ -"}
_TRAILING = re.compile(r"[ _.](?:19|20)[0-9]{6}$")


def _plain_case(
    text: str,
    office: str,
    role: NumberRole | None,
    right_kind: RightKind | None,
    kind_code: str,
    filed_on: dt.date | None,
) -> Given | None:
    """The shortest way for the two commonest prints; ``None`` for all others. Same answer as :func:`prepare`."""
    if office:
        if not (text.isdigit() and text.isascii()) or office not in ST3:
            return None
        kind = kind_code
        if role is None:
            role = _role_of(kind, office, text)
        return Given(office, text, text, kind, role, right_kind, filed_on, is_filing_role(role))
    match = _COMMON.fullmatch(text)
    if match is None or kind_code or match[1] not in ST3 or match[1] == "SG":
        return None
    office, body, kind = match[1], match[2], match[3] or ""
    if kind == "X" or (not kind and _TRAILING.search(text)):
        return None
    if role is None:
        role = _role_of(kind, office, body)
    bare = body if body.isdigit() else body.translate(_OUT)
    return Given(office, body.replace("_", " "), bare, kind, role, right_kind, filed_on, is_filing_role(role))


def prepare(
    text: str,
    office: str,
    role: NumberRole | None,
    right_kind: RightKind | None,
    kind_code: str,
    filed_on: dt.date | None,
) -> Given:
    """Text and context in the one form the offices' readers take."""
    body = clean(text)
    if not body.isascii() or body[:1] in "ADPSUN#" or "NO" in body:
        body, labelled = split_label(body)
        role = role or labelled
    body, dated = split_date(body) if len(body) > 12 else (body, None)
    office, body = split_office(body, office.strip().upper())
    if not office:
        office, guessed = _guess(body)
        role = role or guessed
    body, kind = split_kind(body, kind_code.strip().upper(), office)
    if role is None and office != "PCT":
        role = _role_of(kind, office, body)
    return Given(office, body, plain(body), kind, role, right_kind, filed_on or dated, is_filing_role(role))


def _guess(body: str) -> tuple[str, NumberRole | None]:
    if not body.isascii():
        return "JP", None
    for pattern, office, role in _GUESSES:
        if pattern.fullmatch(body):
            return office, role
    match = _CHECKED.fullmatch(body)
    if match is None:
        return "", None
    fits = [name for name, check in (("CN", cn_check), ("EP", ep_check)) if check(match[1]) == match[2]]
    return (fits[0], NumberRole.APPLICATION) if len(fits) == 1 else ("", None)


def _role_of(kind: str, office: str, body: str) -> NumberRole | None:
    """A kind code of WIPO ST.16 that only filings or only publications have."""
    if kind == "W" or (kind == "P" and office == "US"):
        return NumberRole.APPLICATION
    if len(kind) == 2 and kind[0] != "P":
        return NumberRole.PUBLICATION
    return None


def _read_given(given: Given) -> ParsedNumber | None:
    if given.office == "PCT":
        return wo.read_filing(given, given.plain)
    if given.kind == "W" and given.office != "WO":
        return wo.read_filing(given, given.plain, given.office)
    match = _NOT_REAL.fullmatch(given.plain) if given.is_filing and "X" in given.plain else None
    if match:
        # EPO's number for a filing whose own number it does not know.
        return ParsedNumber(
            given.office, NumberRole.APPLICATION, "X", match[1] or match[2], None, given.kind, given.right
        )
    if given.role is NumberRole.INTERNATIONAL and given.office not in ("WO", "EM"):
        return wo.read_filing(given, given.plain, given.office)
    reader = _READERS.get(given.office)
    if reader is not None:
        return reader(given)
    return layouts.read(given) if given.office else None


def _keep(given: Given) -> ParsedNumber:
    """Nothing is lost: letters and digits as they stood, apart from every number that was understood."""
    office = "WO" if given.office == "PCT" else given.office
    marked = given.plain if given.marked.isascii() else re.sub(r"[\s/.,-]+", "", given.marked)
    # A kind letter may be what divides two rights here, so it stays in the identity.
    letter = given.kind[:1] if given.kind[:1] not in ("", "A") else ""
    return ParsedNumber(
        office,
        given.role or NumberRole.PUBLICATION,
        _TAGS.get(given.right, "") if given.right else "",
        marked + (f"-{letter}" if letter else ""),
        None,
        given.kind,
        given.right,
        "",
        False,
    )
