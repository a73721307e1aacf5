"""Simple families: rights whose applications claim exactly the same set of priorities.

This is the DOCDB definition. A first filing that claims nothing stands for the set that holds itself
alone, so that a later filing claiming exactly it joins it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable


def family_key(priorities: Iterable[str], own_application: str) -> str:
    """The key that every member of a simple family shares: 32 hexadecimal digits.

    ``priorities`` are number keys of the applications claimed, in any order and with repeats;
    ``own_application`` is the number key of the right's own application. Empty where neither is known,
    since a right without numbers belongs to no family that could be told.
    """
    claimed = {key for key in priorities if key} or ({own_application} if own_application else set())
    if not claimed:
        return ""
    return hashlib.blake2b("\n".join(sorted(claimed)).encode(), digest_size=16).hexdigest()
