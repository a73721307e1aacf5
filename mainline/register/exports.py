"""Rights as files that other programs read: tables, RIS and BibTeX."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from django.utils.translation import gettext_lazy as _

from mainline.register.models import Right
from mainline.web import exports
from mainline.web.exports import Cell, Table

COLUMNS: dict[str, tuple[object, Callable[[Right], Cell]]] = {
    "number": (_("Number"), lambda r: r.number),
    "kind": (_("Kind"), lambda r: r.get_kind_display()),
    "office": (_("Office"), lambda r: r.office),
    "title": (_("Title"), lambda r: r.title),
    "title_zh": (_("Title (Chinese)"), lambda r: r.titles.get("zh", "")),
    "title_en": (_("Title (English)"), lambda r: r.titles.get("en", "")),
    "holder": (_("Holder"), lambda r: r.holder_name),
    "filed_on": (_("Filed on"), lambda r: _day(r.filed_on)),
    "published_on": (_("Published on"), lambda r: _day(r.published_on)),
    "granted_on": (_("Granted on"), lambda r: _day(r.granted_on)),
    "expires_on": (_("Term ends on"), lambda r: _day(r.expires_on)),
    "status": (_("Status"), lambda r: r.get_status_display()),
    "status_as_of": (_("Status as of"), lambda r: _day(r.status_as_of)),
    "classes": (_("Classes"), lambda r: "; ".join(f"{s.upper()} {c}" for s, c in r.classes)),
    "family": (_("Family"), lambda r: r.family_key),
    "demo": (_("Demonstration"), lambda r: "demo" if r.is_demo else ""),
}
"""Column code to its header and its value; dates are text, so that no spreadsheet changes them."""

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
"""A backslash left as it is would let a title run commands of TeX."""
_TYPES = {
    "ris": ("application/x-research-info-systems", "ris"),
    "bibtex": ("application/x-bibtex", "bib"),
}
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
    if format == "ris":
        return (_ris(right).encode() for right in rights)
    if format == "bibtex":
        return (_bibtex(right).encode() for right in rights)
    table = Table(
        columns=list(COLUMNS),
        headers=[str(header) for header, _ in COLUMNS.values()],
        rows=([value(right) for _, value in COLUMNS.values()] for right in rights),
    )
    return exports.WRITERS[format][1](table)


def _day(day: object) -> str:
    return str(day) if day else ""


def _ris(right: Right) -> str:
    """One reference of type PAT; tags as reference managers read them."""
    lines = [("TY", "PAT"), ("TI", right.title), ("PB", right.get_kind_display()), ("CY", right.office)]
    lines += [("AU", name) for name in right.holder_name.split("; ") if name]
    lines += [("M1", right.number), ("AB", _abstract(right)), ("ET", right.get_status_display())]
    if right.filed_on:
        lines.append(("Y2", right.filed_on.strftime("%Y/%m/%d")))
    if published := right.published_on or right.granted_on:
        lines.append(("PY", published.strftime("%Y/%m/%d")))
    body = "".join(f"{tag}  - {' '.join(str(value).split())}\r\n" for tag, value in lines if value)
    return body + "ER  - \r\n\r\n"


def _bibtex(right: Right) -> str:
    fields = {
        "title": right.title,
        "holder": " and ".join(name for name in right.holder_name.split("; ") if name),
        "number": right.number,
        "nationality": right.office,
        "type": right.get_kind_display(),
        "dayfiled": _day(right.filed_on),
        "date": _day(right.granted_on or right.published_on),
        "abstract": _abstract(right),
    }
    body = ",\n".join(f"  {name} = {{{_tex(value)}}}" for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9]", "", right.number) or f"right{right.pk}"
    return f"@patent{{{key},\n{body}\n}}\n\n"


def _abstract(right: Right) -> str:
    return right.abstracts.get("zh") or right.abstracts.get("en") or next(iter(right.abstracts.values()), "")


def _tex(text: str) -> str:
    """Escape what BibTeX would read as its own; braces must balance, so they go."""
    text = " ".join(text.replace("{", "(").replace("}", ")").split())
    return re.sub(r"[&%$#_\\~^]", lambda found: _TEX.get(found[0], "\\" + found[0]), text)
