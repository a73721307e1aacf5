"""What the modules of the USPTO's answers share: numbers, countries, addresses and kinds as the office writes them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from mainline.offices.answers import Answer, text, texts
from mainline.offices.base import Piece
from mainline.offices.kinds import right_kind_of
from mainline.offices.record import Number, NumberRole, Record, RightKind

NAME = "uspto.json"


class NoSubject(NamedTuple):
    """An entry that does not say which right it speaks of, in an answer of its own."""

    detail: str
    kept: object


Read = Callable[[Piece, int], Record] | NoSubject
"""A record that still needs its place, or why there is none."""

_PUBLICATION = re.compile(r"(?:US)?\s*+(?:-\s*+)?((?:19|20)\d\d)[-/ ]?(\d{7})\s*+(?:-\s*+)?([A-Z]\d)?$")
_PATENT = re.compile(r"(?:US)?\s*+(?:-\s*+)?((?:RE|PP|D|H|T|AI|X)?\s*+\d[\d,]*+)\s*+(?:-\s*+)?([A-Z]\d?)?$")
_SERIES = re.compile(r"(\d\d)/?(\d{3}),?(\d{3})$")
_DESIGN_SERIES = ("29", "35")
"""Series codes 29 (designs) and 35 (Hague designs), MPEP 503."""

_OFFICES = {
    "ARGENTINA": "AR", "AUSTRALIA": "AU", "AUSTRIA": "AT", "BELGIUM": "BE", "BRAZIL": "BR", "CANADA": "CA",
    "CHILE": "CL", "CHINA": "CN", "COLOMBIA": "CO", "CZECH REPUBLIC": "CZ", "DENMARK": "DK",
    "EUROPEAN PATENT OFFICE": "EP", "EUROPEAN PATENT OFFICE (EPO)": "EP", "EUROPEAN UNION": "EM",
    "FINLAND": "FI", "FRANCE": "FR", "GERMANY": "DE", "GREECE": "GR", "HONG KONG": "HK", "HUNGARY": "HU",
    "INDIA": "IN", "INDONESIA": "ID", "IRELAND": "IE", "ISRAEL": "IL", "ITALY": "IT", "JAPAN": "JP",
    "KOREA, REPUBLIC OF": "KR", "LUXEMBOURG": "LU", "MALAYSIA": "MY", "MEXICO": "MX", "NETHERLANDS": "NL",
    "NEW ZEALAND": "NZ", "NORWAY": "NO", "PERU": "PE", "PHILIPPINES": "PH", "POLAND": "PL",
    "PORTUGAL": "PT", "REPUBLIC OF KOREA": "KR", "ROMANIA": "RO", "RUSSIAN FEDERATION": "RU",
    "SINGAPORE": "SG", "SOUTH AFRICA": "ZA", "SPAIN": "ES", "SWEDEN": "SE", "SWITZERLAND": "CH",
    "TAIWAN": "TW", "TAIWAN, PROVINCE OF CHINA": "TW", "THAILAND": "TH", "TURKEY": "TR", "UKRAINE": "UA",
    "UNITED KINGDOM": "GB", "UNITED STATES": "US", "VIET NAM": "VN",
    "WORLD INTELLECTUAL PROPERTY ORGANIZATION": "WO", "WORLD INTELLECTUAL PROPERTY ORGANIZATION (WIPO)": "WO",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Subject:
    """The numbers that tell which right an answer speaks of."""

    application: Number | None = None
    patent: Number | None = None
    publication: Number | None = None

    def numbers(self) -> tuple[Number, ...]:
        """Those that are known."""
        return tuple(each for each in (self.application, self.publication, self.patent) if each)


def office_named(country: str) -> str:
    """ST.3 code of a country by the office's English name for it; "" where it is not known."""
    return _OFFICES.get(country.upper(), country if re.fullmatch("[A-Z]{2}", country) else "")


def application(printed: str, filed_on: dt.date | None = None) -> Number | None:
    """An application number; one that begins with PCT is an international filing."""
    if not printed:
        return None
    if printed.upper().startswith("PCT"):
        return Number(NumberRole.INTERNATIONAL, "WO", printed, "", filed_on)
    return Number(NumberRole.APPLICATION, "US", printed, "", filed_on)


def publication(printed: str, published_on: dt.date | None = None) -> Number | None:
    """``US 2017-0071586 A1``, ``US20100235004A1`` or bare digits, without office and kind in the text."""
    match = _PUBLICATION.match(printed)
    if match:
        return Number(NumberRole.PUBLICATION, "US", match[1] + match[2], match[3] or "", published_on)
    return Number(NumberRole.PUBLICATION, "US", printed, "", published_on) if printed else None


def patent(printed: str, granted_on: dt.date | None = None, kind_code: str = "") -> Number | None:
    """The number of a grant, which is its publication number: ``8457796``, ``D900123``, ``RE28436``."""
    match = _PATENT.match(printed)
    if not match:
        return Number(NumberRole.PUBLICATION, "US", printed, kind_code, granted_on) if printed else None
    plain = match[1].replace(",", "").replace(" ", "")
    return Number(NumberRole.PUBLICATION, "US", plain, kind_code or match[2] or "", granted_on)


def kind_of(number: str, type_name: str = "", kind_code: str = "") -> RightKind:
    """Design and plant by the type's name, the kind code, letters before the number or the application's series."""
    if type_name.upper().startswith(("PLANT", "PLT")) or number.upper().startswith("PP"):
        return RightKind.PLANT_VARIETY
    if type_name.upper().startswith(("DES", "HAGUE")) or number.upper().startswith("D"):
        return RightKind.DESIGN
    if _SERIES.match(number) and number.startswith(_DESIGN_SERIES):
        return RightKind.DESIGN
    return right_kind_of("US", kind_code)


def address_of(node: Answer) -> str:
    """The lines of an address the office gives in fields, joined by commas."""
    keys = ("addressLineOneText", "addressLineTwoText", "addressLineThreeText", "addressLineFourText")
    lines = [text(node, key) for key in (*keys, "cityName", "geographicRegionCode", "postalCode")]
    return ", ".join(line for line in lines if line)


def listed(node: Answer, key: str) -> str:
    """The texts of a list as one."""
    return ", ".join(texts(node, key))
