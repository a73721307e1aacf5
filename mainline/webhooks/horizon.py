"""Up to which id all events are there: none of a lower id can still come in.

SQLite has one writer at a time, so ids come in order. PostgreSQL hands an id out before its transaction ends, and a
later one may end earlier: who went on from the newest id would never see the other. So the newest id is taken down
together with the transactions that write events at that moment, and counts as reached once all these have ended.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection
from django.db.models import Max

from mainline.register.models import Event

_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE relation = %s::regclass AND mode = 'RowExclusiveLock' AND pid <> pg_backend_pid()
"""


@dataclass(slots=True)
class Horizon:
    """What one worker knows of it. Asked outside a transaction: within one it would see nothing new."""

    reached: int = 0
    _newest: int = 0
    _writers: frozenset[str] = frozenset()

    def look(self) -> int:
        """Return the id up to which all events are there."""
        newest = Event.objects.aggregate(newest=Max("pk"))["newest"] or 0
        if connection.vendor != "postgresql":
            self.reached = newest
            return newest
        writers = _writers()
        if not self._writers & writers:
            # All that wrote when the former newest id was taken down have ended.
            self.reached, self._newest, self._writers = self._newest, newest, writers
        if not writers:
            self.reached = newest
        return self.reached


def _writers() -> frozenset[str]:
    """Return the transactions of others that write, or may write, events now."""
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS, [Event._meta.db_table])
        return frozenset(row[0] for row in cursor.fetchall())
