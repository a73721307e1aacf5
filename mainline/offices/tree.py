"""Documents as plain trees: no namespaces, blanks between blocks, nothing of the parser left in them.

The trees are the standard library's, whose elements answer ``find`` and ``findtext`` ten to thirty times as
fast as those of lxml; short documents with many fields are read twice as fast for it. Whatever its strict
parser refuses, lxml reads with all its mending (see :mod:`mainline.offices.xml`) and is copied from.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, XMLParser

from lxml import etree

from mainline.offices.base import Piece
from mainline.offices.pieces import reject
from mainline.offices.record import Flag, Rejected
from mainline.offices.xml import PARAGRAPH, date_of, error_of, flags_of, fold, parse_piece, prepared

MAX_QUICK = 8 << 20
"""Bytes. Larger documents go to lxml, which limits depth and length of texts."""

MAX_NAMES = 4096
"""Names of elements remembered at once; the standards have some hundreds."""

_NAME = re.compile(r"[^\W\d][\w.\-]*")
_UNSAID = frozenset("0.-/ ")


class Plain(NamedTuple):
    """A document as a plain tree."""

    root: Element
    flags: tuple[Flag, ...]
    """What a record read from this document must carry."""

    @property
    def is_recovered(self) -> bool:
        """Whether the document is not well-formed and was mended."""
        return Flag.RECOVERED in self.flags


def readable(name: str, piece: Piece, instead: Piece | None = None) -> Plain | Rejected:
    """The document of a piece, or what its reader ``name`` has to answer where nothing can be read.

    ``instead`` is what to parse where the reader had to change the bytes; a rejection keeps the piece itself.
    """
    if piece.problem:
        return reject(name, piece, piece.problem, "")
    parsed = parse_plain(instead or piece)
    return reject(name, piece, parsed, error_of(piece.data)) if isinstance(parsed, str) else parsed


def parse_plain(piece: Piece) -> Plain | str:
    """Parse a piece of untrusted bytes; the reason code of a rejection where nothing can be read.

    Names of elements come without namespaces and prefixes: the same office writes the same element with a
    namespace, with another, with an undeclared prefix and with none; in this tree one name finds them all.
    """
    root = None if piece.header else _strictly(piece.data)
    if root is not None:
        return Plain(root, ())
    parsed = parse_piece(piece)
    if parsed.root is None:
        return parsed.problem
    # What was mended is most often well-formed once written out, and reading it again beats copying.
    root = _strictly(etree.tostring(parsed.root, encoding="utf-8"))
    return Plain(_copy(parsed.root) if root is None else root, flags_of(parsed))


def _strictly(data: bytes) -> Element | None:
    """The tree of a well-formed document without a document type; ``None`` for all others."""
    data = prepared(data)
    if len(data) > MAX_QUICK or b"<!DOCTYPE" in data or b"\0" in data[:64]:
        return None
    parser = XMLParser()
    try:
        parser.feed(data)
        root: Element = parser.close()
    except (ParseError, ValueError, LookupError):
        return None
    if b"xmlns" in data:
        for element in root.iter():
            element.tag = _LOCAL[element.tag]
    return root


class _LocalNames(dict[str, str]):
    """Names without namespace and prefix, found once; as they stand where recovery left what is no name."""

    def __missing__(self, tag: str) -> str:
        if len(self) >= MAX_NAMES:
            self.clear()
        local = tag.rpartition("}")[2].rpartition(":")[2]
        name = self[tag] = local if _NAME.fullmatch(local) else tag
        return name


_LOCAL = _LocalNames()


def _copy(element: etree._Element) -> Element:
    """A tree of lxml, which is at most 256 deep, as a plain one."""
    twin = Element(_LOCAL[str(element.tag)], {str(key): str(said) for key, said in element.attrib.items()})
    twin.text, twin.tail = element.text, element.tail
    twin.extend([_copy(child) for child in element.iterchildren(etree.Element)])
    return twin


Marks = Mapping[str, tuple[str, str]]
"""By tag, what is to stand before and after the content of an element."""


def with_marks(root: Element, marks: Marks) -> None:
    """Put marks around the elements of some tags, in place, in one walk.

    List items and parts of claims often touch one another in the source; their words must not. A blank
    after table cells, a :data:`PARAGRAPH` after rows keep those apart.
    """
    for element in root.iter():
        mark = marks.get(element.tag)
        if mark is None:
            continue
        before, after = mark
        # Where a line feed stands already, a blank more would only have to be folded again.
        if before and (text := element.text or "")[:1] != "\n":
            element.text = before + text
        tail = element.tail
        if not tail:
            element.tail = after
        elif after != " " or tail[0] != "\n":
            element.tail = after + tail


def after_each(*tags: str, mark: str = PARAGRAPH) -> dict[str, tuple[str, str]]:
    """Marks that put the same after each of some tags."""
    return dict.fromkeys(tags, ("", mark))


def paragraphs(root: Element, marks: Marks) -> str:
    """The text inside an element, folded, a line feed wherever a mark says :data:`PARAGRAPH`."""
    with_marks(root, marks)
    parts = [_folded(part) for part in raw(root).split(PARAGRAPH) if part]
    return "\n".join([part for part in parts if part])


def _folded(text: str) -> str:
    """A paragraph folded; blanks that are no ASCII stay where nothing else needs folding."""
    if len(text) <= 64 and text.isascii():
        return " ".join(text.split())
    if text.isascii() or "  " in text or "\n" in text or "\t" in text or "\xa0" in text:
        return fold(text)
    return text.strip()


def raw(element: Element) -> str:
    """All text inside an element, white space as printed."""
    return "".join(element.itertext()) if len(element) else element.text or ""


def words(element: Element | None) -> str:
    """All text inside an element, white space folded; "" for ``None``. Quick on elements without children."""
    if element is None:
        return ""
    text = "".join(element.itertext()) if len(element) else element.text
    if not text:
        return ""
    return " ".join(text.split()) if len(text) <= 64 else fold(text)


def first(element: Element, path: str) -> Element | None:
    """The first element down a path of tags (``a/b``); the standard ``find`` takes ten times as long."""
    tag, _, rest = path.partition("/")
    if not rest:
        return element.find(tag)
    for child in element.findall(tag):
        found = first(child, rest)
        if found is not None:
            return found
    return None


def every(element: Element, path: str) -> list[Element]:
    """All elements down a path of tags, in the order printed; ``*`` stands for any tag."""
    found = [element]
    for tag in path.split("/"):
        if tag == "*":
            found = [child for holder in found for child in holder]
        else:
            found = [child for holder in found for child in holder.findall(tag)]
    return found


def named(element: Element, tags: Collection[str]) -> list[Element]:
    """The element and all inside it that have one of some tags, in the order printed."""
    return [each for each in element.iter() if each.tag in tags]


def below(parts: Mapping[str, list[Element]], tag: str, path: str) -> list[Element]:
    """All elements down a path from the parts of one tag, see :func:`by_tag`; most often there are none."""
    holders = parts.get(tag)
    if not holders:
        return []
    if "/" in path:
        return [found for holder in holders for found in every(holder, path)]
    return [found for holder in holders for found in holder.findall(path)]


def value(element: Element, path: str) -> str:
    """The folded text of the first element at ``path`` (``a/b``); "" where there is none."""
    return words(first(element, path) if "/" in path else element.find(path))


def by_tag(element: Element) -> dict[str, list[Element]]:
    """The children of an element by tag, in the order printed: one walk instead of a search for each tag."""
    found: dict[str, list[Element]] = {}
    for child in element:
        found.setdefault(child.tag, []).append(child)
    return found


def leaves(element: Element) -> dict[str, str]:
    """The texts of children that hold text only, by tag, the ends trimmed; of several the last."""
    return {child.tag: (child.text or "").strip() for child in element}


def is_impossible_day(text: str | None) -> bool:
    """Whether a date is said and is no day of the calendar; blank and all zeros say nothing."""
    if not text or date_of(text) is not None:
        return False
    return not _UNSAID.issuperset(text.strip())
