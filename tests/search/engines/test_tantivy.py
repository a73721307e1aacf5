"""The contract of an engine, held by the embedded one."""

from __future__ import annotations

import datetime as dt
import json
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import EngineError, SearchRequest
from mainline.search.engines.tantivy import (
    TantivyEngine,
)
from mainline.search.engines.tantivy_query import FEW_VALUES
from mainline.search.query import QueryError, SpanAlternative

DOCUMENTS = (
    IndexDocument(
        1,
        titles={"zh": "一种磷酸铁锂电池正极材料的制备方法", "en": "Preparation of lithium iron phosphate"},
        abstracts={"zh": "本发明涉及PCR扩增，专利。大豆油也可用于高压釜。X轴承转动。"},
        numbers=("CN201710601862.4", "CN 107000000 A"),
        parties=(("applicant", "哈尔滨工业大学"), ("inventor", "Zhang San")),
        ipc=("H01M 4/36", "H01M 10/05"),
        status="in_force",
        kind="invention",
        office="CN",
        region="230100",
        holder_kind="university",
        filed_on=dt.date(2017, 7, 21),
        published_on=dt.date(2018, 1, 1),
        family=5,
    ),
    IndexDocument(
        2,
        titles={"en": "Turbine blade with cooling holes"},
        abstracts={"en": "The turbines have blades. A café of cooling methods; number CN0."},
        claims=(
            ("en", "1. A turbine blade comprising a hole."),
            ("en", "2. The blade of claim 1, of alloy."),
        ),
        descriptions={"en": "Field. Background of soybeans."},
        parties=(("applicant", "Société Générale SA"), ("agent", "Li & Partners")),
        ipc=("F01D 5/18", "C12N 15/82"),
        cpc=("Y02T 50/60",),
        status="pending",
        kind="invention",
        office="US",
        filed_on=dt.date(2021, 1, 31),
        published_on=dt.date(2022, 2, 2),
        family=6,
    ),
    IndexDocument(
        3,
        titles={"zh": "大豆育種方法"},
        abstracts={"zh": "选育高产的大豆品种，玉米除外。"},
        status="ceased",
        kind="plant_variety",
        office="CN",
        region="230200",
        filed_on=dt.date(2019, 12, 31),
        family=5,
    ),
    IndexDocument(
        4, titles={"de": "Turbinenschaufel mit Kühlung"}, office="DE", filed_on=dt.date(2019, 6, 1)
    ),
)


