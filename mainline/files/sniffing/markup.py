"""XML that is data, and pages that are none: HTML, SVG and style sheets can run script."""

from __future__ import annotations

import re
from pathlib import Path
from typing import IO, cast

from lxml import etree

from mainline.files.refusals import Refused

_PAGE = re.compile(
    rb"\A(?:<!--(?>.{0,1000}?-->)\s*+)*+<(?:!doctype\s+html|html|head|body|script|iframe|svg|title|style|table|div|h1|font|img"
    rb"|br|p|a|b|meta|link|base|object|embed|form|frameset|xsl:stylesheet|xsl:transform)(?:[\s>/]|\Z)",
    re.IGNORECASE | re.DOTALL,
)
"""As browsers tell pages (WHATWG MIME Sniffing 7.1), and the roots of SVG and XSLT."""
_RUNNING = (
    "http://www.w3.org/1999/xhtml",
    "http://www.w3.org/2000/svg",
    "http://www.w3.org/1999/XSL/Transform",
    "http://www.mozilla.org/keymaster/gatekeeper/there.is.only.xul",
)
"""Names that a browser gives powers to, wherever in a document they stand."""
_ROOTS = frozenset(("html", "svg", "stylesheet", "transform"))
_ENTITIES = re.compile(
    rb"<!ENTITY\s+(?:%\s+)?[^\s>]+\s+(?:\"[^\"]*|'[^']*)[&%](?!#|(?:amp|lt|gt|quot|apos);)"
)
_DOCTYPE_WITHIN = 1 << 20


def is_page(start: bytes) -> bool:
    """Whether a browser would take these first bytes, white space left out, for a page."""
    return _PAGE.match(start[:2048]) is not None


def check(path: Path) -> None:
    """Raise :class:`Refused` for XML that is not well-formed, is a page, or defines entities made of entities."""
    with path.open("rb") as file:
        if _ENTITIES.search(file.read(_DOCTYPE_WITHIN)):
            raise Refused("entities")
        file.seek(0)
        _check_elements(file)


def _check_elements(file: IO[bytes]) -> None:
    try:
        _walk(file)
    except Refused:
        raise
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        raise Refused("damaged", str(error)) from error


def _walk(file: IO[bytes]) -> None:
    parser = etree.XMLParser(
        target=cast("etree.ParserTarget", _Names()),
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    etree.parse(file, parser)


class _Names:
    """Is told of each element as it begins, so that no tree is built of a large file."""

    def __init__(self) -> None:
        self._is_root = True

    def start(self, tag: str, attributes: object) -> None:
        """Refuse an element to which a browser gives powers."""
        namespace, _, name = tag.rpartition("}")
        if namespace[1:] in _RUNNING or (self._is_root and name.lower() in _ROOTS):
            raise Refused("page", name)
        self._is_root = False

    def close(self) -> None:
        """Nothing is kept."""
