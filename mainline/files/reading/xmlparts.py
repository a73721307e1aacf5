"""XML parts of office packages, parsed so that nothing is fetched or expanded."""

from __future__ import annotations

import zipfile

from lxml import etree

_LARGEST = 256 << 20
"""Bytes of one part."""


def root(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """Return the root of a part; ``None`` where there is no such part. Raises ``ValueError`` for one far too large."""
    try:
        info = archive.getinfo(name)
    except KeyError:
        return None
    if info.file_size > _LARGEST:
        raise ValueError(f"{name}: {info.file_size} bytes")
    return etree.fromstring(archive.read(info), parser())


def parser() -> etree.XMLParser:
    """Return a parser that keeps entities as they are, loads no document type, and touches no network."""
    return etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
