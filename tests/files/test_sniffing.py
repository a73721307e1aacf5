"""What is taken, as which kind; and what is refused, with which reason."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.files.kinds import KINDS
from mainline.files.limits import Limits
from mainline.files.refusals import REASONS, Refused, explain
from mainline.files.sniffing import sniff
from mainline.files.sniffing.pdf import active_in
from tests.files import samples

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
JAVASCRIPT = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"
TEMPLATE = (
    '<Relationships><Relationship Id="r" Type="http://x/attachedTemplate" Target="{}" TargetMode="External"/>'
    "</Relationships>"
)
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO = "application/vnd.ms-word.document.macroEnabled.main+xml"


def kind_of(folder: Path, name: str, data: bytes, **limits: int) -> str:
    file = folder / "file"
    file.write_bytes(data)
    return sniff(file, name, Limits(**limits)).code


def refusal(folder: Path, name: str, data: bytes, **limits: int) -> str:
    with pytest.raises(Refused) as caught:
        kind_of(folder, name, data, **limits)
    return caught.value.code


@pytest.mark.parametrize("kind", KINDS)
def test_good_file_is_taken_as_what_it_is_whatever_it_is_called(tmp_path: Path, kind: str) -> None:
    name, data = samples.GOOD[kind]

    assert kind_of(tmp_path, name, data) == kind
    if kind not in ("markdown", "csv"):
        assert kind_of(tmp_path, "no ending", data) == kind


PROGRAMS = {
    "ELF": b"\x7fELF\x02\x01\x01" + b"\0" * 50,
    "PE": b"MZ\x90\x00\x03" + b"\0" * 100,
    "Mach-O": b"\xcf\xfa\xed\xfe\x07\0\0\x01" + b"\0" * 50,
    "Mach-O of two machines, Java": b"\xca\xfe\xba\xbe\0\0\0\x02" + b"\0" * 50,
    "shebang": b"#!/bin/sh\necho hello\n",
    "shebang after a mark": b"\xef\xbb\xbf#!/usr/bin/python3\n",
    "PHP": b"<?php system($_GET[0]); ?>",
    "batch": b"@echo off\r\ndel /q *\r\n",
    "link of Windows": b"L\0\0\0\x01\x14\x02\0" + b"\0" * 60,
    "link to a page": b"[InternetShortcut]\r\nURL=file://host/x.exe\r\n",
    "registry": b"Windows Registry Editor Version 5.00\r\n",
    "Dalvik": b"dex\n035\0",
    "WebAssembly": b"\0asm\x01\0\0\0",
    "PostScript": b"%!PS-Adobe-3.0\n",
    "RTF": b"{\\rtf1\\ansi hello}",
    "cabinet": b"MSCF\0\0\0\0",
    "test of scanners": b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*",
}


@pytest.mark.parametrize("data", PROGRAMS.values(), ids=PROGRAMS)
@pytest.mark.parametrize("name", ["report.pdf", "report", "notes.txt"])
def test_program_is_refused_under_any_name(tmp_path: Path, data: bytes, name: str) -> None:
    assert refusal(tmp_path, name, data) == "program"


@pytest.mark.parametrize(
    "name",
    ["a.js", "a.vbs", "a.ps1", "a.bat", "a.jar", "a.apk", "a.lnk", "a.hta", "a.EXE", "说明.pdf.exe", "a.exe. ",
     "a.docm", "a.xlsb", "evil\u202efdp.exe", "a.iso"],
)  # fmt: skip
def test_name_of_a_program_is_refused_though_the_bytes_are_text(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, name, b"hello") == "program_name"


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xhtml", "a.mht", "a.xsl"])
def test_name_of_a_page_is_refused(tmp_path: Path, name: str) -> None:
    assert refusal(tmp_path, name, b"hello") == "page"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>x", b" \n <HTML>x", b"<!-- x --> <script>alert(1)</script>", b"<svg onload='x'/>",
        b"\xef\xbb\xbf<body>", b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b'<?xml version="1.0"?><html/>',
        b'<?xml version="1.0"?><a><b xmlns:h="http://www.w3.org/1999/xhtml"><h:script>x</h:script></b></a>',
        b'<?xml version="1.0"?><x:stylesheet xmlns:x="http://www.w3.org/1999/XSL/Transform"/>',
    ],
)  # fmt: skip
def test_what_a_browser_would_run_is_refused_though_it_is_called_text(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a.txt", data) == "page"
    assert refusal(tmp_path, "a.xml", data) == "page"


MACROS = {
    "Visual Basic": samples.office(DOCX, {"word/vbaProject.bin": b"x"}),
    "macro type": samples.office(MACRO),
    "Excel 4": samples.office(XLSX, {"xl/macrosheets/sheet1.xml": "<x/>"}),
    "ActiveX": samples.office(DOCX, {"word/activeX/activeX1.xml": "<x/>"}),
    "template from the net": samples.office(
        DOCX, {"word/_rels/settings.xml.rels": TEMPLATE.format("https://evil.example/t.dotm")}
    ),
    "template of another machine": samples.office(
        DOCX, {"word/_rels/settings.xml.rels": TEMPLATE.format("\\\\host\\share\\t.dotm")}
    ),
    "DDE": samples.office(
        XLSX,
        {"xl/externalLinks/externalLink1.xml": "<externalLink><ddeLink ddeService='cmd'/></externalLink>"},
    ),
    "program as a part": samples.office(DOCX, {"word/embeddings/x.exe": b"x"}),
    "Basic of OpenDocument": samples.odt("x", Basic__Standard__Module1_xml="<x/>"),
}


@pytest.mark.parametrize("data", MACROS.values(), ids=MACROS)
def test_office_file_that_can_run_something_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a.docx", data) == "macros"


def test_office_file_that_names_a_template_of_this_machine_is_taken(tmp_path: Path) -> None:
    rels = TEMPLATE.format("file:///C:\\Users\\wang\\Normal.dotm")

    assert kind_of(tmp_path, "a.docx", samples.office(DOCX, {"word/_rels/settings.xml.rels": rels})) == "docx"


def test_old_office_file_is_refused_and_one_with_a_password_says_so(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.doc", OLE) == "legacy_office"
    assert refusal(tmp_path, "a.docx", OLE + "EncryptedPackage".encode("utf-16-le")) == "encrypted"


@pytest.mark.parametrize(
    "data",
    [
        samples.office("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"),
        samples.odt("x", said="application/vnd.oasis.opendocument.spreadsheet"),
        b"OggS\0\x02" + b"\xff" * 60,
        b"Rar!\x1a\x07\0" + b"\xff" * 60,
    ],
)
def test_kind_that_is_not_taken_is_refused_and_the_list_of_those_taken_is_told(
    tmp_path: Path, data: bytes
) -> None:
    assert refusal(tmp_path, "a.bin2", data) == "unknown"
    assert "PDF" in explain("unknown")[0]


def test_locked_files_are_refused(tmp_path: Path) -> None:
    locked = samples.odt("x", **{"META-INF__manifest_xml": "<manifest:encryption-data/>"})

    assert refusal(tmp_path, "a.zip", samples.locked_zip()) == "encrypted"
    assert refusal(tmp_path, "a.odt", locked) == "encrypted"
    assert refusal(tmp_path, "a.pdf", samples.locked_pdf()) == "encrypted"


ACTIVE = {
    "script at opening": samples.pdf(catalog="/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>"),
    "no space": samples.pdf(catalog="/OpenAction<</S/JavaScript/JS(x)>>"),
    "name with escapes": samples.pdf(catalog="/OpenAction << /S /J#61vaScript /JS (x) >>"),
    "comment between": samples.pdf(catalog="/OpenAction << /S % a\n /JavaScript /JS (x) >>"),
    "kind as an object": samples.pdf(catalog="/OpenAction << /S 4 0 R /JS (x) >>", more=[b"/JavaScript"]),
    "script among names": samples.pdf(
        catalog="/Names << /JavaScript << /Names [(a) 4 0 R] >> >>", more=[JAVASCRIPT]
    ),
    "program": samples.pdf(page="/AA << /O << /S /Launch /F (cmd.exe) >> >>"),
    "attached file": samples.pdf(
        catalog="/Names << /EmbeddedFiles << /Names [(a) << /Type /Filespec /F (a.exe) /EF << /F 4 0 R >> >>] >> >>",
        more=[b"<< /Type /EmbeddedFile /Length 2 >>\nstream\nMZ\nendstream"],
    ),
    "attached on the page": samples.pdf(page="/Annots [<< /Type/Annot /Subtype/FileAttachment /Rect [0 0 9 9] >>]"),
    "film": samples.pdf(page="/Annots [<< /Subtype /RichMedia /Rect [0 0 9 9] >>]"),
    "dynamic form": samples.pdf(catalog="/AcroForm << /XFA 4 0 R /Fields [] >>", more=[b"(x)"]),
    "in an object stream": samples.pdf_with_object_stream(JAVASCRIPT),
    "in an object stream packed twice": samples.pdf_with_object_stream(
        JAVASCRIPT, filter_name=b"[/ASCIIHexDecode /FlateDecode]"
    ),
}  # fmt: skip


@pytest.mark.parametrize("data", ACTIVE.values(), ids=ACTIVE)
def test_pdf_that_would_do_something_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a.pdf", data) == "pdf_active"


def test_pdf_packed_twice_is_seen_through_by_the_second_look_alone() -> None:
    assert not active_in(ACTIVE["in an object stream packed twice"])


@pytest.mark.parametrize(
    "data",
    [
        samples.pdf(("See /JavaScript and Launch for EmbeddedFile",)),
        samples.pdf(page="/Annots [<< /Subtype /Link /A << /S /URI /URI (https://x.example/JavaScript/a) >> >>]"),
        samples.pdf_with_object_stream(b"<< /S /GoTo /D [3 0 R /Fit] >>"),
    ],
)  # fmt: skip
def test_pdf_that_only_speaks_of_it_is_taken(tmp_path: Path, data: bytes) -> None:
    assert kind_of(tmp_path, "a.pdf", data) == "pdf"


def test_pdf_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.pdf", b"%PDF-1.7\nnothing") == "damaged"


@pytest.mark.parametrize(
    "data",
    [
        b"GIF89a" + b"\0" * 20 + samples.pdf(),
        b"\n\n" + samples.pdf(),
        samples.pdf() + samples.zipped({"a.txt": "x"}),
        samples.png() + samples.zipped({"evil.class": "x"}),
        samples.zipped({"a.txt": "x"}) + samples.zipped({"b.txt": "x"}),
    ],
)
def test_file_that_is_two_things_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a.pdf", data) == "polyglot"


def test_file_that_is_empty_or_too_large_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "a.txt", b"") == "empty"
    assert refusal(tmp_path, "a.zip", samples.zipped({})) in ("empty", "unknown")
    assert refusal(tmp_path, "a.txt", b"x" * 11, max_bytes=10) == "too_large"
    assert kind_of(tmp_path, "a.txt", b"x" * 10, max_bytes=10) == "text"


LARGE = {
    "png": samples.png_header(30_000, 30_000),
    "jpeg": samples.jpeg(60_000, 60_000),
    "gif": samples.gif(50_000, 50_000),
    "webp": samples.webp(16_000, 16_000),
    "webp, lossless": samples.webp(16_000, 16_000, "VP8L"),
    "webp, lossy": samples.webp(16_000, 16_000, "VP8 "),
    "tiff": samples.tiff(50_000, 50_000),
    "tiff of many pages": samples.tiff(5_000, 5_000, pages=5),
    "tiff, big end first": samples.tiff(50_000, 50_000, order=">"),
}


@pytest.mark.parametrize("data", LARGE.values(), ids=LARGE)
def test_picture_of_too_many_pixels_is_refused_by_its_header(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a", data) == "pixels"
    assert kind_of(tmp_path, "a", data, max_pixels=10**10)


@pytest.mark.parametrize(
    "data",
    [
        samples.png_header(0, 5), samples.png()[:20], samples.jpeg()[:9], b"\xff\xd8\xff\xd9", samples.webp()[:24],
        samples.tiff()[:14], b"II*\0\x08\0\0\0" + struct.pack("<HI", 0, 8), b"GIF89a\x01",
        b"RIFF\0\0\0\0WEBPXXXX" + b"\0" * 30,
    ],
)  # fmt: skip
def test_picture_without_a_whole_header_is_refused(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a", data) == "damaged"


ARCHIVES = {
    "program by name": (samples.zipped({"a/setup.exe": b"x"}), "archive_program"),
    "program by its bytes": (samples.zipped({"a.txt": PROGRAMS["ELF"]}), "archive_program"),
    "way out": (samples.zipped({"../../etc/passwd": b"x"}), "archive_path"),
    "whole path": (samples.zipped({"/etc/passwd": b"x"}), "archive_path"),
    "drive": (samples.zipped({"C:\\x.txt": b"x"}), "archive_path"),
    "other archive": (samples.zipped({"a.rar": b"Rar!\x1a\x07\0"}), "archive_inside"),
    "too deep": (
        samples.zipped({"a.zip": samples.zipped({"b.zip": samples.zipped({"c.txt": "x"})})}), "archive_inside",
    ),
    "program in an archive in it": (samples.zipped({"a.zip": samples.zipped({"b.exe": "x"})}), "archive_program"),
    "macros in a document in it": (samples.zipped({"a.docx": MACROS["Visual Basic"]}), "macros"),
    "jar": (samples.zipped({"META-INF/MANIFEST.MF": "Main-Class: A"}), "program"),
    "apk": (samples.zipped({"AndroidManifest.xml": b"x"}), "program"),
    "cut off": (samples.zipped({"a.txt": b"x" * 99})[:-30], "damaged"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "reason"), ARCHIVES.values(), ids=ARCHIVES)
def test_archive_with_what_may_not_come_in_is_refused(tmp_path: Path, data: bytes, reason: str) -> None:
    assert refusal(tmp_path, "a.zip", data) == reason


def test_archive_that_unpacks_to_too_much_is_refused_without_unpacking(tmp_path: Path) -> None:
    bomb = samples.zipped({"a.txt": b"\0" * (3 << 20)})

    assert refusal(tmp_path, "a.zip", bomb, max_unpacked=1 << 20) == "bomb"
    assert refusal(tmp_path, "a.zip", bomb, free_bytes=1 << 20) == "bomb"
    document = samples.with_members(samples.docx("x"), {"b.txt": b"\0" * (12 << 20)})
    assert refusal(tmp_path, "a.docx", document, free_bytes=1 << 20) == "bomb"
    assert (
        refusal(tmp_path, "a.zip", samples.zipped({str(n): "" for n in range(12)}), max_members=11) == "bomb"
    )
    assert kind_of(tmp_path, "a.zip", bomb) == "zip"


def test_archive_in_an_archive_is_looked_into_and_taken(tmp_path: Path) -> None:
    inner = {"a.zip": samples.zipped({"b.txt": "x"}), "c.docx": samples.GOOD["docx"][1]}

    assert kind_of(tmp_path, "a.zip", samples.zipped(inner)) == "zip"


@pytest.mark.parametrize(
    "attached",
    [{"a.exe": b"x"}, {"a.txt": PROGRAMS["PE"]}, {"a.doc": OLE}, {"a.rar": b"Rar!\x1a\x07\0"},
     {"a.docx": MACROS["Visual Basic"]}, {"a.zip": samples.locked_zip()}],
)  # fmt: skip
def test_mail_with_a_program_attached_is_refused(tmp_path: Path, attached: dict[str, bytes]) -> None:
    assert refusal(tmp_path, "a.eml", samples.mail(attached=attached)) == "mail_program"


def test_mail_with_a_document_attached_is_taken(tmp_path: Path) -> None:
    attached = {"a.pdf": samples.pdf(), "b.docx": samples.GOOD["docx"][1]}

    assert kind_of(tmp_path, "a.eml", samples.mail(attached=attached)) == "mail"


def test_letter_that_looks_like_a_header_is_text(tmp_path: Path) -> None:
    assert kind_of(tmp_path, "a.txt", b"From: me\nTo: you\n\nhello\n") == "text"
    assert kind_of(tmp_path, "a.eml", b"From: me\nTo: you\n\nhello\n") == "mail"


@pytest.mark.parametrize(
    "data", ["文字".encode("utf-16"), b"caf\xe9 x", b"a\0b", b"bell \x07", "文字".encode()[:-1]]
)
def test_text_in_no_known_encoding_says_how_to_save_it(tmp_path: Path, data: bytes) -> None:
    assert refusal(tmp_path, "a.txt", data) == "encoding"


def test_xml_of_entities_in_entities_and_broken_xml_are_refused(tmp_path: Path) -> None:
    laughs = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;">]><a>&c;</a>'

    assert refusal(tmp_path, "a.xml", laughs) == "entities"
    assert refusal(tmp_path, "a.xml", b'<?xml version="1.0"?><a><b></a>') == "damaged"
    plain = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY nbsp "&#160;">]><a>x&nbsp;y</a>'
    assert kind_of(tmp_path, "a.xml", plain) == "xml"


def test_every_reason_is_told_in_both_languages() -> None:
    assert all(zh and en and zh != en for zh, en in REASONS.values())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from([b"", *(data[:600] for _name, data in samples.GOOD.values()), *PROGRAMS.values()]),
    junk=st.binary(max_size=400),
    name=st.text(max_size=12),
)
def test_any_bytes_under_any_name_are_a_known_kind_or_a_known_refusal(
    tmp_path: Path, head: bytes, junk: bytes, name: str
) -> None:
    try:
        said = kind_of(tmp_path, name, head + junk)
    except Refused as refused:
        said = refused.code

    assert said in {**KINDS, **REASONS}
