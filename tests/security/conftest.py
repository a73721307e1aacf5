"""Pages as the tests of pages have them, and one world with a thing of every kind in it, asked for whole."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import override_settings

from tests.matrix.routes import OBJECTS
from tests.matrix.world import World, a_world
from tests.security.crawl import Answer, answers
from tests.web.conftest import catalogue, en, plain_static, zh

__all__ = ["catalogue", "en", "plain_static", "zh"]
_PLAIN_STATIC = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}


@pytest.fixture
def world(db: None) -> World:
    """Who asks, and what they ask for."""
    return _whole_world()


def _whole_world() -> World:
    """The world; of what it holds none of, the first is asked for."""
    made = a_world()
    for name in OBJECTS.values():
        made.ids.setdefault(name, 1)
    return made


@pytest.fixture(scope="session")
def crawl(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> list[Answer]:
    """What everything that is read answers, asked for once for all tests."""
    return list(_crawled(django_db_blocker, tmp_path_factory))


def _crawled(blocker: Any, folders: pytest.TempPathFactory) -> Iterator[Answer]:
    data = folders.mktemp("crawl")
    own = override_settings(
        DATA_DIR=data, INDEX_DIR=data / "index", FILES_DIR=data / "files", STORAGES=_PLAIN_STATIC,
        STATIC_ROOT=folders.mktemp("static"), API_RATE_READ=0, API_RATE_WRITE=0,
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    )  # fmt: skip
    logging.disable(logging.WARNING)
    caches["local"].clear()
    try:
        with blocker.unblock(), own, transaction.atomic():
            yield from answers(_whole_world())
            transaction.set_rollback(True)
    finally:
        logging.disable(logging.NOTSET)
        caches["local"].clear()
