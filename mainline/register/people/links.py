"""What was said of printed names, kept beside the parties, which are folded anew from their sources.

A link is to a name in a role as printed. While the newest source prints another spelling it rests; when the
spelling comes back, or the sources are read again, it holds as before. Nothing is ever linked by itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser

from mainline.register.access import held_rights
from mainline.register.models import Party, PersonLink


@dataclass(frozen=True, slots=True)
class Said:
    """That the printed name at a place among its namesakes is a person."""

    place: int
    """From 1, in the order of the source."""
    identifier: str
    """The key that was printed beside it; "" for none."""
    person: int


def places(said: Iterable[Said], identifiers: Sequence[str]) -> dict[int, int]:
    """Which of the parties of one role and name are whom: index to person.

    ``identifiers`` are the keys printed beside the names, in the order of the source. A key that one of them
    alone carries tells where the name stands now; else the place does. Where fewer of the name are printed
    than were told apart, nobody knows which is left, and only what all say is kept.
    """
    told = sorted(said, key=lambda one: one.place)
    found: dict[int, int] = {}
    for one in told:
        if one.identifier and identifiers.count(one.identifier) == 1:
            found[identifiers.index(one.identifier)] = one.person
    rest = [one for one in told if identifiers.count(one.identifier) != 1 or not one.identifier]
    free = [nth for nth in range(len(identifiers)) if nth not in found]
    if any(one.place > len(identifiers) for one in rest):
        persons = {one.person for one in rest}
        return found | (dict.fromkeys(free, persons.pop()) if len(persons) == 1 and len(free) == 1 else {})
    return found | {one.place - 1: one.person for one in rest if one.place - 1 in free}


def apply_links(rights: Collection[int]) -> None:
    """Write into the parties of some rights who they are; a party of which nothing was said is nobody known."""
    links = PersonLink.objects.filter(right__in=rights).values_list(
        "right_id", "role", "name", "place", "identifier", "person_id"
    )
    said: dict[tuple[int, str, str], list[Said]] = defaultdict(list)
    for right, role, name, place, identifier, person in links:
        said[right, role, name].append(Said(place, identifier, person))
    told = Party.objects.filter(right__in=rights, person__isnull=False)
    stale = set(told.values_list("pk", flat=True))
    parties: dict[int, list[int]] = defaultdict(list)
    for pk, person in _persons(said).items():
        parties[person].append(pk)
        stale.discard(pk)
    for person, ids in parties.items():
        Party.objects.filter(pk__in=ids).update(person=person)
    if stale:
        Party.objects.filter(pk__in=stale).update(person=None)


def _persons(said: Mapping[tuple[int, str, str], Sequence[Said]]) -> dict[int, int]:
    """Parties by id and who they are, as :func:`places` tells it for each role and name."""
    named = Party.objects.filter(right__in={right for right, _, _ in said}, role__in={r for _, r, _ in said})
    beside: dict[tuple[int, str, str], list[tuple[int, str]]] = defaultdict(list)
    for pk, *key, identifier in named.order_by("sequence", "pk").values_list(
        "pk", "right_id", "role", "name", "identifier"
    ):
        beside[key[0], key[1], key[2]].append((pk, identifier))
    found: dict[int, int] = {}
    for one, told in said.items():
        parties = beside.get(one, [])
        for nth, person in places(told, [identifier for _, identifier in parties]).items():
            found[parties[nth][0]] = person
    return found


def place_of(party: Party) -> int:
    """Which of the parties of its role and name a party is, from 1."""
    namesakes = Party.objects.filter(right=party.right_id, role=party.role, name=party.name)
    ids = list(namesakes.order_by("sequence", "pk").values_list("pk", flat=True))
    return ids.index(party.pk) + 1


def move_links(keep: int, others: Collection[int]) -> set[int]:
    """Let what was said on other rows hold on the right that stands for them, unless it was said there too.

    Only what was said by who may say so there: whoever brings in a row with a guessed number must not name another's
    inventors by it. Returns the ids of the links that moved.
    """
    known = set(PersonLink.objects.filter(right=keep).values_list("role", "name", "place"))
    moved: set[int] = set()
    for link in PersonLink.objects.filter(right__in=others).select_related("linked_by").order_by("pk"):
        if (link.role, link.name, link.place) not in known and _may_say(link.linked_by, keep):
            known.add((link.role, link.name, link.place))
            moved.add(link.pk)
    PersonLink.objects.filter(pk__in=moved).update(right=keep)
    return moved


def _may_say(user: AbstractBaseUser | None, right: int) -> bool:
    return user is None or held_rights(user, "person.record").filter(pk=right).exists()
