"""The measures themselves, the files they are taken from, and a whole run on a small collection."""

from __future__ import annotations

import io
import json
import math
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from mainline.search.quality import (
    Change,
    QualityInputError,
    Text,
    as_table,
    compare,
    last_answers,
    measure,
    ndcg,
    read_lines,
    read_qrels,
    recall,
    reciprocal_rank,
    run,
)

TEXTS = {
    "a": "A seeder for soybean with a frame, a hopper and a seed metering device driven by a wheel.",
    "b": "Soybean seeder whose seed metering device is driven by an electric motor on the frame.",
    "c": "A turbine blade with cooling channels between its root and its trailing edge.",
    "d": "Cooling of a gas turbine blade by air that leaves at the trailing edge of the blade.",
    "e": "A lock for the door of a vehicle with an antenna and a radio frequency tag.",
}
PAIRS = [
    {
        "id": "p",
        "title_zh": "一种滑雪板固定器",
        "title_en": "Binding for a ski",
        "abstract_zh": "本发明公开了一种滑雪板固定器，包括底座、弹簧和用于滑雪靴的夹具，弹簧设在底座上。",
        "abstract_en": "A ski binding comprises a base, a spring on the base and a clamp for a ski boot.",
    },
    {
        "id": "q",
        "title_zh": "石墨烯电池的制备方法",
        "title_en": "Preparation method of a graphene battery",
        "abstract_zh": "石墨烯与电解液混合后涂在电极上，再经热处理得到电池的负极材料。",
        "abstract_en": "Graphene is mixed with an electrolyte, coated on an electrode and heat treated to give a battery.",
    },
]


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path, Path]:
    """Documents, known answers and pairs of a small collection."""
    docs, qrels, pairs = tmp_path / "docs.jsonl", tmp_path / "qrels.tsv", tmp_path / "pairs.jsonl"
    docs.write_text(
        "\n".join(
            json.dumps({"id": id, "lang": "en", "title": None, "abstract": text})
            for id, text in TEXTS.items()
        ),
        encoding="utf-8",
    )
    qrels.write_text("query_id\tdoc_id\tshared_cited_patents\na\tb\t5\nb\ta\t5\nc\td\t2\n", encoding="utf-8")
    pairs.write_text("\n".join(json.dumps(pair, ensure_ascii=False) for pair in PAIRS), encoding="utf-8")
    return docs, qrels, pairs


def test_run_finds_known_answers_and_twins_with_the_real_engine(files: tuple[Path, Path, Path]):
    docs, qrels, pairs = files

    report = run(docs, qrels, pairs)

    assert report.documents == 9
    assert report.measures.queries == 3
    assert (report.measures.ndcg_at_10, report.measures.mrr, report.measures.recall_at_10) == (1.0, 1.0, 1.0)
    assert {name: twins.in_first_10 for name, twins in report.twins.items()} == {
        "abstract_zh_to_en": 1.0,
        "abstract_en_to_zh": 1.0,
        "title_zh_to_en": 1.0,
        "title_en_to_zh": 1.0,
    }
    assert not report.has_last_run
    assert json.loads(report.as_json())["measures"]["mrr"] == 1.0


def test_run_without_known_answers_measures_twins_alone(files: tuple[Path, Path, Path]):
    docs, _, pairs = files

    report = run(docs, pairs=pairs)

    assert report.measures is None
    assert report.twins["title_zh_to_en"].queries == 2


def test_table_shows_measures_twins_and_changes(files: tuple[Path, Path, Path]):
    report = replace(run(*files), has_last_run=True, changes=(Change("c", ("d",), ("e",)),))
    console = Console(width=120, record=True, file=io.StringIO())

    console.print(as_table(report))

    shown = console.export_text()
    assert "nDCG@10 (3)" in shown
    assert "摘要 中→英" in shown
    assert "+d -e" in shown


