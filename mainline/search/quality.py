"""How good search is, measured on a collection of texts with known answers, by the product's own engine.

``run`` builds a throw-away index of the collection, asks it every abstract as a user would paste it, and
compares the answers with the known ones and with those of the last recorded run. The forms of the files and
the measures are described in docs/operate/search-quality.md.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TypeVar

import msgspec
from rich.table import Table

from mainline.search.crosslingual import translator
from mainline.search.documents import IndexDocument, prepare
from mainline.search.engines.base import Engine, SearchRequest
from mainline.search.engines.tantivy import TantivyEngine
from mainline.search.fields import Weights
from mainline.search.query import Expander

FIRST = 10
"""What a user looks at: the length of the first page."""
DEEP = 100
"""What a searcher of prior art looks at."""
LONGEST_QUESTION = 6000
"""Characters of an abstract that are asked; the query language takes no more at once."""


class QualityInputError(ValueError):
    """A file of the collection can't be read; the message names file, line and what to do, in both languages."""

    def __init__(self, message_zh: str, message_en: str) -> None:
        super().__init__(message_en)
        self.message_zh = message_zh
        self.message_en = message_en


class Text(msgspec.Struct, frozen=True):
    """One line of ``docs.jsonl``."""

    id: str
    abstract: str
    lang: str = "en"
    title: str | None = None


class Pair(msgspec.Struct, frozen=True):
    """One line of ``pairs.jsonl``: the same document in Chinese and in English."""

    id: str
    abstract_zh: str
    abstract_en: str
    title_zh: str = ""
    title_en: str = ""


Line = TypeVar("Line", Text, Pair)


@dataclass(frozen=True, slots=True)
class Measures:
    """Means over the queries, each between 0 and 1."""

    queries: int
    ndcg_at_10: float
    mrr: float
    recall_at_10: float
    recall_at_100: float


@dataclass(frozen=True, slots=True)
class Twins:
    """Of how many queries the other-language twin is in the first ten (a share), and at the very top."""

    queries: int
    in_first_10: float
    at_top: float


