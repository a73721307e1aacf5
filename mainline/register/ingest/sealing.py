"""Seals of the rows of a batch, from the very tuples that are written: reading them back would cost more than writing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import msgspec
from django.db.models import Model

from mainline.audit.canonical import instant
from mainline.audit.registry import row_seals, sealed_of
from mainline.audit.seals import GONE, Seal, seal_plain
from mainline.orgs.models import Organisation
from mainline.register.ingest.bulk import Row
from mainline.register.models import Event, Right, SourceRecord

Rows = Mapping[type[Model], set[int]]
"""Ids of rows by their table."""


class Seals:
    """Gathers what a batch writes, changes and takes away, and seals it at the end."""

    def __init__(self, at: dt.datetime) -> None:
        """``at`` is the instant at which the batch's events are recorded."""
        self._at = instant(at)
        self._new: list[Seal] = []
        self._changed: dict[type[Model], set[int]] = {}
        self._gone: set[tuple[int, int]] = set()

    def right(self, pk: int, secrecy: str) -> None:
        """A new right, of which nothing is given but its secrecy."""
        self._new.append((Right.SEALED.code, pk, _right(secrecy)))

    def source(self, pk: int, row: Row) -> None:
        """A new source; ``row`` has the sealed columns, the digest as bytes."""
        right, digest, *rest = row
        told = digest.hex() if isinstance(digest, bytes) else digest
        self._new.append(
            (SourceRecord.SEALED.code, pk, seal_plain(SourceRecord.SEALED.code, [right, told, *rest]))
        )

    def event(self, pk: int, right: int, row: Row, source: int) -> None:
        """A new event out of a source; ``row`` as in :attr:`mainline.register.ingest.rows.Rows.events`."""
        code, st27, office, office_code, happened_on, effective_on, details, fingerprint, secrecy = row
        told = msgspec.Raw(str(details).encode())
        values = (
            right, code, st27, office, office_code, happened_on, effective_on, told, fingerprint, secrecy,
            self._at, source, "", "", None, None, None, None,
        )  # fmt: skip
        self._new.append((Event.SEALED.code, pk, seal_plain(Event.SEALED.code, values)))

    def organisation(self, row: Row) -> Row:
        """A new organisation, its row with the id first; returns the row."""
        pk, *values = row
        if isinstance(pk, int):
            self._new.append((Organisation.SEALED.code, pk, seal_plain(Organisation.SEALED.code, values)))
        return row

    def changed(self, rows: Rows) -> None:
        """Rows that were there before and are not the same any more: they are read back at the end."""
        for model, ids in rows.items():
            self._changed.setdefault(model, set()).update(ids)

    def gone(self, model: type[Model], ids: Iterable[int]) -> None:
        """Rows taken away."""
        self._gone.update((sealed_of(model).code, pk) for pk in ids)

    def all(self) -> Iterator[Seal]:
        """Yield every seal, each row once."""
        yield from self._new
        for model, ids in self._changed.items():
            yield from row_seals(model, ids)
        yield from ((*key, GONE) for key in self._gone)


@cache
def _right(secrecy: str) -> bytes:
    return seal_plain(Right.SEALED.code, (secrecy, "", "", False, None))
