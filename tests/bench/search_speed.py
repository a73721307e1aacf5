"""Speed of the search engine on a generated corpus, beside SQLite FTS5 and PostgreSQL in the same run.

``python -m tests.bench.search_speed --docs 1000000 --json``. The targets are those of two free cores. PostgreSQL
takes part when ``MAINLINE_TEST_POSTGRESQL`` names a database in which a table may be made.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import pickle
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mainline.register.ingest.prepare import begin_reading
from mainline.search.documents import PreparedDocument, prepare
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from tests.bench import corpus
from tests.bench.yardsticks import PostgresqlFts, SqliteFts, Yardstick
from tests.search.engines.killed_writer import lost_after_kill

CHUNK = 2_000
AHEAD = 4
"""Chunks that wait for the writer at most."""
FACETS = ("status", "kind", "office", "region", "ipc_section")
TARGETS = {
    "build_docs_per_s": (">=", 8_000),
    "and3_p50_ms": ("<=", 1.0),
    "and3_p99_ms": ("<=", 5.0),
    "facets_1e5_p99_ms": ("<=", 40.0),
    "peak_memory_mb": ("<=", 1_500),
    "visible_s": ("<=", 2.0),
    "lost_after_kill": ("<=", 0),
}


def write_chunk(job: tuple[Path, int, int]) -> Path:
    """Write one chunk of generated documents; generating is no part of what is measured."""
    folder, first, last = job
    path = folder / f"{first}-{last}.pickle"
    if path.exists():
        return path
    path.write_bytes(pickle.dumps([corpus.document(n) for n in range(first, last)], -1))
    return path


def prepare_chunk(path: Path) -> list[PreparedDocument]:
    """Read and tokenise one chunk, as an ingest worker does."""
    return [prepare(document) for document in pickle.loads(path.read_bytes())]


def prepared_in_order(pool: ProcessPoolExecutor, chunks: Sequence[Path]) -> Iterator[list[PreparedDocument]]:
    """Yield each chunk tokenised; a few ahead of the writer and no more, as an ingest does, or they pile up."""
    waiting: deque[Future[list[PreparedDocument]]] = deque()
    for chunk in chunks:
        waiting.append(pool.submit(prepare_chunk, chunk))
        if len(waiting) > AHEAD:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which that share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def timed(run: Callable[[str], object], queries: Sequence[str]) -> dict[str, float]:
    """Return p50 and p99 in milliseconds after a warm-up, and p99 of the thread's own processor time."""
    for query in queries[:30]:
        run(query)
    took, used = [], []
    for query in queries:
        began, processor = time.perf_counter(), time.thread_time()
        run(query)
        used.append((time.thread_time() - processor) * 1000)
        took.append((time.perf_counter() - began) * 1000)
    shares = {"p50": (took, 0.5), "p99": (took, 0.99), "processor_p99": (used, 0.99)}
    return {name: round(percentile(values, share), 3) for name, (values, share) in shares.items()}


def build(folder: Path, chunks: Sequence[Path], workers: int) -> dict[str, Any]:
    """Build the index from files of documents: read, tokenise in a pool, add, commit.

    Beside the documents a second there is the processor time of one document in all processes: on a machine
    that others use too, only that can be compared. Memory is that of all processes together, pages that they share
    counted once; of it, what the kernel can't take back at will (pages of no file).
    """
    began, used = time.perf_counter(), _processor_s()
    peak = Memory(0, 0)
    with ProcessPoolExecutor(workers, initializer=begin_reading) as pool:
        engine = TantivyEngine.open(folder, writable=True)
        count = 0
        for number, prepared in enumerate(prepared_in_order(pool, chunks)):
            count += engine.add(prepared, new=True)
            if number % 8 == 0:
                peak = peak.most(memory())
        peak = peak.most(memory())
        engine.commit()
        peak = peak.most(memory())
        took = time.perf_counter() - began
    used = _processor_s() - used
    engine.close()
    size = sum(path.stat().st_size for path in folder.iterdir())
    return {
        "build_docs_per_s": round(count / took),
        "build_s": round(took, 1),
        "build_processor_us_per_doc": round(used / count * 1e6),
        "index_mb": round(size / 1e6),
        "peak_memory_mb": peak.whole // 1024,
        "peak_anonymous_mb": peak.anonymous // 1024,
    }


