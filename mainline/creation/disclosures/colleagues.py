"""Who can be chosen as an inventor: the people of the employer, each under a text that nobody else has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser

from mainline.creation.disclosures.logic import Inventor
from mainline.orgs.models import Employment, Organisation, Person
from mainline.orgs.persons.queries import one_body, people_of, person_of

MOST_SHOWN = 300
"""Colleagues that the form proposes; all others are found by their whole text as well."""


def colleagues(organisation: Organisation) -> dict[str, int]:
    """Return the people of an organisation by the text that means them: name and employee number, or name and id."""
    bodies = one_body(organisation)
    people = list(people_of(bodies).filter(merged_into=None).order_by("name", "pk"))
    rows = Employment.objects.filter(organisation__in=bodies).exclude(employee_no="")
    numbers = dict(rows.order_by("-pk").values_list("person", "employee_no"))
    return {text_of(one, numbers): one.pk for one in people}


def text_of(person: Person, numbers: Mapping[int, str]) -> str:
    """Return the text that means a person: ``王伟 · 0017``, or ``王伟 · #12`` without an employee number."""
    return " ".join(f"{person.name} · {numbers.get(person.pk) or f'#{person.pk}'}".split())


def myself(user: AbstractBaseUser, organisation: Organisation) -> Inventor:
    """Return the row of whoever begins a disclosure: the person of the register, else the name of the account."""
    person = person_of(user)
    if person is not None:
        texts = {pk: text for text, pk in colleagues(organisation).items()}
        return Inventor(texts.get(person.pk, person.name), person.pk, "100")
    return Inventor(name_of(user), None, "100")


def name_of(user: AbstractBaseUser) -> str:
    """Return what an account is called: its full name, else its login name."""
    full = user.get_full_name() if hasattr(user, "get_full_name") else ""
    return str(full or user.get_username())


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Return the names under which people stand printed, by id."""
    return dict(Person.objects.filter(pk__in=list(people)).values_list("pk", "name"))
