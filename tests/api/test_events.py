"""Events over the API: read in the order of entry, recorded as on the page, and nothing more than on the page."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.register import codes
from mainline.register.models import Event, Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token
from tests.factories import a_user, an_event, enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
SIGNED: dict[str, Any] = {
    "code": "utilization.licence.signed",
    "happened_on": "2024-03-18",
    "source_text": "许可合同",
    "details": {"other": "稷野农机"},
    "amount_minor": 1_250_000_00,
    "currency": "CNY",
}


def post(client: Client, right: Right, body: dict[str, Any]) -> Any:
    return client.post(f"/api/v1/rights/{right.pk}/events", body, content_type="application/json")


def test_an_event_is_recorded_with_all_that_was_said(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    user = a_member(RIVAL)

    answer = post(by_token(user), public, SIGNED)

    assert answer.status_code == 201, answer.content
    told = answer.json()
    event = Event.objects.get(pk=told["id"])
    assert (event.recorded_by, event.amount_minor, event.currency) == (user, 125_000_000, "CNY")
    assert told["details"] == {"other": "稷野农机"}
    assert told["confidentiality"] == "holder"
    assert "稷野农机" in told["sentence"]
    assert told["right"]["id"] == public.pk
    assert answer["Location"] == told["url"] == f"/api/v1/events/{event.pk}"
    assert by_token(user).get(told["url"]).json() == told
    assert Entry.objects.filter(code="event.recorded").exists()


def test_what_a_member_recorded_is_not_told_to_others(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    holder, rival = by_token(a_member(RIVAL)), by_token(a_member(HOLDER))
    made = post(holder, public, SIGNED).json()

    for client in (Client(), rival):
        assert client.get(made["url"]).status_code == 404
        for path in (
            "events",
            f"rights/{public.pk}/events",
            f"events?code={SIGNED['code']}",
            "events?link=utilization",
        ):
            assert made["id"] not in [row["id"] for row in client.get(f"/api/v1/{path}").json()["items"]]
    assert made["id"] in [row["id"] for row in holder.get("/api/v1/events").json()["items"]]


def test_events_of_a_secret_right_are_its_holders(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    own = set(Event.objects.filter(right=secret).values_list("pk", flat=True))

    def told(client: Client) -> set[int]:
        return {row["id"] for row in client.get("/api/v1/events").json()["items"]}

    assert own <= told(by_token(a_member(HOLDER)))
    assert not own & told(by_token(a_member(RIVAL)))
    assert not own & told(Client())


def test_nobody_records_on_rights_of_others(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    rival = by_token(a_member(RIVAL))

    assert post(rival, secret, SIGNED).status_code == 404
    assert post(by_token(a_member(HOLDER)), public, SIGNED).status_code in (201, 403)
    assert post(by_token(a_member(RIVAL, role="viewer")), public, SIGNED).status_code == 403
    assert post(Client(), public, SIGNED).status_code == 401


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"confidential": "public"}, "/confidential"),
        ({"recorded_by": 1}, "/recorded_by"),
        ({"details": {"source_zh": "国家知识产权局"}}, "/details/source_zh"),
        ({"details": {"year": "3"}}, "/details/year"),
        ({"details": {"other": 3}}, "/details/other"),
        ({"code": "no.such.code"}, "/code"),
        ({"code": codes.UNCATEGORISED}, "/code"),
        ({"code": None}, "/code"),
        ({"happened_on": "2024-02-30"}, "/happened_on"),
        ({"happened_on": "18.3.2024"}, "/happened_on"),
        ({"happened_on": 0}, "/happened_on"),
        ({"happened_on": "2999-01-01"}, "/happened_on"),
        ({"amount_minor": 10**16}, "/amount_minor"),
        ({"amount_minor": "12"}, "/amount_minor"),
        ({"amount_minor": None}, "/currency"),
        ({"currency": "yuan"}, "/currency"),
        ({"source_text": ""}, "/source_text"),
        ({"source_text": "a\u0000b"}, "/source_text"),
        ({"supersedes": 999_999}, "/supersedes"),
        ({"supersedes": 2**80}, "/supersedes"),
        ({"confidentiality": "secret"}, "/confidentiality"),
    ],
)
def test_what_will_not_do_is_refused_by_its_field(
    two_rights: tuple[Right, Right], change: dict[str, Any], field: str
) -> None:
    public, _secret = two_rights
    before = Event.objects.count()

    answer = post(by_token(a_member(RIVAL)), public, {**SIGNED, **change})

    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.content
    assert Event.objects.count() == before


def test_half_of_a_surrogate_pair_is_refused(two_rights: tuple[Right, Right]) -> None:
    body = b'{"code": "utilization.licence.signed", "source_text": "\\ud800"}'

    answer = by_token(a_member(RIVAL)).post(
        f"/api/v1/rights/{two_rights[0].pk}/events", body, content_type="application/json"
    )

    assert (answer.status_code, answer.json()["field"]) == (422, "/source_text")


def test_the_same_event_told_twice_is_one(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    client = by_token(a_member(RIVAL))

    first, again = post(client, public, SIGNED), post(client, public, SIGNED)

    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    other = post(client, public, {**SIGNED, "confidentiality": "public"})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_a_correction_takes_the_place_of_what_it_corrects(two_rights: tuple[Right, Right]) -> None:
    public, _secret = two_rights
    client = by_token(a_member(RIVAL))
    wrong = post(client, public, SIGNED).json()

    right = post(client, public, {**SIGNED, "happened_on": "2024-03-19", "supersedes": wrong["id"]}).json()

    assert right["supersedes"] == wrong["id"]
    assert client.get(wrong["url"]).json()["superseded_by"] == right["id"]
    told = [row["id"] for row in client.get(f"/api/v1/rights/{public.pk}/events").json()["items"]]
    assert right["id"] in told
    assert wrong["id"] not in told
    twice = post(client, public, {**SIGNED, "happened_on": "2024-03-20", "supersedes": wrong["id"]})
    assert twice.json()["field"] == "/supersedes"


def test_what_an_office_told_is_not_corrected(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    told, elsewhere = Event.objects.filter(right=public).first(), Event.objects.filter(right=secret).first()
    assert told is not None
    assert elsewhere is not None
    client = by_token(a_member(RIVAL))

    for event in (told, elsewhere):
        answer = post(client, public, {**SIGNED, "supersedes": event.pk})
        assert (answer.status_code, answer.json()["field"]) == (422, "/supersedes")


def test_events_are_read_on_in_the_order_of_entry() -> None:
    enter(*some_publications(3))
    ids = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    client = Client()

    def read(**asked: object) -> list[int]:
        return [row["id"] for row in client.get("/api/v1/events", asked).json()["items"]]

    assert read() == ids[::-1]
    assert read(order="oldest") == ids
    assert read(order="oldest", after=ids[2]) == ids[3:]
    filed = (
        Event.objects.filter(code="creation.application.filed").order_by("-pk").values_list("pk", flat=True)
    )
    assert read(code="creation.application.filed") == list(filed)
    assert read(link="service") == []
    assert client.get("/api/v1/events?code=nonsense").json()["code"] == "parameter"


def test_events_ask_as_often_for_three_as_for_one(django_assert_max_num_queries: Any) -> None:
    rights = enter(*some_publications(3))
    for right in rights:
        an_event(right, confidentiality="public")

    with django_assert_max_num_queries(4):
        Client().get("/api/v1/events?limit=1")
    with django_assert_max_num_queries(4):
        Client().get("/api/v1/events?limit=200")


def test_every_code_is_listed_with_its_places() -> None:
    rows = Client(headers={"accept-language": "en"}).get("/api/v1/event-codes").json()["items"]

    assert len(rows) == len(codes.event_codes()) - 1
    [licence] = [row for row in rows if row["code"] == SIGNED["code"]]
    assert licence["link"] == "utilization"
    assert "other" in licence["details"]


def test_an_officer_records_on_any_public_right() -> None:
    [right] = enter(publication())

    assert post(by_token(a_user(Role.OFFICER)), right, SIGNED).status_code == 201
