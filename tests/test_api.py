"""The API answers what the pages show, keeps its own contract, and tells nobody what is not theirs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
import schemathesis
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import positive_data_acceptance

from mainline.api.routes import api
from mainline.api.shapes import RightDetail, SearchAnswer
from mainline.offices.record import Citation, Goods, Image, Position, Record, Text
from mainline.orgs.models import Membership, Organisation
from mainline.register import indexing
from mainline.register.models import IndexPending, Right
from mainline.wsgi import application
from tests.factories import enter
from tests.register.samples import publication
from tests.register.test_ingest import good, store

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_rights() -> tuple[Right, Right]:
    """A public right of one university, and a secret one of another."""
    store().write(
        [
            good(publication(applicant="北川大学")),
            good(
                publication(
                    application="201810000001.9",
                    number="108000001",
                    title="一种保密播种机",
                    applicant="雪原大学",
                )
            ),
        ],
        [],
    )
    public, secret = Right.objects.order_by("pk")
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    IndexPending.objects.create(right=secret)
    indexing.drain()
    return public, Right.objects.get(pk=secret.pk)


def member_of(name: str) -> Client:
    user = User.objects.create_user(username=name, password="a long enough one")
    Membership.objects.create(user=user, organisation=Organisation.objects.get(name=name), role="manager")
    client = Client()
    client.force_login(user)
    return client


def test_search_and_lists_hide_what_is_not_the_askers(two_rights: tuple[Right, Right]) -> None:
    public, secret = two_rights
    everybody, holder, rival = Client(), member_of("雪原大学"), member_of("北川大学")

    for client, expected in (
        (everybody, {public.pk}),
        (holder, {public.pk, secret.pk}),
        (rival, {public.pk}),
    ):
        found = client.get("/api/v1/search", {"q": "一种"}).json()
        listed = client.get("/api/v1/rights").json()
        assert {row["id"] for row in found["rights"]} == expected
        assert found["total"] == listed["total"] == len(expected)
        assert sum(value["count"] for value in found["facets"]["kind"]) == len(expected)
        assert {row["id"] for row in listed["rights"]} == expected
        assert (client.get(f"/api/v1/rights/{secret.pk}").status_code == 200) is (secret.pk in expected)
        assert (client.get(f"/api/v1/rights/{secret.pk}/events").status_code == 200) is (
            secret.pk in expected
        )


def test_search_answers_in_the_published_shape_and_nothing_more(two_rights: tuple[Right, Right]) -> None:
    answer = Client(HTTP_ACCEPT_LANGUAGE="en").get("/api/v1/search", {"q": "大豆"})
    found = SearchAnswer.model_validate_json(answer.content)
    assert [right.id for right in found.rights] == [two_rights[0].pk]
    assert found.model_dump(mode="json") == answer.json()
    assert "invention" in [value.value for value in found.facets["kind"]]


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


def test_schema_says_what_every_answer_holds() -> None:
    schema = api.get_openapi_schema()
    for path, operations in schema["paths"].items():
        answer = operations["get"]["responses"][200]["content"]["application/json"]["schema"]
        assert "$ref" in str(answer), f"{path} answers anything"


def test_wrong_query_is_answered_with_its_place_in_both_languages(two_rights: tuple[Right, Right]) -> None:
    answer = Client().get("/api/v1/search", {"q": "标题:(大豆"})

    problem = answer.json()
    assert answer.status_code == 400
    assert problem["position"] == 3
    assert problem["message_zh"]
    assert problem["message_en"]


def test_unknown_ids_are_not_found_whatever_their_size(two_rights: tuple[Right, Right]) -> None:
    for pk in (0, 999_999, 2**70, -(2**70)):
        for path in (f"rights/{pk}", f"rights/{pk}/events", f"organisations/{pk}"):
            assert Client().get(f"/api/v1/{path}").status_code == 404


@pytest.fixture
def connection_kept() -> Iterator[None]:
    """A real request closes its connection at the end, and with it the test's own transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("connection_kept")
def test_api_keeps_the_contract_it_publishes(two_rights: tuple[Right, Right]) -> None:
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    seen = []
    for operation in schema.get_all_operations():
        endpoint = operation.ok()

        @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=endpoint.as_strategy())
        def probe(case: Any) -> None:
            # A query can be wrong in more ways than a schema can say: 400 with its place is right.
            case.call_and_validate(excluded_checks=[positive_data_acceptance])

        probe()
        seen.append(endpoint.label)

    assert len(seen) == len(api.get_openapi_schema()["paths"])
