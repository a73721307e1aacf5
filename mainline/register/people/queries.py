"""Reads of people and of what rights print of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, Func, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from mainline.orgs.access import User, can, is_admin, is_officer, organisation_ids
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import Employment, Organisation, Person, PersonProposal
from mainline.orgs.names import Pair
from mainline.orgs.persons import queries as persons
from mainline.orgs.persons.identity import Key, read_key
from mainline.register.access import visible_rights
from mainline.register.enums import CREATOR_ROLES, HOLDING_ROLES
from mainline.register.models import Party, Right
from mainline.register.people.access import (
    is_known_to,
    linkable_parties,
    person_rights,
    visible_person,
)
from mainline.register.people.candidates import Candidate, Printed, candidates

_COMPANIONS = 20
_PRINTED_AT_MOST = 2_000
"""Printed names looked through for one preview; past it the page says that there are more."""


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What a user may know of a person."""

    person: Person
    name: str
    other_names: Sequence[str]
    orcid: str
    employments: Sequence[tuple[Employment, str]]
    """(where, employee number or "" where that is not for the user)."""
    is_known: bool
    """Whether more is shown than rights print."""
    is_me: bool
    can_keep: bool
    """Whether the user keeps this person for an organisation."""
    account: str
    merged: Sequence[Person]
    companions: Sequence[Companion]


@dataclass(frozen=True, slots=True)
class Companion:
    """Somebody named on the same rights: by person where that is known, else by the printed name."""

    name: str
    person: int | None
    rights: int


def person_page(user: User, pk: int) -> PersonPage | None:
    """Return the page of a person, or ``None`` where the user may not know of them."""
    person = visible_person(user, pk)
    if person is None:
        return None
    is_known, family = is_known_to(user, person), persons.family_of(person)
    rights = person_rights(user, person)
    printed = _printed_names(family, rights)
    own = persons.person_of(user) if user.is_authenticated else None
    rows = list(Person.objects.filter(pk__in=family).select_related("user").order_by("pk"))
    names = [person.display_name, *_entered(rows)] if is_known else []
    shown = list(dict.fromkeys([*names, *printed]))
    account = next((row.user.get_username() for row in rows if row.user), "") if is_known else ""
    return PersonPage(
        person=person,
        name=shown[0] if shown else person.display_name,
        other_names=shown[1:],
        orcid=_orcid(rows, family, rights, is_known=is_known),
        employments=_employments(user, family) if is_known else [],
        is_known=is_known,
        is_me=own is not None and own.pk == person.pk,
        can_keep=can_keep(user, person),
        account=account,
        merged=rows[1:] if is_known else [],
        companions=companions(rights, family),
    )


def can_keep(user: User, person: Person) -> bool:
    """Whether the user keeps a person for an organisation of theirs: may change, link and remove them."""
    return (
        can(user, "person.record") and persons.own_people(user, "person.record").filter(pk=person.pk).exists()
    )


def rights_of_person(user: User, person: Person) -> QuerySet[Right]:
    """Return the rights that name somebody and that the user may know of, newest filing first."""
    return person_rights(user, person).order_by("-filed_on", "-pk")


def my_person_rights(user: User) -> QuerySet[Right]:
    """Return the rights that name the user as inventor, author, breeder or designer; none before anybody said so."""
    person = persons.person_of(user)
    return rights_of_person(user, person) if person else Right.objects.none()


def _entered(rows: Iterable[Person]) -> list[str]:
    return [name for row in rows for name in (row.name, row.name_zh, row.name_en) if name]


def _printed_names(family: Sequence[int], rights: QuerySet[Right]) -> list[str]:
    """Return how visible rights print somebody's name, the most frequent first."""
    named = Party.objects.filter(person__in=family, right__in=rights.order_by().values("pk"))
    counts = named.order_by().values_list("name").annotate(n=Count("pk")).order_by("-n", "name")
    return [name for name, _count in counts]


def _orcid(rows: Sequence[Person], family: Sequence[int], rights: QuerySet[Right], *, is_known: bool) -> str:
    """Return the ORCID iD: to strangers only one that a right they may see prints."""
    if is_known:
        return next((row.orcid for row in rows if row.orcid), "")
    named = Party.objects.filter(person__in=family, right__in=rights.order_by().values("pk"))
    keys = map(read_key, named.exclude(identifier="").values_list("identifier", flat=True).distinct())
    return next((key.value for key in keys if key and key.scheme == "orcid"), "")


