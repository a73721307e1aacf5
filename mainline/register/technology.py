"""The field of technology that a right is sorted into: by its main class, of patents the IPC or CPC, else its own scheme.

A field is said as ``G`` or ``G06`` or ``G06F`` of patents, ``nice-9`` or ``locarno-14`` of others, ``none`` where no
class is known.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.db.models import Q
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.utils.translation import gettext as _

from mainline.register.search import SECTIONS

NONE = "none"
_PATENTS = ("ipc", "cpc")
_SYMBOL = re.compile(r"([A-HY])(?:(\d{2})([A-Z])?)?")
_OTHER = re.compile(r"(nice|locarno|vienna|uspc|fi|ecla)-(\w{1,12})")
_SCHEMES = {
    "nice": "Nice",
    "locarno": "Locarno",
    "vienna": "Vienna",
    "uspc": "USPC",
    "fi": "FI",
    "ecla": "ECLA",
}


def field_of(scheme: str | None, symbol: str | None) -> str:
    """Return the field of a main class: of patents its section."""
    if not scheme or not symbol:
        return NONE
    if scheme in _PATENTS:
        return symbol[:1].upper()
    return f"{scheme}-{_first(symbol)}"


def class_of(scheme: str | None, symbol: str | None) -> str:
    """Return the class of a main class: of patents a letter and two digits."""
    if scheme in _PATENTS and symbol:
        return symbol[:3].upper()
    return field_of(scheme, symbol)


def label_of(field: str) -> str:
    """Name a field in the language of the page."""
    if field == NONE:
        return _("No class known")
    if field in SECTIONS:
        return f"{field} {SECTIONS[field]}"
    scheme, dash, number = field.partition("-")
    return f"{_SCHEMES.get(scheme, scheme)} {number}" if dash else field


def in_field(said: str, before: str = "") -> Q:
    """Return the condition of being in a field; ``before`` leads from a row to its right, as ``docket__right__``.

    What is no field is nothing's: no row fulfils it.
    """
    text = said.strip()
    scheme, symbol = f"{before}classes__0__0", f"{before}classes__0__1"
    if text.lower() == NONE:
        return Q(**{f"{before}classes": []})
    if _SYMBOL.fullmatch(text.upper()):
        return Q(**{f"{scheme}__in": list(_PATENTS), f"{symbol}__istartswith": text.upper()})
    other = _OTHER.fullmatch(text.lower().replace(" ", "-"))
    if other is None:
        return Q(pk__in=[])
    name, number = other.groups()
    exact = Q(**{f"{symbol}__iexact": number})
    for between in "-. /":
        exact |= Q(**{f"{symbol}__istartswith": f"{number}{between}"})
    return Q(**{scheme: name}) & exact


def main_of(before: str = "") -> dict[str, KeyTextTransform]:
    """Return scheme and symbol of the main class as the database reads them; ``before`` as of :func:`in_field`."""
    first = KeyTransform("0", f"{before}classes")
    return {"scheme": KeyTextTransform("0", first), "symbol": KeyTextTransform("1", first)}


def main_class(classes: Iterable[Iterable[str]]) -> str:
    """Print the main class of a right; empty where none is known."""
    first = next(iter(classes), None)
    return "" if first is None else " ".join(first).replace("ipc ", "IPC ").replace("cpc ", "CPC ")


def _first(symbol: str) -> str:
    return re.split(r"[-. /]", symbol.strip(), maxsplit=1)[0][:12]
