"""Counting a result by facet: each by all filters but its own, so that what else could be chosen keeps its count."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import tantivy
from tantivy import Occur, Query

from mainline.search.engines.base import EngineError
from mainline.search.fields import FACETS, TREES

Counts = tuple[tuple[str, int], ...]
Counted = Mapping[str, int]

CLASSES = 200
"""IPC and CPC have some 130 classes each, of which all are counted before those of one section are kept."""
SUBCLASSES = 800
"""And some 680 subclasses."""
_LENGTHS = (1, 3, 4)
"""Characters of a section, a class, a subclass: H, H01, H01M."""


def count_facets(
    searcher: tantivy.Searcher,
    filtered: Callable[[Mapping[str, tuple[str, ...]]], Query],
    facets: Sequence[str],
    filters: Mapping[str, tuple[str, ...]],
    size: int,
    term: Callable[[str, str], Query],
) -> dict[str, Counts]:
    """Return each facet's values with their counts, the most frequent first; what was chosen is always among them.

    ``filtered`` gives the query under some filters, ``term`` that of one value of a column. Facets that nothing
    was chosen of are counted together, at once; every other costs one count more.

    Raises:
        EngineError: there is no such facet.
    """
    unknown = [name for name in facets if name not in FACETS]
    if unknown:
        raise EngineError(
            f"没有分面“{unknown[0]}”。可用：{'、'.join(FACETS)}。",
            f"There is no facet “{unknown[0]}”. Use one of: {', '.join(FACETS)}.",
        )
    free = [name for name in facets if not filters.get(name)]
    found = _counted(searcher, filtered(filters), [_asked(name, size) for name in free])
    for name in facets:
        if name not in free:
            query = filtered({other: values for other, values in filters.items() if other != name})
            found |= _chosen(searcher, query, name, filters[name], size, term)
    return {name: found[name] for name in facets}


def _asked(name: str, size: int) -> tuple[str, str, int]:
    """(name in the answer, column, how many values)."""
    return name, TREES[name][0] if name in TREES else FACETS[name], size


def _counted(
    searcher: tantivy.Searcher, query: Query, asked: Sequence[tuple[str, str, int]]
) -> dict[str, Counts]:
    if not asked:
        return {}
    terms = {name: {"terms": {"field": column, "size": size}} for name, column, size in asked}
    answer: dict[str, Any] = searcher.aggregate(query, terms)
    return {
        name: tuple((str(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[name]["buckets"])
        for name, _, _ in asked
    }


def _chosen(
    searcher: tantivy.Searcher,
    query: Query,
    name: str,
    values: tuple[str, ...],
    size: int,
    term: Callable[[str, str], Query],
) -> dict[str, Counts]:
    """Count a facet that something was chosen of. What is not among the most frequent is counted by itself."""
    if name in TREES:
        return {name: _tree(searcher, query, name, values, size)}
    column = FACETS[name]
    counts = _counted(searcher, query, [(name, column, size)])[name]
    listed = {value for value, _ in counts}
    others = [
        (value, _count(searcher, query, term(column, value)))
        for value in dict.fromkeys(values)
        if value not in listed
    ]
    return {name: counts + tuple(sorted(others, key=lambda pair: -pair[1]))}


def _count(searcher: tantivy.Searcher, query: Query, value: Query) -> int:
    both = Query.boolean_query([(Occur.Must, query), (Occur.Must, value)])
    return int(getattr(searcher.search(both, 1), "count", 0) or 0)


def _tree(searcher: tantivy.Searcher, query: Query, name: str, values: tuple[str, ...], size: int) -> Counts:
    """Return the sections, under what is chosen its classes and subclasses, each before its siblings."""
    depth = 2 if any(len(value) >= _LENGTHS[1] for value in values) else 1
    sizes = (size, CLASSES, SUBCLASSES)
    asked = [(column, column, most) for column, most in zip(TREES[name], sizes, strict=True)][: depth + 1]
    counts = _counted(searcher, query, asked)
    levels = [dict(counts[column]) for column, _, _ in asked]
    opened = {value[:length] for value in values for length in _LENGTHS if len(value) >= length}
    return tuple(_branch(levels, opened, "", size))


def _branch(levels: Sequence[Counted], opened: set[str], parent: str, size: int) -> Iterator[tuple[str, int]]:
    """Yield the children of a symbol, and after each that is open its own. ``opened`` stand even at 0."""
    if not levels:
        return
    length = _LENGTHS[_LENGTHS.index(len(parent)) + 1] if parent else _LENGTHS[0]
    own = [pair for pair in levels[0].items() if pair[0].startswith(parent)]
    listed = [pair for place, pair in enumerate(own) if place < size or pair[0] in opened]
    absent = opened - {value for value, _ in own}
    listed += [(value, 0) for value in sorted(absent) if len(value) == length and value.startswith(parent)]
    for value, count in listed:
        yield value, count
        if value in opened:
            yield from _branch(levels[1:], opened, value, size)
