"""Read untrusted XML: nothing is fetched, nothing expanded, no text lost that can be kept.

The document type is taken out before parsing, so no DTD, internal or external, ever plays a part.
Named entities of HTML and ISO 8879 become the characters they stand for; unknown ones stay as printed
(``&foo;``). A document that is not well-formed is read with the parser's recovery, and says so.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import NamedTuple

from lxml import etree

from mainline.offices.base import Piece
from mainline.offices.entities import characters_of
from mainline.offices.record import Flag

ENCODING = "xml.encoding"
TRUNCATED = "xml.truncated"
MALFORMED = "xml.malformed"
EMPTY = "xml.empty"

PARAGRAPH = "\r"
"""Marks the border of a block in a tree under reading: white space, and never in parsed text, where the
parser has made line ends of it (a written ``&#13;`` is a border too). In ASCII, so that texts stay small."""

_ENTITY = re.compile(rb"&([A-Za-z][A-Za-z0-9._-]*);")
_ENTITY_OUTSIDE_CDATA = re.compile(rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&([A-Za-z][A-Za-z0-9._-]*);", re.DOTALL)
_NAMED = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)[A-Za-z]")
_BARE = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?!#[0-9]{1,7};|#x[0-9A-Fa-f]{1,6};|(?:amp|lt|gt|quot|apos);)", re.DOTALL
)
_PREDEFINED = frozenset((b"amp", b"lt", b"gt", b"quot", b"apos"))
_CONTROL = re.compile(
    rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|&#(?:0*(?:[0-8]|1[124-9]|2[0-9]|3[01])|x0*(?:[0-8bcBC]|[eEfF]|1[0-9a-fA-F]));"
)
_DECLARED = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<\?xml[^>]{0,200}?encoding\s*+=\s*+[\"']([A-Za-z0-9._-]++)[\"'][^>]{0,200}?\?>"
)
_BLANK = b" \t\r\n\x00\xef\xbb\xbf"
_UTF16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00?\x00", b"\x00<\x00?")
_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)", re.DOTALL)
_FIRST_TAG = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<(?:[\w.\-]+:)?([A-Za-z_][\w.\-]*)")
_ELEMENT = re.compile(rb"<[A-Za-z_]")
_DOCTYPE_MARK = re.compile(rb"[\"'\[\]>]|<!--.*?(?:-->|\Z)", re.DOTALL)
_DOCTYPE_NAME = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<!DOCTYPE\s+(?:[\w.\-]+:)?([\w.\-]+)")


class Parsed(NamedTuple):
    """The answer of :func:`parse_xml`.

    ``root`` is ``None`` when nothing could be read; then ``problem`` is the reason code of a rejection.
    With a root, ``problem`` is "" or what was mended, of ``xml.encoding`` and ``xml.truncated``.
    """

    root: etree._Element | None
    recovered: bool
    problem: str


def parse_xml(data: bytes, *, recover: bool = True) -> Parsed:
    """Parse one document of untrusted bytes; never raises, never opens or fetches anything."""
    if not data[:64].strip(_BLANK) and not data.strip(_BLANK):
        return Parsed(None, False, EMPTY)
    problem = ""
    if data.startswith(_UTF16):
        data, problem = _as_utf8(data, "utf-16")
    data = prepared(data)
    root = _try(data)
    if root is not None:
        return Parsed(root, False, problem)
    return _recovered(data) if recover else Parsed(None, False, MALFORMED)


def prepared(data: bytes) -> bytes:
    """What is given to a parser: no document type, no named entities but the five of XML itself."""
    return _without_doctype(_with_characters(data.lstrip(b" \t\r\n")))


def parse_piece(piece: Piece, *, recover: bool = True) -> Parsed:
    """Parse a piece of ``pieces.xml_documents`` or ``pieces.xml_elements``; the root is the document itself."""
    if not piece.header:
        return parse_xml(piece.data, recover=recover)
    parsed = parse_xml(piece.header + piece.data + b"</wrapper>", recover=recover)
    if parsed.root is None or parsed.root.tag != _wrapper_of(parsed.root):
        return parsed
    if not len(parsed.root):
        return Parsed(None, False, MALFORMED)
    root = parsed.root[0]
    is_cut_off = parsed.recovered and _is_cut_off(piece.data, root)
    return Parsed(
        root, parsed.recovered, f"{parsed.problem} {TRUNCATED}".strip() if is_cut_off else parsed.problem
    )


def _wrapper_of(root: etree._Element) -> str:
    default = root.nsmap.get(None)
    return f"{{{default}}}wrapper" if default else "wrapper"


