"""What a file says of a right beside its own row: people, numbers, priorities, read for some hundreds of rights at a time."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

import msgspec

from mainline.offices.record import Priority
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Identifier, Party, Right, SourceRecord

HOLDER_ROLES = ("holder", "assignee", "applicant")
"""The first of these that any party stands in names the holder."""
_CHUNK = 500


@dataclass(frozen=True, slots=True)
class Exported:
    """One right as a file tells it; names as printed, each once, in the order of the sources."""

    right: Right
    creators: Sequence[str]
    holders: Sequence[str]
    numbers: Sequence[Identifier] = ()
    priorities: Sequence[Priority] = ()
    """Filled for formats that cite; see :func:`exported`."""

    def number_of(self, *roles: str) -> str:
        """Return the newest number in the first of some roles that there is one of; empty if none."""
        for role in roles:
            own = [number for number in self.numbers if number.role == role]
            if own:
                return max(own, key=lambda number: (str(number.on or ""), number.text)).text
        return ""


class _Claimed(msgspec.Struct):
    """The one part of a stored record that is wanted here; the texts around it are skipped unread."""

    priorities: tuple[Priority, ...] = ()


_decoder = msgspec.json.Decoder(_Claimed)


def exported(rights: Iterable[Right], *, with_references: bool = False) -> Iterator[Exported]:
    """Yield each right with its people, and with references its numbers and priorities too.

    Rights may be endless: some hundreds are held at a time, and each such part costs as many queries as one right.
    """
    waiting = iter(rights)
    while chunk := list(islice(waiting, _CHUNK)):
        ids = [right.pk for right in chunk]
        people = _people(ids)
        numbers = _numbers(ids) if with_references else {}
        priorities = _priorities(ids) if with_references else {}
        for right in chunk:
            roles = people.get(right.pk, {})
            yield Exported(
                right=right,
                creators=[name for role in CREATOR_ROLES for name in roles.get(role, ())],
                holders=list(next((roles[role] for role in HOLDER_ROLES if role in roles), ())),
                numbers=numbers.get(right.pk, ()),
                priorities=priorities.get(right.pk, ()),
            )


def _people(ids: Sequence[int]) -> Mapping[int, Mapping[str, Mapping[str, None]]]:
    found: dict[int, dict[str, dict[str, None]]] = {}
    rows = Party.objects.filter(right__in=ids, role__in=(*CREATOR_ROLES, *HOLDER_ROLES))
    for pk, role, name in rows.order_by("sequence", "pk").values_list("right_id", "role", "name"):
        found.setdefault(pk, {}).setdefault(role, {})[name] = None
    return found


def _numbers(ids: Sequence[int]) -> Mapping[int, Sequence[Identifier]]:
    found: dict[int, list[Identifier]] = {}
    for number in Identifier.objects.filter(right__in=ids).order_by("pk"):
        found.setdefault(number.right_id, []).append(number)
    return found


def _priorities(ids: Sequence[int]) -> Mapping[int, Sequence[Priority]]:
    """Return the priorities of the newest source that claims any. Bodies are read one by one: they hold full texts."""
    found: dict[int, Sequence[Priority]] = {}
    bodies = (
        SourceRecord.objects.filter(right__in=ids).order_by("-as_of", "-pk").values_list("right_id", "body")
    )
    for pk, body in bodies.iterator(chunk_size=20):
        if pk not in found and (claimed := _decoder.decode(zlib.decompress(bytes(body))).priorities):
            found[pk] = claimed
    return found
