"""Untrusted XML: no text lost, nothing fetched, and every mending said."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.record import Flag
from mainline.offices.xml import child_text, date_of, error_of, flags_of, fold, parse_xml, root_of, text_of


def read(data: bytes) -> tuple[str, tuple[Flag, ...]]:
    parsed = parse_xml(data)
    return text_of(parsed.root), flags_of(parsed)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<a>x&mdash;y</a>", "x—y"),
        (
            b'<!DOCTYPE a SYSTEM "a.dtd" [<!ENTITY p SYSTEM "p.tif" NDATA TIF>]><a>&Dgr;&lgr;&b.alpha;</a>',
            "Δλα",
        ),
        (b"<a>&frac15; &SACUTE; &bsol;</a>", "⅕ Ś \\"),
        (b"<a>&unheard-of; &amp; &#x2014;</a>", "&unheard-of; & —"),
        (b"<a><![CDATA[1 &mdash; 2]]>&mdash;</a>", "1 &mdash; 2—"),
    ],
)
def test_named_entities_become_text_or_stay_as_printed(data, text):
    assert read(data) == (text, ())


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "gb2312", "big5", "iso-8859-1", "utf-16"])
def test_declared_encodings_are_read(encoding):
    text = "café" if encoding == "iso-8859-1" else "中文"
    data = f'<?xml version="1.0" encoding="{encoding}"?><a>{text}</a>'.encode(encoding)
    assert read(data) == (text, ())


def test_chinese_in_gb18030_declared_as_utf8_is_read_and_flagged():
    data = '<?xml version="1.0" encoding="UTF-8"?><a>一种磷酸铁锂正极材料</a>'.encode("gb18030")
    assert read(data) == ("一种磷酸铁锂正极材料", (Flag.RECOVERED, Flag.REPLACED_CHARACTERS))


def test_latin_declared_as_utf8_is_read_and_flagged():
    assert read(b"<a>Soci\xe9t\xe9 G\xe9n\xe9rale</a>") == (
        "Société Générale",
        (Flag.RECOVERED, Flag.REPLACED_CHARACTERS),
    )


def test_a_broken_byte_in_utf8_costs_one_character():
    data = "<a>中文专利".encode() * 1 + b"\xff" + "说明书摘要权利要求</a>".encode()
    assert read(data)[0] == "中文专利\ufffd说明书摘要权利要求"


def test_an_unknown_encoding_is_no_reason_to_reject():
    assert read(b'<?xml version="1.0" encoding="x-none"?><a>x</a>')[0] == "x"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"<a>AT&T & Co</a>", "AT&T & Co"),
        (b"<a><b c>x</b></a>", "x"),
        (b"<a>1\x002\x013&#0;4</a>", "1234"),
        (b"<a><b>x</a>", "x"),
        (b"HTTP/1.1 200 OK\n\n<a>x</a>", "x"),
    ],
)
def test_malformed_documents_are_mended_and_flagged(data, text):
    found, flags = read(data)
    assert found == text
    assert Flag.RECOVERED in flags
    assert parse_xml(data, recover=False) == (None, False, "xml.malformed")


def test_a_document_that_breaks_off_is_flagged_truncated():
    assert read(b"<a><b>x</b><c>y") == ("xy", (Flag.RECOVERED, Flag.TRUNCATED))


@pytest.mark.parametrize(
    ("data", "problem"), [(b"", "xml.empty"), (b" \n\0", "xml.empty"), (b"hello", "xml.malformed")]
)
def test_what_is_no_xml_has_a_reason(data, problem):
    parsed = parse_xml(data)
    assert (parsed.root, parsed.problem) == (None, problem)


def test_error_says_what_and_where():
    assert "line 2" in error_of(b"<a>\n<b></a>")


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            b"<?xml version='1.0'?><!-- <x> --><!DOCTYPE y [<!ELEMENT z (#PCDATA)>]><p:us-patent-grant a='1'>",
            "us-patent-grant",
        ),
        (b"\xef\xbb\xbf<PATDOC>", "PATDOC"),
        (b"<!DOCTYPE PATDOC SYSTEM 'x' [<!ENTITY a SYSTEM 'a' NDATA TIF>", "PATDOC"),
        (b"<!ELEMENT us-patent-grant (a)>", ""),
        (b"text <a>", ""),
    ],
)
def test_root_of_names_the_first_element(head, name):
    assert root_of(head) == name


def test_text_keeps_blocks_as_lines():
    root = parse_xml(b"<d>pre<p>one <b>two</b>\n three</p>tail<p/><ul><li>four</li></ul></d>").root
    assert text_of(root, ("p", "li")) == "pre\none two three\ntail\nfour"
    assert child_text(root, "ul/li") == "four"
    assert child_text(root, "none") == child_text(None, "none") == ""


@settings(deadline=None, max_examples=60)
@given(st.text(st.sampled_from("ab \n\t\r\u3000\xa0é"), max_size=120))
def test_fold_is_split_and_join(text):
    assert fold(text) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("20180102", dt.date(2018, 1, 2)),
        ("2018-01-02", dt.date(2018, 1, 2)),
        ("2018-01-02T10:00:00Z", dt.date(2018, 1, 2)),
        (" 20180102 ", dt.date(2018, 1, 2)),
        ("20180100", None),
        ("20180230", None),
        ("00000000", None),
        ("2018", None),
        ("2018010x", None),
        ("", None),
        (None, None),
    ],
)
def test_dates_are_read_or_none(text, day):
    assert date_of(text) == day


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=200))
def test_no_bytes_make_the_parser_raise(data):
    for around in (b"%s", b"<a>%s</a>", b"<?xml version='1.0' encoding='%s'?><a/>"):
        parsed = parse_xml(around.replace(b"%s", data))
        assert parsed.root is not None or parsed.problem
