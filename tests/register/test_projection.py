"""The fold and the identity of numbers: texts a database refuses, dirty numbers, late news."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest

from mainline.offices.reading import read_path
from mainline.offices.record import LegalEvent, Number, NumberRole, Party, PartyRole, Record, RightKind, Text
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.rows import RIGHT_COLUMNS
from mainline.register.projection import (
    Projection,
    Source,
    fold,
    identity_keys,
    is_first_owner_person,
    pack,
)
from tests.register.samples import publication


def _with_numbers(*numbers: Number) -> Record:
    return replace(publication(), numbers=numbers)


def _fold(*records: Record) -> Projection:
    return fold([Source(pack(record)[1], record) for record in records])


def _fit(record: Record) -> Record:
    return pack(record)[0]


def test_fit_takes_out_what_no_database_takes_and_leaves_the_rest_alone() -> None:
    record = replace(publication(), titles=(Text("zh", "收\x00获\ud800机\x1b[2J\n第二行"),))

    assert _fit(record).titles == (Text("zh", "收获机[2J\n第二行"),)
    assert _fit(publication()) is not None
    clean = publication()
    assert _fit(clean) is clean


def test_fit_does_not_mind_a_text_that_speaks_of_escapes() -> None:
    record = replace(publication(), titles=(Text("en", r"Escaping \u0000 in JSON"),))

    assert _fit(record) == record


@pytest.mark.parametrize(
    ("office", "text"),
    [("IN", "DELNP/2012"), ("IN", "/MUM/2012"), ("US", "00000000"), ("US", "0000/000000"),
     ("XX", "N/A 2012"), ("EP", "00000000"), ("TM", "00"), ("CN", "-")],
)  # fmt: skip
def test_identity_is_no_year_no_zeros_and_no_dash(office: str, text: str) -> None:
    record = _with_numbers(Number(NumberRole.APPLICATION, office, text))

    assert identity_keys(record) == ()


@pytest.mark.parametrize(
    ("office", "text"), [("IN", "1000/DELNP/2012"), ("CN", "201710601862.3"), ("XX", "AGI2010-01-00234")]
)
def test_identity_is_a_number_that_can_be_of_one_right_alone(office: str, text: str) -> None:
    assert len(identity_keys(_with_numbers(Number(NumberRole.APPLICATION, office, text)))) == 1


def test_identity_of_a_wrong_number_differs_by_what_it_numbers() -> None:
    wrong = "201710601862.9"
    filing = identity_keys(_with_numbers(Number(NumberRole.APPLICATION, "CN", wrong)))
    grant = identity_keys(_with_numbers(Number(NumberRole.PUBLICATION, "CN", wrong)))

    assert filing != grant


def test_identity_of_long_numbers_that_begin_alike_differs() -> None:
    first, second = (_with_numbers(Number(NumberRole.REGISTRATION, "XX", "1" * 120 + end)) for end in "23")

    assert identity_keys(first) != identity_keys(second)
    assert all(len(key) <= 100 for key in (*identity_keys(first), *identity_keys(second)))


def test_kind_codes_that_agree_in_the_column_are_one_identifier() -> None:
    record = _with_numbers(
        Number(NumberRole.PUBLICATION, "CN", "107654321", "ABCD1"),
        Number(NumberRole.PUBLICATION, "CN", "107654321", "ABCD2"),
    )

    assert len(_fold(record).identifiers) == 1


def test_number_of_ones_own_stays_so_though_a_later_source_calls_it_international() -> None:
    own = Number(NumberRole.APPLICATION, "WO", "PCT/CN2017/093855", "", dt.date(2017, 7, 21))
    first = replace(publication(), office="WO", numbers=(own,))
    later = replace(first, numbers=(replace(own, role=NumberRole.INTERNATIONAL),), as_of=dt.date(2022, 1, 1))

    for records in ((first, later), (later, first)):
        roles = [i.role for i in _fold(*records).identifiers]
        assert roles == ["application"]


@pytest.mark.parametrize(
    ("conveyance", "holder"),
    [("ASSIGNMENT OF ASSIGNORS INTEREST", "FIRST BANK"), ("SECURITY INTEREST", "北川大学"),
     ("RELEASE BY SECURED PARTY", "北川大学"), ("LICENSE", "北川大学")],
)  # fmt: skip
def test_deed_makes_its_assignee_the_holder_only_if_it_conveys(conveyance: str, holder: str) -> None:
    design = replace(publication(), right_kind=RightKind.DESIGN)
    day = dt.date(2024, 1, 1)
    deed = replace(
        design,
        right_kind=RightKind.INVENTION,
        document_kind="assignment",
        parties=(Party(PartyRole.ASSIGNEE, "FIRST BANK", "en"),),
        events=(LegalEvent("US", "ASSIGNMENT", day, conveyance),),
        as_of=day,
    )

    folded = _fold(design, deed)

    assert folded.holder_name == holder
    assert folded.kind is RightKind.DESIGN


def test_registration_number_without_its_day_is_a_grant() -> None:
    record = replace(
        publication(), numbers=(Number(NumberRole.REGISTRATION, "IN", "291840"),), office="IN", as_of=None
    )

    assert fold([Source(b"1", record)]).is_granted
    assert not fold([Source(b"1", publication())]).is_granted
    assert fold([Source(b"1", publication(kind="B"))]).is_granted


def _filing(office: str, text: str, day: str) -> Number:
    return Number(NumberRole.APPLICATION, office, text, "", dt.date.fromisoformat(day))


def test_earliest_filing_is_that_of_the_chain_and_no_provisional_or_child() -> None:
    chain = (
        ("provisional", _filing("US", "61900001", "2013-06-03")),
        ("continuation_in_part", _filing("US", "14293000", "2014-06-02")),
        ("division", _filing("US", "15100000", "2016-06-02")),
        ("pct", Number(NumberRole.PUBLICATION, "WO", "2013123456", "A1", dt.date(2013, 1, 1))),
        ("child_continuation", _filing("US", "17000000", "2012-06-02")),
        ("previous_publication", _filing("US", "20110000001", "2011-06-02")),
    )
    american = replace(publication(), office="US", related=chain)

    assert _fold(american).earliest_filed_on == dt.date(2014, 6, 2)
    assert _fold(replace(american, related=chain[:1])).earliest_filed_on is None
    assert _fold(replace(american, office="CN")).earliest_filed_on is None


@pytest.mark.realdata
def test_term_of_a_real_continuation_in_part_runs_from_its_parent(shared: Path) -> None:
    file = shared / "data" / "uspto-go-samples" / "pkg" / "uspto" / "test-data" / "test.xml"
    records = [item for item in read_path(file) if isinstance(item, Record)]
    rows = [
        dict(zip(RIGHT_COLUMNS, good_of(r, dt.date(2026, 11, 22)).prepared.rows.right, strict=True))
        for r in records
    ]
    [row] = [row for row in rows if row["number"] == "US11147203B2"]

    assert row["earliest_filed_on"] == "2014-06-02"
    assert row["expires_on"] == "2034-06-02"


def test_first_owner_is_the_applicant_else_the_holder() -> None:
    firm, person = ("applicant", False), ("holder", True)

    assert is_first_owner_person([("author", True), person, firm]) is False
    assert is_first_owner_person([("author", True), person]) is True
    assert is_first_owner_person([("author", True)]) is None
    assert is_first_owner_person([("applicant", None), ("applicant", True)]) is None
