"""What a webhook is told, how it is signed, and what an answer means. Pure."""

from __future__ import annotations

import datetime as dt
import hashlib
import hmac
import unicodedata
from collections.abc import Collection, Mapping, Sequence
from email.utils import parsedate_to_datetime
from enum import StrEnum

TEST = "webhook.test"
"""Type and code of a test."""
ATTEMPTS = 12
"""So often is a delivery sent before it is given up: within two days."""
FIRST_WAIT = dt.timedelta(seconds=10)
LONGEST_WAIT = dt.timedelta(hours=12)
_FACTOR = 3
_JITTER = 0.2
_LONGEST_ANSWER = 300
_ENDPOINT_STATUSES = frozenset({401, 403, 404, 405, 407, 408, 421, 423, 425, 426, 429})
"""Statuses below 500 that speak of the receiver, its address or our pace, and not of the one message."""


class Verdict(StrEnum):
    """What an answer means for its delivery, and for those that follow."""

    DELIVERED = "delivered"
    MESSAGE_REFUSED = "message_refused"
    """The receiver is there and did not take this one: others may follow."""
    RECEIVER_DOWN = "receiver_down"
    GONE = "gone"


def verdict(status: int) -> Verdict:
    """Return what a status means. A redirection is not followed: the address of the webhook is to be changed."""
    if 200 <= status < 300:
        return Verdict.DELIVERED
    if status == 410:
        return Verdict.GONE
    is_about_message = 400 <= status < 500 and status not in _ENDPOINT_STATUSES
    return Verdict.MESSAGE_REFUSED if is_about_message else Verdict.RECEIVER_DOWN


def wait_after(attempts: int, chance: float, asked: dt.timedelta = dt.timedelta()) -> dt.timedelta | None:
    """Return how long to wait after so many attempts; ``None``: no more.

    Ten seconds, then thrice as long each time, at most twelve hours, and by ``chance`` (0 to 1) up to a fifth more, so
    that what failed together does not come back together. ``asked`` is what the receiver wants, within the longest.
    """
    if attempts >= ATTEMPTS:
        return None
    longer: int = _FACTOR ** (attempts - 1)
    wait = min(FIRST_WAIT * longer, LONGEST_WAIT)
    return max(wait * (1 + _JITTER * chance), min(asked, LONGEST_WAIT))


def retry_after(value: str, now: dt.datetime) -> dt.timedelta:
    """Read a header ``Retry-After``: seconds or a date; nothing where it makes no sense."""
    nothing = dt.timedelta()
    if value.isascii() and value.isdecimal():
        return dt.timedelta(seconds=min(int(value[:9]), 10**8))
    try:
        at = parsedate_to_datetime(value)
    except ValueError:
        return nothing
    return max(nothing, at - now) if at.tzinfo else nothing


def signature(secret: str, message: str, timestamp: int, body: str) -> str:
    """Return ``v1=`` and the HMAC-SHA256, in hex, of ``message.timestamp.body`` under the secret as it was shown."""
    signed = f"{message}.{timestamp}.{body}".encode()
    return f"v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def headers(secret: str, message: str, timestamp: int, body: str) -> dict[str, str]:
    """Return the headers of a delivery sent at ``timestamp``, in seconds since 1970."""
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Mainline-Webhooks/1",
        "Mainline-Id": message,
        "Mainline-Timestamp": str(timestamp),
        "Mainline-Signature": signature(secret, message, timestamp, body),
    }


def message_id(webhook: int, event: int) -> str:
    """Return the id under which an event is told to a webhook, the same however often it is sent."""
    return f"wh{webhook}-ev{event}"


def is_wanted(code: str, codes: Collection[str]) -> bool:
    """Whether an event code is among those chosen: itself, or a beginning with a dot at its end; none chosen: all."""
    return not codes or any(code.startswith(one) if one.endswith(".") else code == one for one in codes)


def tidied_codes(codes: Collection[str]) -> list[str]:
    """Return chosen codes in order, each once, without those that a chosen beginning holds already."""
    given = {code.strip().lower() for code in codes if code.strip()}
    beginnings = {code for code in given if code.endswith(".")}
    return sorted(
        code for code in given if not any(code != begin and code.startswith(begin) for begin in beginnings)
    )


def unknown_codes(codes: Sequence[str], known: Collection[str]) -> list[str]:
    """Return the chosen codes that are no event's code and no beginning of one."""
    return [code for code in codes if not any(is_wanted(one, [code]) for one in known)]


def host_of(url: str) -> str:
    """Return scheme and host of an address, without its path, which may hold a key."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"


def answer_line(status: int, body: bytes) -> str:
    """Return an answer as one line that can be kept: its status and first words, nothing that can't be shown."""
    text = body[: 4 * _LONGEST_ANSWER].decode("utf-8", "replace")
    shown = "".join(" " if unicodedata.category(one)[0] in "CZ" else one for one in text)
    return f"{status} {' '.join(shown.split())}".strip()[:_LONGEST_ANSWER]


def reason_line(code: str) -> str:
    """Return why there was no answer, as it is kept in the place of one."""
    return f"-{code}"


def reason_of(answer: str) -> str:
    """Return the code of why there was no answer; empty where there was one."""
    return answer.removeprefix("-") if answer.startswith("-") else ""


def own_words(words: Mapping[str, tuple[str, str]], answer: str, language: str) -> str:
    """Print a kept answer: itself, or the words of its reason in a language."""
    code = reason_of(answer)
    return words[code][0 if language == "zh" else 1] if code in words else answer
