"""The embedded engine: tantivy in process."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, Self, cast

import tantivy
from tantivy import Occur, Query

from mainline.search.documents import PreparedDocument
from mainline.search.engines.base import EngineBusy, EngineError, Hit, Notice, SearchAnswer, SearchRequest
from mainline.search.engines.tantivy_facets import count_facets
from mainline.search.engines.tantivy_likeness import MOST_LOOSE_TERMS, Balance, by_stem, telling
from mainline.search.engines.tantivy_query import Compiler, without_across
from mainline.search.engines.tantivy_schema import build_schema, open_index
from mainline.search.fields import SORTS, TEXT_FIELDS, Weights
from mainline.search.query import (
    DateRange,
    Everything,
    Expander,
    Family,
    Loose,
    Node,
    Number,
    Phrase,
    Term,
    Wildcard,
    expand,
    leaves,
    parse,
    running,
    segment,
)
from mainline.search.query.expand import is_empty_word
from mainline.search.query.numbers import is_number, wrong_number
from mainline.search.suggest import KNOWN, correct
from mainline.search.suggest import Vocabulary as Dictionary
from mainline.search.tokens import fold, has_cjk, is_lone, phrase_grams, stem_terms

WRITER_MEMORY = 450_000_000
"""Bytes the writer fills before it writes a segment, at most; taken only as documents come.

Merging eight segments costs more than having indexed what is in them. With this much and one thread a million
short documents are seven segments, and none is merged. A small machine gives less, see :func:`writer_memory`.
"""
LEAST_WRITER_MEMORY = 50_000_000
MEMORY_SHARE = 8
"""The writer takes this part of the machine's memory, one in so many."""
CONTAINER_LIMIT = Path("/sys/fs/cgroup/memory.max")
"""Where Linux says how many bytes a container may have; ``max`` for no limit."""
ID_CHUNK = 20_000
DICTIONARY_WORDS = 60_000
"""Of each column so many words, the most frequent, may be suggested."""