@dataclass(frozen=True)
class Memory:
    """Kilobytes of this process and its children, each shared page counted once: all, and those of no file."""

    whole: int
    anonymous: int

    def most(self, other: Memory) -> Memory:
        """Return the larger of each."""
        return Memory(max(self.whole, other.whole), max(self.anonymous, other.anonymous))


def memory() -> Memory:
    """Return the memory now, by Linux's own account; it knows no peak of several processes together."""
    sums: Counter[str] = Counter()
    for pid in (os.getpid(), *(child.pid for child in multiprocessing.active_children())):
        with contextlib.suppress(OSError):  # a child that has just ended
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines():
                name, _, value = line.partition(":")
                if name in {"Pss", "Pss_Anon"}:
                    sums[name] += int(value.split()[0])
    return Memory(sums["Pss"], sums["Pss_Anon"])


def _processor_s() -> float:
    """Return the processor seconds of this process and of its ended children."""
    usages = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def query_speed(engine: TantivyEngine, total: int, count: int) -> dict[str, Any]:
    """Time queries of three words and what else a page needs."""
    three = list(corpus.queries(count, 7, total))
    found: dict[str, Any] = {}
    for name, queries in (
        ("and3", three),
        ("and3_en", [query for query in three if query.isascii()]),
        ("and3_zh", [query for query in three if not query.isascii()]),
        ("or3", [" OR ".join(query.split()) for query in three]),
        ("title3", [" ".join(f"title:{word}" for word in query.split()) for query in three]),
        ("filtered", [f"{query.split()[0]} filed:2010..2020 office:CN" for query in three]),
        ("phrase", ['"' + query.split()[0] + '"' for query in three]),
    ):
        for share, value in timed(lambda q: engine.search(SearchRequest(q, limit=10)), queries).items():
            found[f"{name}_{share}_ms"] = value
    return found


