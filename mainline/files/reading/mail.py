"""Text of an e-mail: who, when, what about, its body, and the names of what is attached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from html import unescape
from pathlib import Path

from mainline.files.sniffing import mail

_FIELDS = ("From", "To", "Cc", "Date", "Subject")
_NOT_SAID = re.compile(r"<(script|style|head)\b.*?(?:</\1\s*+>|\Z)", re.I | re.S)
_BLOCK = re.compile(r"<(?:br|/p|/div|/tr|/h[1-6]|/li)\b[^>]*>?", re.I)
_TAG = re.compile(r"<[^>]*>?")
"""What is never closed ends with the text, as in browsers; to look for its end from each beginning would take for ever."""


def lines(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the lines of a mail."""
    return _all(mail.read(path.read_bytes())), None


def _all(message: EmailMessage) -> Iterator[str]:
    for field in _FIELDS:
        if message[field]:
            yield f"{field}: {message[field]}"
    yield ""
    body = message.get_body(preferencelist=("plain", "html"))
    if isinstance(body, EmailMessage):
        text = _decoded(body)
        yield _without_tags(text) if body.get_content_subtype() == "html" else text
    names = [name for part in message.walk() if (name := mail.name_of(part))]
    if names:
        yield ""
        yield from (f"[{name}]" for name in names)


def _decoded(part: EmailMessage) -> str:
    """Return a body by the encoding it names, else by those that are usual here."""
    raw = mail.body_of(part)
    for encoding in (part.get_content_charset() or "utf-8", "utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode("utf-8", "replace")


def _without_tags(html: str) -> str:
    return unescape(_TAG.sub("", _BLOCK.sub("\n", _NOT_SAID.sub("", html))))
