"""The same engine over a few documents held in memory: what a batch brought, asked by many queries once."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Self

import tantivy

from mainline.search.documents import PreparedDocument
from mainline.search.engines.base import SearchRequest
from mainline.search.engines.tantivy import LEAST_WRITER_MEMORY, Snapshot, TantivyEngine
from mainline.search.engines.tantivy_schema import build_schema, with_tokenisers
from mainline.search.query import Node

_NOWHERE = Path()


class MemoryEngine(TantivyEngine):
    """An index without a folder, filled once and then asked. It answers as the index on disk would, and ranks by its own
    documents alone: scores of two such indexes say nothing of each other.
    """

    @classmethod
    def of(cls, documents: Iterable[PreparedDocument]) -> Self:
        """Return an index of some documents of different ids."""
        index = with_tokenisers(tantivy.Index(build_schema()))
        made = cls(_NOWHERE, index, index.writer(LEAST_WRITER_MEMORY, 1))
        made.add(documents, new=True)
        made.commit()
        made._fill()
        return made

    def _fill(self) -> None:
        self._index.reload()
        searcher = self._index.searcher()
        filled = searcher.terms_with_prefix("has", "")
        present = frozenset(column for columns, _ in filled for column in columns.split())
        self._held = Snapshot((0, 0, 0), searcher, present)

    def _read(self) -> Snapshot:
        return self._held

    def _did_you_mean(self, request: SearchRequest, tree: Node) -> str:
        # Nobody typed the query just now.
        return ""

    def reload(self) -> None:
        """Nothing comes after it was filled."""
