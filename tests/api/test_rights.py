"""Rights over the API: what their page shows, to whom it may be shown, a piece at a time."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.test import Client

from mainline.api.shapes.rights import RightDetail
from mainline.offices.record import Citation, Goods, Image, Position, Record, Text
from mainline.orgs.models import Organisation
from mainline.register.models import Event, Right, Share
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token, logged_in
from tests.factories import an_event, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


def test_lists_and_threads_hide_what_is_not_the_askers(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    holder, rival = a_member(HOLDER), a_member(RIVAL)

    for client, expected in (
        (Client(), {public.pk}),
        (logged_in(holder), {public.pk, secret.pk}),
        (by_token(holder), {public.pk, secret.pk}),
        (logged_in(rival), {public.pk}),
        (by_token(rival), {public.pk}),
    ):
        listed = client.get("/api/v1/rights").json()
        assert {row["id"] for row in listed["items"]} == expected
        assert listed["total"] == len(expected)
        for part in ("", "/events", "/descriptions", "/export.json", "/export.csv"):
            answer = client.get(f"/api/v1/rights/{secret.pk}{part}")
            assert answer.status_code == (200 if secret.pk in expected else 404), part


def test_right_has_its_thread_numbers_and_parties(two_rights: tuple[Right, Right]) -> None:
    answer = Client().get(f"/api/v1/rights/{two_rights[0].pk}", headers={"accept-language": "en"}).json()

    assert answer["status"] == "published"
    assert [event["code"] for event in answer["events"]] == [
        "creation.application.published",
        "creation.application.filed",
    ]
    assert all(event["sentence"] and event["source"] for event in answer["events"])
    assert {number["text"] for number in answer["numbers"]} == {"201710601862.3", "107654321"}
    assert answer["classes"] == [{"scheme": "ipc", "symbol": "A01D 41/14"}]


def everything() -> Record:
    """A publication that says something for each part of a right's page."""
    return replace(
        publication(),
        claims=(
            Text("zh", "一种收获机。"),
            Text("zh", "如权利要求1所述的收获机。"),
            Text("", "A harvester."),
        ),
        descriptions=(Text("zh", "技术领域\n本发明涉及农业机械。"),),
        citations=(Citation(office="US", number="1234567", category="X", date=dt.date(2001, 2, 3)),),
        goods=(Goods("7", "zh", "收获机"),),
        images=(Image("fig-1.tif", "drawing"),),
        position=Position("a.zip!b.xml", 120, 3),
    )


def test_right_tells_all_that_its_page_shows_in_the_published_shape() -> None:
    [right] = enter(everything())
    client = Client(HTTP_ACCEPT_LANGUAGE="zh-CN")
    path = f"/api/v1/rights/{right.pk}"

    answer = client.get(path).json()
    page = client.get(f"/rights/{right.pk}/").content.decode()

    assert set(answer) == set(RightDetail.model_fields)
    assert answer == client.get(f"/rights/{right.pk}/export/json/").json()
    assert answer["claims"] == {"zh": ["一种收获机。", "如权利要求1所述的收获机。"], "und": ["A harvester."]}
    assert answer["goods"] == [{"nice_class": "7", "text": "收获机"}]
    assert answer["citations"][0]["number"] == "1234567"
    assert answer["citations"][0]["on"] == "2001-02-03"
    assert answer["images"] == [
        {"reference": "fig-1.tif", "kind": "drawing", "source": answer["sources"][0]["id"]}
    ]
    assert answer["sources"][0]["file"] == "a.zip!b.xml"
    assert (answer["sources"][0]["record"], answer["sources"][0]["offset"]) == (3, 120)
    assert answer["sources"][0]["as_of"] == "2018-01-23"
    [description] = answer["descriptions"]
    assert (description["paragraphs"], description["url"]) == (2, f"{path}/descriptions")
    assert client.get(description["url"]).json() == [
        {"language": "zh", "paragraphs": ["技术领域", "本发明涉及农业机械。"]}
    ]
    for shown in ("A harvester.", "1234567", "收获机", "fig-1.tif", "a.zip!b.xml"):
        assert shown in page


def test_unknown_ids_are_not_found_whatever_their_size(two_rights: tuple[Right, Right]) -> None:
    for pk in (0, -1, 999_999, 2**70, -(2**70)):
        for path in (f"rights/{pk}", f"rights/{pk}/events", f"organisations/{pk}", f"events/{pk}"):
            assert Client().get(f"/api/v1/{path}").status_code == 404


