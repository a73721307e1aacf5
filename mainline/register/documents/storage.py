"""The store that the settings choose, and files out of it for the time that somebody looks at them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.db.models import Model, QuerySet

from mainline.audit.registry import sealed_models
from mainline.files.limits import Limits
from mainline.files.store import FolderStore, Store

_S3 = "s3://"


def store() -> Store:
    """Return where documents are kept. Makes no request."""
    chosen: str = settings.DOCUMENT_STORE
    if not chosen.startswith(_S3):
        return FolderStore(settings.FILES_DIR / "documents")
    return _bucket(
        chosen, settings.S3_ENDPOINT, settings.S3_REGION, settings.S3_ACCESS_KEY, settings.S3_SECRET_KEY
    )


@lru_cache(maxsize=4)
def _bucket(chosen: str, endpoint: str, region: str, access_key: str, secret_key: str) -> Store:
    # Loaded for those who use it: the client takes as long to load as a page.
    from mainline.files.s3 import Address, S3Store

    bucket, _, prefix = chosen.removeprefix(_S3).partition("/")
    return S3Store(Address(endpoint, bucket, prefix, region), access_key, secret_key)


def limits() -> Limits:
    """Return what a document may weigh here."""
    return Limits(max_bytes=settings.DOCUMENT_MAX_BYTES, max_pixels=settings.DOCUMENT_MAX_PIXELS)


def named_contents() -> list[tuple[QuerySet[Model], str]]:
    """Return (rows, column) of every table whose rows name content of the store by its SHA-256: their seals say which."""
    return [
        (model._default_manager.all(), one.content) for model, one in sealed_models().items() if one.content
    ]


@contextmanager
def incoming() -> Iterator[Path]:
    """Lend a path in a folder of its own, gone with all that is in it at the end."""
    with tempfile.TemporaryDirectory(prefix="mainline-") as folder:
        yield Path(folder) / "file"


@contextmanager
def copied(sha256: str) -> Iterator[Path]:
    """Lend a verified copy of what is kept. Raises ``Missing``, ``Altered`` and ``Unavailable`` as a store does."""
    with incoming() as path:
        with path.open("wb") as file:
            for chunk in store().open(sha256):
                file.write(chunk)
        yield path
