"""Tells what differs between two packs: which rules came, went or say something else, and which amounts changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from mainline.rules.loading import Rulebook
from mainline.rules.schema import Delivery, FeeTable, Rule

Part = Rule | FeeTable | Delivery


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: a rule, a fee table or a way of delivery."""

    kind: Literal["rule", "fee", "delivery"]
    id: str
    change: Literal["added", "removed", "changed"]
    fields: Sequence[tuple[str, Any, Any]] = ()
    """(path of the field, before, after) of what changed."""


def differences(before: Rulebook, after: Rulebook) -> list[Difference]:
    """Return what ``after`` has otherwise than ``before``, in the order of their ids."""
    found: list[Difference] = []
    kinds: tuple[Literal["rule", "fee", "delivery"], ...] = ("rule", "fee", "delivery")
    for kind in kinds:
        old, new = _parts(before, kind), _parts(after, kind)
        for key in sorted({*old, *new}):
            if key not in old:
                found.append(Difference(kind, key, "added"))
            elif key not in new:
                found.append(Difference(kind, key, "removed"))
            elif old[key] != new[key]:
                fields = _changed(msgspec.to_builtins(old[key]), msgspec.to_builtins(new[key]))
                found.append(Difference(kind, key, "changed", fields))
    return found


def _parts(book: Rulebook, kind: str) -> dict[str, Part]:
    return {part.id: part for pack in book.packs for part in getattr(pack, kind)}


def _changed(old: Any, new: Any, path: str = "") -> list[tuple[str, Any, Any]]:
    """Return the fields that differ; the versions of a rule are told by the day from which they hold."""
    if old == new:
        return []
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return [
            change
            for name in dict.fromkeys([*old, *new])
            for change in _changed(old.get(name), new.get(name), f"{path}.{name}".lstrip("."))
        ]
    if _are_versions(old) and _are_versions(new):
        return _changed({each["since"]: each for each in old}, {each["since"]: each for each in new}, path)
    return [(path, old, new)]


def _are_versions(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) and "since" in each for each in value)
