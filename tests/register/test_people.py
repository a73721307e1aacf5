"""Who printed names are: said by who keeps the people, kept through every new reading, and never against a key."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.audit.models import Entry
from mainline.offices.record import Party as PrintedParty
from mainline.offices.record import PartyRole, Record
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation, Person, PersonProposal
from mainline.orgs.persons import actions as persons
from mainline.register import actions as register
from mainline.register.models import Party, PersonLink, Right, Share
from mainline.register.people import queries
from mainline.register.people.access import is_known_to, visible_person
from mainline.register.people.actions import (
    decide_proposal,
    link_parties,
    link_party,
    take_printed,
    unlink_party,
)
from mainline.register.people.links import Said, places
from tests.factories import DAY, a_person, a_user, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db

ONE, TWO = "0000-0002-1825-0097", "0000-0002-1694-233X"


def invented(
    *names: str, number: int = 0, keys: Iterable[str] = (), language: str = "zh", day: int = 23
) -> Record:
    """A publication of the university's with these inventors; a later ``day`` is a newer source of the same right."""
    printed = list(keys) + [""] * len(names)
    inventors = tuple(
        PrintedParty(
            PartyRole.INVENTOR, name, language, is_person=True, identifier=printed[nth], sequence=nth + 1
        )
        for nth, name in enumerate(names)
    )
    record = publication(
        application=f"2017106018{number:02d}.3", number=f"1076543{number:02d}", on=f"2018-01-{day}"
    )
    return replace(record, parties=(record.parties[0], *inventors))


def university() -> Organisation:
    return Organisation.objects.get(name="北川大学")


def party(name: str = "王伟", right: int | None = None, nth: int = 0) -> Party:
    rows = Party.objects.filter(role="inventor", name=name)
    return (rows.filter(right=right) if right else rows).order_by("right", "sequence", "pk")[nth]


def links() -> list[tuple[Any, ...]]:
    return list(PersonLink.objects.order_by("pk").values_list("right", "role", "name", "place", "person"))


def linked() -> list[tuple[Any, ...]]:
    rows = Party.objects.filter(role="inventor").order_by("right", "sequence", "name")
    return list(rows.values_list("right", "name", "sequence", "person"))


def refold() -> None:
    register.refold_all(on=DAY)


def test_link_is_made_by_who_keeps_the_person_and_the_right_and_the_audit_knows() -> None:
    enter(invented("王伟"))
    person, manager = a_person(university()), a_user(Role.MANAGER, university())

    link_party(party=party(), person=person, by=manager)

    assert party().person == person
    entry = Entry.objects.get(code="person.linked")
    assert (entry.by, entry.data["party"], entry.data["person"]) == (manager, "王伟", person.pk)
    assert unlink_party(party=party(), by=manager)
    assert party().person is None
    assert not unlink_party(party=party(), by=manager)
    assert links() == []


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.VIEWER, Role.ATTORNEY])
def test_colleague_without_the_role_says_nothing(role: Role) -> None:
    enter(invented("王伟"))
    person = a_person(university())
    with pytest.raises(PermissionDenied):
        link_party(party=party(), person=person, by=a_user(role, university()))


def test_nobody_names_the_inventors_of_others_or_takes_their_people() -> None:
    enter(invented("王伟"))
    rival = an_organisation("南山公司", "enterprise")
    manager, own = a_user(Role.MANAGER, rival), a_person(rival)
    with pytest.raises(PermissionDenied):
        link_party(party=party(), person=own, by=manager)
    with pytest.raises(PermissionDenied):
        link_party(party=party(), person=own, by=a_user(Role.MANAGER, university()))
    Share.objects.create(
        right=Right.objects.get(), organisation=rival, shared_at=timezone.now(), is_named=True
    )
    with pytest.raises(PermissionDenied):
        link_party(party=party(), person=own, by=manager)


def test_applicant_is_no_name_to_link() -> None:
    enter(invented("王伟"))
    with pytest.raises(PermissionDenied):
        link_party(party=Party.objects.get(role="applicant"), person=a_person(university()), by=None)


