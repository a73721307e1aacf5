"""Whether the world may know of a right: what an office has published is public, what its owner keeps is not.

An invention that is shown before it is filed or published has lost its novelty for good, so a right that only
its owner's own papers tell of begins as the secret of those it belongs to; a publication lays it open.
"""

from __future__ import annotations

from collections.abc import Iterable

from mainline.offices import portfolio
from mainline.offices.record import NumberRole, RightKind

DECISION = portfolio.DECISION
"""Format of what people settled between their own list and an office: see :mod:`mainline.register.decided`."""
DISCLOSED = "disclosure"
"""Format of what inventors disclose to their employer, and of what the two then decide: nobody else knows of the right yet."""
PRIVATE_FORMATS = frozenset({"cnipa.filing", "tabular", "demo", DECISION, DISCLOSED})
"""What owners and agencies write themselves; everything else is read from what an office lays open."""
_LAID_OPEN = frozenset({NumberRole.PUBLICATION.value, NumberRole.REGISTRATION.value})


def is_disclosed(kind: str, formats: Iterable[str], number_roles: Iterable[str], *, has_date: bool) -> bool:
    """Whether sources of these formats, with numbers of these roles, show that the right was made public.

    ``has_date``: a day of publication or grant is known. A trade secret never is public by itself.
    """
    if kind == RightKind.TRADE_SECRET:
        return False
    return (
        has_date
        or any(name not in PRIVATE_FORMATS for name in formats)
        or bool(_LAID_OPEN & set(number_roles))
    )
