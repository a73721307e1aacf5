"""A mapping drafted from a table itself: its headers, what they probably mean, and the TOML of what somebody chose."""

from __future__ import annotations

import csv
import hashlib
import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from mainline.offices.record import RightKind
from mainline.offices.tabular.mapping import Mapping, fold_header, mapping_named, shipped_mappings
from mainline.offices.tabular.remarks import own_headers
from mainline.offices.tabular.sheets import (
    DELIMITERS,
    Found,
    decode,
    encoding_of,
    find_by,
    numbered_rows,
    sheets_of,
)

SAMPLES = 3
"""Rows shown of a table whose columns somebody is to name."""
_ZIP = b"PK\x03\x04"
_ALIKE = 88
"""Likeness, of 100, from which a header is taken for a known one misspelt or varied a little."""
NUMBER_FIELDS = ("application_number", "publication_number", "registration_number", "international_number")
CHOICES: tuple[tuple[str, str, str], ...] = (
    ("title", "名称", "Title"),
    ("title:zh", "中文名称", "Title in Chinese"),
    ("title:en", "英文名称", "Title in English"),
    ("application_number", "申请号", "Application number"),
    ("application_date", "申请日", "Application date"),
    ("publication_number", "公开（公告）号", "Publication number"),
    ("publication_date", "公开（公告）日", "Publication date"),
    ("registration_number", "授权（登记、注册）号", "Registration number"),
    ("registration_date", "授权（登记、注册）日", "Registration date"),
    ("international_number", "国际申请号", "International number"),
    ("international_date", "国际申请日", "International date"),
    ("right_kind", "权利种类", "Kind of right"),
    ("office", "受理局", "Office"),
    ("kind_code", "文献种类代码", "Kind code of the document"),
    ("status", "法律状态（原文）", "Status, as printed"),
    ("applicant", "申请人", "Applicant"),
    ("applicant_address", "申请人地址", "Address of the applicant"),
    ("applicant_country", "申请人国别", "Country of the applicant"),
    ("applicant_identifier", "申请人统一社会信用代码", "Identifier of the applicant"),
    ("holder", "权利人", "Holder"),
    ("holder_address", "权利人地址", "Address of the holder"),
    ("inventor", "发明人", "Inventor"),
    ("inventor_identifier", "发明人 ORCID 或工号", "ORCID iD or employee number of the inventor"),
    ("designer", "设计人", "Designer"),
    ("breeder", "育种人", "Breeder"),
    ("author", "作者", "Author"),
    ("agent", "代理机构、代理师", "Agent"),
    ("abstract", "摘要", "Abstract"),
    ("abstract:zh", "中文摘要", "Abstract in Chinese"),
    ("abstract:en", "英文摘要", "Abstract in English"),
    ("claim", "权利要求", "Claims"),
    ("description", "说明书", "Description"),
    ("ipc", "国际专利分类", "IPC"),
    ("cpc", "联合专利分类", "CPC"),
    ("locarno", "洛迦诺分类", "Locarno class"),
    ("nice", "尼斯分类", "Nice class"),
    ("goods", "商品和服务", "Goods and services"),
    ("priority_number", "优先权号", "Priority number"),
    ("priority_date", "优先权日", "Priority date"),
    ("priority_office", "优先权国别", "Office of the priority"),
    ("cited_patent", "引用专利", "Cited patent"),
    ("extra", "原样保留", "Keep as it is"),
)
"""What somebody may choose for a column: field, with ``:language`` where it has one; then zh and en."""
_VALUE = re.compile(r"\d{4,}|\d+[-/.]\d+|^\d+$")
_LONGEST_HEADER = 60
_TELLING = 6
"""Bytes: two Chinese characters or six letters."""
_ANY = Mapping("any", ("", ""), ())
_MEANINGS = frozenset(choice for choice, _, _ in CHOICES)


@dataclass(frozen=True, slots=True)
class Preview:
    """The header of a table and its first rows, each as long as the header."""

    headers: tuple[str, ...]
    samples: tuple[tuple[str, ...], ...]

    @property
    def id(self) -> str:
        """The id of the mapping for tables with these headers, whatever their order."""
        folded = "\n".join(sorted(fold_header(header) for header in own_headers(self.headers)))
        return f"own_{hashlib.sha256(folded.encode()).hexdigest()[:10]}"


