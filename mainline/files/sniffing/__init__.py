"""What a file is, by its bytes and never by its name alone; and whether it is one that is taken.

Parses what strangers made: call it through :mod:`mainline.files.apart`.
"""

from __future__ import annotations

from pathlib import Path

import puremagic

from mainline.files.kinds import KINDS, Kind
from mainline.files.limits import Limits
from mainline.files.names import PAGES, PROGRAMS, clean_name, ending_of
from mainline.files.refusals import Refused
from mainline.files.sniffing import archives, mail, markup, packages, pictures, prose
from mainline.files.sniffing.programs import program_in

_HEAD = 4096
_TAIL = 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def sniff(path: Path, name: str, limits: Limits) -> Kind:
    """Return the kind of a file. Raises :class:`Refused` for what is not taken, with the reason.

    ``name`` is what its owner calls it: it can make a file be refused, and tells CSV and Markdown from other text.
    """
    ending = ending_of(clean_name(name))
    size = path.stat().st_size
    if not size:
        raise Refused("empty")
    if size > limits.max_bytes:
        raise Refused("too_large")
    if ending in PROGRAMS:
        raise Refused("program_name", f".{ending}")
    if ending in PAGES:
        raise Refused("page", f".{ending}")
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, size - _TAIL))
        tail = file.read()
    if found := program_in(head):
        raise Refused("program", found)
    return KINDS[_code(path, head, tail, ending, limits)]


def _code(path: Path, head: bytes, tail: bytes, ending: str, limits: Limits) -> str:
    """Return the code of the kind that the bytes are of, after looking for what must not be in it."""
    if head.startswith(_OLE):
        raise Refused("encrypted" if _is_encrypted_office(path) else "legacy_office")
    if head.startswith(b"PK\x03\x04"):
        return packages.code_of(path, limits)
    if (code := _binary(head)) is not None:
        _refuse_two_in_one(path, head, tail, code)
        _check_binary(path, code, limits)
        return code
    if b"%PDF-" in head[:_TAIL] and b"startxref" in tail:
        raise Refused("polyglot", "PDF")
    return _textual(path, head, ending)


def _binary(head: bytes) -> str | None:
    if head.startswith(b"%PDF-"):
        return "pdf"
    return pictures.code_of(head)


def _check_binary(path: Path, code: str, limits: Limits) -> None:
    if code == "pdf":
        # Loaded for PDF alone: it takes as long as all the rest.
        from mainline.files.sniffing import pdf

        pdf.check(path.read_bytes())
    else:
        pictures.check(path, code, limits.max_pixels)


def _refuse_two_in_one(path: Path, head: bytes, tail: bytes, code: str) -> None:
    """Refuse a PDF or picture that is a second thing too: its other half would go unseen."""
    if archives.is_also_archive(path):
        raise Refused("polyglot", "ZIP")
    if code != "pdf" and b"%PDF-" in head[:_TAIL] and b"startxref" in tail:
        raise Refused("polyglot", "PDF")


def _textual(path: Path, head: bytes, ending: str) -> str:
    """Return which kind of text it is; what is no text is refused by the name of what it seems to be."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n\x0c")
    if markup.is_page(start):
        raise Refused("page")
    if start.startswith(b"<?xml") or (ending == "xml" and start.startswith(b"<")):
        markup.check(path)
        return "xml"
    if mail.is_mail(head, ending):
        mail.check(path.read_bytes())
        return "mail"
    if prose.is_text(path):
        return {"md": "markdown", "markdown": "markdown", "csv": "csv", "tsv": "csv"}.get(ending, "text")
    raise Refused("encoding") if prose.is_meant_as_text(head, ending) else Refused("unknown", _seems(head))


def _is_encrypted_office(path: Path) -> bool:
    """Whether it is the container that office programs put around a file with a password."""
    return "EncryptedPackage".encode("utf-16-le") in path.read_bytes()


def _seems(head: bytes) -> str:
    """Return what a table of many signatures takes it for, for the reader of the refusal alone."""
    try:
        found = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    return next(
        (f"{match.name} ({match.extension})" for match in found if match.name and match.confidence > 0.3), ""
    )
