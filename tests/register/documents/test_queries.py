"""Who sees which document: the matrix of confidentiality and reader; versions; the search in texts."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from mainline.orgs.enums import Role
from mainline.register.documents import actions, queries
from mainline.register.models import IndexPending, Party, Right
from mainline.register.sight import Sight
from tests.factories import a_user, an_organisation
from tests.files import samples
from tests.register.documents.conftest import Cast, read_all

SEES = {
    # Who brought it, for whom: who may open it.
    ("manager", "public"): {"visitor", "manager", "reader", "agent", "rival", "officer"},
    ("manager", "holder"): {"manager", "reader", "agent"},
    ("manager", "own"): {"manager", "reader"},
    ("officer", "public"): {"visitor", "manager", "reader", "agent", "rival", "officer"},
    ("officer", "holder"): {"manager", "reader", "agent", "officer"},
    ("officer", "own"): {"officer"},
    ("agent", "holder"): {"manager", "reader", "agent"},
    ("agent", "own"): {"agent"},
    ("rival", "own"): {"rival"},
}


def people(cast: Cast) -> dict[str, Any]:
    agency = an_organisation("北山专利代理", kind="agency")
    Party.objects.create(right=cast.right, role="agent", name=agency.name, organisation=agency)
    return {
        "visitor": AnonymousUser(),
        "manager": cast.manager,
        "reader": cast.reader,
        "agent": a_user(Role.ATTORNEY, agency),
        "rival": cast.rival,
        "officer": cast.officer,
    }


@pytest.mark.parametrize(("given", "seen"), SEES.items(), ids=[" ".join(key) for key in SEES])
def test_document_is_seen_by_those_it_is_for(cast: Cast, given: tuple[str, str], seen: set[str]) -> None:
    everybody = people(cast)
    row = cast.add(by=everybody[given[0]], confidentiality=given[1])
    read_all()

    for name, user in everybody.items():
        is_seen = name in seen
        assert (queries.document(user, row.pk) is not None) == is_seen, name
        assert (queries.document_page(user, row.pk, "en") is not None) == is_seen, name
        assert bool(queries.documents_of(Sight(user, cast.right))) == is_seen, name


def test_nobody_but_holders_sees_a_public_document_on_a_secret_right(cast: Cast) -> None:
    row = cast.add(confidentiality="public")
    Right.objects.filter(pk=cast.right.pk).update(confidentiality="holder")

    assert queries.document(cast.manager, row.pk) is not None
    for user in (cast.rival, cast.officer, AnonymousUser()):
        assert queries.document(user, row.pk) is None


def test_document_taken_back_is_seen_by_nobody(cast: Cast) -> None:
    row = cast.add()
    actions.withdraw_document(document=row, by=cast.manager, reason="x")

    assert queries.document(cast.manager, row.pk) is None
    assert queries.documents_of(Sight(cast.manager, cast.right)) == []


def test_versions_stand_together_and_each_reader_sees_those_that_are_for_them(cast: Cast) -> None:
    first = cast.add(confidentiality="public")
    second = cast.add(data=samples.pdf(("two",)), replaces=first, confidentiality="own")
    third = cast.add(data=samples.pdf(("three",)), replaces=second, confidentiality="public")
    other = cast.add(data=samples.pdf(("other",)), confidentiality="public")

    def seen(user: Any) -> list[list[int]]:
        found = queries.documents_of(Sight(user, cast.right))
        return [[one.document.pk for one in (group.newest, *group.older)] for group in found]

    assert seen(cast.manager) == [[other.pk], [third.pk, second.pk, first.pk]]
    assert seen(cast.rival) == [[other.pk], [third.pk, first.pk]]
    page = queries.document_page(cast.rival, first.pk, "en")
    assert page is not None
    assert not page.is_newest
    assert [one.document.pk for one in page.versions] == [third.pk, first.pk]


def test_page_names_the_entry_of_the_audit_and_what_may_be_done(cast: Cast) -> None:
    row = cast.add(confidentiality="public")

    mine = queries.document_page(cast.manager, row.pk, "zh")
    theirs = queries.document_page(cast.rival, row.pk, "zh")

    assert mine is not None
    assert theirs is not None
    assert mine.entry is not None
    assert mine.entry.data["document"] == row.pk
    assert (mine.may_replace, mine.may_withdraw) == (True, True)
    assert (theirs.may_replace, theirs.may_withdraw) == (False, False)


def test_own_documents_are_those_brought_and_those_on_own_rights(cast: Cast) -> None:
    mine = cast.add(confidentiality="public")
    office = cast.add(by=cast.officer, data=samples.pdf(("notice",)), confidentiality="public")
    newer = cast.add(data=samples.pdf(("two",)), replaces=mine)

    assert set(queries.own_documents(cast.manager)) == {newer, office}
    assert set(queries.own_documents(cast.officer)) == {office}
    assert not queries.own_documents(cast.rival).exists()
    assert not queries.own_documents(AnonymousUser()).exists()


def test_text_of_documents_never_goes_to_the_index_that_everybody_asks(cast: Cast) -> None:
    cast.add(data=samples.docx("zeppelinhangar"), name="a.docx", confidentiality="public")
    read_all()

    assert not IndexPending.objects.exists()


def test_panel_asks_as_much_of_the_database_for_one_document_as_for_many(cast: Cast) -> None:
    cast.add()

    def asked() -> int:
        with CaptureQueriesContext(connection) as caught:
            queries.panel(Sight(cast.manager, cast.right), ())
        return len(caught)

    one = asked()
    for number in range(3):
        cast.add(data=samples.pdf((f"n{number}",)))
    assert asked() == one


@pytest.mark.parametrize(
    ("who", "choices"),
    [("manager", ["holder", "own", "public"]), ("officer", ["holder", "own", "public"]), ("rival", ["own"]), ("reader", [])],
)  # fmt: skip
def test_panel_offers_what_may_be_chosen(cast: Cast, who: str, choices: list[str]) -> None:
    found = queries.panel(Sight(getattr(cast, who), cast.right), ())

    assert [choice.value for choice in found.choices] == choices
