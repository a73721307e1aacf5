"""Text of PPTX files, slide by slide in the order they are shown, with the speaker's notes."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from lxml import etree

from mainline.files.reading import xmlparts

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_MAIN = "ppt/presentation.xml"


def slides(path: Path) -> tuple[Iterable[str], int | None]:
    """Return the text of each slide, and how many there are."""
    archive = zipfile.ZipFile(path)
    names = _in_order(archive)
    return (_text(archive, name) for name in names), len(names)


def _in_order(archive: zipfile.ZipFile) -> list[str]:
    root = xmlparts.root(archive, _MAIN)
    if root is None:
        raise ValueError(f"no {_MAIN}")
    targets = {identity: target for identity, _kind, target in _relations(archive, _MAIN)}
    wanted = (slide.get(f"{_R}id", "") for slide in root.iter(f"{_P}sldId"))
    return [targets[identity] for identity in wanted if identity in targets]


def _text(archive: zipfile.ZipFile, name: str) -> str:
    lines = list(_lines(xmlparts.root(archive, name)))
    for _identity, kind, target in _relations(archive, name):
        if kind == "notesSlide":
            lines += _lines(xmlparts.root(archive, target))
    return "\n".join(lines)


def _lines(root: etree._Element | None) -> Iterator[str]:
    for paragraph in () if root is None else root.iter(f"{_A}p"):
        text = "".join(
            "\n" if part.tag == f"{_A}br" else part.text or "" for part in paragraph.iter(f"{_A}t", f"{_A}br")
        )
        if text.strip():
            yield text


def _relations(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str, str]]:
    """Yield (id, last part of the kind, part that it leads to) of what a part refers to inside the package."""
    folder, _, file = name.rpartition("/")
    root = xmlparts.root(archive, f"{folder}/_rels/{file}.rels")
    for relation in () if root is None else root:
        if relation.get("TargetMode") == "External":
            continue
        target = posixpath.normpath(posixpath.join("/", folder, relation.get("Target", ""))).lstrip("/")
        yield relation.get("Id", ""), relation.get("Type", "").rpartition("/")[2], target
