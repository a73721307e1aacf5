"""Words for codes that are data: industries, bands of budgets, places."""

from __future__ import annotations

from mainline.register.search import region
from mainline.utilization.market.terms import terms
from mainline.web.templatetags.web import own, page_language


def industries() -> dict[str, str]:
    """Return the industries of the region by code, in the language of the page."""
    return {one.code: one.name.in_language(page_language()) for one in region().industries}


def industry(code: str) -> str:
    """Name an industry; nothing where none is said."""
    return industries().get(code, code)


def bands() -> dict[str, str]:
    """Return the bands of budgets by code, in the language of the page."""
    return {band.code: own(band.label) for band in terms().bands.values()}


def band(code: str) -> str:
    """Name a band of budgets; nothing where none is said."""
    return bands().get(code, code)


def places() -> dict[str, str]:
    """Return the region and its divisions by code, in the language of the page."""
    found = (region().root, *region().divisions)
    return {
        place.code: place.name.short(page_language()) or place.name.in_language(page_language())
        for place in found
    }


def place(code: str) -> str:
    """Name a place; nothing where none is said."""
    return places().get(code, code)
