"""Search over the API: the answer of the search box in the published shape, facets that leak nothing, and going on."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.api import search
from mainline.api.shapes.rights import SearchAnswer
from mainline.register.models import Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token, logged_in
from tests.factories import enter, some_publications

pytestmark = pytest.mark.django_db
EN = Client(headers={"accept-language": "en"})


def test_search_and_its_facets_hide_what_is_not_the_askers(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    holder, rival = a_member(HOLDER), a_member(RIVAL)

    for client, expected in (
        (Client(), {public.pk}),
        (logged_in(holder), {public.pk, secret.pk}),
        (by_token(holder), {public.pk, secret.pk}),
        (by_token(rival), {public.pk}),
    ):
        found = client.get("/api/v1/search", {"q": "一种"}).json()
        assert {row["id"] for row in found["items"]} == expected
        assert found["total"] == len(expected)
        for values in found["facets"].values():
            assert sum(value["count"] for value in values) <= len(expected) * len(values)
        assert sum(value["count"] for value in found["facets"]["kind"]) == len(expected)


def test_search_answers_in_the_published_shape_and_nothing_more(two_rights: tuple[Right, Right]) -> None:
    answer = EN.get("/api/v1/search", {"q": "大豆"})
    found = SearchAnswer.model_validate_json(answer.content)
    assert [right.id for right in found.items] == [two_rights[0].pk]
    assert found.model_dump(mode="json") == answer.json()
    assert "invention" in [value.value for value in found.facets["kind"]]


def test_wrong_query_is_answered_with_its_place_in_both_languages(two_rights: tuple[Right, Right]) -> None:
    answer = EN.get("/api/v1/search", {"q": "标题:(大豆"})

    problem = answer.json()
    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert (problem["code"], problem["position"], problem["field"]) == ("query", 3, "q")
    assert problem["suggestion"]
    assert problem["message_zh"] != problem["message_en"] == problem["detail"]


def test_a_cursor_goes_on_past_the_last_page_that_can_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.register.search.PAGE", 2)
    enter(*some_publications(5))
    seen, cursor = [], ""

    while cursor is not None:
        piece = EN.get("/api/v1/search", {"q": "大豆", "cursor": cursor}).json()
        seen += [row["id"] for row in piece["items"]]
        cursor = piece["next"]

    assert len(seen) == len(set(seen)) == 5
    assert EN.get(f"/api/v1/search?q=大豆&page={search._LAST_PAGE + 1}").status_code == 422


def test_a_cursor_of_another_query_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainline.register.search.PAGE", 2)
    enter(*some_publications(3))
    cursor = EN.get("/api/v1/search?q=大豆").json()["next"]

    assert EN.get(f"/api/v1/search?q=收获机&cursor={cursor}").json()["code"] == "cursor"


def test_the_time_it_took_changes_no_tag(two_rights: tuple[Right, Right]) -> None:
    first = EN.get("/api/v1/search?q=大豆")

    again = EN.get("/api/v1/search?q=大豆", headers={"if-none-match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_program_that_reads_on_can_leave_the_counting_out(two_rights: tuple[Right, Right]) -> None:
    assert EN.get("/api/v1/search?q=大豆&facets=false").json()["facets"] == {}