@dataclass(frozen=True, slots=True)
class Change:
    """What one query finds in its first ten that it did not find in the last recorded run, and the reverse."""

    query: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QualityReport:
    """The answers of one run. ``twins`` is keyed by what was asked: ``abstract_zh_to_en``, ``title_en_to_zh``, …"""

    collection: str
    """Fingerprint of the files; runs are compared only where it is the same."""
    documents: int
    measures: Measures | None
    """``None`` where no known answers were given."""
    twins: Mapping[str, Twins]
    changes: tuple[Change, ...]
    has_last_run: bool
    seconds: float

    def as_json(self) -> str:
        """Return the report as JSON, keys in English."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=2)


def as_table(report: QualityReport) -> Table:
    """Return the report as a table for the terminal, both languages, with the first changes below."""
    table = Table("检索质量 · Quality of search", "值 · value", title=f"{report.documents:,} 篇 · documents")
    if report.measures is not None:
        for label, value in (
            ("nDCG@10", report.measures.ndcg_at_10),
            ("MRR", report.measures.mrr),
            ("recall@10", report.measures.recall_at_10),
            ("recall@100", report.measures.recall_at_100),
        ):
            table.add_row(f"{label} ({report.measures.queries:,})", f"{value:.4f}")
    for name, twins in report.twins.items():
        label = f"{_TWIN_LABELS[name]} ({twins.queries:,})"
        table.add_row(label, f"{twins.in_first_10:.1%} · top {twins.at_top:.1%}")
    if not report.has_last_run:
        table.add_row("与上次相比 · against the last run", "首次 · first run")
        return table
    table.add_row("与上次相比有变化的检索 · queries that changed", f"{len(report.changes):,}")
    for change in report.changes[:SHOWN_CHANGES]:
        table.add_row(
            change.query, " ".join([f"+{one}" for one in change.gained] + [f"-{one}" for one in change.lost])
        )
    return table


SHOWN_CHANGES = 20
_TWIN_LABELS = {
    "abstract_zh_to_en": "摘要 中→英 · abstract, zh to en",
    "abstract_en_to_zh": "摘要 英→中 · abstract, en to zh",
    "title_zh_to_en": "标题 中→英 · title, zh to en",
    "title_en_to_zh": "标题 英→中 · title, en to zh",
}

Answers = dict[str, list[str]]
"""Query → the known answers among its first ten, in their order."""


def run(
    docs: Path,
    qrels: Path | None = None,
    pairs: Path | None = None,
    *,
    engine_factory: Callable[[Path], Engine] | None = None,
    record_folder: Path | None = None,
    expander: Expander | None = None,
    weights: Weights | None = None,
) -> QualityReport:
    """Measure search on a collection and compare with the last run recorded in ``record_folder``.

    ``engine_factory`` opens a writable engine in an empty folder (default: the embedded engine).
    ``expander`` is the product's translator unless another is given. With ``record_folder`` this run becomes
    the last one.

    Without ``qrels`` only twins are measured, without ``pairs`` only known answers. Raises QualityInputError
    where a file can't be used.
    """
    began = time.perf_counter()
    texts = read_lines(docs, Text)
    twins = read_lines(pairs, Pair) if pairs else []
    wanted = read_qrels(qrels, {text.id for text in texts}) if qrels else {}
    with tempfile.TemporaryDirectory(prefix="mainline-quality-") as folder:
        engine = (engine_factory or _embedded)(Path(folder) / "index")
        asking = _Asking(engine, expander or translator(), weights or Weights())
        try:
            ranked = asking.rank_texts(texts, wanted)
            shares, twin_answers = asking.rank_twins(twins, len(texts))
        finally:
            engine.close()
    answers = {query: [d for d in ranked[query][:FIRST] if d in gains] for query, gains in wanted.items()}
    collection = fingerprint(path for path in (docs, qrels, pairs) if path)
    last = last_answers(record_folder, collection) if record_folder else None
    report = QualityReport(
        collection=collection,
        documents=len(texts) + 2 * len(twins),
        measures=measure(wanted, ranked) if wanted else None,
        twins=shares,
        changes=compare(last or {}, answers | twin_answers) if last is not None else (),
        has_last_run=last is not None,
        seconds=round(time.perf_counter() - began, 1),
    )
    if record_folder:
        record(record_folder, report, answers | twin_answers)
    return report


def _embedded(folder: Path) -> Engine:
    return TantivyEngine.open(folder, writable=True, memory=50_000_000)


@dataclass(slots=True)
class _Asking:
    """One engine being asked; remembers the names of the documents that it knows by number."""

    engine: Engine
    expander: Expander
    weights: Weights
    names: list[str] = field(default_factory=list)

    def add(self, documents: Iterable[tuple[str, IndexDocument]]) -> None:
        """Index named documents; their numbers go up from the last."""
        prepared = []
        for name, document in documents:
            self.names.append(name)
            prepared.append(prepare(document))
        self.engine.add(prepared, new=True)
        self.engine.commit()

    def first(self, question: str, limit: int, without: int) -> list[int]:
        """Return the numbers of the best documents but one."""
        request = SearchRequest(
            query=question[:LONGEST_QUESTION],
            limit=limit + 1,
            expander=self.expander,
            weights=self.weights,
            is_running_text=True,
        )
        found = self.engine.search(request).hits
        return [hit.id for hit in found if hit.id != without][:limit]

    def rank_texts(self, texts: Sequence[Text], wanted: Mapping[str, object]) -> dict[str, list[str]]:
        """Return query → the first hundred documents, the query's own left out."""
        self.add((text.id, _document(number, text)) for number, text in enumerate(texts))
        return {
            text.id: [self.names[one] for one in self.first(text.abstract, DEEP, number)]
            for number, text in enumerate(texts)
            if text.id in wanted
        }

    def rank_twins(self, pairs: Sequence[Pair], start: int) -> tuple[dict[str, Twins], Answers]:
        """Index both sides of each pair from number ``start`` on, and look for each in the other language."""
        if not pairs:
            return {}, {}
        self.add(_sides(pairs, start))
        shares: dict[str, Twins] = {}
        answers: Answers = {}
        for asked, source, target in _DIRECTIONS:
            ranks: list[int | None] = []
            for place, pair in enumerate(pairs):
                own, twin = (start + 2 * place + side for side in (source, target))
                found = self.first(getattr(pair, asked), FIRST, own)
                ranks.append(found.index(twin) if twin in found else None)
                answers[f"{asked} {pair.id}"] = [self.names[twin]] if twin in found else []
            shares[_direction(asked)] = _twins(ranks)
        return shares, answers


