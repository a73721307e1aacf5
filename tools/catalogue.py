"""Brings the message catalogues level with the source: ``python tools/catalogue.py`` from the checkout.

Reads every translatable string of the package and its templates, adds new ones without a translation,
takes out what is no longer used, and says what is missing. Needs no gettext program.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as CatalogueMessage
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mainline"
CATALOGUE = PACKAGE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "_lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
}
_STRING = r"u?((?:'(?:[^'\\]|\\.)*')|(?:\"(?:[^\"\\]|\\.)*\"))"
_IN_TEMPLATE = re.compile(rf"\b(n?gettext|_)\(\s*{_STRING}\s*(?:,\s*{_STRING})?")
_NOISE = re.compile(
    rb'"(?:POT-Creation-Date|PO-Revision-Date|Generated-By|Report-Msgid-Bugs-To|Last-Translator|Language-Team)'
    rb"[^\n]*\n"
)
"""Header lines that change with every run or name nobody."""
Message = str | tuple[str, str]


def of_python(path: Path) -> Iterator[Message]:
    """Yield the messages of a module; a plural one as (singular, plural)."""
    with path.open("rb") as file:
        for _line, function, messages, _comments in extract_python(file, KEYWORDS, [], {}):
            if isinstance(messages, str):
                if messages:
                    yield messages
            elif str(function).startswith("ngettext"):
                yield str(messages[0]), str(messages[1])
            else:
                yield str(messages[0])


def of_template(text: str) -> Iterator[Message]:
    """Yield the messages of a template, by way of Django's own rewriting of it for gettext."""
    for function, first, second in _IN_TEMPLATE.findall(templatize(text)):
        single = ast.literal_eval(first)
        yield (single, ast.literal_eval(second)) if function == "ngettext" and second else single


def all_messages() -> dict[Message, list[tuple[str, int]]]:
    """Return every message with the files that hold it."""
    found: dict[Message, list[tuple[str, int]]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for message in of_python(path):
            found.setdefault(message, []).append((str(path.relative_to(ROOT)), 0))
    templates = PACKAGE / "templates"
    for path in sorted([*templates.rglob("*.html"), *templates.rglob("*.txt")]):
        for message in of_template(path.read_text(encoding="utf-8")):
            found.setdefault(message, []).append((str(path.relative_to(ROOT)), 0))
    return found


def read() -> Catalog:
    """Return the Chinese catalogue as it stands, or an empty one."""
    if not CATALOGUE.exists():
        return Catalog(locale="zh_Hans")
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def level(old: Catalog) -> Catalog:
    """Return a catalogue of today's messages with the translations that there are."""
    new = Catalog(locale="zh_Hans", project="Mainline", charset="utf-8", fuzzy=False)
    new.header_comment = (
        "# The Chinese of every string that a visitor sees. Made level by tools/catalogue.py."
    )
    for message in sorted(all_messages(), key=str):
        known = old.get(message if isinstance(message, str) else message[0])
        is_plural = isinstance(message, tuple)
        text = known.string if known else ("",) if is_plural else ""
        new.add(message, string=text)
    return new


def missing(catalogue: Catalog) -> list[str]:
    """Return the messages without a translation."""
    return [str(message.id) for message in catalogue if message.id and not translated(message)]


def translated(message: CatalogueMessage | None) -> str:
    """Return the translation of a message, its first form where it has several; empty where there is none."""
    text = message.string if message else ""
    return text if isinstance(text, str) else str(next(iter(text or ()), ""))


def main() -> int:
    """Write the catalogue; exit code 1 where a translation is missing."""
    catalogue = level(read())
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=100, omit_header=False, sort_output=True)
    text = _NOISE.sub(b"", buffer.getvalue())
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_bytes(text)
    for message in missing(catalogue):
        print("no translation:", message)
    return 1 if missing(catalogue) else 0


if __name__ == "__main__":
    sys.exit(main())
