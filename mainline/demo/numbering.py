"""Numbers of valid form in ranges that no office has reached, so that none names a real right or body."""

from __future__ import annotations

from mainline.offices.numbers.checks import cn_check, ep_check

_USCC = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
"""GB 11714-1997."""
_CN_KIND = {"invention": "1", "utility_model": "2", "design": "3"}


def cn_application(year: int, kind: str, serial: int) -> str:
    """A Chinese application number with its check digit, serials from 8,000,001 of the year."""
    twelve = f"{year}{_CN_KIND[kind]}{8_000_000 + serial:07d}"
    return f"{twelve}.{cn_check(twelve)}"


def cn_publication(kind: str, serial: int, letter: str) -> str:
    """A Chinese publication number: nine digits, the first by kind, then a serial from 98,000,001."""
    return f"CN{_CN_KIND[kind]}{98_000_000 + serial:08d}{letter}"


def ep_application(year: int, serial: int) -> str:
    """A European application number with its check digit, serials from 990,001 of the year."""
    eight = f"{year % 100:02d}{990_000 + serial:06d}"
    return f"{eight}.{ep_check(eight)}"


def social_credit_code(place: str, serial: int) -> str:
    """A unified social credit code under an authority that does not exist: ``XX``, then place and serial.

    GB 32100-2015: authority and kind (2), division (6), organisation code of GB 11714 (9), check (1).
    No authority has the letter X, so the code is recognisable and can belong to nobody.
    """
    division = (place if place.isdigit() else "")[:6].ljust(6, "0")
    body = f"{99_000_000 + serial:08d}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _ORGANISATION_WEIGHTS, strict=True)) % 11
    organisation = f"{body}{'0X987654321'[rest]}"
    first = f"XX{division}{organisation}"
    total = sum(_USCC.index(letter) * pow(3, index, 31) for index, letter in enumerate(first))
    return f"{first}{_USCC[-total % 31]}"
