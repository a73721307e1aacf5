"""The list of readers."""

from __future__ import annotations

from mainline.offices.reading import Unrecognised, pieces_of
from mainline.offices.registry import READERS, find_reader, reader_named


def test_readers_have_all_that_a_reader_offers():
    for reader in READERS:
        assert reader_named(reader.NAME) is reader
        assert all(reader.LABEL)
        assert callable(reader.sniff)
        assert callable(reader.split)
        assert callable(reader.parse)


def test_names_are_unique():
    assert len({reader.NAME for reader in READERS}) == len(READERS)


def test_nothing_is_found_for_what_is_no_record():
    for head in (
        b"",
        b"\0" * 64,
        b"MIT License",
        b"<html><body>",
        b"{}",
        b"[]",
        b"<!ELEMENT us-patent-grant (a)>",
    ):
        assert find_reader(head, "x.xml") is None, head


def test_a_reader_is_found_by_content_and_not_by_name(tmp_path):
    assert find_reader(b"<us-patent-grant>", "notes.txt").NAME == "uspto.xml"
    (tmp_path / "us-patent-grant.xml").write_text("just words")
    assert [type(item) for item in pieces_of(tmp_path)] == [Unrecognised]
