"""What any search engine offers: the one contract, in plain values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, Self

from mainline.search.documents import PreparedDocument
from mainline.search.fields import Weights
from mainline.search.query import DateRange, Everything, Expander, Node, Vocabulary


class EngineError(RuntimeError):
    """The engine can't do what was asked; the message says why and what to do, in both languages."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


class EngineBusy(EngineError):
    """Another process writes to this index."""


class EngineOutdated(EngineError):
    """The index was built by another version or is damaged; it must be rebuilt from the register."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the reader of a result should know: how the query was read, what was cut."""

    code: str
    message_zh: str
    message_en: str


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One page of results asked for. ``query`` empty means everything."""

    query: str
    language: str = "zh"
    """Of the user interface; messages come in both anyway."""
    limit: int = 20
    offset: int = 0
    sort: str = ""
    """``""`` relevance, or a key of :data:`mainline.search.fields.SORTS`."""
    facets: tuple[str, ...] = ()
    """Names out of :data:`mainline.search.fields.FACETS`."""
    facet_size: int = 20
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet name → values; any of the values, and all of the facets."""
    within: tuple[DateRange, ...] = ()
    """Ranges of days in all of which a document must lie; one without the day lies in none."""
    audience: tuple[str, ...] | None = ()
    """Names under which the asker may know of restricted documents; ``None`` may know of all."""
    vocabulary: Vocabulary = field(default_factory=dict)
    expander: Expander | None = None
    weights: Weights = field(default_factory=Weights)
    is_running_text: bool = False
    """Whether the query is a text to find the like of, however short: any word counts, no sign is syntax."""
    with_matched: bool = False
    """Whether each hit tells which words of the query it has (one small query a word more)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found."""

    id: int
    score: float
    across: bool = False
    """Found only by a translation of the query."""
    matched: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchAnswer:
    """One page of results. ``total`` is exact."""

    total: int
    hits: tuple[Hit, ...]
    facets: dict[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)
    did_you_mean: str = ""
    """A whole query that would find more, or ``""``."""
    mode: str = "all"
    """``all``: every word is required; ``any``: running text, ranked by likeness."""
    notices: tuple[Notice, ...] = ()
    took_ms: float = 0.0
    tree: Node = field(default_factory=Everything)
    """The query as it was searched with, for :func:`mainline.search.highlight.marks_of`."""


class Engine(Protocol):
    """A folder with an index in it. One process writes, any number read."""

    @classmethod
    def open(cls, folder: Path, *, writable: bool = False) -> Self:
        """Open, or with ``writable`` create. Raises :class:`EngineBusy`, :class:`EngineOutdated`."""
        ...

    def add(self, documents: Iterable[PreparedDocument], *, new: bool = False) -> int:
        """Add documents, each replacing the one of its id; ``new`` promises that there is none. Returns how many."""
        ...

    def delete(self, ids: Iterable[int]) -> None:
        """Take documents out; unknown ids are nothing."""
        ...

    def commit(self) -> None:
        """Make what was added and deleted durable and visible. Until then neither."""
        ...

    def search(self, request: SearchRequest) -> SearchAnswer:
        """Answer one page. Raises :class:`mainline.search.query.QueryError`."""
        ...

    def ids(self, request: SearchRequest) -> Iterator[int]:
        """Yield the ids of the whole result in its order; limit and offset are not looked at."""
        ...

    def more_like(self, id: int, limit: int = 10, audience: tuple[str, ...] | None = ()) -> tuple[Hit, ...]:
        """Return the documents most like one, without itself; none for an unknown id.

        ``audience`` as in :class:`SearchRequest`.
        """
        ...

    def count(self) -> int:
        """Return how many documents the last commit holds."""
        ...

    def reload(self) -> None:
        """See the last commit of any process now. A search does so by itself."""
        ...

    def close(self) -> None:
        """Give up the folder; what was not committed is gone."""
        ...
