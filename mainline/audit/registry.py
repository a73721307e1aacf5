"""Which tables are under seal: every model that declares ``SEALED`` says its own columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Model

from mainline.audit.seals import GONE, Seal, Sealed, seal

_AT_ONCE = 500


ACCOUNTS = Sealed(20, ("username", "is_active", "is_staff", "is_superuser"))
"""Accounts are Django's own model, which can't declare it: who administers the platform is under seal too."""


class NotSealed(TypeError):
    """Rows of this model are not under seal."""


def sealed_models() -> dict[type[Model], Sealed]:
    """Return the models under seal with what of them is, in the order of their codes."""
    found = {model: _declared(model) for model in apps.get_models()}
    sealed = {model: one for model, one in found.items() if one is not None}
    return dict(sorted(sealed.items(), key=lambda each: each[1].code))


def declarations(model: type[Model]) -> list[Sealed]:
    """Return all that was ever under seal of a model: what is today, and ``SEALED_BEFORE``, older ones by other codes."""
    return [sealed_of(model), *getattr(model, "SEALED_BEFORE", ())]


def sealed_of(model: type[Model]) -> Sealed:
    """Return what of a model is under seal. Raises :class:`NotSealed`."""
    found = _declared(model)
    if found is None:
        raise NotSealed(f"{model.__name__} declares no SEALED columns")
    return found


def _declared(model: type[Model]) -> Sealed | None:
    if model is get_user_model():
        return ACCOUNTS
    found = getattr(model, "SEALED", None)
    return found if isinstance(found, Sealed) else None


def row_seals(model: type[Model], ids: Iterable[int]) -> Iterator[Seal]:
    """Yield the seals of the rows with these ids, as they stand in the database now."""
    sealed = sealed_of(model)
    wanted = sorted(ids)
    for start in range(0, len(wanted), _AT_ONCE):
        rows = model._default_manager.filter(pk__in=wanted[start : start + _AT_ONCE])
        for pk, *values in rows.values_list("pk", *sealed.columns):
            is_spared = sealed.is_whole and sealed.spares(dict(zip(sealed.columns, values, strict=True)))
            # What nobody answers for any more, such as a decision taken back, is as if it had never been sealed.
            yield sealed.code, pk, GONE if is_spared else seal(sealed.code, values)


def table_seals(model: type[Model]) -> Iterator[Seal]:
    """Yield the seals of every row of a table, in the order of their ids, a few hundred at a time."""
    last = 0
    while ids := list(
        model._default_manager.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:_AT_ONCE]
    ):
        yield from (one for one in row_seals(model, ids) if one[2] != GONE)
        last = ids[-1]


def seals_of(rows: Iterable[Model]) -> Iterator[Seal]:
    """Yield the seals of some rows of any models under seal, as they stand in the database now."""
    for model, ids in _by_model(rows).items():
        yield from row_seals(model, ids)


def gone_of(rows: Iterable[Model]) -> Iterator[Seal]:
    """Yield what says that some rows are gone."""
    for model, ids in _by_model(rows).items():
        code = sealed_of(model).code
        yield from ((code, pk, GONE) for pk in ids)


def _by_model(rows: Iterable[Model]) -> dict[type[Model], list[int]]:
    found: dict[type[Model], list[int]] = {}
    for row in rows:
        key: Any = row.pk
        if not isinstance(key, int):
            raise ValueError(
                f"a {type(row).__name__} without an id can't be sealed: save it before, and name one that is to be"
                " deleted before it is deleted"
            )
        found.setdefault(row._meta.concrete_model or type(row), []).append(key)
    return found