def flags_of(parsed: Parsed) -> tuple[Flag, ...]:
    """The flags that a record read from this document must carry."""
    flags = [Flag.RECOVERED] if parsed.recovered else []
    if ENCODING in parsed.problem:
        flags.append(Flag.REPLACED_CHARACTERS)
    if TRUNCATED in parsed.problem:
        flags.append(Flag.TRUNCATED)
    return tuple(flags)


def error_of(data: bytes) -> str:
    """What the parser says is wrong with a document, with line and column; for ``Rejected.detail``."""
    try:
        etree.fromstring(prepared(data), _parser())
    except etree.XMLSyntaxError as error:
        return str(error.msg)[:500]
    except ValueError as error:
        return str(error)[:500]
    return ""


@cache
def _parser(*, recover: bool = False) -> etree.XMLParser:
    """A parser that keeps nothing from one document to the next; making one takes as long as a short document."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        dtd_validation=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        strip_cdata=True,
        recover=recover,
    )


def _try(data: bytes, *, recover: bool = False) -> etree._Element | None:
    try:
        root: etree._Element | None = etree.fromstring(data, _parser(recover=recover))
    except (etree.XMLSyntaxError, ValueError, LookupError):
        return None
    return root


def _recovered(data: bytes) -> Parsed:
    """Mend encoding, control characters and bare ampersands, then let the parser recover."""
    problems = []
    declared = _DECLARED.match(data)
    encoding = declared.group(1).decode("ascii") if declared else "utf-8"
    data, problem = _as_utf8(data, encoding)
    if problem:
        problems.append(problem)
    data = _CONTROL.sub(b"", data[max(0, data.find(b"<")) :])
    data = _BARE.sub(lambda match: b"&amp;" if match.group() == b"&" else match.group(), data)
    root = _try(data)
    if root is None:
        root = _try(data, recover=True)
        if root is not None and _is_cut_off(data, root):
            problems.append(TRUNCATED)
    if root is None:
        return Parsed(None, False, MALFORMED)
    return Parsed(root, True, " ".join(problems))


def _is_cut_off(data: bytes, root: etree._Element) -> bool:
    """Whether the bytes end before the root element is closed."""
    local = str(root.tag).rpartition("}")[2].encode()
    tail = data[-256:].rstrip()
    return not re.search(rb"</(?:[\w.\-]+:)?" + re.escape(local) + rb"\s*>", tail) and not tail.endswith(
        b"/>"
    )


def _as_utf8(data: bytes, declared: str) -> tuple[bytes, str]:
    """The bytes as UTF-8 without an encoding declaration, and ``xml.encoding`` if they lied about theirs."""
    text, problem = _decoded(data, declared)
    text = re.sub(r"\A\ufeff?\s*<\?xml[^>]*\?>", "", text)
    return text.encode("utf-8", "replace"), problem


def _decoded(data: bytes, declared: str) -> tuple[str, str]:
    try:
        return data.decode(declared), ""
    except (UnicodeDecodeError, LookupError):
        pass
    if _is_mostly_utf8(data):
        return data.decode("utf-8", "replace"), ENCODING
    try:
        return data.decode("gb18030" if _is_like_chinese(data) else "cp1252"), ENCODING
    except UnicodeDecodeError:
        return data.decode("latin-1"), ENCODING


def _is_like_chinese(data: bytes) -> bool:
    """Whether bytes above 127 mostly come in runs, as in GB 18030, and not alone, as in Latin 1."""
    runs = [len(run) for run in _HIGH_RUN.findall(data[: 1 << 20])]
    return bool(runs) and sum(n for n in runs if n > 1) * 2 > sum(runs)


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether at most one in ten of the characters beyond ASCII is broken UTF-8."""
    text = data[: 1 << 20].decode("utf-8", "replace")
    beyond = sum(1 for char in text if char > "\x7f")
    return text.count("\ufffd") * 10 <= beyond


def _with_characters(data: bytes) -> bytes:
    """Named entities as character references; unknown ones as the text they were printed with."""
    if _NAMED.search(data) is None:
        return data
    pattern = _ENTITY_OUTSIDE_CDATA if b"<![CDATA[" in data else _ENTITY
    return pattern.sub(_character, data)


def _character(match: re.Match[bytes]) -> bytes:
    name = match.group(1)
    if name is None or name in _PREDEFINED:
        return match.group()
    text = characters_of(name.decode("ascii"))
    if text is None:
        return b"&amp;" + name + b";"
    return b"".join(b"&#%d;" % ord(char) for char in text)


