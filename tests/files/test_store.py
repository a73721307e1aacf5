"""One contract, two stores: the folder, and an object store that a small server stands for."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.files.limits import Limits
from mainline.files.refusals import REASONS, Refused
from mainline.files.s3 import Address, S3Store
from mainline.files.sniffing import sniff
from mainline.files.store import Altered, FolderStore, Kept, Missing, Store, TooLarge, Unavailable, place
from tests.files import s3_server, samples

LIMIT = 1 << 20
HOUR = dt.timedelta(hours=1)
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[s3_server.Objects]:
    with s3_server.serving() as objects:
        yield objects


@pytest.fixture
def objects(server: s3_server.Objects) -> s3_server.Objects:
    server.held.clear()
    server.asked.clear()
    server.refused = server.fail = 0
    return server


def bucket(objects: s3_server.Objects, prefix: str = "a/b", secret: str = s3_server.SECRET) -> S3Store:
    address = Address(objects.endpoint, s3_server.BUCKET, prefix, s3_server.REGION)
    return S3Store(address, s3_server.ACCESS, secret)


@pytest.fixture(params=["folder", "s3"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "folder":
        return FolderStore(tmp_path / "documents")
    return bucket(request.getfixturevalue("objects"))


def whole(store: Store, sha256: str) -> bytes:
    return b"".join(store.open(sha256))


def test_content_that_nobody_read_is_let_go(store: Store) -> None:
    kept = store.put([b"x" * 10], LIMIT)
    opened = store.open(kept.sha256)

    opened.close()

    assert b"".join(store.open(kept.sha256)) == b"x" * 10
    if isinstance(store, FolderStore):
        with pytest.raises(ValueError, match="closed file"):
            next(opened)


def test_content_is_kept_under_its_hash_and_read_back(store: Store) -> None:
    data = b"ab" * 300_000

    kept = store.put((data[:7], data[7:]), LIMIT)

    assert kept == Kept(hashlib.sha256(data).hexdigest(), len(data))
    assert whole(store, kept.sha256) == data
    assert store.has(kept.sha256)


def test_same_content_twice_is_kept_once(store: Store) -> None:
    first, second = store.put([b"x"], LIMIT), store.put([b"x"], LIMIT)

    assert first == second
    assert list(store.older_than(dt.datetime.now(dt.UTC) + HOUR)) == [first.sha256]


def test_content_past_the_limit_is_not_kept(store: Store) -> None:
    with pytest.raises(TooLarge):
        store.put([b"x" * 6, b"y" * 5], 10)

    assert not store.has(hashlib.sha256(b"x" * 6 + b"y" * 5).hexdigest())
    assert store.put([b"x" * 10], 10).size == 10


def test_content_whose_sender_breaks_off_is_not_kept(store: Store) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    with pytest.raises(ConnectionError):
        store.put(broken(), LIMIT)

    assert not list(store.older_than(dt.datetime.now(dt.UTC) + HOUR))


def test_what_is_not_kept_is_missing(store: Store) -> None:
    unknown = "0" * 64

    assert not store.has(unknown)
    with pytest.raises(Missing):
        store.open(unknown)
    store.delete(unknown)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "0" * 63, "G" * 64, f"{'0' * 64}/x"])
def test_name_that_is_no_hash_leads_nowhere(store: Store, name: str) -> None:
    with pytest.raises(ValueError, match="no SHA-256"):
        store.has(name)


def test_content_that_was_deleted_is_gone(store: Store) -> None:
    kept = store.put([b"x"], LIMIT)

    store.delete(kept.sha256)

    assert not store.has(kept.sha256)


def test_only_what_is_old_is_told_as_old(store: Store) -> None:
    kept = store.put([b"x"], LIMIT)

    assert list(store.older_than(dt.datetime.now(dt.UTC) - HOUR)) == []
    assert list(store.older_than(dt.datetime.now(dt.UTC) + HOUR)) == [kept.sha256]


def test_altered_content_is_never_handed_out_whole(tmp_path: Path, objects: s3_server.Objects) -> None:
    folder, remote = FolderStore(tmp_path / "documents"), bucket(objects)
    data = b"a" * 600_000
    sha256 = folder.put([data], LIMIT).sha256
    remote.put([data], LIMIT)
    changed = data[:-1] + b"b"
    (tmp_path / "documents" / place(sha256)).write_bytes(changed)
    objects.held = {key: (changed, at) for key, (_body, at) in objects.held.items()}

    for store in (folder, remote):
        chunks, got = store.open(sha256), []
        with pytest.raises(Altered):
            got.extend(chunks)
        assert sum(map(len, got)) < len(data)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", *(data for _name, data in samples.GOOD.values())]),
    junk=st.binary(max_size=300),
    name=st.text(max_size=10),
)
def test_any_bytes_are_refused_with_a_reason_or_kept_and_read_back_equal(
    tmp_path: Path, head: bytes, junk: bytes, name: str
) -> None:
    data, file = head + junk, tmp_path / "file"
    file.write_bytes(data)
    store = FolderStore(tmp_path / "documents")

    try:
        sniff(file, name, Limits())
        outcome = whole(store, store.put([data[:5], data[5:]], LIMIT).sha256)
    except Refused as refused:
        outcome = refused.code.encode()

    assert outcome == data or outcome.decode() in REASONS


_KILLED = """
import os, signal, sys
from pathlib import Path
from mainline.files.store import FolderStore
def chunks():
    yield b"half"
    os.kill(os.getpid(), signal.SIGKILL)
