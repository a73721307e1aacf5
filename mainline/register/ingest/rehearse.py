"""A dry run: says what an import would do, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser

from mainline.offices.record import NumberRole
from mainline.register.ingest import bulk
from mainline.register.ingest.grouping import known_to
from mainline.register.ingest.prepare import Bad, Good
from mainline.register.ingest.store import Written, held_back, not_to_change
from mainline.register.models import Identifier, SourceRecord


class Rehearsal:
    """Stands where :class:`Store` stands and counts what it would have done."""

    def __init__(self, by: AbstractBaseUser | None = None) -> None:
        """Begin with nothing seen. ``by`` is who asks: of rights hidden from them the counts tell nothing."""
        self._by = by
        self._digests: set[bytes] = set()
        self._keys: set[str] = set()
        self._others: set[str] = set()
        """Keys of rights that this file may not change."""

    def write(self, goods: Sequence[Good], bads: Sequence[Bad]) -> Written:
        """Count a batch as new, changed, same or quarantined."""
        written = Written()
        for bad in bads:
            written.counts[bad.format]["read"] += 1
            written.counts[bad.format]["quarantined"] += 1
            written.reject(bad)
        self._meet(goods)
        for good in goods:
            counts = written.counts[good.format]
            counts["read"] += 1
            counts["recovered"] += good.is_recovered
            if good.digest in self._digests:
                counts["same"] += 1
                continue
            self._digests.add(good.digest)
            if self._others.intersection(good.keys):
                counts["quarantined"] += 1
                written.reject(held_back(good))
                continue
            counts["changed" if self._keys.intersection(good.keys) else "new"] += 1
            self._keys.update(good.keys)
        return written

    def _meet(self, goods: Sequence[Good]) -> None:
        digests = [good.digest for good in goods]
        keys = list({key for good in goods for key in good.keys})
        same = bulk.look_up(SourceRecord, ("digest",), "digest", digests)
        self._digests.update(bytes(row[0]) for row in same)
        numbers = bulk.look_up(Identifier, ("key", "right_id", "role"), "key", keys)
        found = [(key, pk) for key, pk, role in numbers if role != NumberRole.INTERNATIONAL]
        known = set(known_to(self._by, {pk for _, pk in found}))
        self._keys.update(key for key, pk in found if pk in known)
        others = not_to_change(self._by, known)
        self._others.update(key for key, pk in found if pk in others)
