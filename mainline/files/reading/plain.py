"""Text of what is text already, of XML, and the names inside an archive."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from mainline.files.sniffing.prose import encoding_of
from mainline.offices.xml import parse_xml

_CHUNK = 1 << 16


def lines(path: Path) -> tuple[Iterable[str], int | None]:
    """Return a text as it is, in pieces."""
    return _chunks(path), None


def _chunks(path: Path) -> Iterator[str]:
    with path.open(encoding=encoding_of(path) or "utf-8", newline=None) as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def elements(path: Path) -> tuple[Iterable[str], int | None]:
    """Return what is written inside the elements of an XML file: a line for each that holds text of its own."""
    root = parse_xml(path.read_bytes()).root
    if root is None:
        raise ValueError("no XML")
    return _written(root), None


_has_own_text = etree.XPath("boolean(text()[normalize-space()])")


def _written(element: etree._Element) -> Iterator[str]:
    if _has_own_text(element):
        # Text with marks inside it is one line, marks and all.
        yield " ".join("".join(str(piece) for piece in element.itertext()).split())
        return
    for child in element.iterchildren(tag=etree.Element):
        yield from _written(child)


def members(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the names of the files in an archive; it is not unpacked."""
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    return names, None
