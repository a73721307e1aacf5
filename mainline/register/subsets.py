"""Sets of ids inside other questions, their statements made once: who may know of what is asked in every one.

Django makes a statement anew each time it is asked. The sets of :mod:`mainline.register.access` stand several times in
nearly every question, and making them took longer than the database took to answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from django.db import connections
from django.db.models import BooleanField, Expression, F, Func, QuerySet

Made = Callable[[tuple[int, ...]], QuerySet[Any]]
"""Makes a set of ids for some organisations, one column wide, which :class:`Known` takes to be called ``right``."""


class Among(Expression):
    """Whether a column holds one of a set of ids; stands in a filter, alone or in a ``Q``.

    The statement is kept, never its answer: rows that come or go are seen at once.
    """

    conditional = True

    def __init__(self, column: str, made: Made, own: tuple[int, ...]) -> None:
        """``column`` is the field that is compared, ``made`` a function of the module, not of a call."""
        super().__init__(output_field=BooleanField())
        self._column: Any = F(column)
        self._made, self._own = made, own

    def get_source_expressions(self) -> list[Any]:
        """Return the column, which the question itself finds."""
        return [self._column]

    def set_source_expressions(self, exprs: Any) -> None:
        """Take the column as the question found it."""
        (self._column,) = exprs

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the words of the statement and its values."""
        column, values = compiler.compile(self._column)
        ids, more = _statement(connection.alias, self._made, self._own)
        return f"{column} IN ({ids})", (*values, *more)


class Known(Among):
    """The same, asked of each row apart: quick where few rows come so far, and nothing is gathered for the others.

    PostgreSQL counts what gathering costs once for each row that it looks up, and walks whole tables to avoid it.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """Return the words of the statement and its values."""
        column, values = compiler.compile(self._column)
        ids, more = _statement(connection.alias, self._made, self._own)
        # Django wrote both parts; values go apart.
        return f'EXISTS (SELECT 1 FROM ({ids}) "known" WHERE "known"."right" = {column})', (*more, *values)  # noqa: S608


STANDING = Func(
    F("pk"),
    template='NOT EXISTS (SELECT 1 FROM "mainline_event" "later" WHERE "later"."supersedes_id" = %(expressions)s)',
    output_field=BooleanField(),
)
"""Whether an event stands: no correction replaced it. Asked by a join, as ``superseded_by=None`` does, PostgreSQL takes
it that next to none stands, and walks all events of all rights."""


@lru_cache(maxsize=4096)
def _statement(alias: str, made: Made, own: tuple[int, ...]) -> tuple[str, tuple[Any, ...]]:
    words, values = made(own).query.get_compiler(connection=connections[alias]).as_sql()
    return words, tuple(values)
