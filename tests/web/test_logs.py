"""Who asked stands in an entry on a request. What no entry holds is tested in tests/security/test_logs.py."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from django.test import Client, RequestFactory

from mainline.orgs.enums import Role
from tests.api.conftest import by_token
from tests.factories import a_user
from tests.security.test_logs import log

pytestmark = pytest.mark.django_db


def test_a_refusal_says_who_asked_and_from_where() -> None:
    user = a_user(Role.INVENTOR)
    client = Client(REMOTE_ADDR="192.0.2.7")
    client.force_login(user)

    with log() as written:
        client.get("/imports/")

    assert f"/imports/ (account {user.pk} from 192.0.2.7)" in written.getvalue()


def test_a_refusal_of_a_token_says_whose_it_is_and_of_a_wrong_one_where_it_came_from() -> None:
    user = a_user(Role.VIEWER)

    with log() as written:
        by_token(user).post("/api/v1/imports")
        Client(REMOTE_ADDR="192.0.2.8").get("/api/v1/me", headers={"authorization": "Bearer mlt_wrong"})

    assert f"/api/v1/imports (account {user.pk} from 127.0.0.1)" in written.getvalue()
    assert "/api/v1/me (a visitor from 192.0.2.8)" in written.getvalue()


def test_an_entry_asks_the_database_for_nobody(django_assert_num_queries: Any) -> None:
    request = RequestFactory().get("/")
    with log() as written, django_assert_num_queries(0):
        logging.getLogger("django.request").warning("It broke: %s", "/", extra={"request": request})

    assert "It broke: / (a visitor from 127.0.0.1)" in written.getvalue()
