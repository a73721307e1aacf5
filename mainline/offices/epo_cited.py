"""Citations as the EPO writes them, in its full text and in its exchange documents alike."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from mainline.offices.tree import named, value, words

PHASES: dict[str, str] = {
    "APP": "applicant",
    "SEA": "search",
    "ISR": "international_search",
    "SUP": "supplementary_search",
    "PRS": "pre_grant_search",
    "EXA": "examination",
    "OPP": "opposition",
    "APL": "appeal",
    "FOP": "opposition",
    "TPO": "third_party",
    "CH2": "international_examination",
    "applicant": "applicant",
    "description": "applicant",
    "examination": "examination",
    "national-examination": "examination",
    "search": "search",
    "national-search-report": "search",
    "international-search-report": "international_search",
    "international-type-search-report": "international_search",
    "supplementary-international-search-report": "supplementary_search",
    "opposition": "opposition",
    "fop-opposition": "opposition",
    "third-party": "third_party",
    "chapter2": "international_examination",
    "other": "other",
    "undefined": "",
}
"""The office's codes and words for the step in which a document was cited; others stay as printed."""

_PARTS = frozenset(
    [
        "text",
        "name",
        "atl",
        "book-title",
        "sertitle",
        "online-title",
        "vid",
        "ino",
        "sdate",
        "ppf",
        "ppl",
        "avail",
    ]
)


def phase_of(citation: Element) -> str:
    """The step in which a document was cited; what the applicant cited is the applicant's."""
    printed = citation.get("cited-phase", "")
    if citation.get("cited-by") == "applicant":
        return "applicant"
    return PHASES.get(printed, printed.lower())


def category_of(holder: Element) -> str:
    """The letters of WIPO ST.14, each once, in the order printed: ``XY``, ``A``."""
    printed = "".join([found.text or "" for found in holder.iter("category")])
    if len(printed) < 2:
        return printed.upper() if printed.isalpha() else ""
    return "".join(dict.fromkeys(letter for letter in printed.upper() if letter.isalpha()))


def claims_of(holder: Element) -> str:
    """The claims that a citation bears on, as printed."""
    printed = [words(found) for found in holder.iter("rel-claims")]
    return ", ".join(dict.fromkeys(filter(None, printed))) if printed else ""


def literature(cited: Element | None) -> str:
    """Author, title, series, volume, year and pages in one line, as a reader would cite them."""
    if cited is None:
        return ""
    printed = value(cited, "text")
    if printed:
        return printed
    said: dict[str, list[str]] = {}
    for part in named(cited, _PARTS):
        said.setdefault(part.tag, []).append(words(part).removesuffix("0000"))
    pages = "-".join(dict.fromkeys((said.pop("ppf", [""])[0], said.pop("ppl", [""])[0]))).strip("-")
    parts = [part for texts in said.values() for part in texts if part]
    return ", ".join([*parts, f"p. {pages}"] if pages else parts) or words(cited)
