"""The full-text search of SQLite and PostgreSQL on the same tokens, to compare with in the same run."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from mainline.search.documents import PreparedDocument
from mainline.search.tokens import fold, grams, has_cjk, stem_terms

FACETS = ("status", "kind", "office", "region", "ipc_section")


def words_of(query: str) -> list[str]:
    """Return the index terms of a query's words: stems, and for Chinese the first pair of each word."""
    return [grams(fold(word))[0] if has_cjk(word) else stem_terms(fold(word))[0] for word in query.split()]


def row_of(document: PreparedDocument) -> tuple[object, ...]:
    """Return id, the tokens that our engine ranks by, and the facet values, the first of several."""
    columns = document.columns()
    tokens = [text for name, texts in columns.items() if name.endswith(("_la", "_gr")) for text in texts]
    return (document.id, " ".join(tokens), *(columns.get(name, [""])[0] for name in FACETS))


class Yardstick(Protocol):
    """What is compared: the best ten of all words, and five facets of one word."""

    name: str

    def build(self, documents: Iterable[PreparedDocument]) -> None:
        """Index the documents."""

    def top(self, query: str) -> int:
        """Return how many of ten hits there are."""

    def facets(self, word: str) -> int:
        """Count five facets; return how many values there are."""


class SqliteFts:
    """SQLite FTS5 with BM25 in a file."""

    name = "sqlite_fts5"

    def __init__(self, folder: Path) -> None:
        self.connection = sqlite3.connect(folder / "fts.sqlite3")
        columns = ", ".join(FACETS)
        self.connection.executescript(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            "CREATE VIRTUAL TABLE texts USING fts5(body, content='', tokenize='unicode61');"
            f"CREATE TABLE facts (id INTEGER PRIMARY KEY, {columns});"
        )

    def build(self, documents: Iterable[PreparedDocument]) -> None:
        """Index the documents in one transaction."""
        marks = ", ".join("?" * len(FACETS))
        with self.connection:
            for document in documents:
                id, text, *facts = row_of(document)
                self.connection.execute("INSERT INTO texts(rowid, body) VALUES (?, ?)", (id, text))
                self.connection.execute(f"INSERT INTO facts VALUES (?, {marks})", (id, *facts))

    def top(self, query: str) -> int:
        """Best ten by BM25."""
        sql = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY bm25(texts) LIMIT 10"
        return len(self.connection.execute(sql, (_match(query),)).fetchall())

    def facets(self, word: str) -> int:
        """One grouping a facet."""
        found = 0
        for name in FACETS:
            sql = f"SELECT {name}, count(*) FROM facts WHERE id IN (SELECT rowid FROM texts WHERE texts MATCH ?) GROUP BY 1"
            found += len(self.connection.execute(sql, (_match(word),)).fetchall())
        return found


def _match(query: str) -> str:
    return " AND ".join(f'"{word}"' for word in words_of(query))


class PostgresqlFts:
    """PostgreSQL with a GIN index on ``tsvector`` and ``ts_rank`` (it has no BM25)."""

    name = "postgresql"

    def __init__(self, url: str) -> None:
        import psycopg

        self.connection = psycopg.connect(url, autocommit=True)
        columns = ", ".join(f"{name} text" for name in FACETS)
        self.connection.execute("DROP TABLE IF EXISTS bench_search")
        self.connection.execute(f"CREATE TABLE bench_search (id bigint, body tsvector, {columns})")

    def build(self, documents: Iterable[PreparedDocument]) -> None:
        """Copy the rows, then index and analyse."""
        with self.connection.cursor() as cursor:
            columns = ", ".join(("id", "text_", *FACETS))
            facts = ", ".join(f"{name} text" for name in FACETS)
            cursor.execute(f"CREATE TEMP TABLE raw (id bigint, text_ text, {facts})")
            with cursor.copy(f"COPY raw ({columns}) FROM STDIN") as copy:
                for document in documents:
                    copy.write_row(row_of(document))
            names = ", ".join(FACETS)
            cursor.execute(
                f"INSERT INTO bench_search SELECT id, to_tsvector('simple', text_), {names} FROM raw"
            )
            cursor.execute("CREATE INDEX ON bench_search USING gin (body)")
            cursor.execute("ANALYZE bench_search")

    def top(self, query: str) -> int:
        """Best ten by ``ts_rank``."""
        sql = (
            "SELECT id FROM bench_search, to_tsquery('simple', %s) q WHERE body @@ q "
            "ORDER BY ts_rank(body, q) DESC LIMIT 10"
        )
        return len(self.connection.execute(sql, (self._query(query),)).fetchall())

    def facets(self, word: str) -> int:
        """One pass with grouping sets."""
        sets = ", ".join(f"({name})" for name in FACETS)
        names = ", ".join(FACETS)
        sql = (
            f"SELECT {names}, count(*) FROM bench_search WHERE body @@ to_tsquery('simple', %s) "
            f"GROUP BY GROUPING SETS ({sets})"
        )
        return len(self.connection.execute(sql, (self._query(word),)).fetchall())

    @staticmethod
    def _query(query: str) -> str:
        return " & ".join(f"'{word}'" for word in words_of(query))