def writer_memory(machine: int) -> int:
    """Return the bytes that a writer may fill on a machine with so many bytes."""
    return max(LEAST_WRITER_MEMORY, min(WRITER_MEMORY, machine // MEMORY_SHARE))


def writer_threads(cores: int) -> int:
    """Return the threads that index: each writes its own segments, so that more of them mean more merges."""
    return 1 if cores < 4 else 2


def _machine_memory() -> int:
    """Return the bytes that this machine has, or this container where it may have less."""
    whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    try:
        limit = CONTAINER_LIMIT.read_text(encoding="ascii").strip()
    except OSError:
        return whole
    return min(whole, int(limit)) if limit.isdecimal() else whole


class _Found(Protocol):
    """What tantivy returns; its own type leaves the count out."""

    @property
    def hits(self) -> list[tuple[Any, tantivy.DocAddress]]: ...

    @property
    def count(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One commit as a reader sees it."""

    stamp: tuple[int, int, int]
    searcher: tantivy.Searcher
    present: frozenset[str]


class TantivyEngine:
    """See :class:`mainline.search.engines.base.Engine`."""

    def __init__(self, folder: Path, index: tantivy.Index, writer: tantivy.IndexWriter | None) -> None:
        self._meta = str(folder / "meta.json")
        self._index = index
        self._schema = build_schema()
        self._writer = writer
        self._snapshot: Snapshot | None = None
        self._dictionary: tuple[int, Dictionary] | None = None

    @classmethod
    def open(cls, folder: Path, *, writable: bool = False, memory: int = 0) -> Self:
        """Open, or with ``writable`` create. The kernel frees the lock of a writer that was killed.

        ``memory``: bytes the writer fills before it writes a segment, 0 for what suits the machine.
        """
        index = open_index(Path(folder), writable=writable)
        if not writable:
            return cls(Path(folder), index, None)
        try:
            writer = index.writer(
                memory or writer_memory(_machine_memory()), writer_threads(os.cpu_count() or 1)
            )
        except ValueError as error:
            raise EngineBusy(
                f"另一个进程正在写检索索引 {folder}。请等它结束。",
                f"Another process writes to the search index {folder}. Wait until it ends.",
            ) from error
        return cls(Path(folder), index, writer)

    def add(self, documents: Iterable[PreparedDocument], *, new: bool = False) -> int:
        """Add documents, each replacing the one of its id."""
        writer = self._writing()
        count = 0
        for document in documents:
            if not new:
                writer.delete_documents_by_term("id", document.id)
            writer.add_json(f'{{"id":{document.id},{document.body[1:]}')
            count += 1
        return count

    def delete(self, ids: Iterable[int]) -> None:
        """Take documents out."""
        writer = self._writing()
        for id in ids:
            writer.delete_documents_by_term("id", id)

    def commit(self) -> None:
        """Make what was added and deleted durable and visible."""
        self._writing().commit()

    def close(self) -> None:
        """Give up the writer's lock once running merges have ended."""
        if self._writer is not None:
            writer, self._writer = self._writer, None
            writer.rollback()
            writer.wait_merging_threads()

    def _writing(self) -> tantivy.IndexWriter:
        if self._writer is None:
            raise EngineError("索引以只读方式打开。", "The index is open for reading only.")
        return self._writer

    def reload(self) -> None:
        """See the last commit now."""
        self._snapshot = None
        self._read()

    def count(self) -> int:
        """Return how many documents the last commit holds."""
        return self._read().searcher.num_docs

    def segments(self) -> int:
        """Return of how many segments the last commit is made."""
        return self._read().searcher.num_segments

    def _read(self) -> Snapshot:
        """Return the last commit: one look at one small file, so that no search is behind."""
        status = os.stat(self._meta)
        stamp = (status.st_mtime_ns, status.st_ino, status.st_size)
        if self._snapshot is None or self._snapshot.stamp != stamp:
            self._index.reload()
            searcher = self._index.searcher()
            filled = searcher.terms_with_prefix("has", "")
            present = frozenset(column for columns, _ in filled for column in columns.split())
            self._snapshot = Snapshot(stamp, searcher, present)
        return self._snapshot

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer one page."""
        began = time.perf_counter()
        snapshot = self._read()
        tree, notices = _understood(request)
        compiler = Compiler(
            self._schema, snapshot.searcher, snapshot.present, request.weights, request.audience
        )
        typed = compiler.node(tree)
        query = _filtered(compiler, typed, request.filters, request.within)
        found = _page(snapshot.searcher, query, tree, request)
        ids = snapshot.searcher.fast_field_values("id", [address for _, address in found.hits])
        scores = [score if not request.sort and isinstance(score, float) else 0.0 for score, _ in found.hits]
        hits = tuple(Hit(int(id or 0), score) for id, score in zip(ids, scores, strict=True))
        hits = self._described(hits, tree, compiler, request)
        total = int(found.count or 0)
        if total == 0:
            _refuse_wrong_numbers(tree, request.query)
        return SearchAnswer(
            total=total,
            hits=hits,
            facets=_facets(snapshot.searcher, compiler, typed, request) if request.facets else {},
            did_you_mean=self._did_you_mean(request, tree) if total == 0 else "",
            mode="any" if isinstance(tree, Loose) else "all",
            tree=tree,
            notices=(*notices, *compiler.notices),
            took_ms=(time.perf_counter() - began) * 1000,
        )

    def _described(
        self, hits: tuple[Hit, ...], tree: Node, compiler: Compiler, request: SearchRequest
    ) -> tuple[Hit, ...]:
        """Say of each hit whether only a translation found it, and which words it has where asked."""
        if not hits:
            return hits
        wanted = [
            leaf
            for leaf, is_wanted in leaves(tree)
            if is_wanted and isinstance(leaf, Term | Phrase | Wildcard)
        ]
        ids = [hit.id for hit in hits]
        if any(leaf.across for leaf in wanted if isinstance(leaf, Term | Phrase)):
            direct = self._among(ids, compiler, without_across(tree))
            hits = tuple(replace(hit, across=hit.id not in direct) for hit in hits)
        if request.with_matched:
            having = [(leaf.text, self._among(ids, compiler, without_across(leaf))) for leaf in wanted]
            hits = tuple(
                replace(hit, matched=tuple(text for text, some in having if hit.id in some)) for hit in hits
            )
        return hits

    def _among(self, ids: list[int], compiler: Compiler, tree: Node) -> set[int]:
        """Return which of a few documents a query finds."""
        page = compiler.unscored(compiler.one_of("id", ids))
        both = Query.boolean_query([(Occur.Must, page), (Occur.Must, compiler.node(tree))])
        searcher = self._read().searcher
        found = searcher.search(both, len(ids), count=False).hits
        return {int(id or 0) for id in searcher.fast_field_values("id", [address for _, address in found])}

    def telling(self, text: str, expander: Expander | None = None) -> tuple[tuple[Term, float], ...]:
        """Return the words by which running text ranks, each with how much it counts, the most telling first.

        One that no document has, nor any translation of it, counts nothing.
        """
        snapshot = self._read()
        request = SearchRequest(query=text, expander=expander, is_running_text=True)
        tree, _ = _understood(request)
        if not isinstance(tree, Loose):
            return ()
        balance = Balance.of(snapshot.searcher, snapshot.present)
        weighed = [(term, telling(balance, term)) for term in by_stem(tree.children)]
        return tuple(sorted(weighed, key=lambda pair: -pair[1])[:MOST_LOOSE_TERMS])

    def ids(self, request: SearchRequest) -> Iterator[int]:
        """Yield the ids of the whole result in its order."""
        snapshot = self._read()
        tree, _ = _understood(request)
        compiler = Compiler(
            self._schema, snapshot.searcher, snapshot.present, request.weights, request.audience
        )
        query = _filtered(compiler, compiler.node(tree), request.filters, request.within)
        whole = replace(request, limit=max(1, snapshot.searcher.num_docs), offset=0)
        hits = _page(snapshot.searcher, query, tree, whole).hits
        if not hits:
            _refuse_wrong_numbers(tree, request.query)
        for start in range(0, len(hits), ID_CHUNK):
            chunk = [address for _, address in hits[start : start + ID_CHUNK]]
            yield from (int(id or 0) for id in snapshot.searcher.fast_field_values("id", chunk))

    def more_like(self, id: int, limit: int = 10, audience: tuple[str, ...] | None = ()) -> tuple[Hit, ...]:
        """Return the documents most like one, by the telling words of its title and abstract."""
        snapshot = self._read()
        own = Query.term_query(self._schema, "id", id)
        found = snapshot.searcher.search(own, 1).hits
        if not found:
            return ()
        sample = snapshot.searcher.doc(found[0][1]).get_first("sample")
        compiler = Compiler(self._schema, snapshot.searcher, snapshot.present, Weights())
        text = segment(running(bytes(sample or b"").decode()))
        query = _except(compiler.node(text), own)
        hidden = compiler.hidden(audience)
        hits = snapshot.searcher.search(
            query if hidden is None else _except(query, hidden), max(1, limit), count=False
        ).hits
        ids = snapshot.searcher.fast_field_values("id", [address for _, address in hits])
        return tuple(Hit(int(one or 0), float(score)) for one, (score, _) in zip(ids, hits, strict=True))

    def _did_you_mean(self, request: SearchRequest, tree: Node) -> str:
        words = [
            leaf.text
            for leaf, is_wanted in leaves(tree)
            if is_wanted and isinstance(leaf, Term | Phrase) and not is_empty_word(leaf.text)
        ]
        rare = [word for word in words if self._frequency(word) < KNOWN]
        return correct(request.query, rare, self._words()) if rare else ""

    def _frequency(self, word: str) -> int:
        """Return in how many texts a word stands at least, by its commonest column."""
        folded = fold(word)
        suffix = ("ch" if is_lone(folded) else "gr") if has_cjk(folded) else "la"
        terms = [gram for _, gram in phrase_grams(folded)] if has_cjk(folded) else stem_terms(folded)
        searcher = self._read().searcher
        return min(
            (max(searcher.doc_freq(f"{name}_{suffix}", term) for name in TEXT_FIELDS) for term in terms),
            default=0,
        )

    def share_of(self, term: str, columns: Iterable[str]) -> float:
        """Return in what share of the documents a term stands, in the column where it is commonest; between 0 and 1, never 0."""
        searcher = self._read().searcher
        found = max((searcher.doc_freq(column, term) for column in columns), default=0)
        return (found + 1) / (searcher.num_docs + 2)

    def _words(self) -> Dictionary:
        """Return the frequent words of public titles.

        They change slowly and take a moment to read from a large index: they are read again when the index has
        grown or shrunk by a tenth, at most. Words of restricted documents would tell what is in those.
        """
        snapshot = self._read()
        total = snapshot.searcher.num_docs
        known = self._dictionary
        if known is None or abs(total - known[0]) * 10 > known[0]:
            counts: Counter[str] = Counter()
            hidden = Compiler(self._schema, snapshot.searcher, snapshot.present, Weights()).hidden(())
            shown = _except(Query.all_query(), hidden) if hidden is not None else None
            for column in ("title_lx", "title_zh"):
                for word, count in snapshot.searcher.terms_with_prefix(column, "", shown, DICTIONARY_WORDS):
                    counts[word] += count
            known = (total, Dictionary.of(counts))
            self._dictionary = known
        return known[1]


def _refuse_wrong_numbers(tree: Node, query: str) -> None:
    """Raise :class:`QueryError` where a number can't be right: “nothing found” would say that it is not registered.

    Asked only when nothing was found: a wrong number that a source printed finds the right that bears it.
    """
    for leaf, is_wanted in leaves(tree):
        if not is_wanted or not isinstance(leaf, Number | Family | Term | Phrase):
            continue
        if isinstance(leaf, Number | Family) or (not leaf.field and is_number(leaf.text)):
            error = wrong_number(leaf.text, query)
            if error is not None:
                raise error


def _except(query: Query, unwanted: Query) -> Query:
    return Query.boolean_query([(Occur.Must, query), (Occur.MustNot, unwanted)])


def _understood(request: SearchRequest) -> tuple[Node, list[Notice]]:
    """Return the tree to search with, and what to tell about how the query was read."""
    tree = segment(_typed(request))
    if request.expander is not None:
        tree = expand(tree, request.expander)
    notices: list[Notice] = []
    if isinstance(tree, Loose):
        notices.append(
            Notice(
                "query.any",
                "输入是一段文字：不要求每个词都出现，按相似程度排序。",
                "This is running text: not every word is required; the most alike come first.",
            )
        )
    return tree, notices


def _typed(request: SearchRequest) -> Node:
    if not request.query.strip():
        return Everything()
    return running(request.query) if request.is_running_text else parse(request.query, request.vocabulary)


def _facets(
    searcher: tantivy.Searcher, compiler: Compiler, typed: Query, request: SearchRequest
) -> dict[str, tuple[tuple[str, int], ...]]:
    def under(filters: Mapping[str, tuple[str, ...]]) -> Query:
        return _filtered(compiler, typed, filters, request.within)

    return count_facets(
        searcher, under, request.facets, request.filters, request.facet_size, compiler.facet_value
    )


def _filtered(
    compiler: Compiler, query: Query, filters: Mapping[str, tuple[str, ...]], within: Sequence[DateRange] = ()
) -> Query:
    """Return the query under filters and within ranges of days, and without what the asker may not know of."""
    extra = [*compiler.filters(filters), *(compiler.dates(each) for each in within)]
    hidden = compiler.hidden(compiler.audience)
    if not extra and hidden is None:
        return query
    clauses = [(Occur.Must, one) for one in (query, *extra)]
    if hidden is not None:
        clauses.append((Occur.MustNot, hidden))
    return Query.boolean_query(clauses)


def _page(searcher: tantivy.Searcher, query: Query, tree: Node, request: SearchRequest) -> _Found:
    """Run the query; without words to rank by, the newest publications come first."""
    sort = request.sort
    if sort and sort not in SORTS:
        raise EngineError(
            f"不能按“{sort}”排序。可用：{'、'.join(SORTS)}。",
            f"Can't sort by “{sort}”. Use one of: {', '.join(SORTS)}.",
        )
    if not sort and not any(isinstance(leaf, Term | Phrase | Wildcard) for leaf, _ in leaves(tree)):
        sort = "-published"
    limit, offset = max(1, request.limit), max(0, request.offset)
    if not sort:
        return cast(_Found, searcher.search(query, limit, offset=offset))
    column, is_newest_first = SORTS[sort]
    order = tantivy.Order.Desc if is_newest_first else tantivy.Order.Asc
    return cast(_Found, searcher.search(query, limit, offset=offset, order_by_field=column, order=order))
