"""The claims in a file that somebody brings: text, DOCX or ODT, PDF with text, and the office's own XML or filing package."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from mainline.files import apart
from mainline.files.refusals import Refused
from mainline.offices import cnipa_filing
from mainline.offices.reading import read_path
from mainline.offices.record import Record, Text
from mainline.register.documents.storage import incoming, limits
from mainline.register.features import numbered

MOST_BYTES = 5 << 20
ENDINGS = ".txt,.md,.docx,.odt,.pdf,.xml,.zip"
_TEXTS = ("text", "markdown", "docx", "odt", "pdf")
_HEAD = re.compile(
    r"^[ \t\u3000]*(?:权[ \t\u3000]?利[ \t\u3000]?要[ \t\u3000]?求[ \t\u3000]?书|What is claimed is:?|Claims|CLAIMS)[ \t\u3000]*$",
    re.M,
)
_NEXT = re.compile(
    r"^[ \t\u3000]*(?:说[ \t\u3000]?明[ \t\u3000]?书(?:摘要|附图)?|技术领域|Abstract|ABSTRACT|Description|DESCRIPTION)[ \t\u3000]*$",
    re.M,
)


class NoClaims(ValueError):
    """The file was read and holds no claims; ``args[0]`` is why, a code of :mod:`mainline.files.notes`, or empty."""


def claims_in_file(chunks: Iterable[bytes], name: str) -> str:
    """Return the claims that a file holds, as text. Nothing of the file is kept.

    Raises ``Refused`` for a file that is not taken or is too large, and :class:`NoClaims`.
    """
    with incoming() as path:
        size = 0
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > MOST_BYTES:
                    raise Refused("too_large", f"{MOST_BYTES >> 20} MiB")
                file.write(chunk)
        kind = apart.sniff(path, name, limits()).kind
        if kind.code in ("xml", "zip"):
            return _of_office(path, name)
        if kind.code not in _TEXTS:
            raise NoClaims("")
        found = apart.extract(path, kind)
        if not found.text.strip():
            raise NoClaims(found.note)
        return claims_section(found.text)


def claims_section(text: str) -> str:
    """Return the part of a text that is claims: what stands under that heading up to the next, else all of it."""
    head = _HEAD.search(text)
    if head is None:
        return text.strip()
    after = _NEXT.search(text, head.end())
    return text[head.end() : after.start() if after else len(text)].strip()


def _of_office(path: Path, name: str) -> str:
    """Return the claims of a part of a filing, of a filing package, or of the first record that has any: the readers of
    offices expand nothing and fetch nothing.
    """
    claims = cnipa_filing.claims_in(path.read_bytes(), name) or _recorded(path)
    if not claims:
        raise NoClaims("")
    language = claims[0].language
    return numbered([one.text for one in claims if one.language == language])


def _recorded(path: Path) -> Sequence[Text]:
    for record in read_path(path):
        if isinstance(record, Record) and record.claims:
            return record.claims
    return ()