_DIRECTIONS = (
    ("abstract_zh", 0, 1),
    ("abstract_en", 1, 0),
    ("title_zh", 0, 1),
    ("title_en", 1, 0),
)
"""(what is asked, its side of the pair, the side that is looked for); side 0 is Chinese."""


def _direction(asked: str) -> str:
    return f"{asked}_to_{'en' if asked.endswith('zh') else 'zh'}"


def _document(number: int, text: Text) -> IndexDocument:
    titles = {text.lang: text.title} if text.title else {}
    return IndexDocument(id=number, titles=titles, abstracts={text.lang: text.abstract})


def _sides(pairs: Sequence[Pair], start: int) -> Iterator[tuple[str, IndexDocument]]:
    for place, pair in enumerate(pairs):
        number = start + 2 * place
        zh = Text(pair.id, pair.abstract_zh, "zh", pair.title_zh)
        en = Text(pair.id, pair.abstract_en, "en", pair.title_en)
        yield f"{pair.id} zh", _document(number, zh)
        yield f"{pair.id} en", _document(number + 1, en)


def _twins(ranks: Sequence[int | None]) -> Twins:
    found = [rank for rank in ranks if rank is not None]
    return Twins(
        queries=len(ranks),
        in_first_10=round(len(found) / len(ranks), 4),
        at_top=round(sum(1 for rank in found if rank == 0) / len(ranks), 4),
    )


def measure(wanted: Mapping[str, Mapping[str, float]], ranked: Mapping[str, Sequence[str]]) -> Measures:
    """Return the means over the queries of ``wanted`` (query → document → gain above 0).

    nDCG@10 takes the gains as they are given: with graded relevance a document that shares five cited
    patents counts five, divided by log2(rank + 1), over the best order possible. The others only ask whether
    a document is among the wanted. MRR looks at the first :data:`DEEP` ranks.
    """
    count = max(1, len(wanted))
    rows = [(gains, ranked.get(query, ())) for query, gains in wanted.items()]
    return Measures(
        queries=len(wanted),
        ndcg_at_10=round(sum(ndcg(gains, found, FIRST) for gains, found in rows) / count, 4),
        mrr=round(sum(reciprocal_rank(gains, found) for gains, found in rows) / count, 4),
        recall_at_10=round(sum(recall(gains, found, FIRST) for gains, found in rows) / count, 4),
        recall_at_100=round(sum(recall(gains, found, DEEP) for gains, found in rows) / count, 4),
    )


def ndcg(gains: Mapping[str, float], found: Sequence[str], depth: int) -> float:
    """Return the discounted gain of the first ``depth`` over that of the best order; 0 without any gain."""
    ideal = _discounted(sorted(gains.values(), reverse=True)[:depth])
    return _discounted([gains.get(document, 0.0) for document in found[:depth]]) / ideal if ideal else 0.0


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(place + 2) for place, gain in enumerate(gains))


def reciprocal_rank(gains: Mapping[str, float], found: Sequence[str]) -> float:
    """Return 1 / rank of the first wanted document; 0 when none was found."""
    return next((1 / (place + 1) for place, document in enumerate(found) if document in gains), 0.0)


def recall(gains: Mapping[str, float], found: Sequence[str], depth: int) -> float:
    """Return the share of the wanted documents among the first ``depth``."""
    return len(gains.keys() & set(found[:depth])) / len(gains) if gains else 0.0


def read_lines(path: Path, form: type[Line]) -> list[Line]:
    """Return the lines of a JSON-lines file; blank ones are skipped. Raises QualityInputError."""
    found = []
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            try:
                found.append(msgspec.convert(_without_nan(json.loads(line)), form))
            except (json.JSONDecodeError, msgspec.ValidationError) as error:
                raise _unusable(path, number, str(error)) from error
    return found


def _without_nan(cells: object) -> object:
    """Leave out ``NaN``, which table programs write where a cell is empty and which is no JSON."""
    if not isinstance(cells, dict):
        return cells
    return {name: cell for name, cell in cells.items() if not (isinstance(cell, float) and math.isnan(cell))}


