"""Who may know what of a person: one rule for pages, lists and files.

A name that a visible right prints is public; that several are one human being follows from what members said. What
an organisation knows of its people, such as where they work and their numbers, is for its members.
"""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User
from mainline.orgs.models import Person
from mainline.orgs.persons.queries import family_of, own_people, person_of
from mainline.register.access import disposable_rights, visible_rights
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, Right


def is_known_to(user: User, person: Person) -> bool:
    """Whether the user may know more of a person than rights print: a colleague, an administrator, or themselves."""
    if not user.is_authenticated:
        return False
    if own_people(user).filter(pk=person.pk).exists():
        return True
    own = person_of(user)
    return own is not None and own.pk == (person.merged_into_id or person.pk)


def person_rights(user: User, person: Person) -> QuerySet[Right]:
    """Return the rights that name somebody and that the user may know of."""
    named = Party.objects.filter(person__in=family_of(person))
    return visible_rights(user).filter(pk__in=named.values("right"))


def visible_person(user: User, pk: int) -> Person | None:
    """Return the row that stands for a person, if the user may know of them at all."""
    found = Person.objects.filter(pk=pk).select_related("merged_into").first()
    person = found.merged_into or found if found else None
    if person is None or is_known_to(user, person) or person_rights(user, person).exists():
        return person
    return None


def linkable_parties(user: User) -> QuerySet[Party]:
    """Return the names of inventors, authors, breeders and designers of which the user may say who they are:
    those on rights of organisations for which the user keeps people.
    """
    if not user.is_authenticated:
        return Party.objects.none()
    # An agency files for its client; who invented is for the client to say.
    rights = disposable_rights(user, "person.record").order_by()
    return Party.objects.filter(role__in=CREATOR_ROLES, right__in=rights.values("pk"))
