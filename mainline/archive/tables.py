"""Any table as JSON lines and back, on any database: generic over all models that are installed."""

from __future__ import annotations

import base64
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from typing import Any

import msgspec
from django.apps import apps
from django.db import connection, models
from django.db.models.functions import Collate

from mainline.audit.canonical import encode_plain, instant

NOT_KEPT = {"sessions", "usersessions", "contenttypes"}
"""Apps whose rows belong to one installation: who is logged in there, and Django's own list of models."""
_NOT_KEPT_MODELS = {"auth.permission", "mainline.indexpending"}
"""Permissions are made by migrations; what waits for the index is settled when it is built anew."""
_FIRST, _MOST = 16, 1000
"""Rows asked for at first, and at most; in between as many as fit :data:`_BYTES`."""
_BYTES = 4 << 20
Model = type[models.Model]


class BadRow(ValueError):
    """A row does not fit its table."""


@cache
def kept_models() -> tuple[Model, ...]:
    """Return the models of every table that a backup holds, each after those that it points to."""
    found = [model for model in all_models() if _is_kept(model)]
    ordered: list[Model] = []

    def add(model: Model, waiting: frozenset[Model]) -> None:
        if model in ordered or model in waiting:
            return
        for field in _columns(model):
            if field.related_model in found and isinstance(field.related_model, type):
                add(field.related_model, waiting | {model})
        ordered.append(model)

    for model in sorted(found, key=lambda each: each._meta.db_table):
        add(model, frozenset())
    return tuple(ordered)


def all_models() -> list[Model]:
    """Return the models of every table that we may write."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def _is_kept(model: Model) -> bool:
    """A table that only ties kept rows to others that are not, such as a user to permissions, is left out too."""
    if model._meta.app_label in NOT_KEPT or model._meta.label_lower in _NOT_KEPT_MODELS:
        return False
    tied = {field.related_model for field in model._meta.concrete_fields if field.related_model}
    return not any(isinstance(other, type) and not _is_kept(other) for other in tied - {model})


def _columns(model: Model) -> list[models.Field[Any, Any]]:
    return [field for field in model._meta.concrete_fields if not field.generated]


def columns(model: Model) -> list[str]:
    """Return the columns that are kept, in their order: those that the database computes are not."""
    return [field.attname for field in _columns(model)]


def binary(model: Model) -> list[str]:
    """Return the columns that hold bytes."""
    return [field.attname for field in _columns(model) if isinstance(field, models.BinaryField)]


def key(model: Model) -> str:
    """Return the column of the primary key."""
    return model._meta.pk.attname


def rows(model: Model, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    """Yield (key, values of the named columns …) of every row, in the order of the key, in constant memory."""
    pk = model._meta.pk
    is_text = isinstance(pk, models.CharField | models.UUIDField)
    # Databases order texts in many ways; by their characters all do alike.
    order: Any = (
        Collate(pk.name, "C" if connection.vendor == "postgresql" else "BINARY") if is_text else pk.name
    )
    found = model._base_manager.annotate(orderedby=order) if is_text else model._base_manager
    name = "orderedby" if is_text else pk.name
    last: Any = None
    heavy = [place for place, each in enumerate(names, 1) if _is_heavy(model, each)]
    wanted = _FIRST if heavy else _MOST
    while True:
        after = found.filter(**{f"{name}__gt": last}) if last is not None else found.all()
        chunk = list(after.order_by(name).values_list(pk.attname, *names)[:wanted])
        yield from chunk
        if len(chunk) < wanted:
            return
        last = chunk[-1][0]
        size = sum(len(row[column]) for row in chunk for column in heavy)
        wanted = max(1, min(_MOST, 2 * wanted, wanted * _BYTES // max(size, 1)))


def _is_heavy(model: Model, name: str) -> bool:
    """Whether one value of a column may be as large as a file."""
    field = next((field for field in _columns(model) if field.attname == name), None)
    return isinstance(field, models.BinaryField | models.TextField) and not field.null


def lines(model: Model) -> Iterator[bytes]:
    """Yield every row of a table as a line of JSON without its end, in the order of the key."""
    names = columns(model)
    for _, *values in rows(model, names):
        yield encode_plain(dict(zip(names, map(told, values), strict=True)))


def told(value: object) -> object:
    """Return a value as the archive says it."""
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    if isinstance(value, dt.datetime):
        return instant(value)
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.timedelta):
        return value // dt.timedelta(microseconds=1)
    return str(value) if isinstance(value, uuid.UUID) else value


def insert(model: Model, told_rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows as the archive tells them. Raises :class:`BadRow` for one that does not fit the table.

    Past the models' own saving: what is restored is what was, to the microsecond.
    """
    fields = _columns(model)
    values = [[_stored(model, field, row) for field in fields] for row in told_rows]
    quote = connection.ops.quote_name
    names = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})",  # noqa: S608 (our own tables)
            values,
        )


def _stored(model: Model, field: models.Field[Any, Any], row: Mapping[str, Any]) -> Any:
    if field.attname not in row:
        raise BadRow(f"{model._meta.db_table}: a row without {field.attname}")
    value = row[field.attname]
    if isinstance(field, models.JSONField):
        # The JSON word null is a value; a column that may be empty has none.
        return None if value is None and field.null else connection.ops.adapt_json_value(value, field.encoder)
    if value is None:
        return None
    try:
        return field.get_db_prep_save(_value(field, value), connection)
    except (ValueError, TypeError, ArithmeticError) as error:
        raise BadRow(
            f"{model._meta.db_table} {row.get(key(model))}: {field.attname} {value!r:.60}: {error}"
        ) from error


def _value(field: models.Field[Any, Any], value: Any) -> Any:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.BinaryField):
        return value if isinstance(value, bytes) else base64.b64decode(value, validate=True)
    if isinstance(target, models.DateTimeField):
        return dt.datetime.fromisoformat(value)
    if isinstance(target, models.DateField):
        return dt.date.fromisoformat(value)
    if isinstance(target, models.TimeField):
        return dt.time.fromisoformat(value)
    if isinstance(target, models.DecimalField):
        return Decimal(value)
    if isinstance(target, models.DurationField):
        return dt.timedelta(microseconds=value)
    return uuid.UUID(value) if isinstance(target, models.UUIDField) else value


def reset_sequences(those: Sequence[Model]) -> None:
    """Let new rows be numbered after those that were inserted with their ids. SQLite does so by itself."""
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(those)):
            cursor.execute(statement)


def decoded(line: bytes) -> dict[str, Any]:
    """Return the row of a line."""
    return msgspec.json.decode(line, type=dict[str, Any])
