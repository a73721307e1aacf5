"""What a caller gave, cleaned: white space, full-width signs, labels, country and kind code."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import NamedTuple

from mainline.offices.numbers.parsed import ParsedNumber
from mainline.offices.record import NumberRole, RightKind


class Given(NamedTuple):
    """One number, ready for the reader of its office.

    ``marked`` keeps the punctuation that tells forms apart, ``plain`` is letters and digits only;
    neither has the country code, the kind code or ZL in it.
    """

    office: str
    marked: str
    plain: str
    kind: str
    role: NumberRole | None
    right: RightKind | None
    filed_on: dt.date | None
    is_filing: bool
    """Whether the number is read as an application. An unknown role counts as not."""


#: WIPO ST.3 codes met in patent and mark data, with codes of former states and of organisations.
_ST3 = (
    "AD AE AF AG AI AL AM AN AO AP AR AT AU AW AZ BA BB BD BE BF BG BH BI BJ BM BN BO BR BS BT BV BW BX BY BZ "
    "CA CD CF CG CH CI CL CM CN CO CR CS CU CV CY CZ DD DE DJ DK DM DO DZ EA EC EE EG EM EP ER ES ET "
    "EU FI FJ FR GA GB GC GD GE GH GM GN GQ GR GT GW GY HK HN HR HT HU IB ID IE IL IN IQ IR IS IT "
    "JM JO JP KE KG KH KI KM KN KP KR KW KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MG MK ML MM MN MO "
    "MR MT MU MV MW MX MY MZ NA NE NG NI NL NO NP NR NZ OA OM PA PE PG PH PK PL PT PY QA RO RS RU RW SA SC "
    "SD SE SG SI SK SL SM SN SO SR ST SU SV SY SZ TD TG TH TJ TL TM TN TO TR TT TW TZ UA UG US UY UZ VA VC "
    "VE VN WO WS YE YU ZA ZM ZW"
)
ST3 = frozenset(_ST3.split())

_PLAIN = re.compile(r"[^0-9A-Z]+")
_TRAILING_DATE = re.compile(r"[ _.]((?:19|20)\d\d)(\d\d)(\d\d)$")
_KIND = re.compile(r"(?:(?<=[0-9])[ ._-]*| )([A-Z][0-9]?)$")
_SINGAPORE = re.compile(r"(?:SG)?[0-9]{10,11}[A-Z]")
_LABEL_CN = re.compile(
    r"^(?:(?:国家)?(申请|專利申請|申請|公开|公開|公告|公布|授权公告|专利|專利|登録|登记|注册|优先权)(?:号码?|號碼?|番号))[:\s]*"
)
_LABEL_EN = re.compile(
    r"^(U\.?S\.? )?(?:(APPLICATION|APPL|APP|SERIAL|PATENT|PAT|PUBLICATION|PUB)[. ]*+)+(?:NO|NUMBER|NUM)?[.:# ]*(?=[A-Z0-9])"
)
_NUMERO = re.compile(r"^(?:N[OR]\.|N°|#)[: ]*(?=\d)")
_FILING_LABELS = {"申请", "專利申請", "申請", "优先权", "APPLICATION", "APPL", "APP", "SERIAL"}


def clean(text: str) -> str:
    """Upper case, ASCII signs, single blanks, underscores as blanks."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = text.translate(_DASHES)
    return " ".join(text.replace("_", " ").upper().split())


def is_filing_role(role: NumberRole | None) -> bool:
    """Whether the role is one of a filing."""
    return role is NumberRole.APPLICATION or role is NumberRole.INTERNATIONAL


_DASHES = str.maketrans({"‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "・": " ", "／": "/", "’": "'"})


def split_label(text: str) -> tuple[str, NumberRole | None]:
    """Take off what a person writes before a number, and what it says about the role."""
    match = _LABEL_CN.match(text) if not text.isascii() else _LABEL_EN.match(text)
    if match is None:
        return _NUMERO.sub("", text), None
    word = match.group(match.lastindex or 1)
    role = NumberRole.APPLICATION if word in _FILING_LABELS else None
    rest = text[match.end() :].strip(": ")
    return ("US " + rest if match.group(1) in ("US ", "U.S. ") else rest), role


def split_date(text: str) -> tuple[str, dt.date | None]:
    """Take off a date that follows the number, as in ``US 87165806 P 20061222``."""
    match = _TRAILING_DATE.search(text)
    if match is None or not any(sign.isdigit() for sign in text[: match.start()]):
        return text, None
    try:
        day = dt.date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return text, None
    return text[: match.start()], day


def split_office(text: str, office: str) -> tuple[str, str]:
    """The office and what is left. A stated office wins; only its own letters are taken off."""
    if text.startswith("PCT") and (not office or office in ST3):
        return "PCT", text[3:].lstrip(" /-")
    if office in ("", "CN") and text.startswith(("CNA", "BS.")) and text[3:4].isdigit():
        # Plant varieties and layout designs of China: letters that look like a country code.
        return "CN", text
    head = text[:2]
    if office:
        return office, text[2:].lstrip(" -.:/") if head == office and text[2:3] != "/" else text
    if head == "ZL":
        return "CN", text
    if head in ST3 and any(sign.isdigit() for sign in text):
        return head, text[2:].lstrip(" -.:")
    return "", text


def split_kind(text: str, kind: str, office: str) -> tuple[str, str]:
    """Take the kind code off the end. A letter that belongs to the number stays where a kind is given."""
    if office == "SG" and _SINGAPORE.fullmatch(text):
        # The letter is the check letter of the number.
        return text, kind
    match = _KIND.search(text)
    if match is None:
        return text, kind
    seen = match[1]
    if kind and seen[0] != kind[0]:
        return text, kind
    if seen == "X":
        return text, kind
    return text[: match.start()], kind or seen


def plain(text: str) -> str:
    """Letters and digits only."""
    return text if text.isalnum() and text.isascii() else _PLAIN.sub("", text)


def answer(
    given: Given,
    series: str,
    serial: str,
    *,
    year: int | None = None,
    role: NumberRole | None = None,
    right: RightKind | None = None,
    check: str = "",
    office: str = "",
) -> ParsedNumber:
    """A number understood; what the number itself says of the right wins over what was given."""
    return ParsedNumber(
        office or given.office,
        role or given.role or NumberRole.PUBLICATION,
        series,
        serial,
        year,
        given.kind,
        right or given.right,
        check,
        True,
    )
