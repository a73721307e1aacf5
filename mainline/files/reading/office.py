"""Text of DOCX files in the order it stands: paragraphs, tables row by row, then headers, footers and notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
from lxml import etree

from mainline.files.reading import xmlparts

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_NOTES = ("word/footnotes.xml", "word/endnotes.xml", "word/comments.xml")
_SIGNS = {f"{_W}tab": "\t", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_PASSED_OVER = frozenset((f"{_W}del", f"{_W}moveFrom", f"{_MC}Fallback", f"{_W}pPr", f"{_W}rPr"))
"""What was struck out or moved away, and the second telling of a text box for older programs."""


def paragraphs(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the lines of a document; it has no pages of its own."""
    return _all(path), None


def _all(path: Path) -> Iterator[str]:
    document = docx.Document(str(path))
    yield from _lines(document.element.body)
    seen: set[str] = set()
    for section in document.sections:
        for part in (section.header, section.footer, section.first_page_header, section.first_page_footer):
            if part.is_linked_to_previous or str(part.part.partname) in seen:
                continue
            seen.add(str(part.part.partname))
            yield from _lines(part._element)
    with zipfile.ZipFile(path) as archive:
        for name in _NOTES:
            root = xmlparts.root(archive, name)
            if root is not None:
                yield from _lines(root)


def _lines(element: etree._Element) -> Iterator[str]:
    """Yield each paragraph, and each row of a table with its cells parted by tabs."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in _PASSED_OVER:
            continue
        if child.tag == f"{_W}p":
            yield _text(child)
        elif child.tag == f"{_W}tr":
            cells = (" ".join(filter(None, _lines(cell))) for cell in child.iterchildren(f"{_W}tc"))
            yield "\t".join(cells)
        else:
            yield from _lines(child)


def _text(element: etree._Element) -> str:
    return "".join(_runs(element))


def _runs(element: etree._Element) -> Iterator[str]:
    """Yield what is written inside a paragraph; what was inserted counts, what was deleted does not."""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in _PASSED_OVER:
            continue
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        else:
            yield from _runs(child)
