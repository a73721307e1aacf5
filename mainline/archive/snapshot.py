"""The database as it was at one instant, however long somebody looks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def snapshot() -> Iterator[None]:
    """Read all that follows from one instant, while others write on. Writes inside are an error on PostgreSQL.

    Inside a transaction that runs already that one is used: its reads are as consistent as the database makes them.
    """
    if connection.in_atomic_block:
        yield
        return
    # Django's own transactions take SQLite's write lock at once, which would stop the platform for as long.
    begin = "BEGIN DEFERRED"
    if connection.vendor == "postgresql":
        begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
