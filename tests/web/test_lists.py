"""Every list makes the same number of queries with one row and with three."""

from __future__ import annotations

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register import actions
from mainline.register.models import Right
from tests.factories import (
    a_proposal,
    a_quarantined,
    a_user,
    an_event,
    an_import,
    an_organisation,
    enter,
    some_publications,
)

pytestmark = pytest.mark.django_db


def queries(client: Client, path: str) -> int:
    caches["local"].clear()
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = client.get(path)
        if response.streaming:
            b"".join(response.streaming_content)
    assert response.status_code == 200, path
    return len(captured)


def fill(rows: int, user: object) -> None:
    for right in enter(*some_publications(rows)):
        an_event(right)
    held = Organisation.objects.get(name="北川大学")
    for index in range(rows):
        a_quarantined(member=f"{index}.xml")
        an_import(name=f"{index}.xml", requested_by=user)
        a_proposal(held, an_organisation())
        actions.save_search(user=user, name=f"search {index}", query="大豆")


@pytest.mark.parametrize(
    "path",
    [
        "/", "/search/?q=大豆", "/search/export/?q=大豆&format=csv", "/chain/utilization/", "/organisations/",
        "/organisations/{holder}/", "/proposals/", "/imports/", "/quarantine/", "/search/saved/", "/rights/{right}/",
    ],
)  # fmt: skip
def test_list_asks_as_often_for_three_rows_as_for_one(zh: Client, path: str) -> None:
    user = a_user(Role.OFFICER)
    zh.force_login(user)
    counts = []
    # The right's page asks for others like it, which one right alone does not have.
    for rows in (2, 4) if "right}" in path else (1, 3):
        fill(rows, user)
        holder = Organisation.objects.get(name="北川大学").pk
        address = path.format(holder=holder, right=Right.objects.earliest("pk").pk)
        queries(zh, address)
        counts.append(queries(zh, address))
    assert counts[0] == counts[1], f"{path}: {counts}"
