"""E-mail: whether a file is one, and whether what is attached to it may come in."""

from __future__ import annotations

import io
import re
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser

from mainline.files.limits import Limits
from mainline.files.names import PROGRAMS, clean_name, ending_of
from mainline.files.refusals import Refused
from mainline.files.sniffing import archives, packages
from mainline.files.sniffing.programs import program_in

_FIELD = re.compile(
    rb"^(from|to|cc|date|subject|received|return-path|message-id|mime-version|delivered-to|reply-to):",
    re.I | re.M,
)
_TELLING = frozenset((b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"))
_HEADER = re.compile(rb"\A(?:[!-9;-~]+:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MOST_PARTS = 500
_OLE = b"\xd0\xcf\x11\xe0"


def is_mail(head: bytes, ending: str) -> bool:
    """Whether a file begins with the header of a mail; one that is called so needs less to show it."""
    header = _HEADER.match(head)
    if header is None:
        return False
    fields = {field.lower() for field in _FIELD.findall(header.group())}
    return b"from" in fields and (bool(fields & _TELLING) if ending != "eml" else len(fields) >= 2)


def read(data: bytes) -> EmailMessage:
    """Parse a mail. Raises :class:`Refused` for one that the parser cannot take."""
    try:
        found = BytesParser(policy=policy.default).parsebytes(data)
    except (ValueError, LookupError, IndexError, TypeError, AttributeError, RecursionError) as error:
        raise Refused("damaged") from error
    if not isinstance(found, EmailMessage):
        raise Refused("damaged")
    return found


def check(data: bytes) -> None:
    """Raise :class:`Refused` where a program, macros or what can't be looked into is attached."""
    for number, part in enumerate(read(data).walk()):
        if number >= _MOST_PARTS:
            raise Refused("bomb")
        if not part.is_multipart():
            _check_part(name_of(part), body_of(part))


def name_of(part: Message) -> str:
    """Return the name of an attachment, cleaned; "" for the text of the mail itself."""
    try:
        name = part.get_filename()
    except (ValueError, LookupError, IndexError, TypeError, AttributeError) as error:
        raise Refused("damaged") from error
    return clean_name(name) if name else ""


def body_of(part: Message) -> bytes:
    """Return the bytes of one part."""
    try:
        body = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError) as error:
        raise Refused("damaged") from error
    return body if isinstance(body, bytes) else b""


def _check_part(name: str, body: bytes) -> None:
    if ending_of(name) in PROGRAMS or program_in(body[:512]) or body.startswith(_OLE):
        raise Refused("mail_program", name)
    if archives.is_other_archive(body[:16]):
        raise Refused("mail_program", name)
    if body.startswith(b"PK\x03\x04"):
        try:
            packages.code_in(io.BytesIO(body), len(body), Limits())
        except Refused as error:
            raise Refused("mail_program", name) from error
