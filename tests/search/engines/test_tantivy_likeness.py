"""What counts in running text, and the balance between languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.engines.tantivy_likeness import Balance, by_stem, neighbours, telling
from mainline.search.query import Term
from mainline.search.query.tree import Alternative

ENGLISH = (
    "A lock for a door",
    "A door with a handle",
    "A lock and a key",
    "A wheel",
    "A door and its frame",
    "Oil",
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TantivyEngine]:
    """Six English documents and two Chinese ones."""
    opened = TantivyEngine.open(tmp_path_factory.mktemp("likeness"), writable=True, memory=50_000_000)
    documents = [IndexDocument(n, abstracts={"en": text}) for n, text in enumerate(ENGLISH)]
    documents += [
        IndexDocument(10, abstracts={"zh": "门锁"}),
        IndexDocument(11, abstracts={"zh": "车轮和轴"}),
    ]
    opened.add([prepare(document) for document in documents], new=True)
    opened.commit()
    yield opened
    opened.close()


@pytest.fixture
def balance(engine: TantivyEngine) -> Balance:
    """The balance of that index."""
    snapshot = engine._read()
    return Balance.of(snapshot.searcher, snapshot.present)


def liked(engine: TantivyEngine, text: str) -> list[int]:
    """Return the documents like a text."""
    return [hit.id for hit in engine.search(SearchRequest(query=text, is_running_text=True)).hits]


def test_balance_counts_documents_by_language(balance: Balance):
    assert (balance.total, balance.chinese, balance.other) == (8, 2, 6)
    assert balance.frequency("door") == 3
    assert balance.frequency("门锁") == 1
    assert balance.frequency("nowhere") == 0


def test_balance_lifts_nothing_where_all_documents_have_the_language(engine: TantivyEngine):
    snapshot = engine._read()
    alone = Balance(snapshot.searcher, snapshot.present, total=8, chinese=8, other=8)

    assert alone.factor("door") == pytest.approx(1.0)


def test_balance_takes_into_account_how_few_documents_have_the_language(balance: Balance):
    assert balance.rarity("门锁") < Balance(balance.searcher, balance.present, 8, 8, 8).rarity("门锁")
    assert balance.factor("nowhere") == 1.0


def test_telling_word_is_frequent_in_the_text_and_rare_elsewhere(balance: Balance):
    assert telling(balance, Term("wheel")) > telling(balance, Term("door"))
    assert telling(balance, Term("door", count=4)) == pytest.approx(2 * telling(balance, Term("door")))


def test_unknown_word_tells_only_by_its_translations(balance: Balance):
    known = Term("hublot", across=(Alternative("车轮"),))

    assert telling(balance, Term("hublot")) == 0.0
    assert telling(balance, known) == balance.rarity("车轮")


def test_by_stem_adds_up_the_forms_of_a_word():
    found = by_stem([Term("door", count=2), Term("doors"), Term("锁"), Term("门锁")])

    assert [(term.text, term.count) for term in found] == [("door", 3), ("门锁", 1)]


def test_by_stem_keeps_single_characters_where_there_is_nothing_else():
    assert [term.text for term in by_stem([Term("锁"), Term("轴")])] == ["锁", "轴"]


def test_neighbours_stand_next_to_each_other_in_the_text():
    gas, turbine, blade = Term("gas", position=0), Term("turbine", position=4), Term("blade", position=15)

    assert neighbours([(1.0, gas), (3.0, turbine), (2.0, blade)]) == [(2.0, "gas turbine")]
    assert neighbours([(0.0, gas), (3.0, turbine)]) == []


def test_running_text_finds_what_has_any_of_its_words(engine: TantivyEngine):
    assert liked(engine, "lock and keys of brass")[0] == 2
    assert liked(engine, "轴") == [11]
    assert liked(engine, "nothing of that here") == []
