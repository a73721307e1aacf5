"""Every number in the folder of real office files is read, or is listed here with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from mainline.offices.numbers import NumberError, keys, parse
from tests.offices.numbers import samples

pytestmark = pytest.mark.realdata

#: (source, office or first two letters, reason): forms that are kept as they stand, not understood.
KEPT = {
    ("docdb.application-reference.epodoc", "AP"): "EPODOC lost the century: 2000001988 became 19200001988",
    ("docdb.application-reference.epodoc", "ID"): "EPODOC lost the century",
    ("docdb.application-reference.epodoc", "RO"): "EPODOC lost the century",
    ("docdb.application-reference.epodoc", "RU"): "EPODOC lost the century",
    ("docdb.application-reference.epodoc", "TR"): "EPODOC lost the century",
    ("docdb.application-reference.epodoc", "UA"): "EPODOC lost the century",
    ("epo.document", "WO"): "typing errors of the citing document: 970078 and 030253087 fit no form",
    ("in.filing", "IN"): "a patent number stands in the column of filings",
    ("json.tipo.appl-no", "TW"): "filings of 1972 and 1973, before the numbers of today",
    ("json.uspto.applicationNumber", "US"): "30/002,484: a series code the USPTO does not list",
    ("lens.filing", "AU"): "AU 1950/003012 W: an international filing of 1950 cannot be",
    ("lens.filing", "BE"): "old running numbers, no rule at hand",
    ("lens.filing", "ES"): "old running numbers, no rule at hand",
    ("lens.filing", "GB"): "1324619D: a dummy of the EPO for an unknown number",
    ("lens.filing", "GR"): "no rule at hand",
    ("lens.filing", "HU"): "letters BO and E: no rule at hand",
    ("lens.filing", "ID"): "972482: year or serial first is not known",
    ("lens.filing", "MX"): "utility model of 1996, no rule at hand",
    ("lens.filing", "PH"): "no rule at hand",
    ("lens.filing", "SE"): "16725/71 and 73/14001 look alike: not to be told apart",
    ("lens.filing", "YU"): "P40103: no rule at hand",
    ("lens.priority", "YU"): "P40103: no rule at hand",
    ("search.docs", "IN"): "Derwent's own print with the branch as kind code",
}

#: (country, form): forms of one document that do not give the key of the others, and why.
DISAGREE = {
    ("AP", "epodoc"): "EPODOC lost the century",
    ("CZ", "epodoc"): "EPODOC lost the century: 20004362 became 19620200043",
    ("ID", "epodoc"): "EPODOC lost the century",
    ("RO", "epodoc"): "EPODOC lost the century",
    ("RU", "epodoc"): "EPODOC lost the century",
    ("TR", "epodoc"): "EPODOC lost the century",
    ("UA", "epodoc"): "EPODOC lost the century",
    ("AT", "epodoc"): "the answer leaves out the letter T that tells the translation from patent 232441",
}


@pytest.fixture
def root(shared: Path) -> Path:
    return shared / "data"


def _office(sample: samples.Sample) -> str:
    return sample.office or sample.text[:2]


def _is_read(sample: samples.Sample) -> bool:
    try:
        return parse(
            sample.text,
            office=sample.office,
            role=sample.role,
            right_kind=sample.right,
            kind_code=sample.kind,
            filed_on=sample.filed_on,
        ).understood
    except NumberError:
        return False


def test_every_number_is_read_or_listed_with_its_reason(root):
    found = set(samples.all_samples(root))

    unread = [sample for sample in found if not _is_read(sample)]

    assert len(found) > 30_000
    assert {(sample.source, _office(sample)) for sample in unread} == set(KEPT)
    assert len(unread) <= 60, sorted(map(str, unread))


def _key(sample: samples.Sample) -> tuple[str, ...]:
    return keys(
        sample.text, office=sample.office, role=sample.role, kind_code=sample.kind, filed_on=sample.filed_on
    )


def test_the_forms_of_one_document_give_one_key(root):
    groups = [group for group in samples.form_groups(root) if len(group.forms) > 1]

    strangers = {}
    for group in groups:
        first = group.forms[0][1]
        expected = _key(first)
        for form, sample in group.forms[1:]:
            if expected[0] not in _key(sample):
                strangers[_office(first), form] = (expected, sample.text)

    assert len(groups) > 300
    assert set(strangers) == set(DISAGREE), strangers


def test_publications_of_one_lens_family_of_prints_agree(root):
    prints: dict[str, set[str]] = {}
    for sample in samples.lens(root):
        if sample.source in ("lens.publication", "lens.display"):
            bare = "".join(sign for sign in sample.text if sign.isalnum())
            prints.setdefault(bare, set()).add(parse(sample.text, role=sample.role).key)

    assert len(prints) > 3_000
    assert {bare: found for bare, found in prints.items() if len(found) > 1} == {}