@pytest.fixture(scope="module")
def engine(tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    writer = TantivyEngine.open(folder, writable=True)
    writer.add(map(prepare, DOCUMENTS))
    writer.commit()
    writer.close()
    return TantivyEngine.open(folder)


@pytest.fixture
def writer(tmp_path):
    made = TantivyEngine.open(tmp_path / "index", writable=True)
    yield made
    made.close()


def found(engine, query, **more):
    return {hit.id for hit in engine.search(SearchRequest(query, **more)).hits}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("turbine", {2}),
        ("TURBINES", {2}),
        ("blade turbine", {2}),
        ("turbine lithium", set()),
        ("turbine OR lithium", {1, 2}),
        ('"turbine blade"', {2}),
        ('title:"turbines blades"', set()),
        ('abstract:"turbine have blade"', set()),
        ('claims:"turbines blades"', {2}),
        ('claims:"blades turbines"', set()),
        ('"turbines blades"~1', {2}),
        ('"blade turbine"', set()),
        ('"blades cafe"~1', {2}),
        ('title:"turbine blade"', {2}),
        ("turb*", {2, 4}),
        ("tur?ine", {2}),
        ("*schaufel", {4}),
        ("title:turb*", {2, 4}),
        ("claims:turbines*", {2}),
        ("claims:tur?in", {2}),
        ("description:soybean*", {2}),
        ("description:soyb* claims:alloy", {2}),
        ("blade générale", {2}),
        ("blade hole soybean partners", {2}),
        ("blade 锂", set()),
        ("标题:锂", {1}),
        ("锂 铁锂", {1}),
        ("哈 大豆", {1}),
        ("申请人:哈", {1}),
        ("abstract:turbine", {2}),
        ("abstract:hole", set()),
        ("claims:alloy", {2}),
        ("description:soybean", {2}),
        ("cafe", {2}),
        ("kuhlung", {4}),
        ("大豆", {1, 3}),
        ("專利", {1}),
        ("专利", {1}),
        ("育种", {3}),
        ("铁锂", {1}),
        ("锂", {1}),
        ("轴", {1}),
        ('"X轴"', {1}),
        ("酸铁锂电", {1}),
        ("磷酸铁锂", {1}),
        ("磷?铁锂", {1}),
        ("磷酸*正极", {1}),
        ("PCR扩增", {1}),
        ('"专利大豆"', set()),
        ("标题:大豆", {3}),
        ("大豆 -磷酸", {3}),
        ("-大豆", {2, 4}),
        ("申请人:哈尔滨", {1}),
        ("发明人：zhang", {1}),
        ("applicant:societe", {2}),
        ("agent:partners", {2}),
        ("applicant:partners", set()),
        ("party:partners", {2}),
        ("哈尔滨工业大学", {1}),
        ("CN201710601862.4", {1}),
        ("201710601862", {1}),
        ("number:107000000", {1}),
        ("number:CN1070*", {1}),
        ("号码:CN107000000A", {1}),
        ("ipc:H01M", {1}),
        ("ipc:H", {1}),
        ("ipc:H01M4/*", {1}),
        ("ipc:H01M 10/05", {1}),
        ("ipc:C12N15/*", {2}),
        ("ipc:C12N1*", {2}),
        ("cpc:Y02T", {2}),
        ("ipc:Y02T", set()),
        ("filed:2017", {1}),
        ("filed:2019..2021", {2, 3, 4}),
        ("filed:2019-12..", {2, 3}),
        ("filed:..2019-06-01", {1, 4}),
        ("published:2022", {2}),
        ("status:in_force", {1}),
        ("kind:plant_variety", {3}),
        ("office:(US OR DE)", {2, 4}),
        ("region:230100", {1}),
        ("holder:university", {1}),
        ("lang:de", {4}),
        ("family:CN107000000A", {1, 3}),
        ("大豆 filed:2019 -status:in_force", {3}),
        ("*", {1, 2, 3, 4}),
        ("", {1, 2, 3, 4}),
    ],
)
def test_search_finds(engine, query, ids):
    assert found(engine, query) == ids


def test_substrings_of_chinese_are_always_found(engine):
    texts = {
        document.id: " ".join([*dict(document.titles).values(), *dict(document.abstracts).values()])
        for document in (DOCUMENTS[0], DOCUMENTS[2])
    }
    choose = random.Random(3)
    clean = {id: "".join(c if "\u4e00" <= c <= "\u9fff" else " " for c in text) for id, text in texts.items()}

    for _ in range(300):
        id = choose.choice(list(clean))
        start = choose.randrange(len(clean[id]))
        phrase = clean[id][start : start + choose.randint(1, 6)].strip().split(" ")[0]
        if phrase:
            assert id in found(engine, f'"{phrase}"'), phrase


@pytest.mark.parametrize("query", ["铁", "池", "title:铁", "铁*正"])
def test_a_single_character_is_found_anywhere_in_a_text(engine, query):
    assert [hit.id for hit in engine.search(SearchRequest(query)).hits] == [1]


def test_a_single_character_is_found_in_a_name_and_excluded_by_a_not(engine):
    assert [hit.id for hit in engine.search(SearchRequest("applicant:工")).hits] == [1]
    assert [hit.id for hit in engine.search(SearchRequest("豆 -铁")).hits] == [3]


def test_words_of_a_substring_are_found_without_quotes(engine):
    text = "一种磷酸铁锂电池正极材料的制备方法"

    for start in range(len(text) - 1):
        assert 1 in found(engine, text[start : start + 2]), text[start : start + 2]


def test_title_counts_more_than_text(engine):
    answer = engine.search(SearchRequest("大豆"))

    assert [hit.id for hit in answer.hits] == [3, 1]
    assert answer.hits[0].score > answer.hits[1].score > 0


def test_a_page_is_a_part_of_the_whole(engine):
    whole = engine.search(SearchRequest("*", sort="filed"))
    page = engine.search(SearchRequest("*", sort="filed", limit=2, offset=1))

    assert [hit.id for hit in whole.hits] == [1, 4, 3, 2]
    assert [hit.id for hit in page.hits] == [4, 3]
    assert page.total == 4


