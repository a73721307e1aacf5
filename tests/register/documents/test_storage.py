"""The store that the settings choose."""

from __future__ import annotations

from typing import Any

import pytest

from mainline.files.store import FolderStore
from mainline.register.documents.storage import copied, limits, store
from tests.files import s3_server, samples
from tests.register.documents.conftest import Cast, read_all


def test_documents_are_kept_in_a_folder_unless_another_place_is_named(settings: Any) -> None:
    assert isinstance(store(), FolderStore)
    sha256 = store().put([b"x"], 10).sha256
    assert (settings.FILES_DIR / "documents" / sha256[:2] / sha256[2:4] / sha256).read_bytes() == b"x"


def test_limits_are_those_of_the_settings(settings: Any) -> None:
    settings.DOCUMENT_MAX_BYTES, settings.DOCUMENT_MAX_PIXELS = 7, 9

    assert (limits().max_bytes, limits().max_pixels) == (7, 9)


@pytest.mark.django_db
def test_documents_live_in_a_bucket_where_the_settings_say_so(cast: Cast, settings: Any) -> None:
    with s3_server.serving() as objects:
        settings.DOCUMENT_STORE, settings.S3_ENDPOINT = "s3://bucket/mainline", objects.endpoint
        settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY = s3_server.ACCESS, s3_server.SECRET
        settings.S3_REGION = s3_server.REGION

        row = cast.add(data=samples.pdf(("Hello",)))
        read_all()

        row.refresh_from_db()
        assert row.text == "Hello"
        assert [key.partition("/")[0] for key in objects.held] == ["mainline"]
        assert objects.refused == 0
        assert not (settings.FILES_DIR / "documents").exists()


def test_lent_copy_is_gone_when_it_is_given_back() -> None:
    sha256 = store().put([b"x"], 10).sha256

    with copied(sha256) as path:
        assert path.read_bytes() == b"x"

    assert not path.exists()
    assert not path.parent.exists()
