"""Chinese text out of XML: line breaks inside a sentence vanish, they do not become blanks."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from mainline.offices.tree import Marks, raw, with_marks
from mainline.offices.xml import PARAGRAPH

_HAN = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u2018\u2019\u201c\u201d\u2026\u2014\u00b7"
_IS_HAN = re.compile(f"[{_HAN}]")


def fold(text: str) -> str:
    """White space folded; a line break beside a Chinese character is no space at all."""
    text = text.strip()
    if "\n" not in text:
        return " ".join(text.split())
    folded = ""
    for line in text.split("\n"):
        line = " ".join(line.split())
        if line:
            is_broken_word = folded and not (_IS_HAN.match(folded[-1]) or _IS_HAN.match(line))
            folded += f" {line}" if is_broken_word else line
    return folded


def words(element: Element | None) -> str:
    """All text inside an element, folded; "" for ``None``."""
    return "" if element is None else fold(raw(element))


def paragraphs(element: Element, marks: Marks) -> str:
    """The text inside an element, folded, a line feed wherever a mark says a paragraph ends."""
    with_marks(element, marks)
    parts = [fold(part) for part in raw(element).split(PARAGRAPH)]
    return "\n".join([part for part in parts if part])