class DraftError(ValueError):
    """A choice by which no row could become a right; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def preview(data: bytes) -> Preview | None:
    """The table in some bytes, the first 256 KiB of a text or a whole workbook; ``None`` where there is none.

    Raises :class:`mainline.offices.tabular.sheets.SheetProblem` for a workbook that can't be read.
    """
    if data.startswith(_ZIP):
        sheet = next(sheets_of(data, _any_header), None)
        return None if sheet is None else _preview(sheet.found.headers, filter(any, sheet.rows))
    text, _ = decode(data, encoding_of(data))
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        return None
    tables = [found for sign in DELIMITERS if (found := find_by(text, sign, _any_header))]
    if not tables:
        return None
    widest = max(tables, key=lambda found: len(found.headers))
    return _preview(widest.headers, _cells_below(text, widest))


def _preview(headers: tuple[str, ...], rows: Iterable[list[str]]) -> Preview:
    some = itertools.islice(rows, SAMPLES)
    return Preview(
        headers, tuple(tuple(itertools.islice((*row, *[""] * len(headers)), len(headers))) for row in some)
    )


def _cells_below(text: str, found: Found) -> Iterator[list[str]]:
    try:
        for line in itertools.islice(numbered_rows(text, found.delimiter), found.header_row, None):
            yield line.cells
    except csv.Error:
        return


def suggest(headers: Sequence[str]) -> tuple[str, ...]:
    """What each header probably means, as a choice of :data:`CHOICES`: kept as it is where nothing is known of it."""
    known = _known_headers()
    return tuple(_meaning(fold_header(header), known) for header in headers)


def draft(
    table: Preview, meanings: Sequence[str], *, label: str, office: str = "", right_kind: str = ""
) -> str:
    """The mapping (TOML) of what somebody chose for each column; ``office`` and ``right_kind`` where no column says.

    Raises :class:`DraftError` where the choice leaves rows without a number or an unknown meaning is given.
    """
    chosen = [
        (header, meaning)
        for header, meaning in zip(table.headers, meanings, strict=True)
        if meaning and header.strip()
    ]
    _check(chosen, right_kind)
    numbers = sorted({meaning for _, meaning in chosen} & set(NUMBER_FIELDS))
    lines = [f"id = {_text(table.id)}", f"zh = {_text(label)}", f"en = {_text(label)}"]
    lines += [f"office = {_text(office)}"] if office else []
    lines += [f"right_kind = {_text(right_kind)}"] if right_kind else []
    lines += ['separators = ["；", ";", "|", "\\n"]', f"required = {json.dumps(numbers)}"]
    for header, meaning in chosen:
        lines += ["", "[[columns]]", *_column_lines(header, meaning)]
    return "\n".join(lines) + "\n"


def _check(chosen: Sequence[tuple[str, str]], right_kind: str) -> None:
    meanings = {meaning for _, meaning in chosen}
    if unknown := meanings - _MEANINGS:
        raise DraftError(f"不认识的含义：{min(unknown)}", f"There is no meaning {min(unknown)}")
    if not meanings.intersection(NUMBER_FIELDS):
        raise DraftError(
            "请指明哪一列是号码（申请号、公开号或登记号）：没有号码，一项权利就无从识别。",
            "Say which column holds a number (application, publication or registration): "
            "without one a right can't be told from another.",
        )
    if right_kind and right_kind not in {kind.value for kind in RightKind}:
        raise DraftError(f"没有权利种类“{right_kind}”", f"There is no kind of right “{right_kind}”")


def _column_lines(header: str, meaning: str) -> Iterator[str]:
    field, _, language = meaning.partition(":")
    yield f"field = {_text(field)}"
    yield f"zh = [{_text(header)}]"
    if language:
        yield f"language = {_text(language)}"
    if field == "extra":
        yield f"name = {_text(header)}"
    if values := _own_words(field):
        pairs = ", ".join(f"{_text(word)} = {_text(code)}" for word, code in values)
        yield f"values = {{ {pairs} }}"


def _own_words(field: str) -> tuple[tuple[str, str], ...]:
    """The words for kinds and offices that our own template knows."""
    own = mapping_named("mainline")
    columns = own.columns if own and field in ("right_kind", "office") else ()
    return next((column.values for column in columns if column.field == field), ())


def _text(value: str) -> str:
    """A TOML string: JSON's escapes are among TOML's, but for DEL, which JSON leaves as it is."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _any_header(row: list[str]) -> Mapping | None:
    """Take the first row of several words for a header: no number, no day and no long text is one."""
    cells = [cell.strip() for cell in row]
    words = [cell for cell in cells if cell]
    is_header = len(words) > 1 and not any(
        _VALUE.search(cell) or len(cell) > _LONGEST_HEADER for cell in words
    )
    return _ANY if is_header else None


def _known_headers() -> dict[str, str]:
    """Every header that a shipped mapping knows, folded, to the choice that it means."""
    known: dict[str, str] = {}
    for choice, zh, en in CHOICES:
        known |= dict.fromkeys((fold_header(zh), fold_header(en)), choice)
    for mapping in shipped_mappings():
        for column in mapping.columns:
            choice = f"{column.field}:{column.language}" if column.language else column.field
            meant = choice if choice in _MEANINGS else column.field
            if meant in _MEANINGS and meant != "extra":
                for header in column.headers:
                    known.setdefault(header, meant)
    return known


def _meaning(header: str, known: dict[str, str]) -> str:
    if not header:
        return ""
    if header in known:
        return known[header]
    near = process.extractOne(header, known.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if near:
        return known[near[0]]
    # 案卷申请号 is an 申请号: in Chinese and in English the last word says what a thing is.
    ends = [each for each in known if header.endswith(each) and len(each.encode()) >= _TELLING]
    return known[max(ends, key=len)] if ends else "extra"
