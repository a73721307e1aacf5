"""Reading any file through the public API: hostile input becomes a reason, never an exception."""

from __future__ import annotations

import gzip
import io
import resource
import socket
import time
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from mainline.offices import containers, reading
from mainline.offices.base import Piece
from mainline.offices.reading import Unrecognised, pieces_of, read_path, read_piece
from mainline.offices.record import Flag, Record, Rejected

GRANT = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE us-patent-grant SYSTEM "us-patent-grant-v45-2014-04-03.dtd" [ %(subset)s]>\n'
    '<us-patent-grant lang="EN" dtd-version="v4.5 2014-04-03"><us-bibliographic-data-grant><publication-reference>'
    "<document-id><country>US</country><doc-number>%(number)s</doc-number><kind>B2</kind><date>20211019</date>"
    '</document-id></publication-reference><application-reference appl-type="utility"><document-id>'
    "<country>US</country><doc-number>16232658</doc-number><date>20181226</date></document-id>"
    "</application-reference><invention-title>%(title)s</invention-title></us-bibliographic-data-grant>"
    "</us-patent-grant>\n"
)


def grant(number: int = 11147202, title: str = "Hand truck", subset: str = "") -> bytes:
    return (GRANT % {"number": number, "title": title, "subset": subset}).encode()


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked of a document, nothing may be fetched."""

    def refuse(*_: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


def save(tmp_path: Path, data: bytes, name: str = "in.xml") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def only(items: Iterator[object]) -> object:
    (item,) = items
    return item


def reasons(path: Path) -> list[str]:
    found = []
    for item in read_path(path):
        found.append(item.reason if isinstance(item, Rejected) else type(item).__name__)
    return found


def test_entity_expansion_is_not_carried_out(tmp_path):
    subset = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(20)
    )
    start = time.monotonic()
    record = only(read_path(save(tmp_path, grant(title="&u;", subset=subset))))
    assert isinstance(record, Record)
    assert record.titles[0].text == "&u;"
    assert time.monotonic() - start < 2


def test_external_entities_are_not_read(tmp_path):
    secret = save(tmp_path, b"the secret", "secret.txt")
    subset = f'<!ENTITY x SYSTEM "{secret.as_uri()}"><!ENTITY y SYSTEM "http://127.0.0.1:9/">'
    record = only(read_path(save(tmp_path, grant(title="&x;&y;", subset=subset))))
    assert isinstance(record, Record)
    assert record.titles[0].text == "&x;&y;"


def test_document_types_are_not_fetched(tmp_path):
    save(tmp_path, b'<!ENTITY tm "fetched">', "us-patent-grant-v45-2014-04-03.dtd")
    subset = '<!ENTITY % more SYSTEM "http://127.0.0.1:9/x.dtd"> %more;'
    record = only(read_path(save(tmp_path, grant(title="&tm;", subset=subset))))
    assert isinstance(record, Record)
    assert record.titles[0].text == "&tm;"


def test_a_zip_bomb_is_refused(tmp_path):
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open("a.xml", "w") as member,
    ):
        for _ in range(260):
            member.write(bytes(1 << 20))
    assert len(out.getvalue()) < 2 << 20
    assert reasons(save(tmp_path, out.getvalue(), "a.zip")) == ["container.bomb"]


def test_a_gzip_bomb_is_stopped_while_reading(tmp_path, monkeypatch):
    monkeypatch.setattr(containers, "FREE_BYTES", 1 << 20)
    data = gzip.compress(grant() + b" " * (30 << 20))
    assert reasons(save(tmp_path, data, "a.xml.gz")) == ["container.bomb"]


def test_path_traversal_reads_and_writes_nothing_outside(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../evil.xml", grant())
        archive.writestr("good.xml", grant())
    path = save(tmp_path, out.getvalue(), "a.zip")
    assert reasons(path) == ["container.unsafe_name", "Record"]
    assert [item.name for item in tmp_path.rglob("*") if item.is_file()] == ["a.zip"]
    assert not (tmp_path.parent / "evil.xml").exists()


def test_truncated_gzip_gives_the_whole_documents_before(tmp_path):
    documents = b"".join(grant(11000000 + n, title=f"Truck {n * 7919}") for n in range(200))
    data = gzip.compress(documents)
    found = reasons(save(tmp_path, data[: len(data) // 2], "a.xml.gz"))
    assert found[-1] == "stream.truncated"
    assert set(found[:-1]) == {"Record"}
    assert len(found) > 50


def test_an_empty_file_is_rejected(tmp_path):
    assert reasons(save(tmp_path, b"")) == ["stream.empty"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [("gb18030", "一种手推车及其制造方法"), ("latin-1", "Diable à roues, modèle réglé")],
)
def test_wrong_encodings_are_read_and_flagged(tmp_path, encoding, title):
    data = grant(title=title).decode().encode(encoding)
    record = only(read_path(save(tmp_path, data)))
    assert isinstance(record, Record)
    assert record.titles[0].text == title
    assert {Flag.RECOVERED, Flag.REPLACED_CHARACTERS} <= set(record.flags)


def test_two_byte_encodings_are_recognised(tmp_path):
    data = grant(title="手推车").decode().replace("UTF-8", "UTF-16").encode("utf-16")
    record = only(read_path(save(tmp_path, data)))
    assert isinstance(record, Record)
    assert record.titles[0].text == "手推车"


def test_one_element_of_100_megabytes_is_rejected_in_bounded_memory(tmp_path):
    path = tmp_path / "in.xml"
    with path.open("wb") as out:
        out.write(grant(1).replace(b"Hand truck</invention-title>", b""))
        for _ in range(100):
            out.write(b"x" * (1 << 20))
        out.write(b"\n" + grant(2))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.monotonic()
    found = list(read_path(path))
    assert [getattr(item, "reason", "") for item in found] == ["piece.too_large", ""]
    assert len(found[0].raw) == 1 << 20
    assert time.monotonic() - start < 10
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


def test_nul_bytes_are_taken_out_and_flagged(tmp_path):
    record = only(read_path(save(tmp_path, grant(title="Hand\0 truck"))))
    assert isinstance(record, Record)
    assert record.titles[0].text == "Hand truck"
    assert Flag.RECOVERED in record.flags


def test_text_that_no_parser_recovers_is_rejected_with_its_bytes(tmp_path):
    data = b'<?xml version="1.0"?><!DOCTYPE us-patent-grant [<!ENTITY a "' + b"b" * 100
    rejected = only(read_path(save(tmp_path, data)))
    assert isinstance(rejected, Rejected)
    assert (rejected.reason, rejected.raw) == ("xml.malformed", data)


def test_a_bulk_file_is_read_in_order_with_positions(tmp_path):
    path = save(tmp_path, b"".join(grant(n) for n in range(11000001, 11000004)))
    records = [item for item in read_path(path) if isinstance(item, Record)]
    assert [record.numbers[0].text for record in records] == ["11000001", "11000002", "11000003"]
    assert [record.position.ordinal for record in records] == [1, 2, 3]
    assert [record.position.offset for record in records] == [n * len(grant()) for n in range(3)]
    assert {record.position.member for record in records} == {"in.xml"}


def test_reading_a_piece_twice_gives_the_same(tmp_path):
    ((name, piece),) = pieces_of(save(tmp_path, grant()))
    assert read_piece(name, piece) == read_piece(name, piece)


def test_memory_does_not_grow_with_the_file(tmp_path):
    path = tmp_path / "in.xml"
    with path.open("wb") as out:
        for n in range(400):
            out.write(grant(n, title="x" * 100_000))
    tracemalloc.start()
    count = sum(len(read_piece(*item)) for item in pieces_of(path) if isinstance(item, tuple))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 400
    assert path.stat().st_size > 40_000_000
    assert peak < 10_000_000


def test_what_is_no_record_is_listed_with_the_reason(tmp_path):
    files = {
        "LICENSE": (b"Permission is hereby granted", "unrecognised.text"),
        "a.dtd": (b"<!-- <us-patent-grant> --><!ELEMENT us-patent-grant (a)>", "unrecognised.xml"),
        "b.dtd": (b"<?xml version='1.0'?><!--\n<ep-patent-document\n--><!ENTITY a 'b'>", "unrecognised.xml"),
        "a.json": (b'{"swagger": "2.0"}', "unrecognised.json"),
        "a.csv": (b"colour,shape\nred,round\n", "unrecognised.table"),
        "a.png": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unrecognised.binary"),
        "a.yaml": (b"key: value\n", "unrecognised.text"),
        "s.xml": (b'<?xml version="1.0"?><sequence-cwu id="1"/>', "unrecognised.sequence"),
    }
    for name, (data, _) in files.items():
        save(tmp_path, data, name)
    found = {item.member: item.why for item in read_path(tmp_path) if isinstance(item, Unrecognised)}
    assert found == {name: why for name, (_, why) in files.items()}


class Faulty:
    """A reader with a fault of its own."""

    NAME = "test.faulty"
    LABEL = ("坏", "faulty")

    def sniff(self, head: bytes, name: str) -> bool:
        return head.startswith(b"faulty")

    def split(self, stream: io.BufferedIOBase, member: str) -> Iterator[Piece]:
        yield Piece(member, stream.read(3))
        raise ValueError("split failed")

    def parse(self, piece: Piece) -> Iterator[Record]:
        raise KeyError("parse failed")
        yield


def test_a_fault_in_a_reader_costs_one_piece_and_is_kept(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "READERS", (Faulty(), *reading.READERS))
    monkeypatch.setattr(reading, "reader_named", lambda name: Faulty())
    save(tmp_path, b"faulty", "a")
    save(tmp_path, b"text", "b")
    found = list(read_path(tmp_path))
    assert Counter(getattr(item, "reason", "") for item in found) == {"reader.failed": 2, "": 1}
    assert "parse failed" in found[0].detail
    assert found[0].raw == b"fau"


def test_an_unknown_reader_is_said():
    assert read_piece("none.such", Piece("m", b"x"))[0].reason == "reader.unknown"
