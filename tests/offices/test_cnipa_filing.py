"""Chinese electronic filing packages."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices import cnipa_filing
from mainline.offices.base import Piece
from mainline.offices.reading import Unrecognised, pieces_of, read_piece
from mainline.offices.record import Flag, Image, Record, Rejected, RightKind, Text
from tests.offices.readers import assert_well_told, read_file, read_one, read_rejected

NUMBER = "2018103922220"


def body(inside: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE cn-application-body SYSTEM "/dtdandxsl/x.dtd">'
        f'<cn-application-body lang="zh" country="CN">{inside}</cn-application-body>'
    ).encode()


CLAIMS = body(
    '<cn-claims><claim num="1"><claim-text>一种装置，<br/>\n其特征在于。<br/></claim-text></claim></cn-claims>'
)
DESCRIPTION = body(
    "<description><invention-title>一种装置<br/>\n</invention-title><heading>技术领域</heading>"
    '<p>涉及N<sub>2</sub>和<br/>\n检测。<img file="B1.jpg"/></p></description>'
)
ABSTRACT = body("<cn-abstract><p>一种装置。</p></cn-abstract>")
DRAWINGS = body('<cn-drawings><figure><img file="D1.jpg"/></figure></cn-drawings>')


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


PACKAGE = zipped(
    {
        f"{NUMBER}/100001-/DA1.zip": zipped({"DA1.xml": CLAIMS}),
        f"{NUMBER}/100002-/DA2.zip": zipped({"DA2.xml": DESCRIPTION, "B1.jpg": b"\xff\xd8"}),
        f"{NUMBER}/100003-/DA3.zip": zipped({"DA3.XML": DRAWINGS, "D1.jpg": b"\xff\xd8"}),
        f"{NUMBER}/100004-/DA4.xml": ABSTRACT,
    }
)


def parse(data: bytes, member: str = "package.zip") -> list[Record | Rejected]:
    return list(cnipa_filing.parse(Piece(member, data)))


def test_a_package_is_known_by_its_file_codes():
    assert cnipa_filing.sniff_zip([f"{NUMBER}/100001-/DA1.zip", "list.xml"])
    assert cnipa_filing.sniff_zip(["110101/110101.xml"])
    assert cnipa_filing.sniff_zip(["100002.xml"])
    assert not cnipa_filing.sniff_zip(["US100001.xml", "a/readme.txt", "100001/picture.tif"])
    assert not cnipa_filing.sniff_zip([])


def test_a_package_is_one_record_of_all_its_parts():
    (record,) = parse(PACKAGE)
    assert isinstance(record, Record)
    assert [(n.office, n.text) for n in record.numbers] == [("CN", "201810392222.0")]
    assert record.right_kind is RightKind.INVENTION
    assert record.titles == (Text("zh", "一种装置"),)
    assert record.claims == (Text("zh", "一种装置，其特征在于。"),)
    assert record.descriptions == (Text("zh", "一种装置\n技术领域\n涉及N2和检测。"),)
    assert record.abstracts == (Text("zh", "一种装置。"),)
    assert record.images == (Image("B1.jpg", "inline"), Image("D1.jpg", "drawing"))
    assert record.flags == (Flag.NO_APPLICANT,)
    assert dict(record.extra)["file_codes"] == "100001 100002 100003 100004"


def test_the_number_may_stand_in_the_name_of_the_package():
    data = zipped({"100001/100001.xml": CLAIMS})
    (record,) = parse(data, "201810392222.0.zip")
    assert record.numbers[0].text == "201810392222.0"


@pytest.mark.parametrize(
    ("path", "number"),
    [
        ("2018103922220/x.xml", "201810392222.0"),
        ("ZL201810392222.0.zip", "201810392222.0"),
        ("2018103922221/x.xml", ""),
        ("20180806/DA000164371417.xml", ""),
        ("851003120", ""),
    ],
)
def test_a_number_counts_only_if_its_check_digit_fits(path, number):
    assert cnipa_filing.application_number(path) == number


def test_a_utility_model_is_known_by_its_number():
    record = read_one(cnipa_filing, CLAIMS, "2018203922226/100001/a.xml")
    assert record.right_kind is RightKind.UTILITY_MODEL
    assert record.document_kind == "filing-part"


def test_a_part_without_a_number_around_it_is_kept_for_another_try():
    rejected = read_rejected(cnipa_filing, DESCRIPTION, "somewhere/100002.xml")
    assert rejected.reason == "cnipa.no_number"
    assert "一种装置" in rejected.detail
    assert rejected.raw == DESCRIPTION


def test_an_amended_part_takes_the_place_of_the_first():
    amended = CLAIMS.replace("一种装置".encode(), "修改后的装置".encode())
    data = zipped({f"{NUMBER}/100001-/DA1.xml": CLAIMS, f"{NUMBER}/100001-/DA9.xml": amended})
    (record,) = parse(data)
    assert [claim.text for claim in record.claims] == ["修改后的装置，其特征在于。"]


def test_a_broken_part_is_rejected_and_the_others_are_read():
    data = zipped(
        {
            f"{NUMBER}/100001-/DA1.xml": CLAIMS,
            f"{NUMBER}/110101-/DA0.zip": b"",
            f"{NUMBER}/100004-/DA4.zip": b"PK\x03\x04 no zip",
            f"{NUMBER}/100003-/DA3.xml": b"<other/>",
        }
    )
    found = parse(data)
    assert sorted(each.reason for each in found if isinstance(each, Rejected)) == [
        "container.unreadable",
        "stream.empty",
        "xml.unknown_root",
    ]
    assert len([each for each in found if isinstance(each, Record)]) == 1


def test_a_package_with_nothing_in_it_says_so():
    (rejected,) = parse(zipped({f"{NUMBER}/readme.txt": b"x"}))
    assert rejected.reason == "cnipa.empty_package"


def test_a_bomb_inside_is_not_unpacked(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cnipa_filing, "MAX_UNPACKED", 1 << 20)
    data = zipped({f"{NUMBER}/100001-/a.xml": b" " * (2 << 20), f"{NUMBER}/100004-/b.xml": ABSTRACT})
    assert "container.bomb" in [each.reason for each in parse(data) if isinstance(each, Rejected)]


def test_archives_in_archives_end_at_a_depth():
    data = CLAIMS
    for _ in range(6):
        data = zipped({"100001.zip": data})
    assert next(each.reason for each in parse(data) if isinstance(each, Rejected)) == "container.too_deep"


@given(cut=st.integers(0, len(PACKAGE)), junk=st.binary(max_size=3))
@settings(deadline=None, max_examples=60)
def test_cut_or_spoilt_anywhere_it_never_raises(cut, junk):
    assert_well_told(parse(b"PK" + PACKAGE[2:cut]))
    assert_well_told(parse(b"PK" + (PACKAGE[2:cut] + junk + PACKAGE[cut:])))


def test_the_import_gives_the_package_to_its_reader_whole(tmp_path: Path):
    (tmp_path / "p.zip").write_bytes(PACKAGE)
    found = [read_piece(*item) for item in pieces_of(tmp_path) if isinstance(item, tuple)]
    records = [each for batch in found for each in batch if isinstance(each, Record)]
    assert [record.document_kind for record in records] == ["filing"]


REAL = "data/cnipa-native-xml/cte/1.xml2txt/application/dmh"


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("number", "printed", "files"),
    [("2018103922220", "201810392222.0", 4), ("2010102412224", "201010241222.4", 5)],
)
def test_real_parts_carry_the_number_of_their_folder(shared: Path, number: str, printed: str, files: int):
    folder = shared / REAL / number
    found = [each for path in sorted(folder.rglob("*.xml")) for each in read_file(cnipa_filing, path)]
    assert [each.numbers[0].text for each in found if isinstance(each, Record)] == [printed] * files


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("number", "title", "claims", "images"),
    [
        ("2018103922220", "一种血液灌流器的密封检测装置", 7, 3),
        ("2010102412224", "“J型”水封管式高炉炉顶均压放散工艺", 2, 2),
    ],
)
def test_real_package_of_zips_is_one_record(shared: Path, tmp_path: Path, number, title, claims, images):
    folder = shared / REAL / number
    files = {
        f"{number}/{path.relative_to(folder)}": path.read_bytes() for path in sorted(folder.rglob("*.zip"))
    }
    (tmp_path / "package.zip").write_bytes(zipped(files))
    found = [item for item in pieces_of(tmp_path) if not isinstance(item, Unrecognised)]
    assert len(found) == 1
    assert isinstance(found[0], tuple)
    told = list(read_piece(*found[0]))
    (record,) = [each for each in told if isinstance(each, Record)]
    assert [each.reason for each in told if isinstance(each, Rejected)] == ["stream.empty"]
    assert record.titles[0].text == title
    assert (len(record.claims), len(record.images)) == (claims, images)
    assert record.claims[-1].text.endswith("。")