@pytest.mark.parametrize(
    ("printed", "keys"),
    [
        (f"orcid:{TWO}", {"orcid": ONE}),
        ("employee:E2", {"employee_no": "E1"}),
    ],
)
def test_printed_key_of_another_is_never_linked(printed: str, keys: dict[str, str]) -> None:
    enter(invented("王伟", keys=[printed]))
    person = a_person(university(), **keys)
    with pytest.raises(ValidationError):
        link_party(party=party(), person=person, by=None)
    assert links() == []
    assert queries.names_on(a_user(Role.MANAGER, university()), Right.objects.get())[0].candidates == []


def test_two_of_one_name_on_one_right_are_two() -> None:
    enter(invented("王伟", "王伟"))
    one, two = a_person(university(), employee_no="E1"), a_person(university(), employee_no="E2")
    link_party(party=party(nth=0), person=one, by=None)
    with pytest.raises(ValidationError):
        link_party(party=party(nth=1), person=one, by=None)
    with pytest.raises(ValidationError):
        link_parties(parties=[party(nth=0), party(nth=1)], person=two, by=None)

    link_party(party=party(nth=1), person=two, by=None)
    refold()

    assert [party(nth=nth).person for nth in (0, 1)] == [one, two]


def test_inventor_printed_in_two_languages_is_one_person() -> None:
    record = invented("王伟")
    romanised = PrintedParty(PartyRole.INVENTOR, "WANG, Wei", "en", is_person=True, sequence=1)
    enter(replace(record, parties=(*record.parties, romanised)))
    person = a_person(university(), name_en="Wang Wei")
    assert link_parties(parties=[party(), party("WANG, Wei")], person=person, by=None) == 2


def test_links_hold_when_rights_are_folded_anew_and_imported_again() -> None:
    enter(invented("王伟", "李娜"))
    person = a_person(university())
    link_party(party=party(), person=person, by=None)
    before = linked()

    refold()
    assert linked() == before
    enter(invented("李娜", "王伟", day=24))
    assert party().person == person
    assert party("李娜").person is None


def test_link_rests_while_another_spelling_is_printed_and_comes_back_with_the_name() -> None:
    enter(invented("王伟"))
    person = a_person(university())
    link_party(party=party(), person=person, by=None)

    enter(invented("WANG, Wei", language="en", day=24))
    assert party("WANG, Wei").person is None
    assert len(links()) == 1
    enter(invented("王伟", day=25))

    assert party().person == person


def test_namesake_that_is_printed_no_more_leaves_nobody_to_guess() -> None:
    enter(invented("王伟", "王伟"))
    one, two = a_person(university(), employee_no="E1"), a_person(university(), employee_no="E2")
    link_party(party=party(nth=0), person=one, by=None)
    link_party(party=party(nth=1), person=two, by=None)
    enter(invented("王伟", day=24))
    assert party().person is None


def test_printed_key_finds_its_namesake_whatever_the_order() -> None:
    enter(invented("王伟", "王伟", keys=["employee:E1", "employee:E2"]))
    one, two = a_person(university(), employee_no="E1"), a_person(university(), employee_no="E2")
    link_party(party=party(nth=0), person=one, by=None)
    link_party(party=party(nth=1), person=two, by=None)
    enter(invented("王伟", "王伟", keys=["employee:E2", "employee:E1"], day=24))
    assert [party(nth=nth).person for nth in (0, 1)] == [two, one]


