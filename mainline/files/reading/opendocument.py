"""Text of ODT files: paragraphs and headings in their order, cells of tables too, then headers and footers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from mainline.files.reading import xmlparts

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_BLOCKS = (f"{_TEXT}p", f"{_TEXT}h")
_PASSED_OVER = frozenset((f"{_TEXT}tracked-changes",))
"""What was struck out is kept in the file, and no longer said."""


def paragraphs(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the lines of a document; how many pages it had when it was saved is known, not where they end."""
    with zipfile.ZipFile(path) as archive:
        content, styles = xmlparts.root(archive, "content.xml"), xmlparts.root(archive, "styles.xml")
        pages = _pages(xmlparts.root(archive, "meta.xml"))
    if content is None:
        raise ValueError("no content.xml")
    return (line for root in (content, styles) if root is not None for line in _lines(root)), pages


def _pages(meta: etree._Element | None) -> int | None:
    found = None if meta is None else next(meta.iter(f"{_META}document-statistic"), None)
    said = "" if found is None else found.get(f"{_META}page-count", "")
    return int(said) if said.isdecimal() and len(said) < 7 else None


def _lines(element: etree._Element) -> Iterator[str]:
    for child in element.iterchildren(tag=etree.Element):
        if child.tag in _PASSED_OVER:
            continue
        if child.tag in _BLOCKS:
            yield "".join(_runs(child))
        else:
            yield from _lines(child)


def _runs(element: etree._Element) -> Iterator[str]:
    yield element.text or ""
    for child in element.iterchildren(tag=etree.Element):
        if child.tag == f"{_TEXT}s":
            yield " "
        elif child.tag == f"{_TEXT}tab":
            yield "\t"
        elif child.tag == f"{_TEXT}line-break":
            yield "\n"
        else:
            yield from _runs(child)
        yield child.tail or ""