def facet_speed(engine: TantivyEngine, total: int) -> dict[str, Any]:
    """Time five facets over a tenth of the corpus or what is nearest to it."""
    english = corpus.vocabulary()[0].words
    counts = {word: engine.search(SearchRequest(f'"{word}"', limit=1)).total for word in english[25:120]}
    words = sorted(counts, key=lambda word: abs(counts[word] - total // 10))[:20]
    asked = [f'"{word}"' for word in words] * 5
    times = timed(lambda q: engine.search(SearchRequest(q, limit=10, facets=FACETS)), asked)
    return {
        "facets_1e5_hits": round(sum(counts[word] for word in words) / len(words)),
        "facets_1e5_p50_ms": times["p50"],
        "facets_1e5_p99_ms": times["p99"],
        "facets_1e5_processor_p99_ms": times["processor_p99"],
    }


def visibility(folder: Path, total: int) -> dict[str, Any]:
    """Return the seconds from adding a document to another reader's seeing it."""
    reader = TantivyEngine.open(folder)
    reader.count()
    writer = TantivyEngine.open(folder, writable=True)
    began = time.perf_counter()
    writer.add([prepare(corpus.document(total + 1))])
    writer.commit()
    while reader.search(SearchRequest(f"number:CN{200_000_000 + total + 1}", limit=1)).total != 1:
        time.sleep(0.01)
    took = time.perf_counter() - began
    writer.delete([total + 1])
    writer.commit()
    writer.close()
    return {"visible_s": round(took, 3)}


def stream_speed(engine: TantivyEngine) -> dict[str, Any]:
    """Time the ids of the largest facet value, as an export does."""
    began = time.perf_counter()
    count = sum(1 for _ in engine.ids(SearchRequest("status:in_force", sort="-filed")))
    took = time.perf_counter() - began
    return {"export_ids": count, "export_ids_per_s": round(count / max(took, 1e-9))}


def compared(folder: Path, chunks: Sequence[Path], count: int) -> dict[str, Any]:
    """Build each yardstick on a part of the corpus and our engine on the same, and give the ratios."""
    documents = list(_prepared(chunks, count))
    queries = list(corpus.queries(100, 11, len(documents)))
    words = list(corpus.vocabulary()[0].words[60:90])
    ours = _measured(_Ours(folder / "ours"), documents, queries, words)
    found: dict[str, Any] = {"docs": len(documents), "mainline": ours}
    yardsticks: list[Yardstick] = [SqliteFts(folder)]
    if url := os.environ.get("MAINLINE_TEST_POSTGRESQL"):
        yardsticks.append(PostgresqlFts(url))
    for yardstick in yardsticks:
        other = _measured(yardstick, documents, queries, words)
        ratios = {f"{name}_ratio": round(other[name] / max(ours[name], 1e-6), 2) for name in other}
        found[yardstick.name] = {**other, **ratios}
    return found


def _prepared(chunks: Sequence[Path], count: int) -> Iterator[PreparedDocument]:
    for path in chunks[: max(1, count // CHUNK)]:
        yield from prepare_chunk(path)


class _Ours:
    """Our engine in the form of a yardstick."""

    name = "mainline"

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def build(self, documents: Sequence[PreparedDocument]) -> None:
        """Index the documents, and wait for the merges that the others do not have."""
        writer = TantivyEngine.open(self.folder, writable=True)
        writer.add(documents, new=True)
        writer.commit()
        writer.close()
        self.engine = TantivyEngine.open(self.folder)

    def top(self, query: str) -> int:
        """Best ten."""
        return len(self.engine.search(SearchRequest(query, limit=10)).hits)

    def facets(self, word: str) -> int:
        """Five facets."""
        return len(self.engine.search(SearchRequest(word, limit=1, facets=FACETS)).facets)


def _measured(
    engine: Any, documents: list[PreparedDocument], queries: Sequence[str], words: Sequence[str]
) -> dict[str, float]:
    began = time.perf_counter()
    engine.build(documents)
    built = time.perf_counter() - began
    top, facets = timed(engine.top, queries), timed(engine.facets, words)
    return {
        "build_s": round(built, 2),
        "top10_p50_ms": top["p50"],
        "top10_p99_ms": top["p99"],
        "facets_p50_ms": facets["p50"],
        "facets_p99_ms": facets["p99"],
    }


def run(
    docs: int, queries: int, yardstick_docs: int, workers: int, kept: Path | None = None
) -> dict[str, Any]:
    """Run everything in a folder of its own and return the figures; ``kept`` holds the corpus for the next run."""
    folder = Path(tempfile.mkdtemp(prefix="mainline-bench-"))
    try:
        texts = kept or folder
        texts.mkdir(parents=True, exist_ok=True)
        jobs = [(texts, first, min(first + CHUNK, docs)) for first in range(0, docs, CHUNK)]
        with ProcessPoolExecutor(workers) as pool:
            chunks = list(pool.map(write_chunk, jobs))
        found: dict[str, Any] = {"docs": docs}
        _tell(found, build(folder / "index", chunks, workers))
        engine = TantivyEngine.open(folder / "index")
        _tell(found, {"segments": engine.segments(), **query_speed(engine, docs, queries)})
        _tell(found, facet_speed(engine, docs) | stream_speed(engine) | visibility(folder / "index", docs))
        lost = sum(lost_after_kill(folder / f"killed{n}", seed=n) for n in range(5))
        _tell(found, {"lost_after_kill": lost})
        _tell(found, {"yardsticks": compared(folder, chunks, min(docs, yardstick_docs))})
        found["targets"] = judged(found)
        return found
    finally:
        shutil.rmtree(folder)


def _tell(found: dict[str, Any], more: dict[str, Any]) -> None:
    """Take figures in, and print them at once: a run of an hour that fails at its end is not for nothing."""
    found |= more
    print(json.dumps(more), file=sys.stderr, flush=True)


def judged(found: dict[str, Any]) -> dict[str, bool]:
    """Return which targets are met."""
    signs: dict[str, Callable[[float, float], bool]] = {">=": lambda a, b: a >= b, "<=": lambda a, b: a <= b}
    return {name: signs[sign](found[name], bound) for name, (sign, bound) in TARGETS.items()}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; 0 when every target is met, 1 when not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docs", type=int, default=100_000)
    parser.add_argument("--queries", type=int, default=1_000)
    parser.add_argument("--yardstick-docs", type=int, default=50_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--corpus", type=Path, help="keep the generated documents here and take them from here"
    )
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    found = run(options.docs, options.queries, options.yardstick_docs, options.workers, options.corpus)
    print(json.dumps(found, indent=None if options.json else 2))
    return 0 if all(found["targets"].values()) else 1


if __name__ == "__main__":
    sys.exit(main())
