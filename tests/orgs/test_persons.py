"""People: who adds them, whose account is whose, and that two of one name stay two until somebody decides."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Employment, MergeProposal, Organisation, Person, PersonProposal
from mainline.orgs.names import uscc_check_digit
from mainline.orgs.persons import actions, queries
from mainline.register import actions as register
from tests.factories import a_person, a_proposal, a_user, an_organisation

pytestmark = pytest.mark.django_db

ONE, TWO = "0000-0002-1825-0097", "0000-0002-1694-233X"


def only_proposal() -> PersonProposal:
    return PersonProposal.objects.get()


def said(error: pytest.ExceptionInfo[ValidationError], field: str) -> str:
    return " ".join(error.value.message_dict[field])


def test_member_adds_somebody_and_the_audit_knows() -> None:
    own = an_organisation()
    manager = a_user(Role.MANAGER, own)

    person = actions.add_person(
        organisation=own, by=manager, name_zh=" 王  伟 ", name_en="Wang Wei", orcid=f"https://orcid.org/{ONE}",
        employee_no="u1 0004",
    )  # fmt: skip

    assert (person.name, person.name_zh, person.name_en, person.orcid) == ("王 伟", "王 伟", "Wang Wei", ONE)
    assert person.employments.get().employee_no == "U10004"
    assert Entry.objects.get(code="person.made").subject == f"person:{person.pk}"


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.ATTORNEY, Role.VIEWER])
def test_who_keeps_no_people_adds_none_and_nobody_adds_elsewhere(role: Role) -> None:
    own, other = an_organisation(), an_organisation()
    for user, organisation in ((a_user(role, own), own), (a_user(Role.MANAGER, own), other)):
        with pytest.raises(PermissionDenied):
            actions.add_person(organisation=organisation, by=user, name_zh="王伟")
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "name_zh"),
        ({"name_zh": " \x00\n "}, "name_zh"),
        ({"name_en": "x" * 201}, "name_en"),
        ({"name_zh": "王伟", "orcid": "0000-0002-1825-0098"}, "orcid"),
        ({"name_zh": "王伟", "employee_no": "<1>"}, "employee_no"),
    ],
)
def test_what_will_not_do_is_said_by_field(given: dict[str, str], field: str) -> None:
    with pytest.raises(ValidationError) as error:
        actions.add_person(organisation=an_organisation(), by=None, **given)
    assert said(error, field)


def test_key_of_a_colleague_is_refused_by_name_and_of_a_stranger_told_to_nobody() -> None:
    own, other = an_organisation(), an_organisation()
    a_person(own, "王伟", employee_no="E1", orcid=ONE)
    for keys, field in (({"employee_no": "e1"}, "employee_no"), ({"orcid": ONE}, "orcid")):
        with pytest.raises(ValidationError) as error:
            a_person(own, "李娜", **keys)
        assert "王伟" in said(error, field)

    a_person(other, "赵敏", employee_no="E1", orcid=ONE)

    assert only_proposal().reasons[0]["en"] == "same ORCID iD"


def test_two_of_one_name_and_no_key_are_proposed_low_and_stay_two() -> None:
    own = an_organisation()
    one, two = a_person(own, "王伟"), a_person(own, "王伟")
    assert only_proposal().score < 1
    assert not Person.objects.exclude(merged_into=None).exists()

    actions.employ(person=one, organisation=own, employee_no="E1", by=None)
    actions.employ(person=two, organisation=own, employee_no="E2", by=None)

    assert not PersonProposal.objects.exists()


def test_merge_is_one_pointer_and_its_undoing_restores_everything() -> None:
    one, two = (
        a_person(an_organisation(), "王伟", orcid=ONE),
        a_person(an_organisation(), "Wang Wei", orcid=ONE),
    )
    before = list(Person.objects.order_by("pk").values())

    assert actions.decide_proposal(proposal=only_proposal(), accept=True, by=None)
    two.refresh_from_db()
    assert two.merged_into == one
    assert queries.family_of(two) == queries.family_of(one) == [one.pk, two.pk]
    assert actions.undo_proposal(proposal=only_proposal(), by=None)

    assert list(Person.objects.order_by("pk").values()) == before
    assert [entry.code for entry in Entry.objects.order_by("number")][-2:] == [
        "person.merged",
        "person.separated",
    ]


def test_merge_that_would_join_contradicting_keys_by_a_third_is_refused_and_leaves_nothing() -> None:
    own = an_organisation()
    one, two, three = (a_person(own, "王伟") for _ in range(3))
    proposals = {(p.left_id, p.right_id): p for p in PersonProposal.objects.all()}
    actions.employ(person=one, organisation=own, employee_no="E1", by=None)
    actions.employ(person=three, organisation=own, employee_no="E3", by=None)
    actions.decide_proposal(proposal=proposals[one.pk, two.pk], accept=True, by=None)

    late = PersonProposal.objects.create(left=two, right=three, score="0.5000", reasons=[])

    with pytest.raises(ValidationError, match=r"工号不同|different employee numbers"):
        actions.decide_proposal(proposal=late, accept=True, by=None)

    late.refresh_from_db()
    assert late.state == "open"
    assert Person.objects.get(pk=three.pk).merged_into is None


def test_proposal_that_a_merge_makes_impossible_goes_and_comes_back_with_its_undoing() -> None:
    own = an_organisation()
    one, two = a_person(own, "王伟", employee_no="E1"), a_person(own, "王伟")
    three = a_person(own, "王伟", employee_no="E3")
    first = PersonProposal.objects.get(left=one, right=two)
    assert PersonProposal.objects.filter(left=two, right=three, state="open").exists()

    actions.decide_proposal(proposal=first, accept=True, by=None)
    assert not PersonProposal.objects.filter(state="open").exists()

    first.refresh_from_db()
    actions.undo_proposal(proposal=first, by=None)
    open_pairs = PersonProposal.objects.filter(state="open").values_list("left", "right")
    assert set(open_pairs) == {(one.pk, two.pk), (two.pk, three.pk)}


def test_key_that_contradicts_whoever_was_found_to_be_the_same_is_refused() -> None:
    own = an_organisation()
    one, two = a_person(own, "王伟", orcid=ONE), a_person(own, "王伟")
    actions.decide_proposal(proposal=only_proposal(), accept=True, by=None)
    with pytest.raises(ValidationError):
        actions.change_person(person=two, by=None, name_zh="王伟", name_en="", orcid=TWO)
    assert Person.objects.get(pk=two.pk).orcid == ""
    assert actions.change_person(person=two, by=None, name_zh="王伟", name_en="", orcid=ONE).orcid == ONE
    assert one.pk == Person.objects.get(pk=two.pk).merged_into_id


def test_refused_pair_is_not_proposed_again_and_can_be_reopened() -> None:
    own = an_organisation()
    one = a_person(own, "王伟")
    a_person(own, "王伟")
    actions.decide_proposal(proposal=only_proposal(), accept=False, by=None)

    assert actions.propose_for(one) == 0
    assert not actions.decide_proposal(proposal=only_proposal(), accept=True, by=None)
    assert actions.undo_proposal(proposal=only_proposal(), by=None)
    assert not actions.undo_proposal(proposal=only_proposal(), by=None)
    assert only_proposal().state == "open"


def test_name_proposal_becomes_sure_when_a_key_is_learned() -> None:
    left, right = an_organisation(), an_organisation()
    a_person(left, "王伟", orcid=ONE)
    other = a_person(right, "王伟")
    assert not PersonProposal.objects.exists()
    actions.change_person(person=other, by=None, name_zh="王伟", name_en="", orcid=ONE)
    assert only_proposal().score == 1


def test_numbers_of_names_of_one_body_are_compared() -> None:
    one, two = an_organisation(), an_organisation()
    a_person(one, "王伟", employee_no="E1")
    a_person(two, "Wang Wei", employee_no="E1")
    assert not PersonProposal.objects.exists()

    register.decide_proposal(proposal=a_proposal(one, two), accept=True, by=None)

    assert only_proposal().reasons[0]["en"] == "same employee number in one organisation"
    with pytest.raises(ValidationError):
        a_person(two, "李娜", employee_no="E1")


def test_bodies_are_not_merged_while_that_would_give_one_person_two_numbers() -> None:
    one, two = an_organisation(), an_organisation()
    a_person(one, "王伟", employee_no="E1", orcid=ONE)
    a_person(two, "王伟", employee_no="E2", orcid=ONE)
    actions.decide_proposal(proposal=only_proposal(), accept=True, by=None)
    bodies = a_proposal(one, two)

    with pytest.raises(ValidationError):
        register.decide_proposal(proposal=bodies, accept=True, by=None)
    assert MergeProposal.objects.get().state == "open"
    assert not Organisation.objects.exclude(merged_into=None).exists()

    actions.undo_proposal(proposal=only_proposal(), by=None)
    assert register.decide_proposal(proposal=bodies, accept=True, by=None)


def test_proposals_are_for_who_keeps_both_and_offices_decide_what_rests_on_orcid() -> None:
    one, two = an_organisation(), an_organisation()
    a_person(one, "王伟", orcid=ONE)
    a_person(two, "王伟", orcid=ONE)
    manager, officer = a_user(Role.MANAGER, one), a_user(Role.OFFICER)
    proposal = only_proposal()

    assert list(queries.open_proposals(manager)) == []
    with pytest.raises(PermissionDenied):
        actions.decide_proposal(proposal=proposal, accept=True, by=manager)
    assert list(queries.open_proposals(officer)) == [proposal]
    assert actions.decide_proposal(proposal=proposal, accept=True, by=officer)
    assert list(queries.own_people(manager)) == list(Person.objects.all())


def test_officer_decides_nothing_that_rests_on_an_employers_knowledge() -> None:
    own = an_organisation()
    a_person(own, "王伟")
    a_person(own, "王伟")
    officer, manager = a_user(Role.OFFICER), a_user(Role.MANAGER, own)
    assert list(queries.open_proposals(officer)) == []
    assert list(queries.open_proposals(a_user(Role.INVENTOR, own))) == []
    with pytest.raises(PermissionDenied):
        actions.decide_proposal(proposal=only_proposal(), accept=True, by=officer)
    with pytest.raises(PermissionDenied):
        actions.decide_proposal(proposal=only_proposal(), accept=True, by=a_user(Role.INVENTOR, own))
    assert actions.decide_proposal(proposal=only_proposal(), accept=True, by=manager)


def test_people_are_listed_to_colleagues_alone() -> None:
    own, other = an_organisation(), an_organisation()
    person = a_person(own, "王伟")
    assert list(queries.own_people(a_user(Role.VIEWER, own))) == [person]
    for stranger in (a_user(Role.MANAGER, other), AnonymousUser(), a_user()):
        assert not queries.own_people(stranger).exists()


def test_keeper_finds_themselves_by_the_employee_number() -> None:
    own = an_organisation()
    first, second = a_person(own, "王伟", employee_no="E1"), a_person(own, "王伟", employee_no="E2")
    manager = a_user(Role.MANAGER, own)

    me = actions.this_is_me(user=manager, organisation=own, name_zh="王伟", employee_no="e2")

    assert me == second
    assert queries.person_of(manager) == second
    assert Person.objects.get(pk=first.pk).user is None
    assert not PersonProposal.objects.exists()
    with pytest.raises(ValidationError):
        actions.this_is_me(user=manager, organisation=own, name_zh="王伟", employee_no="E1")
    with pytest.raises(ValidationError):
        actions.this_is_me(user=a_user(Role.MANAGER, own), organisation=own, employee_no="E2")


def test_keeper_makes_themselves_a_person_where_the_number_is_nobodys() -> None:
    own = an_organisation()
    manager = a_user(Role.MANAGER, own)
    me = actions.this_is_me(user=manager, organisation=own, name_zh="李娜", employee_no="E9")
    assert (me.user, me.made_by) == (manager, manager)
    with pytest.raises(PermissionDenied):
        actions.this_is_me(user=a_user(Role.MANAGER), organisation=own, name_zh="李娜")


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.ATTORNEY, Role.VIEWER])
@pytest.mark.parametrize("number", ["", "E1", "E9"])
def test_who_keeps_no_people_is_nobody_by_their_own_word(role: Role, number: str) -> None:
    own = an_organisation()
    person, user = a_person(own, "王伟", employee_no="E1"), a_user(role, own)
    with pytest.raises(PermissionDenied):
        actions.connect_account(person=person, user=user, by=user)
    with pytest.raises(PermissionDenied):
        actions.this_is_me(user=user, organisation=own, name_zh="王伟", employee_no=number)
    assert queries.person_of(user) is None
    assert Person.objects.count() == 1


def test_keeper_connects_a_colleague_and_either_takes_it_back() -> None:
    own = an_organisation()
    person, inventor, manager = a_person(own, "王伟"), a_user(Role.INVENTOR, own), a_user(Role.MANAGER, own)
    actions.connect_account(person=person, user=inventor, by=manager)
    assert queries.person_of(inventor) == person
    person.refresh_from_db()
    assert actions.disconnect_account(person=person, by=inventor)
    person.refresh_from_db()
    assert not actions.disconnect_account(person=person, by=manager)
    with pytest.raises(ValidationError):
        actions.connect_account(person=person, user=a_user(Role.INVENTOR), by=manager)
    with pytest.raises(PermissionDenied):
        actions.connect_account(person=person, user=inventor, by=a_user(Role.MANAGER))


def test_one_person_has_one_number_in_one_body_and_may_work_at_two() -> None:
    one, two = an_organisation(), an_organisation()
    person = a_person(one, "王伟", employee_no="E1")
    actions.employ(person=person, organisation=one, employee_no="E7", since=dt.date(2019, 3, 1), by=None)
    actions.employ(person=person, organisation=two, employee_no="E1", by=None)
    jobs: Any = Employment.objects.order_by("pk").values_list("organisation", "employee_no")
    assert list(jobs) == [(one.pk, "E7"), (two.pk, "E1")]
    with pytest.raises(ValidationError):
        actions.employ(
            person=person, organisation=one, since=dt.date(2020, 1, 2), until=dt.date(2020, 1, 1), by=None
        )


def test_person_added_by_mistake_is_removed_and_one_that_things_rest_on_is_not() -> None:
    own = an_organisation()
    one, two = a_person(own, "王伟"), a_person(own, "王伟")
    actions.decide_proposal(proposal=only_proposal(), accept=True, by=None)
    with pytest.raises(ValidationError):
        actions.remove_person(person=two, by=None)
    actions.undo_proposal(proposal=only_proposal(), by=None)
    with pytest.raises(PermissionDenied):
        actions.remove_person(person=two, by=a_user(Role.MANAGER))

    actions.remove_person(person=two, by=a_user(Role.MANAGER, own))

    assert list(Person.objects.all()) == [one]
    assert Entry.objects.filter(code="person.removed").exists()


def test_bodies_of_different_valid_codes_are_not_merged_even_by_a_third_name() -> None:
    one = an_organisation(uscc="91350100M000100Y43")
    two = an_organisation(uscc="91350100M000100Y44")
    three = an_organisation(uscc="91230100MA0000000" + uscc_check_digit("91230100MA0000000"))
    register.decide_proposal(proposal=a_proposal(one, two), accept=True, by=None)
    last = a_proposal(two, three)

    with pytest.raises(ValidationError, match="91350100M000100Y43"):
        register.decide_proposal(proposal=last, accept=True, by=None)

    last.refresh_from_db()
    assert last.state == "open"
    assert Organisation.objects.get(pk=three.pk).merged_into is None
