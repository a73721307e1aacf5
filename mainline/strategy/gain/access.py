"""Whose gains one may see: one's own as an inventor, those of organisations that one manages, and as an office sums alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids
from mainline.orgs.models import Organisation, Person
from mainline.orgs.persons.queries import family_of as names_of
from mainline.orgs.persons.queries import person_of
from mainline.register.access import visible_events, visible_rights
from mainline.register.enums import CREATOR_ROLES, HOLDING_ROLES
from mainline.register.models import Event, Party, Right
from mainline.register.queries import family_of
from mainline.register.subsets import STANDING

VIEW, ANSWER = "gain.view", "survey.answer"


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose gains are told, to whom."""

    user: User
    kind: Literal["person", "organisation"]
    row: Person | Organisation
    ids: tuple[int, ...]
    """All rows that stand for the same person or body."""

    @property
    def code(self) -> str:
        """Its name in addresses."""
        return "me" if self.kind == "person" else str(self.row.pk)

    @property
    def name(self) -> str:
        """Its name in the language of the page."""
        return self.row.display_name

    def rights(self) -> QuerySet[Right]:
        """Return the rights that it made, or holds, among those that the user may know of."""
        if self.kind == "person":
            own = Party.objects.filter(person__in=self.ids, role__in=CREATOR_ROLES)
        else:
            own = Party.objects.filter(organisation__in=self.ids, role__in=HOLDING_ROLES)
        return visible_rights(self.user).filter(pk__in=own.values("right"))

    def events(self) -> QuerySet[Event]:
        """Return what stands on these rights and the user may know of."""
        return visible_events(self.user).filter(STANDING, right__in=self.rights().order_by().values("pk"))

    def recorded(self) -> QuerySet[Event]:
        """Return what was recorded for an organisation, on whosever rights: a licensee is supported for another's."""
        own = self.ids if self.kind == "organisation" else ()
        return visible_events(self.user).filter(STANDING, organisation__in=own)


def subjects(user: User) -> list[Subject]:
    """Return whose gains a user may see: oneself first, then the organisations, the first joined first."""
    if not user.is_authenticated:
        return []
    found = []
    person = person_of(user)
    if person is not None:
        found.append(Subject(user, "person", person, tuple(sorted(names_of(person)))))
    bodies = Organisation.objects.filter(pk__in=organisation_ids(user, VIEW), merged_into=None)
    found += [
        Subject(user, "organisation", body, tuple(sorted(family_of(body)))) for body in bodies.order_by("pk")
    ]
    return found


def subject(user: User, code: str) -> Subject | None:
    """Return the one of these that an address names, the first without a name; ``None`` for any other."""
    own = subjects(user)
    return next((one for one in own if one.code == code), None) if code else next(iter(own), None)


def sees_groups(user: User) -> bool:
    """Whether a user may see what the gains of many come to: staff of offices, and whoever runs the platform."""
    return is_officer(user) or is_admin(user)


def paid_to(person_ids: tuple[int, ...], rights: QuerySet[Right]) -> Q:
    """Return the condition of payments to somebody: by the person's own id, by the key printed with the name on the
    right, or by the name where it stands there once alone.
    """
    own = list(
        Party.objects.filter(person__in=person_ids, role__in=CREATOR_ROLES, right__in=rights.order_by().values("pk"))
        .values_list("right_id", "name", "identifier")
    )  # fmt: skip
    condition = Q(details__person__in=[str(pk) for pk in person_ids])
    keys = {identifier.removeprefix("demo:") for _right, _name, identifier in own if identifier}
    printed: dict[str, set[int]] = {}
    for right, name, _identifier in own:
        printed.setdefault(name, set()).add(right)
    by_right = Q(right__in={right for right, _name, _identifier in own})
    if keys:
        condition |= Q(details__person__in=sorted(keys)) & by_right
    for name, named in printed.items():
        same = Party.objects.filter(right__in=named, role__in=CREATOR_ROLES, name=name)
        twice = {
            right for right, person in same.values_list("right_id", "person_id") if person not in person_ids
        }
        unsaid = Q(details__person="") | Q(details__person__isnull=True)
        condition |= Q(right__in=named - twice, details__party=name) & unsaid
    return condition


def received_by(ids: tuple[int, ...]) -> Q:
    """Return the condition of income of an organisation: what names it as who gives, and what names nobody. The price that a
    buyer paid stands on a right that is the buyer's now, and is no income of the buyer.
    """
    nobody = Q(details__from_org__isnull=True) | Q(details__from_org="")
    return nobody | Q(details__from_org__in=[str(pk) for pk in ids])
