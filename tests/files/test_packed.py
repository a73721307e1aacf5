"""Text of what an office sends as data: XML under the names of its elements, archives file by file."""

from __future__ import annotations

from pathlib import Path

from mainline.files import apart
from mainline.files.kinds import KINDS
from mainline.files.reading import PAGE
from mainline.files.reading.packed import extract_packed
from tests.files import samples
from tests.portfolio.notices.samples import a_list, packed


def read(folder: Path, data: bytes, kind: str = "zip") -> tuple[str, str, str]:
    path = folder / "file"
    path.write_bytes(data)
    found = extract_packed(path, KINDS[kind])
    return found.text, found.state, found.note


def test_xml_is_told_under_the_names_of_its_elements(tmp_path: Path) -> None:
    text, state, _ = read(tmp_path, a_list("2017106018623"), "xml")
    assert state == "read"
    assert text.splitlines()[:2] == ["FAWENXLH: 2026101200123451", "TONGZHISMC: 办理登记手续通知书"]


def test_archive_is_read_file_by_file_and_one_archive_deep(tmp_path: Path) -> None:
    inner = packed({"notice.pdf": samples.pdf(["Decision"]), "third.zip": packed({"a.txt": b"deep"})})
    text, state, _ = read(tmp_path, packed({"list.xml": a_list("1"), "inner.zip": inner, "a.png": b"x"}))
    pages = text.split(PAGE)
    assert state == "read"
    assert [page.splitlines()[0] for page in pages] == [
        "# list.xml", "# inner.zip", "# notice.pdf", "# third.zip", "# a.png",
    ]  # fmt: skip
    assert "Decision" in text
    assert "deep" not in text


def test_what_is_broken_inside_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    text, state, _ = read(tmp_path, packed({"a.xml": b"<a><b>", "b.txt": "发文日".encode()}))
    assert state == "read"
    assert "# a.xml" in text
    assert "发文日" in text


def test_what_is_broken_whole_says_so(tmp_path: Path) -> None:
    assert read(tmp_path, packed({"a.txt": b"a"})[:-9]) == ("", "failed", "damaged")
    assert read(tmp_path, b"<a/>", "xml") == ("", "none", "blank")


def test_process_apart_gives_the_same(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(packed({"list.xml": a_list("1")}))
    assert apart.extract_packed(path, KINDS["zip"]) == extract_packed(path, KINDS["zip"])