def test_sort_puts_documents_without_the_date_last(engine):
    newest = engine.search(SearchRequest("*", sort="-published"))

    assert [hit.id for hit in newest.hits][:2] == [2, 1]
    assert newest.total == 4


def test_facets_count_all_values_of_the_result(engine):
    answer = engine.search(
        SearchRequest("*", limit=1, facets=("office", "year", "ipc_section", "ipc_subclass", "lang"))
    )

    assert dict(answer.facets["office"]) == {"CN": 2, "US": 1, "DE": 1}
    assert dict(answer.facets["year"]) == {"2019": 2, "2017": 1, "2021": 1}
    assert dict(answer.facets["ipc_section"]) == {"C": 1, "F": 1, "H": 1}
    assert dict(answer.facets["ipc_subclass"])["H01M"] == 1
    assert dict(answer.facets["lang"]) == {"zh": 2, "en": 2, "de": 1}


def test_filters_are_any_of_the_values_and_all_of_the_facets(engine):
    assert found(engine, "*", filters={"office": ("CN", "US")}) == {1, 2, 3}
    assert found(engine, "*", filters={"office": ("CN",), "year": ("2019",)}) == {3}
    assert found(engine, "大豆", filters={"year": ("x",)}) == set()
    assert found(engine, "*", filters={"nonsense": ("x",)}) == set()


@pytest.mark.parametrize("count", [0, 1, FEW_VALUES, FEW_VALUES + 1])
def test_filters_find_the_same_by_few_values_and_by_many(engine, count):
    values = tuple(f"none{n}" for n in range(count))

    answer = engine.search(SearchRequest("", filters={"office": (*values, "DE")}))
    nothing = engine.search(SearchRequest("", filters={"office": values}))

    assert [hit.id for hit in answer.hits] == [4]
    assert nothing.total == 0


def test_a_wrong_sort_or_facet_is_said(engine):
    with pytest.raises(EngineError, match="sort"):
        engine.search(SearchRequest("*", sort="colour"))
    with pytest.raises(EngineError, match="facet"):
        engine.search(SearchRequest("*", facets=("colour",)))
    with pytest.raises(QueryError):
        engine.search(SearchRequest("(a"))


def test_vocabulary_translates_names(engine):
    vocabulary = {"status": {"有效": ("in_force",), "失效": ("ceased", "expired")}}

    assert found(engine, "状态:有效", vocabulary=vocabulary) == {1}
    assert found(engine, "状态:失效", vocabulary=vocabulary) == {3}


class Soybeans:
    def __call__(self, words):
        return [
            SpanAlternative(at, at + 1, "大豆", 0.9) for at, word in enumerate(words) if word == "soybean"
        ]


def test_hits_of_a_translation_alone_are_marked_across(engine):
    answer = engine.search(SearchRequest("soybean", expander=Soybeans()))

    assert {hit.id: hit.across for hit in answer.hits} == {1: True, 2: False, 3: True}


def test_matched_tells_the_words_of_each_hit(engine):
    answer = engine.search(SearchRequest("大豆 OR turbine OR xyzzy", with_matched=True))

    assert {hit.id: hit.matched for hit in answer.hits} == {1: ("大豆",), 2: ("turbine",), 3: ("大豆",)}


def test_running_text_ranks_by_likeness_and_says_so(engine):
    text = "An airfoil of a turbine having a blade with a plurality of holes for cooling by compressor air"

    answer = engine.search(SearchRequest(text))

    assert answer.mode == "any"
    assert [notice.code for notice in answer.notices] == ["query.any"]
    assert answer.hits[0].id == 2


def test_ids_stream_the_whole_result_in_order(engine):
    assert list(engine.ids(SearchRequest("*", sort="filed", limit=1))) == [1, 4, 3, 2]
    assert list(engine.ids(SearchRequest("大豆"))) == [3, 1]
    assert list(engine.ids(SearchRequest("xyzzy"))) == []


