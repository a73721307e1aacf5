"""Text of what an office sends as data: XML with the names of its elements, and archives with all that can be read in them.

Parses what strangers made: call it through :mod:`mainline.files.apart`.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from mainline.files.kinds import Kind
from mainline.files.limits import MIB, Limits
from mainline.files.reading import LONGEST, PAGE, Extracted, extract
from mainline.files.refusals import Refused
from mainline.files.sniffing import sniff
from mainline.offices.xml import parse_xml

_MOST = 60
"""Files of an archive that are read."""
_LARGEST = 20 * MIB
_READ = frozenset(("pdf", "xml", "text", "docx"))
_DEPTH = 2


def extract_packed(path: Path, kind: Kind) -> Extracted:
    """Read the text of a file, XML as ``name: text`` and an archive file by file. As :func:`extract` in all else."""
    if kind.code not in ("zip", "xml"):
        return extract(path, kind)
    try:
        parts = list(_members(path, 1)) if kind.code == "zip" else [_labelled(path)]
    except (ValueError, zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        return Extracted("", None, "failed", "damaged")
    text = PAGE.join(part for part in parts if part.strip())
    if not text.strip():
        return Extracted("", None, "none", "blank")
    return Extracted(text[:LONGEST], None, "read", "cut" if len(text) > LONGEST else "")


def _labelled(path: Path) -> str:
    root = parse_xml(path.read_bytes()).root
    if root is None:
        raise ValueError("no XML")
    return "\n".join(_lines(root))


def _lines(element: etree._Element) -> Iterator[str]:
    """Yield a line for each element with text of its own, by its name without the namespace."""
    own = [element.text or "", *(child.tail or "" for child in element)]
    if any(text.strip() for text in own):
        said = " ".join("".join(str(piece) for piece in element.itertext()).split())
        yield f"{etree.QName(element).localname}: {said}"
        return
    for child in element.iterchildren(tag=etree.Element):
        yield from _lines(child)


def _members(path: Path, depth: int) -> Iterator[str]:
    """Yield the text of each file in an archive under its name; of what can't be read the name alone."""
    with zipfile.ZipFile(path) as archive, tempfile.TemporaryDirectory() as folder:
        infos = [info for info in archive.infolist() if not info.is_dir()]
        for place, info in enumerate(infos[:_MOST]):
            if info.file_size > _LARGEST:
                yield f"# {info.filename}"
                continue
            # Under a number of ours: names in an archive are a stranger's.
            inner = Path(folder) / f"{place}"
            inner.write_bytes(archive.read(info))
            yield from _member(inner, info.filename, depth)
            inner.unlink()


def _member(inner: Path, name: str, depth: int) -> Iterator[str]:
    try:
        kind = sniff(inner, name, Limits())
    except Refused:
        yield f"# {name}"
        return
    if kind.code == "zip" and depth < _DEPTH:
        yield f"# {name}"
        yield from _members(inner, depth + 1)
    elif kind.code in _READ:
        found = extract_packed(inner, kind)
        yield f"# {name}\n{found.text}"
    else:
        yield f"# {name}"
