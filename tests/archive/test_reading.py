"""Archives that are made to do harm are refused with a sentence."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mainline.archive.container import BadArchive, is_safe
from mainline.archive.reading import ArchiveReader

GOOD: dict[str, Any] = {
    "format": "mainline.backup.v1", "version": "0", "schema": "", "made_at": "", "day": "", "subject": "",
    "block": 200, "tables": [], "files": [], "sealed": [], "head": None,
}  # fmt: skip
HASH = "0" * 64
TABLE: dict[str, Any] = {
    "name": "a", "rows": 1, "bytes": 3, "sha256": HASH, "key": "id", "columns": ["id"], "binary": [], "blocks": [HASH],
}  # fmt: skip


def written(path: Path, *pairs: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in pairs:
            archive.writestr(name, data)
    return path


def with_manifest(path: Path, **told: Any) -> Path:
    return written(path, ("manifest.json", json.dumps({**GOOD, **told}).encode()))


@pytest.mark.parametrize(
    "path",
    [
        "files/../../etc/passwd", "/files/a", "files//a", "files/./a", "files/..", "files/a\\b", "files/C:a", "a/b",
        "files", "", "files/a\x00b", "files/a\nb", "files/ ", "files/...", "tables/a", "files/" + "a" * 256, "documents/*",
    ],
)  # fmt: skip
def test_paths_that_leave_their_folder_are_refused(tmp_path: Path, path: str) -> None:
    assert not is_safe(path)
    archive = with_manifest(tmp_path / "a.zip", files=[{"path": path, "size": 0, "sha256": HASH}])
    with ArchiveReader(archive) as reader, pytest.raises(BadArchive, match="not allowed"):
        reader.manifest()


def test_ordinary_paths_are_taken() -> None:
    assert is_safe("files/ab/" + "ab" * 32 + "/专利 表格 (1).csv")
    assert is_safe(f"documents/{HASH}")
    assert is_safe("mappings/organisation-1/a.toml")


@pytest.mark.parametrize(
    "told",
    [
        {"format": "other.v1"}, {"block": 0}, {"more": 1}, {"tables": [{}]}, {"files": [{"path": "files/a"}]},
        {"tables": [{**TABLE, "name": "../a"}]}, {"tables": [{**TABLE, "rows": -1}]}, {"tables": [TABLE, TABLE]},
        {"tables": [{**TABLE, "blocks": []}]}, {"tables": [{**TABLE, "sha256": "x"}]},
        {"tables": [{**TABLE, "key": "pk"}]}, {"tables": [{**TABLE, "rows": 10**18}]},
        {"sealed": [{"table": "b", "code": 1, "columns": [], "is_whole": True, "unless": ["", ""], "covers": [], "content": ""}]},
    ],
)  # fmt: skip
def test_manifests_that_make_no_sense_are_refused(tmp_path: Path, told: dict[str, Any]) -> None:
    with ArchiveReader(with_manifest(tmp_path / "a.zip", **told)) as reader, pytest.raises(BadArchive):
        reader.manifest()


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("tables/a.jsonl", "w") as member,
    ):
        for _ in range(101):
            member.write(bytes(1 << 20))

    with pytest.raises(BadArchive, match="zip bomb"):
        ArchiveReader(path)


def test_a_member_with_more_than_it_claims_is_stopped(tmp_path: Path) -> None:
    from mainline.archive.container import TableEntry
    from mainline.archive.reading import Damaged

    path = written(tmp_path / "a.zip", ("tables/a.jsonl", b"{}\n" * 1_000_000))
    table = TableEntry("a", 1, 3, HASH, "id", ["id"], [], [HASH])
    with ArchiveReader(path) as reader, pytest.raises(Damaged, match="more than the 3 bytes"):
        list(reader.lines(table))


def test_names_twice_and_other_packings_are_refused(tmp_path: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate"):
        path = written(tmp_path / "a.zip", ("manifest.json", b"{}"), ("manifest.json", b"[]"))
    with pytest.raises(BadArchive, match="one name"):
        ArchiveReader(path)
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("manifest.json", b"{}")
    with pytest.raises(BadArchive, match="packed in a way"):
        ArchiveReader(tmp_path / "b.zip")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"hello", bytes(1000), b"PK\x05\x06" + bytes(18)])
def test_other_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)

    def read() -> None:
        with ArchiveReader(path) as reader:
            reader.manifest()

    with pytest.raises(BadArchive):
        read()


def test_a_large_manifest_is_refused_unread(tmp_path: Path, monkeypatch: Any) -> None:
    from mainline.archive import reading

    monkeypatch.setattr(reading, "LARGEST_MANIFEST", 10)
    with (
        ArchiveReader(with_manifest(tmp_path / "a.zip")) as reader,
        pytest.raises(BadArchive, match="too large"),
    ):
        reader.manifest()


def test_long_lines_are_joined_and_endless_ones_stopped(tmp_path: Path, monkeypatch: Any) -> None:
    from mainline.archive import reading
    from mainline.archive.container import TableEntry

    long = b"x" * 700_000
    data = b"\n".join([long, b"", b"y", long])
    path = written(tmp_path / "a.zip", ("tables/a.jsonl", data))
    table = TableEntry("a", 4, len(data), HASH, "id", ["id"], [], [HASH])
    with ArchiveReader(path) as reader:
        assert list(reader.lines(table)) == [long + b"\n", b"\n", b"y\n", long]
        monkeypatch.setattr(reading, "LARGEST_LINE", 300_000)
        with pytest.raises(reading.Damaged, match="in one line"):
            list(reader.lines(table))


def test_a_stream_is_no_archive() -> None:
    with pytest.raises(BadArchive):
        ArchiveReader(Path("/dev/null"))
    assert io.BytesIO().read() == b""
