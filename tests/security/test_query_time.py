"""No query makes the search think for long: everything it does for one, at the longest that is taken."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import Engine, SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.highlight import highlight, marks_of, passage
from mainline.search.query import LONGEST_QUERY, QueryError, parse, running
from tests.security.limits import at_most

UNITS = (
    "a ", "ab* ", "*a ", "?a?b ", "a*b*c*d* ", '"', '"a b" ', "(", ")", "(a ", "a OR ", "NOT ", "-", "- a ", "a AND NOT ", "~", "^",
    '"a b"~9 ', "title:", "title:(a ", "ipc:H01M* ", "ipc:", "filed:2001..", "status:", ":", "::", "。", "大豆", "种 ", "專利", "大*豆?",
    "CN201710601862.4 ", "CN1", "0", "0/", "1.", "é", "\u0301", "\x00", "😀", "İ", "\u202e", "\\", "[1 TO 2] ", "a,b;", "-(", "\n", "\t",
)  # fmt: skip
"""Signs and words of the language; each is repeated to the longest query that is taken."""
LONGEST_SECONDS = 1.0
"""Of processor time for one query, its first use of dictionaries not counted."""
TEXT = "A turbine blade with cooling holes, 一种大豆收获机 CN201710601862.4 " * 40


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder: Path = tmp_path_factory.mktemp("index")
    documents = [
        IndexDocument(
            n,
            titles={"en": f"Turbine blade {n}", "zh": f"大豆收获机{n}"},
            abstracts={"en": TEXT[:300]},
            office="CN",
        )
        for n in range(1, 200)
    ]
    writer = TantivyEngine.open(folder, writable=True)
    writer.add(map(prepare, documents))
    writer.commit()
    writer.close()
    found = TantivyEngine.open(folder)
    answered(found, "turbine 大豆")
    yield found
    found.close()


def answered(engine: Engine, query: str) -> None:
    """All that becomes of a query: read, looked for, counted, marked in a text."""
    try:
        engine.search(SearchRequest(query, facets=("office", "kind", "status"), with_matched=True))
        tree = running(query) or parse(query)
        marks = marks_of(tree)
        highlight(TEXT, marks)
        passage(TEXT, marks)
    except QueryError:
        # Refused with its place and a sentence: that too is an answer.
        return


def seconds(engine: Engine, query: str) -> float:
    started = time.thread_time()
    with at_most(2 * LONGEST_SECONDS):
        answered(engine, query)
    return time.thread_time() - started


@pytest.mark.parametrize("unit", UNITS)
def test_any_sign_repeated_to_the_longest_query_is_answered_soon(engine: Engine, unit: str) -> None:
    query = (unit * LONGEST_QUERY)[:LONGEST_QUERY]

    assert min(seconds(engine, query) for _ in range(2)) < LONGEST_SECONDS


@given(st.lists(st.sampled_from(UNITS), min_size=1, max_size=12), st.integers(1, 400))
@settings(max_examples=60, deadline=None)
def test_any_mixture_of_signs_is_answered_soon(engine: Engine, units: list[str], times: int) -> None:
    query = ("".join(units) * times)[:LONGEST_QUERY]

    assert seconds(engine, query) < LONGEST_SECONDS


@given(st.text(max_size=200), st.integers(1, 40))
@settings(max_examples=60, deadline=None)
def test_any_text_is_answered_soon(engine: Engine, text: str, times: int) -> None:
    assert seconds(engine, (text * times)[:LONGEST_QUERY]) < LONGEST_SECONDS
