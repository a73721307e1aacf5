"""Which records of a batch are of one right, and of which known one.

Records meet by their own numbers. The filing is the stronger name: a list that gives one patent number
to two filings has misprinted one of them, and the two stay two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractBaseUser

from mainline.offices.record import NumberRole
from mainline.register.access import visible_rights
from mainline.register.ingest import bulk
from mainline.register.ingest.prepare import Good
from mainline.register.models import Identifier, SourceRecord

_BATCH = 500

Filings = dict[tuple[str, str], set[str]]
"""Keys of filings by (format, office): only one list's own way of printing can show that two differ."""


@dataclass(eq=False, slots=True)
class Group:
    """Records of one right within a batch, and the rights already known by their numbers."""

    goods: list[Good] = field(default_factory=list)
    keys: set[str] = field(default_factory=set)
    right_ids: set[int] = field(default_factory=set)
    filings: Filings = field(default_factory=dict)

    @property
    def formats(self) -> set[str]:
        """The formats of its records."""
        return {good.format for good in self.goods}

    def absorb(self, other: Group) -> None:
        """Take over all that another group holds."""
        self.goods += other.goods
        self.keys |= other.keys
        self.right_ids |= other.right_ids
        self.learn(other.filings)

    def learn(self, filings: Filings) -> None:
        """Add to the filings known of this right."""
        for list_and_office, keys in filings.items():
            self.filings.setdefault(list_and_office, set()).update(keys)

    def clashes(self, filings: Filings) -> bool:
        """Whether one list names another filing of the same office for that than for this right."""
        return any(
            keys.isdisjoint(self.filings[where]) for where, keys in filings.items() if where in self.filings
        )


def by_right(
    goods: Sequence[Good], count: Callable[[Good, str], None], by: AbstractBaseUser | None = None
) -> list[Group]:
    """Group records by right; ``count`` hears of each whether it begins a right or changes one.

    Rights that ``by`` may not know of are not met: else a file with a guessed number would tell of them, and
    its applicant would become a party to them. ``None`` is the command line, which may know of all.

    A group with several ``right_ids`` shows that these are one.
    """
    holders: dict[str, list[Group]] = {}
    for group in _known({key for good in goods for key in good.keys}, by):
        for key in group.keys:
            holders.setdefault(key, []).append(group)
    groups: dict[int, Group] = {}
    for good in goods:
        filings = _filings(good.format, good.keys)
        met = {id(g): g for key in good.keys for g in holders.get(key, ()) if not g.clashes(filings)}
        count(good, "changed" if met else "new")
        group = _one_of(list(met.values()), holders, groups)
        group.goods.append(good)
        group.keys.update(good.keys)
        group.learn(filings)
        for key in good.keys:
            if group not in (known := holders.setdefault(key, [])):
                known.append(group)
        groups[id(group)] = group
    return list(groups.values())


def _one_of(met: Sequence[Group], holders: dict[str, list[Group]], groups: dict[int, Group]) -> Group:
    """Make one group of those met, save those that clash with the first: the oldest known right."""
    if not met:
        return Group()
    first, *rest = sorted(met, key=lambda g: min(g.right_ids, default=1 << 63))
    for other in rest:
        if first.clashes(other.filings):
            continue
        for key in other.keys:
            known = holders[key]
            known[:] = [g for g in known if g is not other and g is not first] + [first]
        first.absorb(other)
        groups.pop(id(other), None)
    return first


def _known(keys: set[str], by: AbstractBaseUser | None) -> Iterable[Group]:
    """The rights that the register has under any of these keys."""
    groups: dict[int, Group] = {}
    for key, pk, role in bulk.look_up(Identifier, ("key", "right_id", "role"), "key", sorted(keys)):
        if role != NumberRole.INTERNATIONAL:
            groups.setdefault(pk, Group(right_ids={pk})).keys.add(key)
    ids = known_to(by, groups)
    for start in range(0, len(ids), _BATCH):
        _learn_filings(groups, ids[start : start + _BATCH])
    return [groups[pk] for pk in ids]


def known_to(by: AbstractBaseUser | None, rights: Iterable[int]) -> list[int]:
    """Those of some rights that the one who imports may know of."""
    ids = sorted(rights)
    if by is None:
        return ids
    seen: set[int] = set()
    for start in range(0, len(ids), _BATCH):
        part = visible_rights(by).filter(pk__in=ids[start : start + _BATCH])
        seen.update(part.values_list("pk", flat=True))
    return [pk for pk in ids if pk in seen]


def _learn_filings(groups: dict[int, Group], ids: Sequence[int]) -> None:
    own: dict[int, list[str]] = {}
    numbers = Identifier.objects.filter(right__in=ids, role="application")
    for pk, key in numbers.values_list("right_id", "key"):
        own.setdefault(pk, []).append(key)
    lists = SourceRecord.objects.filter(right__in=own).order_by().values_list("right_id", "format").distinct()
    for pk, name in lists:
        groups[pk].learn(_filings(name, own[pk]))


def _filings(list_name: str, keys: Iterable[str]) -> Filings:
    """The filings among keys that are surely read; a US one may be known with and without its series code."""
    found: Filings = {}
    for key in keys:
        office, kind, serial = key.split("/", 2)
        if kind == "A" and office != "US" and "~" not in serial:
            found.setdefault((list_name, office), set()).add(key)
    return found
