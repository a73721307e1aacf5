"""Organisations over the API: those that the asker may know of, with the rights that the asker may see."""

from __future__ import annotations

import pytest
from django.test import Client

from mainline.orgs.models import Organisation
from mainline.register.models import Right
from tests.api.conftest import HOLDER, RIVAL, a_member, by_token
from tests.factories import an_organisation, enter, some_publications

pytestmark = pytest.mark.django_db


def test_a_body_that_only_hidden_rights_name_is_not_told(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    body = Organisation.objects.get(name=HOLDER)

    for client, is_told in (
        (Client(), False),
        (by_token(a_member(RIVAL)), False),
        (by_token(a_member(HOLDER)), True),
    ):
        listed = client.get("/api/v1/organisations").json()
        assert (body.pk in [row["id"] for row in listed["items"]]) is is_told
        assert listed["total"] == 1 + is_told
        found = client.get("/api/v1/organisations", {"q": HOLDER}).json()
        assert len(found["items"]) == found["total"] == int(is_told)
        assert client.get(f"/api/v1/organisations/{body.pk}").status_code == (200 if is_told else 404)
        rights = client.get(f"/api/v1/organisations/{body.pk}/rights")
        assert rights.status_code == (200 if is_told else 404)
        assert not is_told or [row["id"] for row in rights.json()["items"]] == [secret.pk]


def test_numbers_and_lists_count_what_the_asker_may_see(two_rights: tuple[Right, Right]) -> None:
    _public, secret = two_rights
    Organisation.objects.filter(name=HOLDER).update(kind="university")
    body = Organisation.objects.get(name=HOLDER)

    told = Client().get(f"/api/v1/organisations/{body.pk}").json()
    rights = Client().get(f"/api/v1/organisations/{body.pk}/rights").json()

    assert told["rights"] == rights["total"] == 0
    assert rights["items"] == []
    assert by_token(a_member(HOLDER)).get(f"/api/v1/organisations/{body.pk}").json()["rights"] == 1
    assert secret.pk


def test_one_that_was_found_to_be_another_leads_to_it() -> None:
    root = an_organisation()
    other = an_organisation(merged_into=root)

    assert Client().get(f"/api/v1/organisations/{other.pk}").json()["id"] == root.pk
    assert other.pk not in [row["id"] for row in Client().get("/api/v1/organisations").json()["items"]]


def test_organisations_are_read_on_by_cursor_within_a_kind() -> None:
    for kind in ("university", "enterprise", "university", "university"):
        an_organisation(kind=kind)
    client, seen, cursor = Client(), [], ""

    while cursor is not None:
        asked = {"kind": "university", "limit": 2, "cursor": cursor}
        piece = client.get("/api/v1/organisations", asked).json()
        seen += [row["kind"] for row in piece["items"]]
        cursor = piece["next"]

    assert seen == ["university"] * 3


def test_rights_of_an_organisation_are_read_on_by_cursor() -> None:
    enter(*some_publications(3))
    body = Organisation.objects.filter(parties__isnull=False).distinct().first()
    assert body is not None
    first = Client().get(f"/api/v1/organisations/{body.pk}/rights?limit=2").json()

    second = (
        Client().get(f"/api/v1/organisations/{body.pk}/rights", {"limit": 2, "cursor": first["next"]}).json()
    )

    assert len({row["id"] for row in (*first["items"], *second["items"])}) == first["total"] == 3
