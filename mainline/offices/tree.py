"""Small steps on a parsed tree that the XML readers share: no namespaces, spaces between blocks."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from mainline.offices.base import Piece
from mainline.offices.xml import PARAGRAPH, Parsed, date_of, parse_piece

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_PREFIX = re.compile(rb"xmlns:([\w.\-]+)\s*=")
_ROOT = re.compile(rb"<[A-Za-z_][^<>]*>")
_DEFAULT = re.compile(rb"xmlns\s*=\s*(?:\"[^\"<]*\"|'[^'<]*')")
_UNSAID = frozenset("0.-/ ")


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    """The name without namespace and prefix; as it stands where recovery left something that is no name."""
    local = tag.rpartition("}")[2].rpartition(":")[2]
    return local if _NAME.fullmatch(local) else tag


def without_namespaces(root: etree._Element) -> etree._Element:
    """Rename every element and attribute of the tree, in place, to its local name.

    The same office writes the same element with a namespace, with another, with an undeclared prefix
    and with none; after this, one name finds them all.
    """
    for element in root.iter(etree.Element):
        tag = element.tag
        local = _local(str(tag))
        if local != tag:
            element.tag = local
    return root


def parse_plain(piece: Piece) -> Parsed:
    """Parse a piece; names in the tree come without namespaces, see :func:`without_namespaces`.

    Taking the declared prefixes out of the bytes is many times quicker than renaming every element, so
    that is done wherever ``<prefix:`` can only be a tag: outside CDATA, in encodings that keep ASCII.
    """
    if piece.header or b"<![CDATA[" in piece.data or b"\0" in piece.data[:64]:
        parsed, is_plain = parse_piece(piece), False
    else:
        data, is_plain = _without_prefixes(piece.data)
        parsed = parse_piece(replace(piece, data=data))
    if parsed.root is not None and (parsed.recovered or not is_plain):
        without_namespaces(parsed.root)
    return parsed


def _without_prefixes(data: bytes) -> tuple[bytes, bool]:
    """The bytes without declared prefixes and the root's default namespace, and whether that was all."""
    for prefix in set(_PREFIX.findall(data)):
        data = data.replace(b"<" + prefix + b":", b"<").replace(b"</" + prefix + b":", b"</")
    root = _ROOT.search(data)
    if root is None:
        return data, False
    opening = _DEFAULT.sub(b"", root.group())
    data = data[: root.start()] + opening + data[root.end() :]
    return data, _DEFAULT.search(data, root.start() + len(opening)) is None


def with_spaces(root: etree._Element, *tags: str) -> None:
    """Put a blank before and after every element of these tags, in place.

    List items and parts of claims often touch one another in the source; their words must not.
    """
    for element in root.iter(*tags):
        element.text = " " + (element.text or "")
        element.tail = " " + (element.tail or "")


def with_ends(root: etree._Element, mark: str, *tags: str) -> None:
    """Put a mark after every element of these tags, in place: a blank after cells, a break after rows."""
    for element in root.iter(*tags):
        tail = element.tail
        element.tail = mark + tail if tail else mark


def paragraphs(root: etree._Element, *tags: str) -> str:
    """The text inside an element, folded, a line feed after every element of these tags."""
    with_ends(root, PARAGRAPH, *tags)
    parts = [_folded(part) for part in raw(root).split(PARAGRAPH)]
    return "\n".join([part for part in parts if part])


def _folded(text: str) -> str:
    """White space folded; most paragraphs have none to fold, and looking is quicker than folding."""
    if "  " in text or "\n" in text or "\t" in text or "\r" in text or "\xa0" in text:
        return " ".join(text.split())
    return text.strip()


def raw(element: etree._Element) -> str:
    """All text inside an element, white space as printed."""
    return etree.tostring(element, method="text", encoding="unicode", with_tail=False)


def words(element: etree._Element | None) -> str:
    """All text inside an element, white space folded; "" for ``None``. Quick on elements without children."""
    if element is None:
        return ""
    text = raw(element) if len(element) else element.text
    return " ".join(text.split()) if text else ""


def value(element: etree._Element, path: str) -> str:
    """The folded text of the first element at ``path`` (``find`` syntax); "" where there is none."""
    return words(element.find(path))


def by_tag(element: etree._Element) -> dict[str, list[etree._Element]]:
    """The children of an element by tag, in the order printed: one walk instead of a search for each tag."""
    found: dict[str, list[etree._Element]] = {}
    for child in element:
        found.setdefault(str(child.tag), []).append(child)
    return found


def leaves(element: etree._Element) -> dict[str, str]:
    """The texts of children that hold text only, by tag, the ends trimmed; of several the last."""
    return {str(child.tag): (child.text or "").strip() for child in element}


def is_impossible_day(text: str | None) -> bool:
    """Whether a date is said and is no day of the calendar; blank and all zeros say nothing."""
    printed = (text or "").strip()
    return not _UNSAID.issuperset(printed) and date_of(printed) is None