def _employments(user: User, family: Sequence[int]) -> list[tuple[Employment, str]]:
    """Return where somebody works and worked; a number is shown to members of that organisation alone."""
    rows = persons.employments_of(family)
    own = organisation_ids(user)
    return [(job, job.employee_no if is_admin(user) or job.organisation_id in own else "") for job in rows]


def companions(rights: QuerySet[Right], family: Sequence[int]) -> list[Companion]:
    """Return who else is named on some rights, those of most rights first."""
    named = Party.objects.filter(role__in=CREATOR_ROLES, right__in=rights.order_by().values("pk"))
    others = named.exclude(person__in=family) if family else named
    counts: Counter[tuple[int | None, str]] = Counter()
    names: dict[int, str] = {}
    rows = (
        others.order_by()
        .values_list(Coalesce("person__merged_into", "person"), "name", "right_id")
        .distinct()
    )
    for person, name, _right in rows:
        if person is not None:
            names.setdefault(person, name)
        counts[(person, "" if person is not None else name)] += 1
    return [
        Companion(names[person] if person is not None else name, person, number)
        for (person, name), number in counts.most_common(_COMPANIONS)
    ]


def people(user: User) -> QuerySet[Person]:
    """Return the people of the user's own organisations, each human being once.

    ``rights`` is how many rights name them that the user may know of; ``number`` and ``works_at`` of the present
    or last employment there.
    """
    named = Party.objects.filter(
        person__in=_rows_of_outer(), right__in=visible_rights(user).order_by().values("pk")
    )
    counted = named.order_by().annotate(
        n=Func(F("right"), function="COUNT", template="COUNT(DISTINCT %(expressions)s)")
    )
    rows = persons.own_people(user).filter(merged_into=None).select_related("user")
    return (
        told_apart(user, rows)
        .annotate(rights=Coalesce(Subquery(counted.values("n")), 0))
        .order_by("name", "pk")
    )


def _rows_of_outer() -> QuerySet[Person]:
    """Return all rows that are one human being with the person of the query around."""
    one = OuterRef(OuterRef("pk"))
    return Person.objects.filter(Q(pk=one) | Q(merged_into=one)).values("pk")


def told_apart(user: User, people: QuerySet[Person]) -> QuerySet[Person]:
    """Give people the ``number`` under which the user's organisation knows them, and where that is, ``works_at``.

    So namesakes can be told apart by who keeps them, and by nobody else.
    """
    jobs = Employment.objects.filter(person__in=_rows_of_outer()).order_by(
        F("until").desc(nulls_first=True), "-pk"
    )
    if not is_admin(user):
        jobs = jobs.filter(organisation__in=organisation_ids(user))
    return people.annotate(
        number=Subquery(jobs.exclude(employee_no="").values("employee_no")[:1]),
        works_at=Subquery(jobs.values("organisation__name")[:1]),
    )


def people_found(user: User, text: str) -> QuerySet[Person]:
    """Return the people whom the user keeps by a part of a name, or by a key."""
    return told_apart(user, persons.kept_by_text(user, text)).order_by("name", "pk")


@dataclass(frozen=True, slots=True)
class Name:
    """A printed name on a right, who it is, and whom it may be."""

    party: Party
    person: Person | None
    """The row that stands for whoever somebody said it is."""
    candidates: Sequence[tuple[Candidate, Person]]
    can_link: bool
    key: Key | None = None
    """The personal key that is printed beside it."""


def names_on(user: User, right: Right) -> list[Name]:
    """Return the inventors, authors, breeders and designers of a right, and to who may say so whom they may be."""
    parties = list(
        Party.objects.filter(right=right, role__in=CREATOR_ROLES)
        .select_related("person__merged_into")
        .order_by("role", "sequence", "pk")
    )
    linkable = set(linkable_parties(user).filter(right=right).values_list("pk", flat=True))
    if not linkable:
        return [Name(party, _standing(party.person), (), False) for party in parties]
    finder = Finder(user, parties)
    holders = _holders([right.pk])[right.pk]
    return [
        Name(
            party,
            _standing(party.person),
            () if party.person_id else finder.candidates(party, parties, holders),
            party.pk in linkable,
            read_key(party.identifier),
        )
        for party in parties
    ]


def _standing(person: Person | None) -> Person | None:
    return (person.merged_into or person) if person else None


