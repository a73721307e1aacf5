"""Organisations entered and described by who runs the platform."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from mainline.administration.actions import About, describe_organisation, make_organisation, of_same_code
from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.search import region
from tests.administration.conftest import a_boss
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.django_db

CODE = "91350211M000100Y46"


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def test_organisation_is_entered_under_its_own_name_and_recorded() -> None:
    boss = a_boss()
    made = make_organisation(
        name="  南山 种业 ",
        about=About("enterprise", "南山种业", "Nanshan Seed", "cn", "", CODE.lower()),
        by=boss,
    )
    assert (made.name, made.country, made.uscc) == ("南山 种业", "CN", CODE)
    [entry] = Entry.objects.filter(code="organisation.made")
    assert (entry.by, entry.subject) == (boss, f"organisation:{made.pk}")


@pytest.mark.parametrize(
    ("name", "about", "field"),
    [
        ("", About("bank"), "name"),
        (" \0 ", About("bank"), "name"),
        ("…", About("bank"), "name"),
        ("a" * 501, About("bank"), "name"),
        ("南山银行", About("bank"), "name"),
        ("新银行", About("nothing"), "kind"),
        ("新银行", About("bank", country="C1"), "country"),
        ("新银行", About("bank", place="999"), "place"),
        ("新银行", About("bank", uscc=CODE[:-1] + "0"), "uscc"),
        ("新银行", About("bank", uscc="123"), "uscc"),
        ("新银行", About("bank", name_en="a" * 501), "name_en"),
    ],
)
def test_what_will_not_do_is_told_by_field(name: str, about: About, field: str) -> None:
    make_organisation(name="南山银行", about=About("bank"), by=None)
    with pytest.raises(ValidationError) as caught:
        make_organisation(name=name, about=about, by=None)
    assert list(caught.value.message_dict) == [field]
    assert Organisation.objects.count() == 1


def test_wrong_check_character_of_a_credit_code_names_the_right_one() -> None:
    with pytest.raises(ValidationError, match="is 6"):
        make_organisation(name="新银行", about=About("bank", uscc=CODE[:-1] + "0"), by=None)


def test_what_an_organisation_is_can_be_changed_but_not_its_printed_name() -> None:
    boss, organisation = a_boss(), an_organisation("北川大学", kind="unknown")
    place = region().divisions[0].code

    torn = describe_organisation(
        organisation=organisation,
        about=About("university", "北川大学", "Beichuan University", "CN", place, CODE),
        by=boss,
    )

    assert torn == []
    assert (organisation.kind, organisation.name, organisation.place) == ("university", "北川大学", place)
    assert organisation.name_en == "Beichuan University"
    assert set(Entry.objects.values_list("code", flat=True)) == {"organisation.changed"}


def test_members_whose_role_another_kind_does_not_give_are_named() -> None:
    organisation = an_organisation(kind="office")
    officer = a_user(Role.OFFICER, organisation)
    [torn] = describe_organisation(organisation=organisation, about=About("bank"), by=a_boss())
    assert torn.user == officer


def test_nothing_changed_records_nothing() -> None:
    organisation = an_organisation("北川大学")
    describe_organisation(
        organisation=organisation, about=About(organisation.kind, name_zh=organisation.name_zh), by=None
    )
    assert not Entry.objects.exists()


def test_only_administrators_of_the_platform_write() -> None:
    organisation = an_organisation()
    for user in (a_user(), a_user(Role.ADMIN, organisation), a_user(Role.OFFICER)):
        with pytest.raises(PermissionDenied):
            make_organisation(name="新银行", about=About("bank"), by=user)
        with pytest.raises(PermissionDenied):
            describe_organisation(organisation=organisation, about=About("office"), by=user)


def test_another_organisation_of_the_same_code_is_found() -> None:
    one, two = an_organisation(uscc=CODE), an_organisation(uscc=CODE)
    assert of_same_code(one) == two
    two.merged_into = one
    two.save()
    assert of_same_code(one) is None
    assert of_same_code(an_organisation()) is None
