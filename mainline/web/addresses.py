"""The address of a list, and the addresses of the same list with something said another way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from django.http import HttpRequest

PASSING = ("page", "columns", "table", "print", "view")
"""What an address says of this one look at a list, and a link to the same list does not."""


def said(request: HttpRequest) -> dict[str, list[str]]:
    """Return what an address says, without what it leaves empty."""
    told = {name: [value for value in values if value] for name, values in request.GET.lists()}
    return {name: values for name, values in told.items() if values}


def changed(request: HttpRequest, **changes: str) -> str:
    """Return the query of the same list with something said another way, from its first page."""
    told = {name: values for name, values in said(request).items() if name not in PASSING}
    return f"?{urlencode({**told, **{name: [value] for name, value in changes.items()}}, doseq=True)}"


def without(request: HttpRequest, gone: Mapping[str, str | None]) -> str:
    """Return the query of the list without some parameters, or one value of them, from its first page.

    Where nothing remains it says so, because the bare address may open what the user keeps as the usual view.
    """
    told = {}
    for name, values in said(request).items():
        left = [value for value in values if gone.get(name) not in (None, value)] if name in gone else values
        if left and name not in PASSING:
            told[name] = left
    return f"?{urlencode(told or {'view': 'all'}, doseq=True)}"


def kept(request: HttpRequest, names: Iterable[str]) -> list[tuple[str, str]]:
    """Return all that an address says but what these parameters say."""
    gone = set(names)
    return [(name, one) for name, values in said(request).items() if name not in gone for one in values]


def is_id(text: str) -> bool:
    """Whether a text out of a request can be the id of a row: digits, and no more than every database takes."""
    return text.isascii() and text.isdecimal() and len(text) < 19
