"""Rights as files that other programs read: tables, RIS and BibTeX."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from mainline.register.exported import Exported, exported
from mainline.register.models import Right
from mainline.register.references import bibtex, ris
from mainline.web import exports
from mainline.web.exports import Cell, Table

COLUMNS: dict[str, tuple[object, Callable[[Exported], Cell]]] = {
    "number": (_("Number"), lambda e: e.right.number),
    "kind": (_("Kind"), lambda e: e.right.get_kind_display()),
    "office": (_("Office"), lambda e: e.right.office),
    "title": (_("Title"), lambda e: e.right.title),
    "title_zh": (_("Title (Chinese)"), lambda e: e.right.titles.get("zh", "")),
    "title_en": (_("Title (English)"), lambda e: e.right.titles.get("en", "")),
    "holder": (_("Holder"), lambda e: e.right.holder_name),
    "inventors": (_("Inventors"), lambda e: "; ".join(e.creators)),
    "filed_on": (_("Filed on"), lambda e: _day(e.right.filed_on)),
    "published_on": (_("Published on"), lambda e: _day(e.right.published_on)),
    "granted_on": (_("Granted on"), lambda e: _day(e.right.granted_on)),
    "expires_on": (_("Term ends on"), lambda e: _day(e.right.expires_on)),
    "status": (_("Status"), lambda e: e.right.get_status_display()),
    "status_as_of": (_("Status as of"), lambda e: _day(e.right.status_as_of)),
    "classes": (_("Classes"), lambda e: "; ".join(f"{s.upper()} {c}" for s, c in e.right.classes)),
    "family": (_("Family"), lambda e: e.right.family_key),
    "demo": (_("Demonstration"), lambda e: "demo" if e.right.is_demo else ""),
}
"""Column code to its header and its value; dates are text, so that no spreadsheet changes them."""

_TYPES = {
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
}
_REFERENCES = {"ris": ris, "bibtex": bibtex}
FORMATS = {
    "csv": _("CSV (spreadsheet)"),
    "xlsx": _("XLSX (Excel)"),
    "jsonl": _("JSON lines"),
    "ris": _("RIS (reference manager)"),
    "bibtex": "BibTeX",
}
"""Code to its name for a person."""


def media_type(format: str) -> tuple[str, str]:
    """Return (media type, file ending). KeyError for an unknown format."""
    if format in _TYPES:
        return _TYPES[format]
    return exports.WRITERS[format][0], format


def write(rights: Iterable[Right], format: str) -> Iterator[bytes]:
    """Stream rights in a format of :data:`FORMATS`, headers in the active language."""
    if format in _REFERENCES:
        write_one = _REFERENCES[format]
        return (write_one(told).encode() for told in exported(rights, with_references=True))
    table = Table(
        columns=list(COLUMNS),
        headers=[str(header) for header, _ in COLUMNS.values()],
        rows=([value(told) for _, value in COLUMNS.values()] for told in exported(rights)),
    )
    return exports.WRITERS[format][1](table)


def _day(day: object) -> str:
    return str(day) if day else ""