def test_a_row_that_was_found_to_be_another_right_leads_to_it(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    double = Right.objects.create(kind="invention", office="CN", merged_into=public)

    assert Client().get(f"/api/v1/rights/{double.pk}").json()["id"] == public.pk
    assert Client().get(f"/api/v1/rights/{double.pk}/events").json()["total"] == 2


def test_rights_read_on_by_cursor_are_each_told_once_though_others_come_in_between() -> None:
    enter(*some_publications(5))
    client, seen, cursor = Client(), [], ""

    for turn in range(10):
        piece = client.get("/api/v1/rights", {"limit": 2, "cursor": cursor}).json()
        seen += [row["id"] for row in piece["items"]]
        cursor = piece["next"]
        if turn == 0:
            assert piece["previous"] is None
            enter(publication(application="201900000009.9", number="109000009", title="一种后来的收获机"))
        if cursor is None:
            break

    assert seen == sorted(seen) == list(Right.objects.order_by("pk").values_list("pk", flat=True))


def test_a_list_is_read_back_by_its_previous_cursor() -> None:
    enter(*some_publications(5))
    client = Client()
    first = client.get("/api/v1/rights?limit=2").json()
    second = client.get("/api/v1/rights", {"limit": 2, "cursor": first["next"]}).json()

    back = client.get("/api/v1/rights", {"limit": 2, "cursor": second["previous"]}).json()

    assert back["items"] == first["items"]
    assert (back["previous"], second["total"]) == (None, None)
    again = client.get("/api/v1/rights", {"limit": 2, "cursor": back["next"]}).json()
    assert again["items"] == second["items"]


def test_links_lead_on_with_all_that_was_asked() -> None:
    enter(*some_publications(3))
    client = Client()

    answer = client.get("/api/v1/rights?limit=1")

    [link] = answer["Link"].split(", ")
    address, relation = link.split("; ")
    assert relation == 'rel="next"'
    following = client.get(address.strip("<>"))
    assert [row["id"] for row in following.json()["items"]] == [answer.json()["items"][0]["id"] + 1]
    assert 'rel="prev"' in following["Link"]


@pytest.mark.parametrize(
    "address",
    [
        "/api/v1/rights?cursor=nonsense",
        "/api/v1/rights?cursor=WzEsMF0~AAAA",
        "/api/v1/organisations?cursor={}",
        "/api/v1/events?cursor={}",
    ],
)
def test_a_damaged_or_foreign_cursor_is_refused_as_such(address: str) -> None:
    enter(*some_publications(3))
    cursor = Client().get("/api/v1/rights?limit=1").json()["next"]

    answer = Client().get(address.format(cursor))

    assert answer.status_code == 422
    assert (answer.json()["code"], answer.json()["field"]) == ("cursor", "cursor")


def test_a_cursor_belongs_to_its_filters_and_to_its_right() -> None:
    first, second = enter(*some_publications(2))
    client = Client()
    cursor = client.get(f"/api/v1/rights/{first.pk}/events?limit=1").json()["next"]
    of_link = client.get("/api/v1/events?limit=1&link=creation").json()["next"]

    assert client.get(f"/api/v1/rights/{second.pk}/events?cursor={cursor}").status_code == 422
    assert client.get(f"/api/v1/events?limit=1&cursor={of_link}").status_code == 422
    assert client.get(f"/api/v1/rights/{first.pk}/events?limit=7&cursor={cursor}").status_code == 200


def test_a_thread_is_read_on_from_the_newest_to_what_has_no_day() -> None:
    [right] = enter(publication())
    for day in (3, 1, 2):
        an_event(right, happened_on=dt.date(2024, 3, day), source_text=f"合同{day}")
    an_event(right, happened_on=None, source_text="没有日期")
    Event.objects.update(confidentiality="public")
    client, seen, cursor = Client(), [], ""

    while cursor is not None:
        piece = client.get(f"/api/v1/rights/{right.pk}/events", {"limit": 2, "cursor": cursor}).json()
        seen += [(row["on"], row["source"]) for row in piece["items"]]
        cursor = piece["next"]

    whole = client.get(f"/api/v1/rights/{right.pk}").json()["events"]
    assert seen == [(row["on"], row["source"]) for row in whole]
    assert seen[-1][1] == "没有日期"


def test_a_holder_shares_a_right_and_takes_it_back(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    body = Organisation.objects.get(name=RIVAL)
    holder, rival = by_token(a_member(HOLDER)), by_token(a_member(RIVAL))
    address = f"/api/v1/rights/{secret.pk}/shares"

    shared = holder.put(f"{address}/{body.pk}")

    assert shared.status_code == 200
    assert (shared.json()["organisation"], shared.json()["is_named"]) == (body.pk, True)
    assert [row["organisation"] for row in holder.get(address).json()["items"]] == [body.pk]
    assert rival.get(f"/api/v1/rights/{secret.pk}").status_code == 200
    assert rival.put(f"{address}/{body.pk}").status_code == 403
    gone = holder.delete(f"{address}/{body.pk}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert holder.delete(f"{address}/{body.pk}").status_code == 404
    assert rival.get(f"/api/v1/rights/{secret.pk}").status_code == 404
    assert not Share.objects.exists()


def test_who_shares_what_is_not_told_to_strangers(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    rival = by_token(a_member(HOLDER))

    assert rival.get(f"/api/v1/rights/{public.pk}/shares").status_code == 404
    assert Client().get(f"/api/v1/rights/{public.pk}/shares").status_code == 401
    assert by_token(a_member(RIVAL)).get(f"/api/v1/rights/{secret.pk}/shares").status_code == 404
