"""What search is told of a right: every number of it as a page prints it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest

from mainline.demo.generate import generate
from mainline.offices.reading import read_path
from mainline.offices.record import Record
from mainline.regions import load_region, region_folder
from mainline.register.projection import Projection, Source, fold, pack
from mainline.register.searchdoc import Context, index_document, with_id
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.query import QueryError

TODAY = dt.date(2026, 11, 20)
FOLDERS = (
    "cnipa-native-xml", "epo-docdb-bdds", "epo-fulltext-eps", "in-patent-grants", "lens-covid", "office-answers",
    "office-api-recordings", "uspto-go-samples", "uspto-redbook-generations", "wipo-gbd-trademark",
)  # fmt: skip


def indexed(records: Iterable[Record], folder: Path) -> tuple[TantivyEngine, list[Projection]]:
    """An index of records, each as a right of its own, whose id is its place."""
    engine, projections = TantivyEngine.open(folder, writable=True), []
    for place, record in enumerate(records):
        projections.append(fold([Source(pack(record)[1], record)]))
        document = index_document(projections[-1], [record], "pending", Context())
        engine.add([with_id(document, place)], new=True)
    engine.commit()
    return engine, projections


def printed(projection: Projection) -> Iterator[str]:
    """The numbers of a right as its page prints them, in the head and in the list, and with their office besides."""
    yield projection.number
    for fact in projection.identifiers:
        yield fact.text
        if fact.kind_code and fact.kind_code not in fact.text:
            yield f"{fact.text} {fact.kind_code}"
        if fact.office and fact.text[:1].isdecimal():
            yield f"{fact.office} {fact.text} {fact.kind_code}".strip()


def not_found(engine: TantivyEngine, projections: Iterable[Projection]) -> list[tuple[str, str]]:
    """Every (print, query) that does not lead to its right. Four digits are a number only where it is said."""
    missed = []
    for place, projection in enumerate(projections):
        for text in dict.fromkeys(printed(projection)):
            fielded = (f"number:{text}", f'号码:"{text}"')
            for query in fielded if len(re.sub("[^0-9]", "", text)) < 5 else (text, *fielded):
                if place not in set(found(engine, query)):
                    missed.append((text, query))
    return missed


def found(engine: TantivyEngine, query: str) -> list[int]:
    try:
        return list(engine.ids(SearchRequest(query)))
    except QueryError:
        return []


@pytest.fixture(scope="module")
def demonstration(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[TantivyEngine, list[Projection]]]:
    province = generate(load_region(region_folder("heilongjiang")), 1, TODAY)
    engine, projections = indexed(
        (right.record for right in province.rights), tmp_path_factory.mktemp("index")
    )
    yield engine, projections
    engine.close()


def test_every_number_of_the_demonstration_is_found_as_its_page_prints_it(demonstration):
    engine, projections = demonstration

    assert len(projections) > 300
    assert not_found(engine, projections) == []


def test_a_chinese_filing_is_found_with_and_without_everything_that_may_stand_around_it(demonstration):
    engine, projections = demonstration
    own = [(at, fact.text) for at, p in enumerate(projections) for fact in p.identifiers]
    texts = [(at, text) for at, text in own if re.fullmatch(r"[0-9]{12}\.[0-9X]", text)]
    assert len(texts) > 200

    for place, text in texts[::7]:
        bare, dotless = text.partition(".")[0], text.replace(".", "")
        for spelled in (bare, dotless, f"ZL{text}", f"ZL {text}", f"CN{text}", f"CN {bare} A", f"zl{bare}"):
            for query in (spelled, f"number:{spelled}"):
                assert place in found(engine, query), query


def test_a_wrong_check_digit_is_refused_with_the_right_one(demonstration):
    engine, projections = demonstration
    text = next(fact.text for p in projections for fact in p.identifiers if fact.text.endswith(".3"))

    for query in (f"ZL{text[:-1]}4", f"number:ZL{text[:-1]}4", f"大豆 CN{text[:-1]}4"):
        with pytest.raises(QueryError) as refused:
            engine.search(SearchRequest(query))
        assert "3" in refused.value.message_zh
        assert refused.value.position == len(query) - 1
        assert refused.value.suggestion == query[:-1] + "3"


def a_sample(shared: Path) -> Iterator[Record]:
    for name in FOLDERS:
        records = (item for item in read_path(shared / "data" / name) if isinstance(item, Record))
        yield from islice(records, 0, 240, 3)


@pytest.mark.realdata
def test_every_number_of_real_rights_is_found_as_its_page_prints_it(shared, tmp_path):
    engine, projections = indexed(a_sample(shared), tmp_path / "index")

    missed = not_found(engine, projections)
    engine.close()

    assert len(projections) > 300
    assert missed == []
