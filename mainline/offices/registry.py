"""Every reader there is, in the order in which they are asked.

To add one: import the module and put it into :data:`READERS`. The most specific stand first, because
the first whose ``sniff`` says yes reads the file.
"""

from __future__ import annotations

from mainline.offices import (
    cnipa,
    cnipa_filing,
    epo_docdb,
    epo_fulltext,
    epo_ops,
    euipo,
    gbt7714,
    google_patents,
    jpo,
    lens,
    portfolio,
    tabular,
    tipo,
    uspto_assignment,
    uspto_json,
    uspto_tsdr,
    uspto_xml,
    wipo_st66,
)
from mainline.offices.base import Reader

READERS: tuple[Reader, ...] = (
    portfolio, uspto_xml, epo_fulltext, epo_ops, epo_docdb, cnipa, cnipa_filing, wipo_st66, uspto_tsdr,
    jpo, tipo, euipo, uspto_json, uspto_assignment, lens, google_patents, gbt7714,
    tabular,
)  # fmt: skip

_BY_NAME = {reader.NAME: reader for reader in READERS}

HEAD = 64 * 1024
"""Bytes that ``sniff`` is shown."""


def find_reader(head: bytes, name: str) -> Reader | None:
    """The first reader that knows content like ``head`` (the first 64 KiB); ``None`` if none does."""
    return next((reader for reader in READERS if reader.sniff(head, name)), None)


def reader_named(code: str) -> Reader | None:
    """The reader whose ``NAME`` is ``code``."""
    return _BY_NAME.get(code)
