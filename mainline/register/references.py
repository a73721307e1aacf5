"""Rights as references of RIS and BibTeX, in the fields in which reference managers look for patents.

RIS has no word of its own for patents beyond the type PAT; the tags are those that Zotero and EndNote give them:
AU inventor, PB assignee, A2 issuing authority, M1 application number, SN patent number, OP priority numbers,
C1 filing date, DA issue date, C6 legal status.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from mainline.register.exported import Exported
from mainline.register.models import Right

_TEX = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
"""A backslash left as it is would let a title run commands of TeX."""


def ris(told: Exported) -> str:
    """Return one reference of type PAT."""
    right = told.right
    issued = right.granted_on or right.published_on
    lines = [("TY", "PAT"), ("TI", right.display_title), ("ST", right.other_title)]
    lines += [("AU", name) for name in told.creators]
    lines += [
        ("PB", "; ".join(told.holders)),
        ("A2", right.office),
        ("CY", right.office),
        ("M1", told.number_of("application", "international")),
        ("SN", told.number_of("registration", "publication") or right.number),
        ("OP", "; ".join(_priorities(told))),
        ("C1", right.filed_on.strftime("%Y/%m/%d") if right.filed_on else ""),
        ("DA", issued.strftime("%Y/%m/%d") if issued else ""),
        ("PY", str(issued.year) if issued else ""),
        ("C6", str(right.get_status_display())),
        ("AB", abstract(right)),
        ("KW", str(right.get_kind_display())),
        ("KW", _("Demonstration") if right.is_demo else ""),
    ]
    lines += [("N1", note) for note in notes(right)]
    body = "".join(f"{tag}  - {' '.join(value.split())}\r\n" for tag, value in lines if value)
    return body + "ER  - \r\n\r\n"


def bibtex(told: Exported) -> str:
    """Return one entry of type patent, with the fields of BibLaTeX."""
    right = told.right
    fields = {
        "author": " and ".join(_name(name) for name in told.creators),
        "title": _tex(right.display_title),
        "titleaddon": _tex(right.other_title),
        "holder": " and ".join(_name(name) for name in told.holders),
        "number": _tex(told.number_of("registration", "publication") or right.number),
        "location": _tex(right.office),
        "type": _tex(str(right.get_kind_display())),
        "date": str(right.granted_on or right.published_on or ""),
        "dayfiled": str(right.filed_on or ""),
        "applicationnumber": _tex(told.number_of("application", "international")),
        "priority": _tex("; ".join(_priorities(told))),
        "keywords": _tex(_("Demonstration")) if right.is_demo else "",
        "note": _tex("; ".join(notes(right))),
        "abstract": _tex(abstract(right)),
    }
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@patent{{{_key(right)},\n{body}\n}}\n\n"


def notes(right: Right) -> list[str]:
    """Say the status with the day it speaks for and what it follows from, and that a right is invented where it is."""
    status = _("Status: %(status)s") % {"status": right.get_status_display()}
    if right.status_as_of:
        status += " · " + _("as of %(day)s") % {"day": right.status_as_of}
    if not right.is_status_recorded:
        status += " · " + _("follows from a publication alone")
    invented = [_("Demonstration: this right is invented.")] if right.is_demo else []
    return [status, *invented]


def abstract(right: Right) -> str:
    """Return the abstract in the language of the page, else the best there is."""
    order = (right.language, "zh", "en", *right.abstracts)
    return next((right.abstracts[key] for key in order if right.abstracts.get(key)), "")


def _priorities(told: Exported) -> list[str]:
    """Print priorities as reference managers do, with their days."""
    return [" ".join(part for part in (p.office, p.text, str(p.date or "")) if part) for p in told.priorities]


def _key(right: Right) -> str:
    """Return a key that is unique: two offices may print the same digits."""
    return f"{re.sub(r'[^A-Za-z0-9]', '', right.number) or 'right'}-{right.pk}"


def _name(name: str) -> str:
    """Return a name that BibTeX takes whole: in braces where a word in it would else part it."""
    text = _tex(name)
    return f"{{{text}}}" if " and " in f" {text.lower()} " or "," in text else text


def _tex(text: str) -> str:
    """Escape what BibTeX would read as its own; braces must balance, so they go."""
    text = " ".join(text.replace("{", "(").replace("}", ")").split())
    return re.sub(r"[&%$#_\\~^]", lambda found: _TEX.get(found[0], "\\" + found[0]), text)
