"""Facets: what could be chosen besides keeps its count, what was chosen always stands, classes open level by level."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine

KINDS = ("invention", "invention", "design", "trademark")


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    """Four public rights and a secret one, and forty of one office each."""
    engine = TantivyEngine.open(tmp_path_factory.mktemp("index"), writable=True)
    symbols = (("H01M 4/36", "H01G 1/00"), ("H01M 10/05",), ("H04L 1/00", "A01B 1/00"), ())
    engine.add(
        prepare(
            IndexDocument(
                at, titles={"en": "blade"}, kind=kind, office="CN", ipc=ipc, cpc=ipc[:1], holder_kind="bank"
            )
        )
        for at, (kind, ipc) in enumerate(zip(KINDS, symbols, strict=True))
    )
    secret = IndexDocument(
        9, titles={"en": "blade"}, kind="design", office="CN", ipc=("H01M 4/36",), audience=("org:1",)
    )
    engine.add([prepare(secret)])
    offices = [f"{first}{second}" for first in "ABCDEFGH" for second in "VWXYZ"]
    engine.add(
        prepare(IndexDocument(100 + at, titles={"en": "hole"}, office=one)) for at, one in enumerate(offices)
    )
    engine.add(prepare(IndexDocument(200 + at, titles={"en": "hole"}, office="US")) for at in range(3))
    engine.commit()
    yield engine
    engine.close()


def counts(
    engine: TantivyEngine, facet: str, query: str = "blade", **filters: tuple[str, ...]
) -> dict[str, int]:
    return dict(engine.search(SearchRequest(query, facets=("kind", facet), filters=filters)).facets[facet])


def test_a_facet_is_counted_without_its_own_filter_and_with_all_others(engine):
    assert counts(engine, "kind", kind=("design",)) == {"invention": 2, "design": 1, "trademark": 1}
    assert counts(engine, "kind", kind=("design",), ipc=("H",)) == {"invention": 2, "design": 1}
    assert counts(engine, "office", kind=("design",)) == {"CN": 1}


def test_what_was_chosen_stands_with_its_count_even_at_zero_or_behind_all_others(engine):
    assert counts(engine, "kind", kind=("design", "plant_variety"))["plant_variety"] == 0
    assert counts(engine, "office", "hole", office=("HZ",))["HZ"] == 1
    assert len(counts(engine, "office", "hole", office=("HZ",))) == 21


def test_classes_open_under_what_was_chosen(engine):
    assert counts(engine, "ipc") == {"H": 3, "A": 1}
    assert list(counts(engine, "ipc", ipc=("H",))) == ["H", "H01", "H04", "A"]
    assert counts(engine, "ipc", ipc=("H", "H01")) == {
        "H": 3,
        "H01": 2,
        "H01M": 2,
        "H01G": 1,
        "H04": 1,
        "A": 1,
    }
    assert counts(engine, "cpc", cpc=("H",)) == {"H": 3, "H01": 2, "H04": 1}


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        (("H",), {0, 1, 2}),
        (("H", "H01"), {0, 1}),
        (("H", "H01", "H01G"), {0}),
        (("H01", "A"), {0, 1, 2}),
        (("G",), set()),
    ],
)
def test_the_narrowest_class_of_a_branch_counts(engine, chosen, ids):
    assert set(engine.ids(SearchRequest("blade", filters={"ipc": chosen}))) == ids


def test_a_class_that_is_not_there_stands_at_zero_below_its_section(engine):
    assert counts(engine, "ipc", ipc=("G06F",)) == {"H": 3, "A": 1, "G": 0, "G06": 0, "G06F": 0}


def test_facets_count_no_right_that_the_asker_may_not_know_of(engine):
    for audience, designs in (((), 1), (("org:1",), 2), (None, 2)):
        answer = engine.search(
            SearchRequest("blade", facets=("kind", "ipc"), filters={"kind": ("design",)}, audience=audience)
        )
        assert dict(answer.facets["kind"])["design"] == designs


def test_a_family_is_that_of_the_rights_that_the_asker_may_know_of(tmp_path):
    engine = TantivyEngine.open(tmp_path, writable=True)
    engine.add(
        [
            prepare(IndexDocument(1, numbers=("EP 9998005 B1",), family=7, audience=("org:1",))),
            prepare(IndexDocument(2, numbers=("US 99,800,006 B2",), family=7)),
            prepare(IndexDocument(3, numbers=("CN109999999A",))),
        ]
    )
    engine.commit()

    def found(query: str, audience: tuple[str, ...] = ()) -> set[int]:
        return set(engine.ids(SearchRequest(query, audience=audience)))

    assert found("family:US99800006") == {2}
    assert found("family:EP 9998005 B1") == set()
    assert found("family:EP 9998005 B1", ("org:1",)) == {1, 2}
    assert found("同族:CN109999999A") == {3}
    engine.close()