def test_run_without_pairs_measures_no_twins(files: tuple[Path, Path, Path]):
    docs, qrels, _ = files

    assert run(docs, qrels).twins == {}


def test_run_records_itself_and_the_next_one_says_what_changed(
    files: tuple[Path, Path, Path], tmp_path: Path
):
    docs, qrels, _ = files
    folder = tmp_path / "records"
    first = run(docs, qrels, record_folder=folder)
    kept = last_answers(folder, first.collection)
    assert kept == {"a": ["b"], "b": ["a"], "c": ["d"]}
    (path,) = folder.iterdir()
    path.write_text(path.read_text("utf-8").replace('"c": [\n   "d"\n  ]', '"c": []'), encoding="utf-8")

    second = run(docs, qrels, record_folder=folder)

    assert second.has_last_run
    assert [(change.query, change.gained, change.lost) for change in second.changes] == [("c", ("d",), ())]
    assert run(docs, qrels, record_folder=folder).changes == ()


def test_runs_of_other_files_are_not_compared(files: tuple[Path, Path, Path], tmp_path: Path):
    docs, qrels, _ = files
    folder = tmp_path / "records"
    run(docs, qrels, record_folder=folder)
    qrels.write_text("a\tb\n", encoding="utf-8")

    assert not run(docs, qrels, record_folder=folder).has_last_run


@pytest.mark.parametrize("content", ["", "{", "[]", '{"answers": 3}', '{"answers": {"a": "b"}}'])
def test_damaged_record_is_no_last_run(tmp_path: Path, content: str):
    (tmp_path / "search-quality-0123.json").write_text(content, encoding="utf-8")

    assert last_answers(tmp_path, "0123") is None


@pytest.mark.parametrize(
    ("lines", "wanted"),
    [
        ("a\tb\n", {"a": {"b": 1.0}}),
        ("query\tdocument\na\tb\n", {"a": {"b": 1.0}}),
        ("query_id\tdoc_id\tgain\na\tb\t3\n", {"a": {"b": 3.0}}),
        ("a 0 b 2\na 0 c 0\n", {"a": {"b": 2.0}}),
        ("\ufeffa\tb\t1.5\r\n\na\tc\t1\n", {"a": {"b": 1.5, "c": 1.0}}),
        ("a\ta\t9\na\tb\t1\n", {"a": {"b": 1.0}}),
    ],
)
def test_read_qrels_takes_two_to_four_columns(
    tmp_path: Path, lines: str, wanted: dict[str, dict[str, float]]
):
    path = tmp_path / "qrels.tsv"
    path.write_text(lines, encoding="utf-8")

    assert read_qrels(path, {"a", "b", "c"}) == wanted


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("a\tb\nx\tb\n", 'line 2 can\'t be used: "x" is not in the documents'),
        ("a\tb\t1\na\tb\tmany\n", 'line 2 can\'t be used: the gain "many"'),
        ("a\tb\t1\na\tb\tnan\n", 'line 2 can\'t be used: the gain "nan"'),
        ("a\tb\na\n", "1 columns"),
        ("a\tb\t0\n", "no line says"),
        ("", "no line says"),
    ],
)
def test_read_qrels_says_which_line_is_wrong(tmp_path: Path, lines: str, said: str):
    path = tmp_path / "qrels.tsv"
    path.write_text(lines, encoding="utf-8")

    with pytest.raises(QualityInputError) as caught:
        read_qrels(path, {"a", "b"})

    assert said in str(caught.value)
    assert "不能使用" in caught.value.message_zh


def test_read_lines_takes_nan_for_nothing(tmp_path: Path):
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "a", "lang": "en", "title": NaN, "abstract": "Text"}\n\n', encoding="utf-8")

    assert read_lines(path, Text) == [Text("a", "Text")]