def test_documents_may_be_restricted_to_an_audience(writer):
    writer.add(
        [
            prepare(IndexDocument(1, titles={"en": "open secret"})),
            prepare(IndexDocument(2, titles={"en": "closed secret classified"}, audience=("org:7",))),
            prepare(IndexDocument(3, titles={"en": "closed secret classified"}, audience=("org:7", "org:8"))),
            prepare(IndexDocument(4, titles={"en": "open secret classifier"})),
        ]
    )
    writer.commit()

    assert found(writer, "secret") == {1, 4}
    assert found(writer, "secret", audience=("org:8",)) == {1, 3, 4}
    assert found(writer, "secret", audience=None) == {1, 2, 3, 4}
    assert dict(writer.search(SearchRequest("*", facets=("lang",))).facets["lang"]) == {"en": 2}
    assert {hit.id for hit in writer.more_like(1)} <= {4}
    assert writer.search(SearchRequest("clasified")).did_you_mean == ""


def test_more_like_finds_the_alike_and_not_itself(writer):
    texts = [
        "turbine blade cooling hole",
        "turbine blade cooling film",
        "soybean breeding line",
        "turbine alloy",
    ]
    writer.add(prepare(IndexDocument(id, titles={"en": text})) for id, text in enumerate(texts * 3))
    writer.commit()

    alike = [hit.id for hit in writer.more_like(0, limit=5)]

    assert 0 not in alike
    assert set(alike[:2]) == {4, 8}
    assert writer.more_like(999) == ()


def test_did_you_mean_gives_a_query_that_finds(writer):
    writer.add(
        prepare(IndexDocument(id, titles={"en": "turbine blade", "zh": "大豆育种"})) for id in range(10)
    )
    writer.commit()

    assert writer.search(SearchRequest("title:turbnie")).did_you_mean == "title:turbine"
    assert writer.search(SearchRequest("大逗")).did_you_mean == "大豆"
    assert writer.search(SearchRequest("turbine")).did_you_mean == ""


@pytest.mark.parametrize(
    "query",
    [
        "\x00",
        "a\x00b",
        "😀",
        "\ud800",
        '"\u0301"',
        "x" * 5000,
        "title:" + "大" * 3000,
        "~" * 50,
        "a*b*c*d*e*f*g*h*i*j",
        "1" * 400,
        "number:" + "9" * 400,
        "[a-z]+(b|c){9}",
        "^$\\",
        "filed:9999..",
        "filed:>9999-12-31",
        "- - -",
    ],
)
def test_strange_input_is_answered(engine, query):
    assert is_answered(engine, query)


@given(
    st.lists(
        st.sampled_from(
            [*'()":-~*?', " ", "a", "turbine", "大豆", "铁", "title:", "ipc:H01", "filed:2019", "X轴"]
        ),
        max_size=14,
    )
)
@settings(deadline=None, max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_query_that_can_be_read_can_be_searched(engine, parts):
    assert is_answered(engine, "".join(parts))


def is_answered(engine, query: str) -> bool:
    """Whether there is a result, or an error that tells the user what is wrong."""
    try:
        return engine.search(SearchRequest(query, facets=("year",), with_matched=True)).total >= 0
    except QueryError as error:
        return bool(error.message_zh and error.message_en)


@pytest.mark.realdata
def test_the_real_abstracts_are_found_by_any_of_their_words(shared, tmp_path):
    lines = (shared / "data" / "search-dev" / "pairs.jsonl").read_text(encoding="utf-8").splitlines()[:80]
    rows = [json.loads(line) for line in lines]
    engine = TantivyEngine.open(tmp_path / "index", writable=True)
    engine.add(
        prepare(IndexDocument(at, abstracts={"zh": str(row["abstract_zh"])})) for at, row in enumerate(rows)
    )
    engine.commit()
    choose = random.Random(5)

    for at, row in enumerate(rows):
        runs = [run for run in _runs(str(row["abstract_zh"])) if len(run) > 3]
        run = choose.choice(runs)
        start = choose.randrange(len(run) - 2)
        assert at in set(engine.ids(SearchRequest(f'"{run[start : start + choose.randint(1, 5)]}"')))
    engine.close()


def _runs(text: str) -> list[str]:
    return "".join(char if "\u4e00" <= char <= "\u9fff" else " " for char in text).split()