def read_qrels(path: Path, known: set[str]) -> dict[str, dict[str, float]]:
    """Return query → document → gain of lines divided by tabs.

    Two columns (query, document) count 1 each; a third is the gain; of four, as TREC writes them, the second
    is passed over. A first line whose gain is no number is a header. Lines with a gain of 0 are no answers.
    Raises QualityInputError for a document that is not in ``known``, and for a file without any answer.
    """
    wanted: dict[str, dict[str, float]] = {}
    for number, line in enumerate(_text(path).splitlines(), start=1):
        cells = line.split("\t") if "\t" in line else line.split()
        if not cells or (number == 1 and _is_header(cells, known)):
            continue
        query, document, gain = _judgement(path, number, cells)
        for name in (query, document):
            if name not in known:
                raise _unusable(path, number, f'"{name}" is not in the documents')
        if gain > 0 and query != document:
            wanted.setdefault(query, {})[document] = gain
    if not wanted:
        raise _unusable(path, 1, "no line says that a document answers a query")
    return wanted


def _is_header(cells: Sequence[str], known: set[str]) -> bool:
    return cells[0] not in known and not cells[-1].replace(".", "", 1).isdecimal()


def _judgement(path: Path, number: int, cells: Sequence[str]) -> tuple[str, str, float]:
    if not 2 <= len(cells) <= 4:
        raise _unusable(path, number, f"{len(cells)} columns where 2, 3 or 4 are needed")
    try:
        gain = float(cells[-1]) if len(cells) > 2 else 1.0
    except ValueError as error:
        raise _unusable(path, number, f'the gain "{cells[-1]}" is no number') from error
    if not math.isfinite(gain):
        raise _unusable(path, number, f'the gain "{cells[-1]}" is no number')
    return cells[0], cells[2] if len(cells) == 4 else cells[1], gain


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise QualityInputError(
            f"无法读取 {path}：{error.strerror}。请检查路径。",
            f"Can't read {path}: {error.strerror}. Check the path.",
        ) from error


def _text(path: Path) -> str:
    try:
        return _content(path).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unusable(path, 1, "it is not UTF-8") from error


def _unusable(path: Path, line: int, why: str) -> QualityInputError:
    return QualityInputError(
        f"{path} 第 {line} 行不能使用：{why}。格式见 docs/operate/search-quality.md。",
        f"{path}, line {line} can't be used: {why}. The form is in docs/operate/search-quality.md.",
    )


def fingerprint(paths: Iterable[Path]) -> str:
    """Return 16 hexadecimal digits that say which files were measured."""
    digest = hashlib.sha256()
    for path in paths:
        digest.update(hashlib.sha256(_content(path)).digest())
    return digest.hexdigest()[:16]


def _record_file(folder: Path, collection: str) -> Path:
    return folder / f"search-quality-{collection}.json"


def last_answers(folder: Path, collection: str) -> Answers | None:
    """Return the answers of the last recorded run of a collection; ``None`` when there is none to read."""
    try:
        content = _record_file(folder, collection).read_bytes()
        return msgspec.convert(msgspec.json.decode(content)["answers"], Answers)
    except (OSError, KeyError, TypeError, msgspec.DecodeError, msgspec.ValidationError):
        return None


def record(folder: Path, report: QualityReport, answers: Answers) -> Path:
    """Write the run as the last one of its collection, whole or not at all, and return the file."""
    folder.mkdir(parents=True, exist_ok=True)
    path = _record_file(folder, report.collection)
    content = {"report": asdict(report), "answers": answers}
    half = path.with_suffix(".half")
    half.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(half, path)
    return path


def compare(before: Answers, now: Answers) -> tuple[Change, ...]:
    """Return the queries whose known answers in the first ten changed, in the order of their names."""
    changes = []
    for query in sorted(before.keys() | now.keys()):
        old, new = before.get(query, []), now.get(query, [])
        gained = tuple(sorted(set(new) - set(old)))
        lost = tuple(sorted(set(old) - set(new)))
        if gained or lost:
            changes.append(Change(query, gained, lost))
    return tuple(changes)
