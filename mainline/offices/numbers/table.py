"""Filing numbers of further offices as a table: how DOCDB writes them and what EPODOC makes of them.

DOCDB writes year and serial in the office's order; EPODOC always writes four digits of the year
and seven of the serial number. Both give the serial ``<year><letters><7 digits>``. Offices whose
number runs on through the years drop the year, for the office itself does not print it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mainline.offices.numbers.years import full_year

_YEAR = "(?P<y>(?:19|20)[0-9]{2})"


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to write a filing number: named groups ``p`` letters, ``y`` year, ``s`` serial."""

    pattern: re.Pattern[str]
    docdb: str
    """Format string over p, y (four digits), yy (two), s (int)."""


def _year_first(digits: int, width: int, letters: str = "") -> Layout:
    year = "(?P<y>(?:19|20)[0-9]{2})" if digits == 4 else "(?P<y>[0-9]{2})"
    pattern = re.compile(rf"(?P<p>{letters}){year}(?P<s>[0-9]{{{width}}})")
    return Layout(pattern, "{p}" + ("{y}" if digits == 4 else "{yy}") + f"{{s:0{width}}}")


def _year_last(digits: int, most: int) -> Layout:
    year = "(?P<y>(?:19|20)[0-9]{2})" if digits == 4 else "(?P<y>[0-9]{2})"
    pattern = re.compile(rf"(?P<p>)(?P<s>[0-9]{{1,{most}}}){year}")
    return Layout(pattern, "{p}{s}" + ("{y}" if digits == 4 else "{yy}"))


_YY4, _YY5, _YY6, _YY7 = (_year_first(2, width) for width in (4, 5, 6, 7))
_Y3, _Y4, _Y5, _Y6 = (_year_first(4, width) for width in (3, 4, 5, 6))

#: Filings at each office, the form in use today first.
FILINGS: dict[str, tuple[Layout, ...]] = {
    "AP": (Layout(re.compile(rf"(?:AP)?P?(?P<p>){_YEAR}(?P<s>[0-9]{{6}})"), "{y}{s:06}"),),
    "AR": (_year_first(2, 7, "P"), _year_last(2, 6)),
    "AT": (_year_last(4, 5),),
    "AU": (_Y6, _year_last(2, 5)),
    "BG": (_year_last(2, 6),),
    "CH": (_year_last(2, 5),),
    "CL": (_Y6,),
    "CO": (_Y6, _YY6),
    "CY": (_YY7,),
    "CZ": (_Y4, _Y5, _Y3),
    "DD": (_year_last(2, 6),),
    "DK": (_year_first(4, 5, "[BP]A"), _year_last(2, 4)),
    "DZ": (_YY4,),
    "EA": (_Y5,),
    "EE": (_year_first(4, 5, "[PU]"),),
    "ES": (_Y5, _YY5),
    "FI": (_Y4, _year_last(2, 4)),
    "GE": (_year_first(4, 6, "AP"),),
    "HK": (_YY6,),
    "HU": (_YY5, _year_last(2, 4)),
    "ID": (_Y4,),
    "IE": (_year_last(2, 4),),
    "IL": (_year_last(2, 6),),
    "IT": (Layout(re.compile(rf"(?P<p>[A-Z]{{2}}){_YEAR}A?0{{0,2}}(?P<s>[0-9]{{4,6}})"), "{p}{y}{s:04}"),),
    "LT": (_Y3, _Y4),
    "LV": (_YY4,),
    "MX": (_Y6, _year_first(2, 6, "PA"), _YY5),
    "NO": (_Y4,),
    "NZ": (_year_last(2, 6),),
    "OA": (),
    "PL": (_year_last(2, 6),),
    "PT": (_year_last(2, 6),),
    "RO": (_Y5,),
    "RU": (_Y6, _YY6),
    "SG": (_Y6, _Y5),
    "SK": (_year_last(4, 5),),
    "TN": (_year_first(2, 3, "SN"),),
    "TR": (_Y5,),
    "UA": (_Y5, _year_first(4, 5, "[AU]")),
    "YU": (_year_last(2, 4), _year_first(2, 4, "P")),
    "ZA": (_Y5, _YY5, _YY4),
}

#: The number runs on; DOCDB appends the year to some, which is no part of it.
RUNNING = frozenset(("BG", "BR", "CA", "DD", "IL", "MA", "NL", "NZ", "PL", "PT"))
#: DOCDB writes the running number bare; the year before it in EPODOC is cut off.
BARE = frozenset(("BR", "CA", "MA", "NL"))
#: One number is one document or one right here: EPODOC, which adds the kind letter where runs of
#: numbers cross, adds none for grants of these offices.
ONE_NUMBER = frozenset(
    (
        "AP", "BR", "CA", "CH", "CO", "CZ", "EE", "ES", "GE", "HK", "HU", "ID", "LT", "LV", "MA", "NL", "OA",
        "RO", "RU", "TR", "UA", "ZA",
    )
)  # fmt: skip
#: DOCDB keeps the number of the European filing for a translation or validation (kind T).
TRANSLATIONS = _YY6


def docdb_filing(office: str, series: str, year: int | None, serial: str) -> str:
    """The DOCDB number of a filing read by this table; the canonical serial where the form is unknown."""
    if office in BARE or year is None:
        return serial
    running = office in RUNNING and series != "T"
    match = re.fullmatch(r"([A-Z]*)([0-9]+)", serial if running else serial[4:])
    if match is None:
        return serial
    letters, number = match[1], int(match[2])
    if office == "OA":
        return f"1{year}{number % 100_000:05}"
    for layout in (TRANSLATIONS,) if series == "T" else FILINGS.get(office, ()):
        text = layout.docdb.format(p=letters, y=year, yy=f"{year % 100:02}", s=number)
        again = layout.pattern.fullmatch(text)
        if again and _says(again, letters, year, number):
            return text
    return serial


def _says(match: re.Match[str], letters: str, year: int, number: int) -> bool:
    seen = int(match["y"]) if len(match["y"]) == 4 else full_year(match["y"])
    return match["p"] == letters and seen == year and int(match["s"]) == number


def is_running(office: str) -> bool:
    """Whether filings of the office are numbered through the years."""
    return office in RUNNING
