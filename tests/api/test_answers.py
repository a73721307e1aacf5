"""Answers that the asker holds already are not sent again; what is private says so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from mainline.register.models import Event, Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token
from tests.factories import an_event, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
LISTS = ("rights", "events", "organisations", "event-codes")


def test_single_things_and_lists_are_not_sent_twice(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    event = Event.objects.filter(right=public).first()
    assert event is not None
    client = Client()

    for path in (
        *LISTS,
        f"rights/{public.pk}",
        f"rights/{public.pk}/events",
        f"events/{event.pk}",
        "search?q=大豆",
    ):
        first = client.get(f"/api/v1/{path}")
        tag = first["ETag"]
        again = client.get(f"/api/v1/{path}", headers={"if-none-match": f'"other", {tag}'})
        assert tag.startswith('W/"')
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag), path
        assert again["Cache-Control"] == first["Cache-Control"] == "private, no-cache"
        assert {"Accept-Language", "Authorization", "Cookie"} <= set(again["Vary"].split(", "))
        assert client.get(f"/api/v1/{path}", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_tag_changes_with_what_it_stands_for() -> None:
    [right] = enter(publication())
    client, addresses = Client(), ("rights/{}", "rights/{}/events", "events")
    tags = [client.get(f"/api/v1/{address.format(right.pk)}")["ETag"] for address in addresses]

    an_event(right)
    Event.objects.update(confidentiality="public")

    for address, tag in zip(addresses, tags, strict=True):
        answer = client.get(f"/api/v1/{address.format(right.pk)}", headers={"if-none-match": tag})
        assert answer.status_code == 200, address


def test_a_tag_differs_by_language_and_by_asker(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    tags = {
        client.get(f"/api/v1/{path}", headers={"accept-language": language})["ETag"]
        for path in ("rights", f"rights/{public.pk}")
        for language in ("zh", "en")
        for client in (Client(), by_token(a_member(HOLDER)))
    }

    # The list alone differs by asker; the right alone by language.
    assert len(tags) == 4


def test_an_event_that_was_corrected_is_another_answer() -> None:
    [right] = enter(publication())
    an_event(right, confidentiality="public")
    event = Event.objects.latest("pk")
    client = Client()
    tag = client.get(f"/api/v1/events/{event.pk}")["ETag"]

    an_event(right, confidentiality="public", happened_on=dt.date(2024, 3, 19), supersedes=event)

    assert client.get(f"/api/v1/events/{event.pk}", headers={"if-none-match": tag}).status_code == 200


def test_head_answers_as_get_without_the_body() -> None:
    enter(publication())
    client = Client()

    head, get = client.head("/api/v1/rights"), client.get("/api/v1/rights")

    assert (head.status_code, head.content, head["ETag"]) == (200, b"", get["ETag"])


def test_nobody_keeps_what_was_refused() -> None:
    answer = by_token(a_member_of_nothing()).get("/api/v1/imports")

    assert answer.status_code == 403
    assert answer["Cache-Control"] == "private, no-cache"
    assert "ETag" not in answer


def a_member_of_nothing() -> object:
    enter(publication(applicant=RIVAL))
    return a_member(RIVAL, role="viewer")


def test_days_and_instants_are_iso_8601() -> None:
    enter(publication())
    event = Event.objects.earliest("pk")

    told = Client().get(f"/api/v1/events/{event.pk}").json()

    assert dt.date.fromisoformat(told["on"])
    assert dt.datetime.fromisoformat(told["recorded_at"]).tzinfo is not None