def test_links_move_with_a_right_that_is_found_to_be_another() -> None:
    first, second = enter(invented("王伟", number=1), invented("王伟", number=2))
    person = a_person(university())
    link_party(party=party(right=second.pk), person=person, by=None)
    both = invented("王伟", number=1, day=25)
    other = replace(both, numbers=(*both.numbers, invented(number=2).numbers[1]))
    enter(other)
    first.refresh_from_db()
    assert Right.objects.filter(merged_into=None).get() == first
    assert party(right=first.pk).person == person


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.builds(Said, st.integers(1, 4), st.sampled_from(["", "a", "b"]), st.integers(1, 3)), max_size=4,
             unique_by=lambda one: one.place),
    st.lists(st.sampled_from(["", "a", "b", "c"]), max_size=4),
)  # fmt: skip
def test_places_give_each_name_one_person_and_never_by_another_key(said: list[Said], keys: list[str]) -> None:
    found = places(said, keys)
    assert set(found) <= set(range(len(keys)))
    for nth, person in found.items():
        assert person in {one.person for one in said}
        own = [one for one in said if one.identifier and one.identifier == keys[nth]]
        if own and keys.count(keys[nth]) == 1:
            assert person in {one.person for one in own}
    if [one.place for one in sorted(said, key=lambda one: one.place)] == list(
        range(1, len(keys) + 1)
    ) and not any(keys):
        assert [found[nth] for nth in range(len(keys))] == [
            one.person for one in sorted(said, key=lambda one: one.place)
        ]


def test_candidates_come_with_reasons_surest_first_and_warn_of_namesakes() -> None:
    enter(invented("王伟", "李娜", number=1), invented("王伟", "李娜", number=2))
    first, second = Right.objects.order_by("pk")
    one, two = a_person(university(), employee_no="E1"), a_person(university(), employee_no="E2")
    lina = a_person(university(), "李娜")
    link_party(party=party(right=first.pk), person=two, by=None)
    link_party(party=party("李娜", first.pk), person=lina, by=None)
    link_party(party=party("李娜", second.pk), person=lina, by=None)

    name = queries.names_on(a_user(Role.MANAGER, university()), second)[0]

    assert [person for _candidate, person in name.candidates] == [two, one]
    reasons = [reason[1] for reason in name.candidates[0][0].reasons]
    assert reasons[:3] == [
        "same name",
        "their organisation holds or applied for it",
        "co-inventors in common",
    ]
    assert "look closely" in reasons[3]
    assert queries.names_on(AnonymousUser(), second)[0].candidates == ()


def test_names_waiting_are_shown_before_they_are_linked_together() -> None:
    enter(*(invented("王伟", number=number) for number in range(3)), invented("王威", number=4))
    person, manager = a_person(university()), a_user(Role.MANAGER, university())
    a_person(university(), employee_no="E2")

    waiting = queries.names_waiting(manager, person)
    assert len(waiting.names) == 3
    assert len(waiting.namesakes) == 1
    assert link_parties(parties=[row for row, _why in waiting.names], person=person, by=manager) == 3

    assert queries.rights_of_person(AnonymousUser(), person).count() == 3
    assert queries.names_waiting(manager, person).names == []
    assert Entry.objects.get(code="person.linked").data["names"] == 3


def test_printed_keys_make_people_and_a_name_alone_makes_nobody() -> None:
    enter(
        invented("王伟", "李娜", number=1, keys=["employee:E1", ""]),
        invented("王伟", number=2, keys=["employee:E1"]),
        invented("Wang Wei", number=3, keys=[f"orcid:{ONE}"]),
        invented("赵敏", number=4, keys=["employee:E1;"]),
    )
    manager = a_user(Role.MANAGER, university())

    taken = take_printed(organisation=university(), by=manager)

    assert (taken.made, taken.linked) == (2, 3)
    assert sorted(Person.objects.values_list("name", "orcid")) == [("Wang Wei", ONE), ("王伟", "")]
    again = take_printed(organisation=university(), by=manager)
    assert (again.made, again.linked) == (0, 0)


def test_one_bad_key_does_not_hold_the_others_back() -> None:
    enter(
        invented("王伟", "李娜", number=1, keys=["employee:E1", "employee:E1"]),
        invented("赵敏", number=2, keys=["employee:E2"]),
    )
    taken = take_printed(organisation=university(), by=None)
    assert (taken.made, taken.linked, taken.refused) == (1, 1, 1)
    assert Person.objects.get().name == "赵敏"


def test_printed_key_on_a_right_of_two_bodies_makes_nobody() -> None:
    enter(invented("王伟", keys=["employee:E1"]))
    Party.objects.create(
        right=Right.objects.get(), role="applicant", name="别的", organisation=an_organisation()
    )
    assert take_printed(organisation=university(), by=None).made == 0


