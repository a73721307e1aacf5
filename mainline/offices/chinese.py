"""Chinese text out of XML: line breaks inside a sentence vanish, they do not become blanks."""

from __future__ import annotations

import re

from lxml import etree

from mainline.offices.tree import raw, with_ends
from mainline.offices.xml import PARAGRAPH

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018\u2019\u201c\u201d\u2026\u2014\u00b7"
_BREAK = re.compile(rf"(?<=[{_HAN}])\s*\n\s*|\s*\n\s*(?=[{_HAN}])")


def fold(text: str) -> str:
    """White space folded; a line break beside a Chinese character is no space at all."""
    if "\n" in text:
        text = _BREAK.sub("", text.strip())
    return " ".join(text.split())


def words(element: etree._Element | None) -> str:
    """All text inside an element, folded; "" for ``None``."""
    return "" if element is None else fold(raw(element))


def paragraphs(element: etree._Element, *tags: str) -> str:
    """The text inside an element, folded, a line feed after every element of these tags."""
    with_ends(element, PARAGRAPH, *tags)
    parts = [fold(part) for part in raw(element).split(PARAGRAPH)]
    return "\n".join([part for part in parts if part])
