"""Keys that tell people and bodies apart: ORCID iD, employee number, unified social credit code. Pure.

A name is no key. Two people of one name at one university are two until a key, or somebody who knows, says
otherwise.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from mainline.orgs.names import UsccError, validate_uscc

LONGEST_NUMBER = 40
"""Characters of an employee number."""
_ORCID = re.compile(
    r"(?:(?:https?://)?(?:www\.)?orcid\.org/|orcid\s*+(?::\s*+)?)?(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dX])/?"
)
_PLAIN_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_SCHEME = re.compile(r"(employee|staff|工号|职工号|教工号)\s*:\s*(.+)", re.DOTALL)
_ORCID_SCHEME = re.compile(r"orcid\s*:|(?:https?://)?(?:www\.)?orcid\.org/")
_NUMBER = re.compile(r"[^\W_][\w./-]*")


class IdentityError(ValueError):
    """A key that cannot be right; ``zh`` and ``en`` say what is wrong with it."""

    def __init__(self, zh: str, en: str) -> None:
        """Keep both languages; the text of the error is both."""
        super().__init__(f"{zh} · {en}")
        self.zh, self.en = zh, en


class Key(NamedTuple):
    """A key printed beside a name: ``scheme`` is ``orcid`` or ``employee``."""

    scheme: str
    value: str


def validate_orcid(text: str) -> str:
    """Return an ORCID iD as ``0000-0002-1825-0097`` whatever way it is written; IdentityError says what is wrong.

    Source: ISO 7064 MOD 11-2, as ORCID uses it: sixteen characters, the last 0–9 or X.
    """
    plain = _folded(text)
    found = _ORCID.fullmatch(plain.lower().replace("x", "X"))
    if found is None:
        raise IdentityError(
            f"ORCID 应为 16 位，形如 0000-0002-1825-0097；收到的是 {plain[:40]!r}。",
            f"An ORCID iD has 16 digits, such as 0000-0002-1825-0097; this is {plain[:40]!r}.",
        )
    digits = "".join(found.groups())
    right = orcid_check_digit(digits[:15])
    if digits[15] != right:
        raise IdentityError(
            f"ORCID {'-'.join(found.groups())} 的校验位应为 {right}。请核对每一位数字。",
            f"The check digit of the ORCID iD {'-'.join(found.groups())} should be {right}. Compare each digit.",
        )
    return "-".join(found.groups())


def orcid_check_digit(first: str) -> str:
    """Return the last character of an ORCID iD from its first 15 digits (ISO 7064 MOD 11-2)."""
    total = 0
    for digit in first:
        total = (total + int(digit)) * 2 % 11
    return "0123456789X"[(12 - total) % 11]


def validate_employee_number(text: str) -> str:
    """Return the number in capitals without blanks, as an organisation's people are told apart by it.

    IdentityError for what is longer than :data:`LONGEST_NUMBER` or holds anything but letters, digits and ``-./_``.
    """
    number = re.sub(r"\s", "", _folded(text)).upper()
    if len(number) > LONGEST_NUMBER or not _NUMBER.fullmatch(number):
        raise IdentityError(
            f"工号由字母、数字和 - . / _ 组成，最多 {LONGEST_NUMBER} 个字符；收到的是 {number[:60]!r}。",
            f"An employee number has letters, digits and - . / _, at most {LONGEST_NUMBER} characters; this is"
            f" {number[:60]!r}.",
        )
    return number


def valid_uscc(text: str) -> str:
    """Return a unified social credit code in its one form, or "" for what is none (GB 32100-2015)."""
    try:
        return validate_uscc(text) if text else ""
    except UsccError:
        return ""


def read_key(identifier: str) -> Key | None:
    """Return the personal key that a source printed beside a name, or ``None``: an office's own codes are none.

    An ORCID iD is known by its form, an employee number only by a word before it (``employee:``, ``工号：``).
    """
    text = _folded(identifier)
    try:
        if numbered := _SCHEME.fullmatch(text.lower()):
            return Key("employee", validate_employee_number(numbered[2]))
        if _PLAIN_ORCID.fullmatch(text.upper()) or _ORCID_SCHEME.match(text.lower()):
            return Key("orcid", validate_orcid(text))
    except IdentityError:
        # Printed wrong, it tells nobody apart; the source keeps it as it was printed.
        return None
    return None


def _folded(text: str) -> str:
    """Return a text without blanks at its ends, full-width characters as narrow ones, every dash a hyphen."""
    return re.sub(r"[\u2010-\u2015\u2212]", "-", unicodedata.normalize("NFKC", text)).strip()