FolderStore(Path(sys.argv[1])).put(chunks(), 100)
"""


def test_put_that_is_killed_leaves_nothing_but_what_the_sweep_removes(tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    done = subprocess.run([sys.executable, "-c", _KILLED, str(folder)], cwd=ROOT, check=False, timeout=30)
    assert done.returncode == -signal.SIGKILL
    store = FolderStore(folder)
    left = [path for path in folder.rglob("*") if path.is_file()]

    assert len(left) == 1
    assert list(store.older_than(dt.datetime.now(dt.UTC) + HOUR)) == []
    assert store.sweep(dt.datetime.now(dt.UTC) - HOUR) == 0
    assert store.sweep(dt.datetime.now(dt.UTC) + HOUR) == 1
    assert not left[0].exists()


def test_folder_keeps_files_for_this_user_alone(tmp_path: Path) -> None:
    sha256 = FolderStore(tmp_path / "documents").put([b"x"], LIMIT).sha256

    assert os.stat(tmp_path / "documents" / place(sha256)).st_mode & 0o077 == 0


def test_objects_stand_under_the_prefix_and_every_request_is_signed(objects: s3_server.Objects) -> None:
    store = bucket(objects)
    sha256 = store.put([b"x" * 10], LIMIT).sha256
    assert whole(store, sha256) == b"x" * 10

    assert list(objects.held) == [f"a/b/{place(sha256)}"]
    assert objects.refused == 0
    assert [line.split()[0] for line in objects.asked] == ["PUT", "GET"]


def test_objects_of_others_in_the_bucket_are_left_alone(objects: s3_server.Objects) -> None:
    store = bucket(objects)
    kept = store.put([b"x"], LIMIT)
    objects.held |= {
        name: (b"y", dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
        for name in (f"other/{place('0' * 64)}", f"a/b/{'0' * 64}", "a/b/ab/cd/readme")
    }

    assert list(store.older_than(dt.datetime.now(dt.UTC) + HOUR)) == [kept.sha256]


@pytest.mark.parametrize("secret", ["wrong", s3_server.SECRET + " "])
def test_wrong_key_is_refused_by_the_service_and_told_as_unavailable(
    objects: s3_server.Objects, secret: str
) -> None:
    with pytest.raises(Unavailable, match="SignatureDoesNotMatch"):
        bucket(objects, secret=secret).put([b"x"], LIMIT)

    assert objects.refused == 1
    assert not objects.held


def test_service_that_fails_or_is_away_is_unavailable(objects: s3_server.Objects) -> None:
    store = bucket(objects)
    sha256 = store.put([b"x"], LIMIT).sha256
    objects.fail = 403
    away = S3Store(Address("http://127.0.0.1:1", "bucket"), "a", "b")

    for ask in (store.has, store.delete, store.open, away.has):
        with pytest.raises(Unavailable):
            ask(sha256)
    with pytest.raises(Unavailable):
        list(store.older_than(dt.datetime.now(dt.UTC)))