@pytest.mark.parametrize("line", ['{"id": "a"}', '{"id": 1, "abstract": "x"}', "[1]", "{", "null"])
def test_read_lines_says_which_line_is_wrong(tmp_path: Path, line: str):
    path = tmp_path / "docs.jsonl"
    path.write_text('{"id": "a", "abstract": "x"}\n' + line, encoding="utf-8")

    with pytest.raises(QualityInputError, match="line 2"):
        read_lines(path, Text)


def test_missing_and_undecodable_files_are_refused(tmp_path: Path):
    with pytest.raises(QualityInputError, match="Check the path"):
        read_lines(tmp_path / "none.jsonl", Text)
    (tmp_path / "gb.jsonl").write_bytes("{'abstract': '大豆'}".encode("gb18030"))
    with pytest.raises(QualityInputError, match="not UTF-8"):
        read_lines(tmp_path / "gb.jsonl", Text)


def test_ndcg_counts_gains_as_given():
    gains = {"x": 5.0, "y": 2.0}

    assert ndcg(gains, ["x", "y"], 10) == pytest.approx(1.0)
    assert ndcg(gains, ["z", "y"], 10) == pytest.approx((2 / math.log2(3)) / (5 + 2 / math.log2(3)))
    assert ndcg({}, ["x"], 10) == 0.0


def test_rank_and_recall_ask_only_whether_a_document_is_wanted():
    assert reciprocal_rank({"x": 5.0}, ["z", "x"]) == 0.5
    assert reciprocal_rank({"x": 5.0}, []) == 0.0
    assert recall({"x": 5.0, "y": 1.0}, ["x", "z", "y"], 2) == 0.5


@settings(deadline=None, max_examples=60)
@given(
    st.dictionaries(st.sampled_from("abcdef"), st.floats(0.5, 9), min_size=1),
    st.permutations("abcdefgh"),
)
def test_measures_lie_between_0_and_1_and_the_best_order_gives_1(gains: dict[str, float], found: list[str]):
    best = sorted(gains, key=lambda name: -gains[name])

    measures = measure({"q": gains}, {"q": found})

    assert all(
        0 <= value <= 1
        for value in (measures.ndcg_at_10, measures.mrr, measures.recall_at_10, measures.recall_at_100)
    )
    assert measure({"q": gains}, {"q": best}).ndcg_at_10 == 1.0


@settings(deadline=None, max_examples=60)
@given(*[st.dictionaries(st.sampled_from("pqr"), st.lists(st.sampled_from("abc"), unique=True))] * 2)
def test_compare_adds_up(before: dict[str, list[str]], now: dict[str, list[str]]):
    changes = {change.query: change for change in compare(before, now)}

    for query in before.keys() | now.keys():
        old, new = set(before.get(query, ())), set(now.get(query, ()))
        change = changes.get(query)
        assert (change is None) == (old == new)
        if change is not None:
            assert (old | set(change.gained)) - set(change.lost) == new


@pytest.mark.realdata
def test_real_pairs_find_their_twins(shared: Path, tmp_path: Path):
    """A sample of the real pairs; the whole collection is measured by the benchmark, not here."""
    source = shared / "data" / "search-dev"
    pairs = (source / "pairs.jsonl").read_text("utf-8").split("\n")
    sample = tmp_path / "pairs.jsonl"
    sample.write_text("\n".join(pairs[::16]), encoding="utf-8")
    docs = tmp_path / "docs.jsonl"
    docs.write_text("\n".join((source / "docs.jsonl").read_text("utf-8").split("\n")[:200]), encoding="utf-8")
    first = json.loads(docs.read_text("utf-8").split("\n")[0])["id"]
    second = json.loads(docs.read_text("utf-8").split("\n")[1])["id"]
    qrels = tmp_path / "qrels.tsv"
    qrels.write_text(f"{first}\t{second}\n", encoding="utf-8")

    twins = run(docs, qrels, sample).twins

    assert twins["abstract_zh_to_en"].in_first_10 >= 0.95
    assert twins["abstract_en_to_zh"].in_first_10 >= 0.95
