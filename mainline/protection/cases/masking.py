"""Takes personal data out of a text before everybody may read it. Pure; every pattern is linear."""

from __future__ import annotations

import re
from collections.abc import Iterable

_IDENTITY = re.compile(r"(?<![0-9])[0-9]{17}[0-9Xx](?![0-9])")
_PHONE = re.compile(r"(?<![0-9])1[3-9][0-9]{9}(?![0-9])")
_LANDLINE = re.compile(r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}(?![0-9])")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_HIDDEN = "***"


def masked_name(name: str) -> str:
    """Return the name of a person as it may be published: a Chinese one by its first character, another by initials.

    >>> masked_name("王小明"), masked_name("John Smith")
    ('王某某', 'J. S.')
    """
    bare = " ".join(name.split())
    if not bare:
        return ""
    if bare.isascii():
        return " ".join(f"{part[0]}." for part in bare.split())
    return bare[0] + "某" * min(max(len(bare) - 1, 1), 2)


def masked(text: str, persons: Iterable[str] = ()) -> str:
    """Return a text without identity numbers, telephone numbers and mail addresses, and with persons by their masked names."""
    for pattern in (_IDENTITY, _MAIL, _PHONE, _LANDLINE):
        text = pattern.sub(_HIDDEN, text)
    for name in sorted({one.strip() for one in persons if one.strip()}, key=len, reverse=True):
        text = text.replace(name, masked_name(name))
    return text
