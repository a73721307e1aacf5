"""A dry run: says what an import would do, and writes nothing."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib.auth.models import AbstractBaseUser

from mainline.offices.record import NumberRole
from mainline.register.differences.logic import contradictions, shown_in, side_of
from mainline.register.ingest import bulk
from mainline.register.ingest.grouping import known_to
from mainline.register.ingest.prepare import Bad, Good
from mainline.register.ingest.secrecy import is_private, strangers
from mainline.register.ingest.store import Written, held_back, not_to_change
from mainline.register.models import Identifier, SourceRecord
from mainline.register.projection import Source, fold, unpack

COMPARED = 100
"""So many records of rights that are there already are held beside them: as many as are shown."""


class Rehearsal:
    """Stands where :class:`Store` stands and counts what it would have done."""

    def __init__(self, by: AbstractBaseUser | None = None, owner: int | None = None) -> None:
        """Begin with nothing seen. ``by`` is who asks: of rights hidden from them the counts tell nothing.

        ``owner`` is the organisation whose file it is.
        """
        self._by, self._owner = by, owner
        self._digests: set[bytes] = set()
        self._keys: dict[str, int | None] = {}
        """Keys that are known, each with the right that has it; of one that this file begins there is no id yet."""
        self._others: set[str] = set()
        """Keys of rights that this file may not change."""
        self._strange: set[str] = set()
        """Keys of rights that nobody but strangers told of: a record of a secret does not meet them."""
        self._compared = 0

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
            written.note(good)
            met = set(good.keys) - (self._strange if is_private(good) else set())
            known = [self._keys[key] for key in good.keys if key in self._keys and key in met]
            what = self._fate(good, met, bool(known))
            counts[what] += 1
            if what == "quarantined":
                written.reject(held_back(good))
                continue
            right = next((pk for pk in known if pk is not None), None)
            says = self._says(good, right) if what == "changed" and right is not None else []
            written.rehearse(good, what, right, says)
            if what != "same":
                self._strange.difference_update(good.keys)
                for key in good.keys:
                    self._keys.setdefault(key, None)
        return written

    def _says(self, good: Good, right: int) -> list[list[str]]:
        """Return where a record says otherwise than a right that is there: [field, stands, says, would stand]."""
        if self._compared >= COMPARED:
            return []
        self._compared += 1
        rows = SourceRecord.objects.filter(right=right).values_list("digest", "body")
        told = [Source(bytes(digest), unpack(bytes(body))) for digest, body in rows]
        own = Source(good.digest, unpack(good.body))
        after = fold([*told, own])
        return [
            [each.field, "; ".join(each.ours), "; ".join(each.office), "; ".join(shown_in(each.field, after))]
            for each in contradictions(side_of(told), side_of([own]))
        ]

    def _fate(self, good: Good, met: set[str], is_known: bool) -> str:
        """Return what would become of a record that meets these keys of the register."""
        if good.digest in self._digests:
            return "same"
        self._digests.add(good.digest)
        if self._others & met:
            return "quarantined"
        return "changed" if is_known else "new"

    def _meet(self, goods: Sequence[Good]) -> None:
        digests = [good.digest for good in goods]
        keys = list({key for good in goods for key in good.keys})
        same = bulk.look_up(SourceRecord, ("digest",), "digest", digests)
        self._digests.update(bytes(row[0]) for row in same)
        numbers = bulk.look_up(Identifier, ("key", "right_id", "role"), "key", keys)
        found = [(key, pk) for key, pk, role in numbers if role != NumberRole.INTERNATIONAL]
        known = set(known_to(self._by, {pk for _, pk in found}))
        self._keys.update((key, pk) for key, pk in found if pk in known)
        strange = strangers(known, {self._owner}) if self._owner is not None else set()
        # Where the file's own right has the number too, the strangers' is left alone.
        plain = {key for key, pk in found if pk in known - strange}
        self._strange.update({key for key, pk in found if pk in strange} - plain)
        others = not_to_change(self._by, known)
        self._others.update(
            key for key, pk in found if pk in others and (pk not in strange or key not in plain)
        )
