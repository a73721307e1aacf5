"""Rows straight into tables: the ORM's row objects cost ten times what the rows do.

Used by imports alone, inside their transaction. Columns are named by the caller after the models'
fields; a test compares them with the models.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection, models

Row = Sequence[object]
_BATCH = 500
"""Values asked for at once."""


def next_ids(model: type[models.Model], count: int) -> range | list[int]:
    """Reserve primary keys for ``count`` rows of a table, within the running transaction."""
    if not count:
        return range(0)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            return [int(row[0]) for row in cursor.fetchall()]
        # SQLite: an immediate transaction is the only writer, so nobody can take these between.
        cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608 (our own table name)
        newest = int(cursor.fetchone()[0])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [model._meta.db_table])
        ever = cursor.fetchone()
        first = max(newest, int(ever[0]) if ever else 0) + 1
        return range(first, first + count)


def insert(model: type[models.Model], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Insert rows, values in the order of ``columns``."""
    rows = list(rows)
    if not rows:
        return
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    marks = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608
            rows,
        )


def look_up(
    model: type[models.Model], columns: Sequence[str], by: str, values: Sequence[object]
) -> Iterator[tuple[Any, ...]]:
    """The named columns of the rows in which column ``by`` has one of the values, in no order."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        for start in range(0, len(values), _BATCH):
            part = values[start : start + _BATCH]
            marks = ", ".join(["%s"] * len(part))
            cursor.execute(f"SELECT {names} FROM {table} WHERE {quote(by)} IN ({marks})", part)  # noqa: S608
            yield from cursor.fetchall()


def update(model: type[models.Model], pk: int, columns: Sequence[str], row: Row) -> None:
    """Overwrite the named columns of one row."""
    quote = connection.ops.quote_name
    pairs = ", ".join(f"{quote(name)} = %s" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {quote(model._meta.db_table)} SET {pairs} WHERE id = %s",  # noqa: S608
            [*row, pk],
        )