def _without_doctype(data: bytes) -> bytes:
    """The document without its document type, internal subset and all; as it was if that has no end."""
    start = data.find(b"<!DOCTYPE", 0, 1 << 16)
    if start < 0 or _ELEMENT.search(data, 0, start):
        return data
    end = _end_of_doctype(data, start)
    return data[:start] + data[end:] if end else data


def _end_of_doctype(data: bytes, start: int) -> int:
    """The byte after the document type at ``start``; 0 if it never ends."""
    quote, is_inside = 0, False
    for match in _DOCTYPE_MARK.finditer(data, start):
        char = match.group()[0]
        if len(match.group()) > 1:
            continue
        if quote:
            quote = 0 if char == quote else quote
        elif char in b"\"'":
            quote = char
        elif char in b"[]":
            is_inside = char == 0x5B
        elif not is_inside:
            return match.end()
    return 0


def text_of(element: etree._Element | None, blocks: tuple[str, ...] = ()) -> str:
    """All text inside an element, white space folded; "" for ``None``.

    ``blocks`` are tags (in ``{namespace}local`` form where there is one) that stand as paragraphs of
    their own: their borders become line feeds. Without blocks the text is one line.
    """
    if element is None:
        return ""
    if not blocks:
        return fold(_plain(element) if len(element) else element.text or "")
    for block in element.iter(*blocks):
        block.text = PARAGRAPH + (block.text or "")
        tail = block.tail
        if tail and not tail.isspace() and block is not element:
            block.tail = PARAGRAPH + tail
    return "\n".join(_lines_of(_plain(element)))


def _lines_of(plain: str) -> list[str]:
    """The blocks of a marked text, each folded; looking for what needs folding is cheaper done once."""
    is_clean = "  " not in plain and "\t" not in plain
    found = []
    for part in plain.split(PARAGRAPH):
        line = part.strip()
        if not line.isascii():
            line = " ".join(line.split())
        elif "\n" in line:
            line = fold(line)
        elif not is_clean and ("  " in line or "\t" in line):
            line = " ".join(line.split())
        if line:
            found.append(line)
    return found


def is_schema(head: bytes) -> bool:
    """Whether the head is that of a document type (DTD), which describes documents and is none itself."""
    plain = _COMMENT.sub(b"", head).removeprefix(b"\xef\xbb\xbf").lstrip()
    return plain.startswith((b"<!ELEMENT", b"<!ENTITY", b"<!ATTLIST", b"<!NOTATION"))


def fold(text: str) -> str:
    """White space of any kind and length as one blank; none at the ends."""
    # Most long texts need line feeds replaced at most: seeing that is ten times as fast as taking them apart.
    if len(text) > 64:
        line = text.strip().replace("\n", " ")
        # The blank of ASCII is the only white space that counts as printable.
        is_clean = "\t" not in line and "\r" not in line if line.isascii() else line.isprintable()
        if is_clean and "  " not in line:
            return line
    return " ".join(text.split())


def _plain(element: etree._Element) -> str:
    """All text inside an element as it stands; the serialiser is the fastest way to it."""
    if not len(element):
        return element.text or ""
    return str(etree.tostring(element, method="text", encoding="unicode", with_tail=False))


def child_text(element: etree._Element | None, path: str) -> str:
    """The folded text of the first element at ``path`` (``find`` syntax); "" where there is none."""
    if element is None:
        return ""
    if "{" in path:
        return text_of(element.find(path))
    return " ".join(str(_string_at(path)(element)).split())


@lru_cache(maxsize=4096)
def _string_at(path: str) -> etree.XPath:
    """A compiled ``string(path)``: finding and reading in one step, half the time of ``find``."""
    return etree.XPath(f"string({path})", smart_strings=False)


def root_of(head: bytes) -> str:
    """The local name of the first element in the head of a document, for sniffing; "" if there is none.

    Where the head ends inside the document type, the name that the document type gives.
    """
    plain = _COMMENT.sub(b"", head)
    match = _FIRST_TAG.search(_without_doctype(plain)) or _DOCTYPE_NAME.search(plain)
    return match.group(1).decode("ascii", "replace") if match else ""


def local_name(element: etree._Element) -> str:
    """The tag without its namespace; "" for what is no element."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


@lru_cache(maxsize=16384)
def date_of(text: str | None) -> dt.date | None:
    """A date from ``20180102`` or ``2018-01-02`` (anything after the day is ignored); else ``None``."""
    digits = (text or "").strip()[:10]
    if "-" in digits:
        digits = digits.replace("-", "")
    digits = digits[:8]
    # Most offices print day 00 where they know the month alone; no exception is as cheap as this test.
    if len(digits) < 8 or digits.endswith("00") or not digits.isdecimal():
        return None
    try:
        return dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
