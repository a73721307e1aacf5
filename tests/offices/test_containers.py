"""Opening files, archives and folders: all of it, in one order, and nothing outside."""

from __future__ import annotations

import gzip
import io
import os
import stat
import zipfile
from pathlib import Path

import pytest

from mainline.offices import containers
from mainline.offices.containers import Member, members, total_bytes
from mainline.offices.record import Rejected


def packed(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def read(path: Path, **options) -> dict[str, bytes | str]:
    """Name to bytes, or to the reason of a rejection."""
    found: dict[str, bytes | str] = {}
    for member in members(path, **options):
        if isinstance(member, Rejected):
            found[member.position.member] = member.reason
        else:
            with member.open() as stream:
                parts = []
                while chunk := stream.read(1 << 16):
                    parts.append(chunk)
            found[member.name] = b"".join(parts)
    return found


def test_a_plain_file_is_one_member(tmp_path):
    path = tmp_path / "a.xml"
    path.write_bytes(b"<a/>")
    (member,) = members(path)
    assert isinstance(member, Member)
    assert (member.name, member.size) == ("a.xml", 4)
    assert read(path) == {"a.xml": b"<a/>"}


def test_gzip_is_known_by_content_with_all_its_streams(tmp_path):
    (tmp_path / "a.dat").write_bytes(gzip.compress(b"one") + gzip.compress(b"two") + b"\0\0\0")
    assert read(tmp_path / "a.dat") == {"a.dat!a.dat": b"onetwo"}


def test_zip_in_zip_in_gzip_is_opened(tmp_path):
    inner = packed({"d/b.xml": b"<b/>"})
    (tmp_path / "w.zip.gz").write_bytes(gzip.compress(packed({"in.zip": inner, "c.xml": b"<c/>"})))
    assert read(tmp_path / "w.zip.gz") == {
        "w.zip.gz!w.zip!in.zip!d/b.xml": b"<b/>",
        "w.zip.gz!w.zip!c.xml": b"<c/>",
    }


def test_a_folder_is_read_in_order_without_hidden_files(tmp_path):
    for name in ("b/2.xml", "b/10.xml", "a.xml", ".git/config", ".hidden", "b/.x"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(name.encode())
    assert list(read(tmp_path)) == ["a.xml", "b/10.xml", "b/2.xml"]
    assert total_bytes(tmp_path) >= 3


def test_hidden_and_resource_files_in_a_zip_are_passed_over(tmp_path):
    (tmp_path / "a.zip").write_bytes(packed({"__MACOSX/a": b"x", ".DS_Store": b"x", "a": b"1"}))
    assert read(tmp_path / "a.zip") == {"a.zip!a": b"1"}


def test_chinese_names_without_the_utf8_mark_are_set_right(tmp_path):
    data = packed({"XXXX.xml": b"<a/>"}).replace(b"XXXX", "说明".encode("gb18030"))
    (tmp_path / "a.zip").write_bytes(data)
    assert list(read(tmp_path / "a.zip")) == ["a.zip!说明.xml"]


def test_a_package_is_one_member_with_its_names(tmp_path):
    data = packed({"list.xml": b"<a/>", "b.xml": b"<b/>"})
    (tmp_path / "a.zip").write_bytes(packed({"p.zip": data}))
    (member,) = members(tmp_path / "a.zip", is_package=lambda names: "list.xml" in names)
    assert (member.name, member.names) == ("a.zip!p.zip", ("list.xml", "b.xml"))


def test_office_documents_are_not_taken_apart(tmp_path):
    (tmp_path / "a.docx").write_bytes(packed({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<b/>"}))
    assert list(read(tmp_path / "a.docx")) == ["a.docx"]


def test_a_link_out_of_the_folder_is_not_followed(tmp_path):
    (tmp_path / "secret.xml").write_bytes(b"<secret/>")
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "out.xml").symlink_to(tmp_path / "secret.xml")
    (folder / "up").symlink_to(tmp_path, target_is_directory=True)
    (folder / "gone.xml").symlink_to(folder / "nowhere")
    (folder / "same.xml").write_bytes(b"<a/>")
    assert read(folder) == {
        "out.xml": "folder.outside_link",
        "gone.xml": "file.unreadable",
        "same.xml": b"<a/>",
    }


def test_what_is_no_file_is_rejected_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.xml")
    assert stat.S_ISFIFO((tmp_path / "pipe.xml").stat().st_mode)
    assert read(tmp_path) == {"pipe.xml": "file.unreadable"}
    assert read(tmp_path / "none.xml") == {"none.xml": "file.unreadable"}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "stream.empty"),
        (b"PK\x03\x04 and no archive", "container.unreadable"),
        (packed({"a": b"x" * 1000})[:60], "container.unreadable"),
        (gzip.compress(b"")[:10], "stream.truncated"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\3 no deflate", "stream.damaged"),
    ],
    # Names of their own: an archive made now holds the time, and every process must name a test alike.
    ids=["empty", "no archive", "half an archive", "half a gzip", "damaged gzip"],
)
def test_broken_containers_have_a_reason(tmp_path, data, reason):
    (tmp_path / "a.bin").write_bytes(data)
    assert list(read(tmp_path / "a.bin").values()) == [reason]


@pytest.mark.parametrize("name", ["../up.xml", "/etc/passwd", "a/../../b", "C:/x.xml", "..\\up.xml"])
def test_names_that_lead_out_of_the_archive_are_refused(tmp_path, name):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(zipfile.ZipInfo(name), b"<a/>")
    (tmp_path / "a.zip").write_bytes(out.getvalue())
    assert list(read(tmp_path / "a.zip").values()) == ["container.unsafe_name"]
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["a.zip"]


def test_an_encrypted_member_is_rejected_and_the_others_are_read(tmp_path):
    data = bytearray(packed({"a.xml": b"<a/>", "b.xml": b"<b/>"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    (tmp_path / "a.zip").write_bytes(data)
    assert read(tmp_path / "a.zip") == {"a.zip!a.xml": "container.encrypted", "a.zip!b.xml": b"<b/>"}


def test_archives_nested_too_deep_are_not_opened(tmp_path):
    data = packed({"a.xml": b"<a/>"})
    for _ in range(containers.MAX_DEPTH):
        data = packed({"in.zip": data})
    (tmp_path / "a.zip").write_bytes(data)
    assert list(read(tmp_path / "a.zip").values()) == ["container.too_deep"]


def test_a_bomb_is_refused_before_it_is_opened(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "FREE_BYTES", 1 << 20)
    (tmp_path / "a.zip").write_bytes(packed({"a.xml": b"0" * (8 << 20)}))
    assert read(tmp_path / "a.zip") == {"a.zip": "container.bomb"}


def test_copies_of_one_member_are_counted_together(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "MAX_TOTAL", 1 << 20)
    (tmp_path / "a.zip").write_bytes(packed({f"{n}.xml": os.urandom(1 << 18) for n in range(5)}))
    assert read(tmp_path / "a.zip") == {"a.zip": "container.bomb"}
