"""Pages of the administration, in English, for whoever runs the platform."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from tests.factories import PASSWORD, a_user
from tests.web.conftest import plain_static

__all__ = ["plain_static"]


def a_boss(name: str = "boss") -> Any:
    """An administrator of the platform."""
    return get_user_model().objects.create_superuser(name, password=PASSWORD)


def logged_in(user: Any, language: str = "en") -> Client:
    """A browser in which somebody has just logged in by password, as what changes something asks for."""
    client = Client(HTTP_ACCEPT_LANGUAGE=language)
    answer = client.post("/login/", {"username": user.get_username(), "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return client


@pytest.fixture
def boss() -> Client:
    """The browser of an administrator of the platform."""
    return logged_in(a_boss())


@pytest.fixture
def stranger() -> Client:
    """The browser of somebody who belongs to no organisation."""
    return logged_in(a_user(name="stranger"))