def test_visitor_knows_of_a_person_what_visible_rights_print() -> None:
    enter(invented("王伟", "李娜", number=1), invented("WANG, Wei", number=2))
    person = a_person(university(), name_en="Wang Wei", employee_no="E1", orcid=ONE)
    visitor = AnonymousUser()
    assert visible_person(visitor, person.pk) is None
    for name in ("王伟", "WANG, Wei"):
        link_party(party=party(name), person=person, by=None)

    page = queries.person_page(visitor, person.pk)

    assert page is not None
    assert {page.name, *page.other_names} == {"王伟", "WANG, Wei"}
    assert (page.orcid, page.employments, page.account, page.is_known) == ("", [], "", False)
    assert [(one.name, one.rights) for one in page.companions] == [("李娜", 1)]
    assert not queries.people(visitor).exists()


def test_person_named_on_secret_rights_alone_is_nobody_to_others() -> None:
    enter(invented("王伟"))
    person = a_person(university())
    link_party(party=party(), person=person, by=None)
    Right.objects.update(confidentiality="holder")
    for stranger in (AnonymousUser(), a_user(Role.MANAGER)):
        assert queries.person_page(stranger, person.pk) is None
        assert not queries.rights_of_person(stranger, person).exists()
    assert queries.person_page(a_user(Role.VIEWER, university()), person.pk) is not None


def test_employee_number_is_shown_where_it_is_given_alone() -> None:
    enter(invented("王伟"))
    other = an_organisation()
    person = a_person(university(), employee_no="E1")
    persons.employ(person=person, organisation=other, employee_no="X7", by=None)
    page = queries.person_page(a_user(Role.VIEWER, other), person.pk)
    assert page is not None
    assert sorted(number for _job, number in page.employments) == ["", "X7"]


def test_merged_rows_are_one_page_with_the_rights_of_both() -> None:
    enter(invented("王伟", number=1), invented("王伟", number=2))
    first, second = Right.objects.order_by("pk")
    one, two = a_person(university(), orcid=ONE), a_person(an_organisation(), orcid=ONE)
    link_party(party=party(right=first.pk), person=one, by=None)
    link_party(party=party(right=second.pk), person=two, by=None)
    before = (links(), linked())

    persons.decide_proposal(proposal=PersonProposal.objects.get(), accept=True, by=None)
    assert visible_person(AnonymousUser(), two.pk) == one
    assert queries.rights_of_person(AnonymousUser(), one).count() == 2
    persons.undo_proposal(proposal=PersonProposal.objects.get(), by=None)

    assert (links(), linked()) == before
    assert list(queries.rights_of_person(AnonymousUser(), one)) == [first]


def test_who_stand_side_by_side_on_a_right_are_not_found_to_be_one() -> None:
    enter(invented("王伟", "王伟"))
    one, two = a_person(university()), a_person(university())
    link_party(party=party(nth=0), person=one, by=None)
    link_party(party=party(nth=1), person=two, by=None)
    with pytest.raises(ValidationError, match="CN"):
        decide_proposal(proposal=PersonProposal.objects.get(), accept=True, by=None)
    assert not Person.objects.exclude(merged_into=None).exists()
    assert decide_proposal(proposal=PersonProposal.objects.get(), accept=False, by=None)


def test_my_rights_are_those_that_name_me_and_that_i_may_know_of() -> None:
    enter(invented("王伟", number=1), invented("王伟", number=2))
    inventor = a_user(Role.INVENTOR)
    me = a_person(university())
    assert not queries.my_person_rights(inventor).exists()
    Person.objects.filter(pk=me.pk).update(user=inventor)
    link_parties(parties=Party.objects.filter(role="inventor"), person=me, by=None)
    Right.objects.filter(pk=Right.objects.order_by("pk")[0].pk).update(confidentiality="holder")
    assert queries.my_person_rights(inventor).count() == 1
    assert is_known_to(inventor, me)
