"""The text of files of each kind."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from mainline.files import reading
from mainline.files.kinds import KINDS
from mainline.files.reading import Extracted, extract
from tests.files import samples


def text_of(folder: Path, kind: str, data: bytes) -> Extracted:
    file = folder / "file"
    file.write_bytes(data)
    return extract(file, KINDS[kind])


def test_pdf_gives_its_text_page_by_page(tmp_path: Path) -> None:
    found = text_of(tmp_path, "pdf", samples.pdf(("First page\nsecond line", "Second page")))

    assert (found.pages, found.state, found.note) == (2, "read", "")
    assert [page.split() for page in found.text.split("\f")] == [
        ["First", "page", "second", "line"],
        ["Second", "page"],
    ]


def test_pdf_without_text_says_that_it_is_a_scan(tmp_path: Path) -> None:
    assert text_of(tmp_path, "pdf", samples.pdf(("",))) == Extracted("", 1, "none", "scan")


def test_pdf_with_a_password_says_so(tmp_path: Path) -> None:
    assert text_of(tmp_path, "pdf", samples.locked_pdf()).note == "password"


def test_document_gives_paragraphs_tables_and_headers(tmp_path: Path) -> None:
    data = samples.docx("第一段", "第二段", header="页眉", table=[["号码", "日期"], ["1", "2024"]])

    lines = text_of(tmp_path, "docx", data).text.split("\n")

    assert [line for line in lines if line] == ["第一段", "第二段", "号码\t日期", "1\t2024", "页眉"]


def test_document_with_tracked_changes_gives_what_stands_now(tmp_path: Path) -> None:
    data = samples.docx("MARK")
    with zipfile.ZipFile(_saved(tmp_path, data)) as package:
        body = package.read("word/document.xml").decode()
    changed = body.replace(
        "<w:r><w:t>MARK</w:t></w:r>",
        '<w:ins w:id="1" w:author="a"><w:r><w:t>inserted</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>deleted</w:delText></w:r></w:del>'
        "<w:r><w:tab/><w:t>kept</w:t></w:r>",
    )
    assert changed != body

    found = text_of(tmp_path, "docx", samples.with_members(data, {"word/document.xml": changed}))

    assert found.text.strip() == "inserted\tkept"


def test_document_gives_its_footnotes(tmp_path: Path) -> None:
    notes = (
        '<w:footnotes xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:footnote>'
        "<w:p><w:r><w:t>see there</w:t></w:r></w:p></w:footnote></w:footnotes>"
    )
    data = samples.with_members(samples.docx("body"), {"word/footnotes.xml": notes})

    assert text_of(tmp_path, "docx", data).text.split() == ["body", "see", "there"]


def test_workbook_gives_sheets_and_rows(tmp_path: Path) -> None:
    found = text_of(tmp_path, "xlsx", samples.xlsx([("号码", "费"), (7, 1200.5), (None, None), ("x", None)]))

    assert found.text == "# 表一\n号码\t费\n7\t1200.5\nx"


def test_slides_come_in_the_order_they_are_shown_with_notes(tmp_path: Path) -> None:
    found = text_of(tmp_path, "pptx", samples.pptx("甲", "乙", notes="讲稿"))

    assert (found.text, found.pages) == ("甲\n讲稿\f乙", 2)


def test_opendocument_gives_paragraphs(tmp_path: Path) -> None:
    found = text_of(tmp_path, "odt", samples.odt("一<text:s/>二<text:tab/>三", "四"))

    assert found.text == "一 二\t三\n四"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_text_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    assert text_of(tmp_path, "text", "大豆\r\n收获机".encode(encoding)).text == "大豆\n收获机"


def test_xml_gives_a_line_for_each_element_with_text(tmp_path: Path) -> None:
    xml = '<?xml version="1.0"?><a><t>大豆</t><p>H<sub>2</sub>O is <b>wet</b></p><e/></a>'

    assert text_of(tmp_path, "xml", xml.encode()).text == "大豆\nH2O is wet"


def test_archive_gives_the_names_inside(tmp_path: Path) -> None:
    assert (
        text_of(tmp_path, "zip", samples.zipped({"a/b.txt": "secret", "说明.pdf": b"x"})).text
        == "a/b.txt\n说明.pdf"
    )


def test_mail_gives_who_what_and_the_names_attached(tmp_path: Path) -> None:
    text = text_of(tmp_path, "mail", samples.mail(attached={"合同.pdf": samples.pdf()})).text

    assert "From: 王伟 <wang@example.org>" in text
    assert "Subject: 关于大豆收获机" in text
    assert "您好，附件请查收。" in text
    assert text.endswith("[合同.pdf]")


def test_mail_in_html_gives_its_words_alone(tmp_path: Path) -> None:
    html = b"From: a@b.c\nMessage-ID: <1>\nContent-Type: text/html\n\n<style>x{}</style><p>Hello &amp; bye</p><script>x</script>"

    text = text_of(tmp_path, "mail", html).text

    assert "Hello & bye" in text
    assert "x{}" not in text


@pytest.mark.parametrize("kind", ["png", "jpeg", "gif", "webp", "tiff"])
def test_picture_says_that_it_has_no_text(tmp_path: Path, kind: str) -> None:
    assert text_of(tmp_path, kind, samples.GOOD[kind][1]) == Extracted("", None, "none", "picture")


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "pptx", "odt", "xml", "zip"])
def test_file_that_is_not_what_it_was_taken_for_fails_with_a_reason(tmp_path: Path, kind: str) -> None:
    assert text_of(tmp_path, kind, b"\0\1\2 nothing of the kind") == Extracted("", None, "failed", "damaged")
    assert text_of(tmp_path, kind, samples.zipped({"x": "y"})).state in ("failed", "read")


def test_long_text_is_cut_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "LONGEST", 10)

    found = text_of(tmp_path, "csv", b"0123456789abc")

    assert (found.text, found.state, found.note) == ("0123456789", "read", "cut")
    assert text_of(tmp_path, "csv", b"0123456789").note == ""


def test_blank_text_is_none(tmp_path: Path) -> None:
    assert text_of(tmp_path, "text", b" \n ") == Extracted("", None, "none", "blank")


def _saved(folder: Path, data: bytes) -> Path:
    file = folder / "saved"
    file.write_bytes(data)
    return file
