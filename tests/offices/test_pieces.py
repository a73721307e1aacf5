"""Cutting streams: every byte of a record in one piece, in constant memory, and going on after trouble."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.pieces import RAW_LIMIT, lines, whole, xml_documents, xml_elements
from mainline.offices.xml import parse_piece, text_of


class Broken(io.RawIOBase):
    """A stream that ends in an error."""

    def __init__(self, data: bytes, error: Exception) -> None:
        super().__init__()
        self.stream, self.error = io.BytesIO(data), error

    def readable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        data = self.stream.read(count)
        if not data:
            raise self.error
        return data


def test_whole_gives_one_piece_and_none_for_nothing():
    assert [piece.data for piece in whole(io.BytesIO(b"abc"), "m")] == [b"abc"]
    assert list(whole(io.BytesIO(b""), "m")) == []


def test_whole_rejects_what_is_too_large_with_the_first_part():
    (piece,) = whole(io.BytesIO(b"x" * 3_000_000), "m", limit=2_000_000)
    assert (piece.problem, len(piece.data)) == ("piece.too_large", RAW_LIMIT)


def test_lines_are_batched_with_offset_and_ordinal():
    pieces = list(lines(io.BytesIO(b"a\nb\n\nc\nd"), "m", batch=2))
    assert [(piece.data, piece.offset, piece.ordinal) for piece in pieces] == [
        (b"a\nb\n", 0, 1),
        (b"\nc\nd", 4, 3),
    ]


def test_lines_leave_the_byte_order_mark_out():
    (piece,) = lines(io.BytesIO(b"\xef\xbb\xbf{}\n"), "m")
    assert (piece.data, piece.offset) == (b"{}\n", 3)


def test_lines_go_on_after_a_line_that_is_too_long():
    data = b"a\n" + b"x" * 9_000_000 + b"\nb\n"
    pieces = list(lines(io.BytesIO(data), "m", limit=2_000_000))
    assert [(piece.problem, piece.ordinal) for piece in pieces] == [("", 1), ("piece.too_large", 2), ("", 3)]
    assert pieces[-1].data == b"b\n"


@settings(deadline=None, max_examples=40)
@given(st.lists(st.text("ab é\t", max_size=5), max_size=30), st.integers(1, 7))
def test_lines_joined_are_the_stream(rows, batch):
    data = "\n".join(rows).encode()
    pieces = list(lines(io.BytesIO(data), "m", batch=batch))
    assert b"".join(piece.data for piece in pieces).split() == data.split()
    assert [piece.ordinal for piece in pieces] == sorted(piece.ordinal for piece in pieces)


DOCUMENT = b'<?xml version="1.0"?>\n<!DOCTYPE a SYSTEM "a.dtd" [ ]>\n<a>%d</a>\n'


def test_documents_are_cut_at_declarations():
    data = b"".join(DOCUMENT % n for n in range(3))
    pieces = list(xml_documents(io.BytesIO(data), "m"))
    assert [piece.data for piece in pieces] == [DOCUMENT % n for n in range(3)]
    assert [(piece.offset, piece.ordinal) for piece in pieces] == [
        (0, 1),
        (len(DOCUMENT % 0), 2),
        (2 * len(DOCUMENT % 0), 3),
    ]


def test_documents_are_cut_at_document_types_where_nothing_is_declared():
    data = b"<!DOCTYPE a>\n<a>1</a>\n<!DOCTYPE a>\n<a>2</a>\n"
    assert [piece.data.split()[-1] for piece in xml_documents(io.BytesIO(data), "m")] == [
        b"<a>1</a>",
        b"<a>2</a>",
    ]


def test_documents_without_any_declaration_are_cut_at_the_end_of_the_root():
    data = (DOCUMENT % 1) + b"<p:b x='1'>\n<c/></p:b>\n\n<a>3</a>" + (DOCUMENT % 4)
    pieces = list(xml_documents(io.BytesIO(data), "m"))
    assert [piece.data.split()[-1] for piece in pieces] == [
        b"<a>1</a>",
        b"<c/></p:b>",
        b"<a>3</a>",
        b"<a>4</a>",
    ]
    assert b"".join(piece.data for piece in pieces) == data


def test_a_document_too_large_is_rejected_and_the_next_is_read():
    huge = b'<?xml version="1.0"?><!DOCTYPE a><a>' + b"x" * 5_000_000 + b"</a>"
    pieces = list(xml_documents(io.BytesIO(DOCUMENT % 1 + huge + DOCUMENT % 2), "m", limit=2_000_000))
    assert [piece.problem for piece in pieces] == ["", "piece.too_large", ""]
    assert pieces[2].data == DOCUMENT % 2
    assert pieces[2].ordinal == 3


@pytest.mark.parametrize(
    ("error", "problem"),
    [(EOFError(), "stream.truncated"), (zlib.error(), "stream.damaged"), (OSError(), "stream.damaged")],
)
def test_a_stream_that_breaks_off_gives_what_was_whole_before(error, problem):
    stream = Broken(DOCUMENT % 1 + DOCUMENT % 2 + b"<?xml version='1.0'?><a>cut", error)
    pieces = list(xml_documents(stream, "m"))
    assert [piece.problem for piece in pieces] == ["", "", problem]
    assert pieces[2].data.endswith(b"<a>cut")


@settings(deadline=None, max_examples=30)
@given(
    st.lists(st.integers(0, 300_000), min_size=1, max_size=12),
    st.sampled_from([b"", b'<?xml version="1.0"?>']),
)
def test_documents_joined_are_the_stream(sizes, declaration):
    documents = [declaration + b"<a>" + b"x" * size + b"</a>" for size in sizes]
    pieces = list(xml_documents(io.BytesIO(b"".join(documents)), "m"))
    assert [piece.data for piece in pieces] == documents


WRAPPER = (
    b'<?xml version="1.0" encoding="UTF-8"?><q:list xmlns:q="urn:q" made="20200101"><q:head/>'
    b'<q:e a="1"><q:e>in</q:e>out</q:e><!-- <q:e>no</q:e> --><q:e/><q:ee>no</q:ee><q:e>last</q:e></q:list>'
)


def test_elements_are_cut_whole_with_the_namespaces_of_the_wrapper():
    pieces = list(xml_elements(io.BytesIO(WRAPPER), "m", tag="e"))
    assert [piece.data for piece in pieces] == [
        b'<q:e a="1"><q:e>in</q:e>out</q:e>',
        b"<q:e/>",
        b"<q:e>last</q:e>",
    ]
    assert [piece.ordinal for piece in pieces] == [1, 2, 3]
    assert b'made="20200101"' in pieces[0].header
    roots = [parse_piece(piece).root for piece in pieces]
    assert [root.tag for root in roots] == ["{urn:q}e"] * 3
    assert text_of(roots[2]) == "last"


def test_elements_too_large_are_rejected_and_the_next_is_read():
    data = b"<w><e>" + b"x" * 3_000_000 + b"</e><e>2</e></w>"
    pieces = list(xml_elements(io.BytesIO(data), "m", tag="e", limit=2_000_000))
    assert [(piece.problem, piece.data[:8]) for piece in pieces] == [
        ("piece.too_large", b"<e>xxxxx"),
        ("", b"<e>2</e>"),
    ]


def test_elements_cut_off_at_the_end_are_given_as_they_are():
    pieces = list(xml_elements(io.BytesIO(b"<w><e>1</e><e><f>2"), "m", tag="e"))
    assert [piece.data for piece in pieces] == [b"<e>1</e>", b"<e><f>2"]
    assert parse_piece(pieces[1]).problem == "xml.truncated"


def test_a_stream_without_the_element_is_given_whole_so_that_a_reader_can_say_why():
    assert [piece.data for piece in xml_elements(io.BytesIO(b"<x/>"), "m", tag="e")] == [b"<x/>"]


@settings(deadline=None, max_examples=30)
@given(st.lists(st.integers(0, 300_000), min_size=1, max_size=12), st.sampled_from(["", "q:"]))
def test_elements_are_found_wherever_chunks_end(sizes, prefix):
    mark = prefix.encode()
    elements = [b"<%se>%s</%se>" % (mark, b"x" * size, mark) for size in sizes]
    data = b"<w>" + b"\n".join(elements) + b"</w>"
    assert [piece.data for piece in xml_elements(io.BytesIO(data), "m", tag="e")] == elements
