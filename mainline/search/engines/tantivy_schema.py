"""The columns of the tantivy index, and opening its folder."""

from __future__ import annotations

import functools
from pathlib import Path

import tantivy

from mainline.search.engines.base import EngineOutdated
from mainline.search.fields import DATE_FIELDS, EXACT_FIELDS, PARTY_FIELDS, TEXT_FIELDS, TREES, VALUE_FIELDS

VERSION = "8"
"""Raise it with every change of the columns or of the tokenisers: an index of another version is rebuilt."""
_VERSION_FILE = "mainline-index-version"

EXACT_COLUMNS = (*VALUE_FIELDS, *(column for levels in TREES.values() for column in levels), "applicant_name")
"""Whole values, indexed and held as a column for facets."""
TERM_COLUMNS = ("number", "ipc", "cpc", "audience", "has")
"""Whole values, indexed alone. ``has`` names the text columns that a document fills, all in one value: looking words
up in columns that no document fills costs time, and the columns themselves can't be asked cheaply."""
YEAR_COLUMNS = tuple(f"{name}_year" for name in DATE_FIELDS)
INTEGER_COLUMNS = (*DATE_FIELDS, *YEAR_COLUMNS, "family", "demo")


@functools.cache
def build_schema() -> tantivy.Schema:
    """Return the schema. Integers are signed: an unsigned column panics the writer on a wrong value."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", indexed=True, fast=True)
    for field in TEXT_FIELDS:
        builder.add_text_field(f"{field}_la", tokenizer_name="blanks", index_option="position")
        if field in EXACT_FIELDS:
            builder.add_text_field(f"{field}_lx", tokenizer_name="blanks", index_option="position")
        builder.add_text_field(f"{field}_zh", tokenizer_name="blanks", index_option="freq")
        builder.add_text_field(f"{field}_gr", tokenizer_name="blanks", index_option="position")
        builder.add_text_field(f"{field}_ch", tokenizer_name="blanks", index_option="basic")
    for field in PARTY_FIELDS:
        builder.add_text_field(field, tokenizer_name="blanks", index_option="position")
    for field in TERM_COLUMNS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for field in EXACT_COLUMNS:
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic", fast=True)
    for field in INTEGER_COLUMNS:
        builder.add_integer_field(field, indexed=True, fast=True)
    builder.add_bytes_field("sample", stored=True)
    return builder.build()


def open_index(folder: Path, *, writable: bool) -> tantivy.Index:
    """Open the folder's index, creating it where ``writable``. Raises :class:`EngineOutdated`."""
    version_file = folder / _VERSION_FILE
    if not version_file.exists():
        if not writable:
            raise _outdated(folder, "没有索引", "there is no index")
        return _create(folder, version_file)
    found = version_file.read_text(encoding="ascii", errors="replace").strip()
    if found != VERSION:
        raise _outdated(folder, f"索引版本为 {found}，需要 {VERSION}", f"version {found}, needed {VERSION}")
    try:
        index = tantivy.Index.open(str(folder))
    except (ValueError, OSError) as error:
        raise _outdated(folder, f"索引损坏：{error}", f"it is damaged: {error}") from error
    return with_tokenisers(index)


def _create(folder: Path, version_file: Path) -> tantivy.Index:
    """Create the index, its version last: a folder without one was never finished."""
    folder.mkdir(parents=True, exist_ok=True)
    if tantivy.Index.exists(str(folder)):
        raise _outdated(folder, "文件夹里有别的索引", "another index lives there")
    index = tantivy.Index(build_schema(), path=str(folder), reuse=False)
    version_file.write_text(VERSION, encoding="ascii")
    return with_tokenisers(index)


def _outdated(folder: Path, why_zh: str, why_en: str) -> EngineOutdated:
    return EngineOutdated(
        f"检索索引 {folder} 不能使用：{why_zh}。请运行 mainline rebuild-index。",
        f"The search index {folder} can't be used: {why_en}. Run mainline rebuild-index.",
    )


def with_tokenisers(index: tantivy.Index) -> tantivy.Index:
    """Return an index that knows the tokenisers of the schema."""
    blanks = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("blanks", blanks)
    index.config_reader("manual", 0)
    return index
