"""Rights as files: who made it, who holds it, what is invented; a long result in few queries."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from mainline.offices.record import Party, PartyRole, Priority
from mainline.register import exports
from mainline.register.models import Right
from tests.factories import enter, some_publications
from tests.register.samples import publication

pytestmark = pytest.mark.django_db

PRIORITY = Priority("CN", "201610123456.7", dt.date(2016, 7, 25))


def data(format: str, language: str = "en") -> bytes:
    with override("zh-hans" if language == "zh" else "en"):
        return b"".join(exports.write(Right.objects.order_by("pk").iterator(50), format))


def written(format: str, language: str = "en") -> str:
    return data(format, language).decode("utf-8-sig")


def tags(text: str) -> dict[str, list[str]]:
    """The first reference of a RIS file, tag to values."""
    found: dict[str, list[str]] = {}
    for line in text.split("ER  - ")[0].splitlines():
        found.setdefault(line[:2], []).append(line[6:])
    return found


def test_ris_has_the_inventor_as_author_and_the_holder_as_assignee() -> None:
    enter(publication(priorities=(PRIORITY,)))

    found = tags(written("ris"))

    assert found["TY"] == ["PAT"]
    assert found["AU"] == ["王伟"]
    assert found["PB"] == ["北川大学"]
    assert found["M1"] == ["201710601862.3"]
    assert found["SN"] == ["107654321"]
    assert found["OP"] == ["CN 201610123456.7 2016-07-25"]
    assert found["C1"] == ["2017/07/21"]
    assert found["DA"] == ["2018/01/23"]
    assert found["PY"] == ["2018"]
    assert found["C6"] == ["Published"]
    assert found["N1"][0].startswith("Status: Published · as of 2018-01-23")
    assert "ET" not in found


def test_bibtex_has_authors_and_holders_apart_and_a_key_of_its_own() -> None:
    right = enter(
        replace(
            publication(),
            parties=(
                Party(PartyRole.APPLICANT, "Beichuan, Research and Development Co."),
                Party(PartyRole.BREEDER, "Sun Haiyan"),
                Party(PartyRole.BREEDER, "Wang Wei"),
            ),
        )
    )[0]

    found = written("bibtex")

    assert "author = {Sun Haiyan and Wang Wei}" in found
    assert "holder = {{Beichuan, Research and Development Co.}}" in found
    assert f"@patent{{CN107654321A-{right.pk}," in found
    assert "note = {Status: Published" in found


@pytest.mark.parametrize("format", ["ris", "bibtex"])
@pytest.mark.parametrize(("language", "word"), [("zh", "示范"), ("en", "Demonstration")])
def test_a_reference_says_that_a_right_is_invented(format: str, language: str, word: str) -> None:
    enter(publication())
    assert word not in written(format, language)

    Right.objects.update(is_demo=True)

    assert word in written(format, language)


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_tables_have_a_column_of_inventors_that_no_spreadsheet_runs(format: str) -> None:
    people = (Party(PartyRole.INVENTOR, "=HYPERLINK(1)"), Party(PartyRole.DESIGNER, "王伟"))
    enter(replace(publication(), parties=(*publication().parties[:1], *people)))

    text = written(format)

    if format == "jsonl":
        assert json.loads(text)["inventors"] == "=HYPERLINK(1); 王伟"
    else:
        [row] = csv.DictReader(io.StringIO(text))
        assert row["Inventors"] == "'=HYPERLINK(1); 王伟"


def test_a_name_from_a_source_starts_no_line_and_no_command_of_its_own() -> None:
    names = "A\r\nER  - \r\nTY  - PAT", "x} \\input{/etc/passwd} {"
    enter(replace(publication(), parties=tuple(Party(PartyRole.INVENTOR, name) for name in names)))

    reference, entry = written("ris"), written("bibtex")

    assert [line[:2] for line in reference.splitlines()].count("TY") == 1
    assert r"\textbackslash{}input(/etc/passwd)" in entry
    assert entry.count("{") == entry.count("}")


@pytest.mark.parametrize("format", sorted(exports.FORMATS))
def test_many_rights_take_as_many_queries_as_one(format: str, django_assert_num_queries: Any) -> None:
    enter(*some_publications(1))
    with CaptureQueriesContext(connection) as one:
        data(format)
    enter(*some_publications(30))

    with django_assert_num_queries(len(one)):
        data(format)
