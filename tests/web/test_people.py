"""The pages of people: what each reader is shown, and what the forms do with what people type."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import Person, PersonProposal
from mainline.orgs.persons import actions as persons
from mainline.register.models import Party, PersonLink, Right
from mainline.register.people.actions import link_party
from tests.factories import a_person, a_user, an_organisation, enter
from tests.register.test_people import ONE, invented, party, university
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def keeper(client: Client, role: Role = Role.MANAGER) -> Client:
    client.force_login(a_user(role, university()))
    return client


def test_people_are_listed_with_their_numbers_to_colleagues_and_to_nobody_else(en: Client) -> None:
    enter(invented("王伟"))
    person = a_person(university(), name_en="Wang Wei", employee_no="E77")
    link_party(party=party(), person=person, by=None)
    assert en.get("/people/").headers["Location"].startswith("/login/")
    en.force_login(a_user(Role.MANAGER))
    assert "E77" not in text(en, "/people/")

    shown = text(keeper(en, Role.INVENTOR), "/people/")

    assert "E77" in shown
    assert "Wang Wei" in shown
    assert 'href="/people/add/"' not in shown
    assert "E77" in text(en, "/people/?number=e77")
    assert "E77" not in text(en, "/people/?key=none")
    assert b"E77" in b"".join(en.get("/people/export/csv/").streaming_content)


def test_page_tells_a_visitor_what_rights_print_and_a_colleague_more(en: Client) -> None:
    enter(invented("王伟", "李娜"))
    person = a_person(university(), employee_no="E77", orcid=ONE)
    path = f"/people/{person.pk}/"
    assert en.get(path).status_code == 404
    link_party(party=party(), person=person, by=None)

    visitor = text(en, path)
    colleague = text(keeper(en), path)

    assert "王伟" in visitor
    assert "李娜" in visitor
    assert "一种大豆收获机" in visitor
    for secret in ("E77", ONE, "Works at", "Names and keys"):
        assert secret not in visitor
        assert secret in colleague
    assert "The main line of all" in visitor
    assert "<html" not in en.get(f"{path}line/", headers={"HX-Target": "line"}).content.decode()
    assert '<li class="link-creation"' in text(en, f"{path}line/?link=creation&page=x")
    assert '<li class="link-creation"' not in text(en, f"{path}line/?link=service")
    assert en.get(f"{path}export/csv/").status_code == 200
    assert en.get(f"{path}export/docx/").status_code == 404
    assert en.get(f"/people/{'9' * 25}/").status_code == 404


def test_page_of_a_merged_person_leads_to_who_stands_for_them(en: Client) -> None:
    one, two = a_person(an_organisation(), orcid=ONE), a_person(an_organisation(), orcid=ONE)
    persons.decide_proposal(proposal=PersonProposal.objects.get(), accept=True, by=None)
    en.force_login(a_user(Role.VIEWER, two.employments.get().organisation))
    assert en.get(f"/people/{two.pk}/").headers["Location"] == f"/people/{one.pk}/"


def test_inventor_on_a_right_leads_to_the_person(en: Client) -> None:
    (right,) = enter(invented("王伟"))
    person = a_person(university())
    link_party(party=party(), person=person, by=None)
    assert f'href="/people/{person.pk}/"' in text(en, f"/rights/{right.pk}/")
    assert f"/rights/{right.pk}/people/" not in text(en, f"/rights/{right.pk}/")
    assert f"/rights/{right.pk}/people/" in text(keeper(en), f"/rights/{right.pk}/")


def test_my_day_shows_an_inventor_their_own_inventions(en: Client) -> None:
    (right,) = enter(invented("王伟", "李娜"))
    user = a_user(Role.INVENTOR, university())
    person = a_person(university(), user=user)
    en.force_login(user)
    before = text(en, "/my-day/")
    link_party(party=party(), person=person, by=None)

    shown = text(en, "/my-day/")

    assert "No right that names you yet." in before
    assert f'href="/people/{person.pk}/">My inventions</a> <span class="n">1</span>' in shown
    assert f'href="/rights/{right.pk}/"' in shown


def test_my_day_asks_an_inventor_whom_nobody_named_who_they_are(en: Client) -> None:
    enter(invented("王伟"))
    en.force_login(a_user(Role.INVENTOR, university()))
    assert 'href="/people/me/"' in text(en, "/my-day/")
    en.force_login(a_user(Role.VIEWER, university()))
    assert "My inventions" not in text(en, "/my-day/")


def test_person_is_added_and_what_is_wrong_is_said_at_its_field(en: Client) -> None:
    enter(invented("王伟"))
    keeper(en)
    given = {"name_zh": "王伟", "organisation": university().pk, "employee_no": "E1", "orcid": ONE[:-1] + "8"}

    wrong = en.post("/people/add/", given).content.decode()
    assert "should be 7" in wrong
    assert not Person.objects.exists()
    done = en.post("/people/add/", given | {"orcid": ONE})

    person = Person.objects.get()
    assert done.headers["Location"] == f"/people/{person.pk}/"
    assert (
        "has this employee number already"
        in en.post("/people/add/", given | {"orcid": "", "name_zh": "李娜"}).content.decode()
    )
    elsewhere = en.post("/people/add/", given | {"organisation": an_organisation().pk})
    assert elsewhere.status_code == 200
    assert Person.objects.count() == 1


def test_person_is_added_from_a_printed_name_and_linked(en: Client) -> None:
    (right,) = enter(invented("王伟"))
    keeper(en)
    assert 'value="王伟"' in text(en, f"/people/add/?name=王伟&party={party().pk}")
    done = en.post(
        f"/people/add/?name=王伟&party={party().pk}",
        {"name_zh": "王伟", "organisation": university().pk},
    )
    assert done.headers["Location"] == f"/rights/{right.pk}/people/"
    assert party().person == Person.objects.get()


@pytest.mark.parametrize("role", [Role.INVENTOR, Role.VIEWER])
def test_nobody_becomes_a_colleague_by_typing_the_number_that_all_read(en: Client, role: Role) -> None:
    enter(invented("王伟"))
    person = a_person(university(), employee_no="E1")
    manager = a_user(Role.MANAGER, university())
    keeper(en, role)
    assert "E1" in text(en, "/people/")

    asked = text(en, "/people/me/")
    given = {"name_zh": "王伟", "employee_no": "E1", "organisation": university().pk}
    refused = [
        en.post("/people/me/", given),
        en.post(f"/people/{person.pk}/account/", {"employee_no": "E1"}),
        en.post(f"/people/{person.pk}/account/", {"username": "nobody-at-all"}),
    ]

    assert manager.username in asked
    assert 'name="employee_no"' not in asked + text(en, f"/people/{person.pk}/")
    assert [answer.status_code for answer in refused] == [403, 403, 403]
    person.refresh_from_db()
    assert person.user is None
    assert Person.objects.count() == 1


def test_keeper_chooses_among_colleagues_who_are_nobody_yet(en: Client) -> None:
    enter(invented("王伟"))
    person, taken = a_person(university()), a_user(Role.VIEWER, university())
    a_person(university(), "李娜", user=taken)
    waiting, stranger = a_user(Role.INVENTOR, university()), a_user(Role.INVENTOR)

    shown = text(keeper(en), f"/people/{person.pk}/")

    assert f'value="{waiting.username}"' in shown
    assert f'value="{taken.username}"' not in shown
    assert f'value="{stranger.username}"' not in shown


def test_decided_pair_stands_as_each_was_and_an_impossible_one_says_why(en: Client) -> None:
    enter(invented("王伟"))
    one = a_person(university(), employee_no="E1")
    two = a_person(university(), name_en="Wang Wei")
    persons.decide_proposal(proposal=PersonProposal.objects.get(), accept=True, by=None)
    three = a_person(university(), employee_no="E3")
    PersonProposal.objects.filter(state="open").delete()
    PersonProposal.objects.create(
        left=two, right=three, score="0.5000", reasons=[{"zh": "x", "en": "no key"}]
    )

    waiting, decided = text(keeper(en), "/people/proposals/").split("Decided last")

    assert "can't be one person: different employee numbers in one organisation" in waiting.replace(
        "&#x27;", "'"
    )
    assert "They are one person" not in waiting
    assert "no key" not in waiting
    assert (waiting.count("E1"), waiting.count("E3")) == (1, 1)
    assert decided.count("E1") == 1
    assert one.pk < two.pk


def test_keeper_says_who_they_are_by_their_number(en: Client) -> None:
    enter(invented("王伟"))
    person = a_person(university(), employee_no="E1")
    keeper(en)
    assert "Who am I?" in text(en, "/people/me/")

    done = en.post("/people/me/", {"name_zh": "王伟", "employee_no": "E1", "organisation": university().pk})

    assert done.headers["Location"] == f"/people/{person.pk}/"
    assert "This is me" in text(en, f"/people/{person.pk}/")
    assert en.get("/people/me/").headers["Location"] == f"/people/{person.pk}/"
    en.post(f"/people/{person.pk}/account/", {"act": "disconnect"})
    person.refresh_from_db()
    assert person.user is None


def test_account_of_no_organisation_is_nobody_here(en: Client) -> None:
    en.force_login(a_user())
    assert en.get("/people/me/").status_code == 404
    assert "Nobody is known here yet" in text(en, "/people/")


def test_keeper_changes_names_work_and_account_and_removes(en: Client) -> None:
    enter(invented("王伟"))
    person, user = a_person(university()), a_user(Role.INVENTOR, university())
    keeper(en)
    path = f"/people/{person.pk}/"

    en.post(f"{path}change/", {"name_zh": "王威", "name_en": "Wang Wei", "orcid": ONE})
    en.post(
        f"{path}employment/", {"organisation": university().pk, "employee_no": "E5", "since": "2020-01-02"}
    )
    assert (
        "before the first"
        in en.post(
            f"{path}employment/",
            {"organisation": university().pk, "since": "2020-01-02", "until": "2019-01-01"},
        ).content.decode()
    )
    en.post(f"{path}account/", {"username": user.username})

    person.refresh_from_db()
    assert (person.name_zh, person.orcid, person.user) == ("王威", ONE, user)
    assert person.employments.get().employee_no == "E5"
    assert (
        "There is no account" in en.post(f"{path}account/", {"username": "x"}, follow=True).content.decode()
    )
    assert "Take these links back first" in en.post(f"{path}remove/", follow=True).content.decode()
    en.post(f"{path}account/", {"act": "disconnect"})
    assert en.post(f"{path}remove/").headers["Location"] == "/people/"
    assert not Person.objects.exists()


@pytest.mark.parametrize("page", ["change/", "employment/", "names/"])
def test_people_of_others_can_not_be_kept(en: Client, page: str) -> None:
    enter(invented("王伟"))
    person = a_person(university())
    link_party(party=party(), person=person, by=None)
    en.force_login(a_user(Role.MANAGER))
    assert en.get(f"/people/{person.pk}/{page}").status_code == 404
    assert en.post(f"/people/{person.pk}/remove/").status_code == 404
    keeper(en, Role.INVENTOR)
    assert en.get(f"/people/{person.pk}/{page}").status_code == 403


def test_names_of_a_right_are_linked_and_taken_back_with_reasons(en: Client) -> None:
    (right,) = enter(invented("王伟", "李娜"))
    one, two = a_person(university(), employee_no="E1"), a_person(university(), employee_no="E2")
    keeper(en)
    path = f"/rights/{right.pk}/people/"
    shown = text(en, path)
    assert "E1" in shown
    assert "look closely" in shown

    en.post(path, {"party": party().pk, "person": two.pk})
    assert party().person == two
    en.post(path, {"party": party().pk, "act": "unlink"})
    assert party().person is None
    assert "E1" in text(en, f"{path}?q=e1")
    for wrong in (
        {"party": "x"},
        {"party": party().pk, "person": "x"},
        {"party": party().pk, "person": "9" * 30},
    ):
        assert 'class="alert' in en.post(path, wrong, follow=True).content.decode()
    assert not PersonLink.objects.exists()
    assert one != two


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMIN])
def test_names_of_others_rights_are_not_there(en: Client, role: Role) -> None:
    (right,) = enter(invented("王伟"))
    en.force_login(a_user(role))
    assert en.get(f"/rights/{right.pk}/people/").status_code == 404
    assert en.get(f"/rights/{'9' * 25}/people/").status_code == 404


def test_names_that_wait_are_marked_by_hand_and_linked_at_once(en: Client) -> None:
    enter(*(invented("王伟", number=number) for number in range(3)))
    person = a_person(university())
    a_person(university(), employee_no="E2")
    keeper(en)
    shown = text(en, f"/people/{person.pk}/names/")
    assert " checked" not in shown
    assert "have the same name" in shown
    assert "E2" in shown

    ids = [row.pk for row in Party.objects.filter(role="inventor")[:2]]
    done = en.post(f"/people/{person.pk}/names/", {"pk": [*ids, "x", "9" * 30]})

    assert done.headers["Location"] == f"/people/{person.pk}/"
    assert PersonLink.objects.count() == 2
    applicant = Party.objects.filter(role="applicant").first()
    assert applicant is not None
    en.post(f"/people/{person.pk}/names/", {"pk": [applicant.pk]})
    assert PersonLink.objects.count() == 2


def test_printed_keys_are_shown_and_taken_over(en: Client) -> None:
    enter(invented("王伟", keys=["employee:E1"]))
    keeper(en)
    assert "E1" in text(en, "/people/printed/")
    en.post("/people/printed/", {"organisation": university().pk})
    assert party().person == Person.objects.get(name="王伟")
    assert "No source prints a key" in text(en, "/people/printed/")
    en.post("/people/printed/", {"organisation": "x"})


def test_proposals_are_decided_one_by_one_and_taken_back(en: Client) -> None:
    enter(invented("王伟"))
    one, two = a_person(university()), a_person(university())
    proposal = PersonProposal.objects.get()
    keeper(en)
    assert "no key tells them apart" in text(en, "/people/proposals/")

    en.post(
        f"/people/proposals/{proposal.pk}/decide/", {"answer": "accept", "next": "https://elsewhere.example/"}
    )
    two.refresh_from_db()
    assert two.merged_into == one
    assert "Taken for the same person" in text(en, "/people/proposals/")
    en.post(f"/people/proposals/{proposal.pk}/undo/")
    two.refresh_from_db()
    assert two.merged_into is None
    en.force_login(a_user(Role.MANAGER))
    assert en.post(f"/people/proposals/{proposal.pk}/decide/", {"answer": "accept"}).status_code == 404
    assert en.post(f"/people/proposals/{'9' * 25}/undo/").status_code == 404
    keeper(en, Role.INVENTOR)
    assert en.get("/people/proposals/").status_code == 403


def test_decision_against_a_key_is_refused_in_a_sentence(en: Client) -> None:
    enter(invented("王伟"))
    one, two = a_person(university()), a_person(university())
    proposal = PersonProposal.objects.get()
    link_party(party=party(), person=one, by=None)
    row = party()
    other = Party.objects.create(
        right=Right.objects.get(), role="inventor", name="王伟", language="zh", sequence=2
    )
    PersonLink.objects.create(
        right=row.right, role="inventor", name="王伟", place=2, person=two, linked_at=one.made_at
    )
    Party.objects.filter(pk=other.pk).update(person=two)
    keeper(en)
    answer = en.post(f"/people/proposals/{proposal.pk}/decide/", {"answer": "accept"}, follow=True)
    assert "side by side" in answer.content.decode()
    assert Person.objects.get(pk=two.pk).merged_into is None


@pytest.mark.parametrize("given", [{}, {"answer": "zzz"}])
def test_what_is_no_answer_decides_nothing_about_persons(en: Client, given: dict[str, str]) -> None:
    enter(invented("王伟"))
    a_person(university())
    a_person(university())
    keeper(en)

    done = en.post(f"/people/proposals/{PersonProposal.objects.get().pk}/decide/", given, follow=True)

    assert PersonProposal.objects.get().state == "open"
    assert "Nothing was decided" in done.content.decode()