def _holders(rights: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return for each right who holds it or applied for it, each as the body that stands for its names."""
    ids = list(rights)
    found: dict[int, set[int]] = {pk: set() for pk in ids}
    named = Party.objects.filter(right__in=ids, role__in=HOLDING_ROLES, organisation__isnull=False)
    for pk, body in named.values_list("right_id", Coalesce("organisation__merged_into", "organisation")):
        found[pk].add(body)
    return {pk: frozenset(bodies) for pk, bodies in found.items()}


class Finder:
    """Looks for whom printed names may be among the people whom one user keeps."""

    def __init__(self, user: User, parties: Iterable[Party], only: Person | None = None) -> None:
        """Read what is known of the people who bear one of the names or keys; with ``only`` of that one alone."""
        kept = persons.own_people(user, "person.record")
        if only is not None:
            kept = kept.filter(pk__in=persons.family_of(only))
        else:
            kept = kept.filter(_borne([(party.name, party.identifier) for party in parties]))
        self._known = persons.standing(Person.objects.filter(pk__in=kept.values("pk")))
        self._companions = _companions_of([one.ident for one in self._known])
        self._rows = told_apart(user, Person.objects.all()).in_bulk([one.ident for one in self._known])

    def candidates(
        self, party: Party, parties: Sequence[Party], holders: frozenset[int]
    ) -> list[tuple[Candidate, Person]]:
        """Return whom a party may be. ``parties`` are all in such roles on its right."""
        found = candidates(printed_of(party, parties, holders), self._known, self._companions)
        return [(one, self._rows[one.person]) for one in found]


def _borne(printed: Iterable[tuple[str, str]]) -> Q:
    """Whether somebody bears one of some printed names, or has one of the keys beside them."""
    names, keys = zip(*printed, strict=True)
    read = {key for key in map(read_key, set(keys)) if key is not None}
    asked = persons.named(set(names))
    asked |= Q(orcid__in={key.value for key in read if key.scheme == "orcid"})
    numbers = {key.value for key in read if key.scheme == "employee"}
    return asked | Q(employments__employee_no__in=numbers) if numbers else asked


def _companions_of(people: Sequence[int]) -> dict[int, frozenset[int]]:
    """Return for each person the people named on the same rights."""
    one = Coalesce("person__merged_into", "person")
    of_them = Party.objects.filter(Q(person__in=people) | Q(person__merged_into__in=people))
    linked = Party.objects.filter(
        person__isnull=False, role__in=CREATOR_ROLES, right__in=of_them.values("right")
    )
    by_right: dict[int, set[int]] = {}
    for right, person in linked.values_list("right_id", one):
        by_right.setdefault(right, set()).add(person)
    found: dict[int, set[int]] = {person: set() for person in people}
    for together in by_right.values():
        for person in together & found.keys():
            found[person] |= together - {person}
    return {person: frozenset(others) for person, others in found.items()}


def printed_of(party: Party, parties: Sequence[Party], holders: frozenset[int] | None = None) -> Printed:
    """Return what a name says with all that stands around it on its right."""
    others = [(other, _root(other)) for other in parties if other.pk != party.pk and other.person_id]
    return Printed(
        name=party.name,
        key=read_key(party.identifier),
        organisations=_holders([party.right_id])[party.right_id] if holders is None else holders,
        companions=frozenset(person for _other, person in others),
        beside=frozenset(person for other, person in others if is_beside(other, party)),
    )


def printed_on(organisation: Organisation) -> dict[Key, list[Party]]:
    """Return the names with a key that nobody has linked yet, on the rights of an organisation, by key."""
    bodies = persons.one_body(organisation)
    held = Party.objects.filter(organisation__in=bodies, role__in=HOLDING_ROLES)
    rights = held.filter(right__merged_into=None).order_by().values("right")
    unsaid = Party.objects.filter(role__in=CREATOR_ROLES, right__in=rights, person=None).exclude(
        identifier=""
    )
    rows = list(unsaid.order_by("pk")[:_PRINTED_AT_MOST])
    holders = _holders({party.right_id for party in rows})
    found: dict[Key, list[Party]] = {}
    for party in rows:
        key = read_key(party.identifier)
        is_ours = holders[party.right_id] == {bodies[0]}
        if key is not None and is_ours:
            found.setdefault(key, []).append(party)
    return found


def _root(party: Party) -> int:
    person = party.person
    return (person.merged_into_id or person.pk) if person else 0


def is_beside(other: Party, party: Party) -> bool:
    """Whether two names on one right are two people: one role, one language, two lines.

    A name in another language may be the same inventor printed twice.
    """
    return (
        other.pk != party.pk
        and other.right_id == party.right_id
        and other.role == party.role
        and other.language == party.language
    )


def named_twice(person: Person) -> Right | None:
    """Return a right on which two lines would be one person, or ``None``."""
    rows = Party.objects.filter(person__in=persons.family_of(person), role__in=CREATOR_ROLES)
    by_right: dict[int, list[Party]] = {}
    for party in rows:
        beside = by_right.setdefault(party.right_id, [])
        if any(is_beside(other, party) for other in beside):
            return party.right
        beside.append(party)
    return None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Names that nobody has said yet whose they are and that may be one person, surest first."""

    names: Sequence[tuple[Party, Candidate]]
    is_cut: bool
    """Whether there are more names than were looked through."""
    namesakes: Sequence[Person]
    """Other people of the same name among those whom the user keeps."""


def names_waiting(user: User, person: Person) -> Waiting:
    """Return the printed names that may be a person, on the rights of which the user may say so."""
    rows = persons.family_of(person)
    names = set(_entered(Person.objects.filter(pk__in=rows)))
    unsaid = linkable_parties(user).filter(_spelled(names), person=None)
    parties = list(
        unsaid.select_related("right").defer("right__abstracts").order_by("pk")[: _PRINTED_AT_MOST + 1]
    )
    beside: dict[int, list[Party]] = {}
    linked = Party.objects.filter(right__in={p.right_id for p in parties}, role__in=CREATOR_ROLES)
    for other in linked.select_related("person"):
        beside.setdefault(other.right_id, []).append(other)
    holders, finder = _holders({p.right_id for p in parties}), Finder(user, (), only=person)
    found = [
        (party, one)
        for party in parties[:_PRINTED_AT_MOST]
        for one, _row in finder.candidates(party, beside[party.right_id], holders[party.right_id])
    ]
    found.sort(key=lambda pair: (-pair[1].score, pair[0].pk))
    kept = persons.own_people(user, "person.record").filter(persons.named(names), merged_into=None)
    return Waiting(found, len(parties) > _PRINTED_AT_MOST, list(told_apart(user, kept.exclude(pk__in=rows))))


def _spelled(names: Iterable[str]) -> Q:
    """Whether a party's name could be one of some names: the same letters, or all words of it in any order."""
    asked = Q(pk__in=())
    for name in names:
        words = name.replace(",", " ").split()
        every = Q()
        for word in words:
            every &= Q(name__icontains=word)
        asked |= every
    return asked


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal as whoever decides it sees it: the two persons side by side."""

    proposal: PersonProposal
    sides: Sequence[Side]
    against: Pair | None = None
    """Why what is known by now rules out that an open one is accepted, (zh, en)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One person of a proposal, and how far the user may know of them."""

    person: Person
    is_open: bool
    """Whether the user may open the page."""
    orcid: str
    jobs: Sequence[tuple[Employment, str]]
    rights: int


def proposed(user: User, proposals: Iterable[PersonProposal]) -> list[Proposed]:
    """Return proposals with what is known of both sides: of an open one with all whom each was found to be, of a
    decided one of each alone, as they stood before each other.
    """
    found = []
    for one in proposals:
        is_open = one.state == ProposalState.OPEN
        sides = [
            _side(user, person, persons.family_of(person) if is_open else [person.pk])
            for person in (one.left, one.right)
        ]
        found.append(Proposed(one, sides, persons.ruled_out(one) if is_open else None))
    return found


def _side(user: User, person: Person, family: Sequence[int]) -> Side:
    is_known = is_known_to(user, person)
    named = Party.objects.filter(person__in=family)
    rights = visible_rights(user).filter(pk__in=named.values("right")).count()
    return Side(
        person=person,
        is_open=is_known or rights > 0,
        orcid=person.orcid if is_known or is_officer(user) else "",
        jobs=_employments(user, family) if is_known else [],
        rights=rights,
    )


def people_at(user: User, organisation: Organisation) -> QuerySet[Person]:
    """Return the people of an organisation, for its members; to others nobody is listed."""
    return people(user).filter(_works_at(organisation))


def number_at(user: User, organisation: Organisation) -> int:
    """Count them."""
    return persons.own_people(user).filter(_works_at(organisation), merged_into=None).count()


def _works_at(organisation: Organisation) -> Exists:
    bodies = persons.one_body(organisation)
    return Exists(Employment.objects.filter(person__in=_rows_of_outer(), organisation__in=bodies))
