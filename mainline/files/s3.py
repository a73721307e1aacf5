"""Documents in an S3-compatible object store: same content, same names, same promises as the folder."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

import urllib3
from minio import Minio
from minio.error import MinioException, S3Error

from mainline.files.store import CHUNK, Content, Kept, Missing, Unavailable, place, received

_GONE = frozenset(("NoSuchKey", "NoSuchObject", "ResourceNotFound"))
_CONNECT, _READ = 5.0, 20.0
"""Seconds until the service must have answered, and between two pieces of its answer."""
_SMALLEST_PART = 5 << 20


@dataclass(frozen=True, slots=True)
class Address:
    """Where the bucket is."""

    endpoint: str
    """``https://s3.example.org`` or ``http://host:9000``; without a scheme it is https."""
    bucket: str
    prefix: str = ""
    """Folder inside the bucket, without slashes at its ends."""
    region: str = "us-east-1"


class S3Store:
    """Content in a bucket. The bucket is there already; the keys may read, write, list and delete in it."""

    def __init__(self, address: Address, access_key: str, secret_key: str) -> None:
        """No request is made here."""
        parts = urlsplit(address.endpoint if "//" in address.endpoint else f"https://{address.endpoint}")
        self._bucket = address.bucket
        self._prefix = f"{address.prefix.strip('/')}/" if address.prefix.strip("/") else ""
        self._client = Minio(
            endpoint=parts.netloc,
            access_key=access_key,
            secret_key=secret_key,
            secure=parts.scheme == "https",
            # Named here, so that no request is needed to ask for it.
            region=address.region,
            http_client=urllib3.PoolManager(
                timeout=urllib3.Timeout(connect=_CONNECT, read=_READ),
                retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[500, 502, 503, 504]),
            ),
        )

    def put(self, chunks: Iterable[bytes], limit: int) -> Kept:
        """See :class:`mainline.files.store.Store`. The name is the hash, so all is received before it is sent."""
        with tempfile.TemporaryFile() as file:
            kept = received(chunks, file, limit)
            file.seek(0, os.SEEK_SET)
            with _said():
                # One part: the object is there whole or not at all, and nothing is left of a put cut off.
                self._client.put_object(
                    self._bucket,
                    self._key(kept.sha256),
                    file,
                    kept.size,
                    part_size=max(_SMALLEST_PART, kept.size),
                )
        return kept

    def open(self, sha256: str) -> Content:
        """See :class:`mainline.files.store.Store`."""
        with _said(sha256):
            answer = self._client.get_object(self._bucket, self._key(sha256))
        return Content(_read(answer), sha256, partial(_let_go, answer))

    def has(self, sha256: str) -> bool:
        """See :class:`mainline.files.store.Store`."""
        try:
            with _said(sha256):
                self._client.stat_object(self._bucket, self._key(sha256))
        except Missing:
            return False
        return True

    def delete(self, sha256: str) -> None:
        """See :class:`mainline.files.store.Store`."""
        with _said():
            self._client.remove_object(self._bucket, self._key(sha256))

    def older_than(self, before: dt.datetime) -> Iterator[str]:
        """See :class:`mainline.files.store.Store`."""
        with _said():
            for entry in self._client.list_objects(self._bucket, prefix=self._prefix, recursive=True):
                name = (entry.object_name or "").rpartition("/")[2]
                if (
                    entry.last_modified is not None
                    and entry.last_modified < before
                    and self._is_ours(entry, name)
                ):
                    yield name

    def sweep(self, before: dt.datetime) -> int:
        """See :class:`mainline.files.store.Store`: here nothing is left behind."""
        return 0

    def _is_ours(self, entry: object, name: str) -> bool:
        try:
            return getattr(entry, "object_name", None) == self._key(name)
        except ValueError:
            return False

    def _key(self, sha256: str) -> str:
        return f"{self._prefix}{place(sha256)}"


@contextmanager
def _said(sha256: str = "") -> Iterator[None]:
    """Turn what the client raises into what a store says."""
    try:
        yield
    except S3Error as error:
        if sha256 and error.code in _GONE:
            raise Missing(sha256) from error
        raise Unavailable(f"{error.code}: {error.message}") from error
    except (MinioException, urllib3.exceptions.HTTPError) as error:
        raise Unavailable(str(error)) from error


def _read(answer: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    with _said():
        yield from answer.stream(CHUNK)


def _let_go(answer: urllib3.BaseHTTPResponse) -> None:
    answer.close()
    answer.release_conn()
