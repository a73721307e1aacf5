"""The stamp of a check: which words it was made of."""

from __future__ import annotations

import hashlib


def normal(text: str) -> str:
    """Return a text as it is checked and hashed: lines end in one line feed, nothing stands around it.

    A sign that stands for half of a character is none: it could not be hashed.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return lines.encode("utf-8", "replace").decode("utf-8")


def fingerprint(text: str) -> str:
    """Return the SHA-256 of a text as it is checked, in hexadecimal."""
    return hashlib.sha256(normal(text).encode()).hexdigest()
