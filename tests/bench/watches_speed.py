"""How fast a batch of changed rights is held against all watches, compared with the same watches asked in other ways.

``python -m tests.bench.watches_speed --watches 1000 --rights 10000 --json``

Half of the watches are queries of two words, the other half texts of which the telling words are compared. The rights come in
batches as the worker takes them. Yardsticks: SQLite FTS5 in memory, asked the same queries of each batch; and every text
held against every right in a plain loop, on one right in twenty. Both must find the same. Reading rights from the database and
writing hits is not timed here; what a right is prepared as is counted apart.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sqlite3
import time
from collections.abc import Sequence

from mainline.protection.watches.profile import Percolator, Profile, match, profile_of, terms_of
from mainline.search.documents import PreparedDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy_memory import MemoryEngine
from mainline.search.query.expand import is_empty_word
from tests.bench import corpus

BATCH = 2000
LEAST = 30
"""Percent of likeness from which on a text is told."""
SAMPLED = 20


def _words(document: PreparedDocument) -> list[str]:
    """The words of a title as a query may have them: of English or Chinese, the rarer ones."""
    columns = document.columns()
    texts = columns.get("title_lx") or columns.get("title_zh") or []
    words = [word for text in texts for word in text.split() if len(word) > 1 and word.isalpha()]
    return [word for word in words if not is_empty_word(word) and word not in ("and", "or", "not")]


def _queries(documents: Sequence[PreparedDocument], count: int) -> list[tuple[str, ...]]:
    found = ((words[0], words[-1]) for one in documents if len(words := _words(one)) > 1)
    return list(itertools.islice(((a, b) for a, b in found if a != b), count))


def _profiles(documents: Sequence[PreparedDocument], count: int) -> list[Profile]:
    frequent: dict[str, int] = {}
    for one in documents[:2000]:
        for terms in terms_of(one.columns()).values():
            for term in terms:
                frequent[term] = frequent.get(term, 0) + 1

    def rarity(stream: str, term: str) -> float:
        return (frequent.get(term, 0) + 1) / 2002

    made = (profile_of(one.columns(), rarity, is_empty_word) for one in documents)
    return list(itertools.islice((one for one in made if one), count))


def ours(
    documents: Sequence[PreparedDocument], queries: Sequence[tuple[str, ...]], profiles: Sequence[Profile]
) -> tuple[set[tuple[int, int]], set[tuple[int, int]], float]:
    """Hold all against all in batches; return the hits of queries and of texts, and the seconds."""
    by_query, by_text = set(), set()
    began = time.perf_counter()
    percolator, least = Percolator(enumerate(profiles)), dict.fromkeys(range(len(profiles)), LEAST)
    for start in range(0, len(documents), BATCH):
        batch = documents[start : start + BATCH]
        engine = MemoryEngine.of(batch)
        for number, words in enumerate(queries):
            asked = " AND ".join(f'title:"{word}"' for word in words)
            answer = engine.search(SearchRequest(query=asked, limit=len(batch), with_matched=True))
            by_query |= {(number, hit.id) for hit in answer.hits}
        for one in batch:
            by_text |= {(key, one.id) for key in percolator.matches(terms_of(one.columns()), least)}
    return by_query, by_text, time.perf_counter() - began


def fts5(
    documents: Sequence[PreparedDocument], queries: Sequence[tuple[str, ...]]
) -> tuple[set[tuple[int, int]], float]:
    """Ask SQLite's full-text search the same queries of each batch."""
    found: set[tuple[int, int]] = set()
    began = time.perf_counter()
    for start in range(0, len(documents), BATCH):
        base = sqlite3.connect(":memory:")
        base.execute("CREATE VIRTUAL TABLE d USING fts5(words, tokenize = 'unicode61 remove_diacritics 0')")
        base.executemany(
            "INSERT INTO d(rowid, words) VALUES (?, ?)",
            (_row(one) for one in documents[start : start + BATCH]),
        )
        for number, words in enumerate(queries):
            asked = " AND ".join(f'"{word}"' for word in words)
            found |= {
                (number, row) for (row,) in base.execute("SELECT rowid FROM d WHERE d MATCH ?", (asked,))
            }
        base.close()
    return found, time.perf_counter() - began


def _row(one: PreparedDocument) -> tuple[int, str]:
    columns = one.columns()
    return one.id, " ".join([*columns.get("title_lx", ()), *columns.get("title_zh", ())])


def one_by_one(
    documents: Sequence[PreparedDocument], profiles: Sequence[Profile]
) -> tuple[set[tuple[int, int]], float]:
    """Hold every text against every right in a plain loop."""
    began = time.perf_counter()
    found = set()
    for one in documents:
        terms = terms_of(one.columns())
        found |= {
            (key, one.id) for key, profile in enumerate(profiles) if match(profile, terms).score >= LEAST
        }
    return found, time.perf_counter() - began


def measure(watches: int, rights: int) -> dict[str, object]:
    """Return what was measured, in seconds and pairs of watch and right a second."""
    began = time.perf_counter()
    documents = [prepare(corpus.document(number)) for number in range(1, rights + 1)]
    prepared = time.perf_counter() - began
    apart = [prepare(corpus.document(number)) for number in range(10**6, 10**6 + watches * 4)]
    queries, profiles = _queries(apart, watches // 2), _profiles(apart, watches - watches // 2)
    by_query, by_text, seconds = ours(documents, queries, profiles)
    theirs, fts_seconds = fts5(documents, queries)
    sample = documents[::SAMPLED]
    plain, plain_seconds = one_by_one(sample, profiles)
    ids = {one.id for one in sample}
    pairs = (len(queries) + len(profiles)) * rights
    return {
        "watches": len(queries) + len(profiles),
        "rights": rights,
        "prepared_s": round(prepared, 2),
        "pass_s": round(seconds, 2),
        "pairs_per_second": round(pairs / seconds),
        "hits": len(by_query) + len(by_text),
        "fts5_queries_s": round(fts_seconds, 2),
        "same_as_fts5": len(by_query & theirs) / max(1, len(by_query | theirs)),
        "plain_loop_texts_s": round(plain_seconds * len(documents) / len(sample), 2),
        "same_as_loop": plain == {pair for pair in by_text if pair[1] in ids},
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--watches", type=int, default=1000)
    parser.add_argument("--rights", type=int, default=10_000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    told = measure(asked.watches, asked.rights)
    print(json.dumps(told) if asked.json else "\n".join(f"{name}: {value}" for name, value in told.items()))


if __name__ == "__main__":
    main()
