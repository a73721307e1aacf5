"""A column mapping: which column of a table holds which field, as data that anyone can write.

A mapping is a TOML text::

    id = "my_list"                       # letters, digits, _
    zh = "我的清单"                       # its names
    en = "My list"
    office = "CN"                        # where no column says; ST.3
    right_kind = "invention"             # where no column says
    dates = ["ymd"]                      # order of day, month, year where the value leaves it open
    separators = [";"]                   # between several names or symbols in one cell
    empty = ["nan"]                      # further words for nothing
    required = ["title"]                 # fields whose column must be there to know the table by
    any_of = ["Lens ID"]                 # at least one of these headers must be there too

    [[columns]]
    field = "title"
    zh = ["标题"]                         # headers, as printed; blanks, case and width do not matter
    en = ["Title"]
    language = "zh"                      # for texts and names
    must = true                          # a row without it is rejected

Further options of a column: ``pattern`` (what a value must look like), ``extract`` (a pattern whose first group
is the value), ``values`` (words of the table to codes), ``code`` (of an event), ``name`` (of an extra fact or a
family scheme).
"""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Mapping as Table
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TypeGuard

from mainline.offices.record import PartyRole, RightKind

PARTIES = tuple(role.value for role in PartyRole)
NUMBERS = ("application", "publication", "registration", "international")
SCHEMES = ("ipc", "cpc", "locarno", "nice", "uspc", "fi", "vienna")
FIELDS = frozenset(
    {
        *(f"{role}_number" for role in NUMBERS),
        *(f"{role}_date" for role in NUMBERS),
        *PARTIES,
        *(f"{role}_address" for role in PARTIES),
        *(f"{role}_country" for role in PARTIES),
        *(f"{role}_identifier" for role in PARTIES),
        *SCHEMES,
        *("office", "right_kind", "kind_code", "title", "abstract", "claim", "description", "status"),
        *("document_kind", "priority_number", "priority_date", "priority_office", "cited_patent"),
        *("cited_text", "family", "event_date", "goods", "image", "extra", "extra_date", "ipc_main", "as_of"),
    }
)
"""What a column can hold. ``family`` and ``extra`` take a ``name``, ``event_date`` a ``code``."""

ORDERS = ("ymd", "dmy", "mdy")
_TOP = frozenset(
    (
        "id",
        "zh",
        "en",
        "office",
        "right_kind",
        "dates",
        "separators",
        "empty",
        "impossible",
        "required",
        "any_of",
        "columns",
    )
)
_OPTIONS = frozenset(
    ("field", "zh", "en", "language", "must", "pattern", "extract", "values", "code", "name")
)
_NEEDS_NAME = frozenset(("family", "extra", "extra_date"))


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in a mapping: where, and the sentence in Chinese and English."""

    where: str
    zh: str
    en: str


class MappingError(ValueError):
    """A text that is no mapping; ``problems`` says everything that is wrong with it at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("; ".join(f"{each.where}: {each.en}" for each in problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its field, its headers in both languages, and how its values are read."""

    field: str
    zh: tuple[str, ...] = ()
    en: tuple[str, ...] = ()
    language: str = ""
    must: bool = False
    pattern: re.Pattern[str] | None = None
    extract: re.Pattern[str] | None = None
    values: tuple[tuple[str, str], ...] = ()
    code: str = ""
    name: str = ""

    @property
    def headers(self) -> tuple[str, ...]:
        """Every header it is known by, folded."""
        return tuple(fold_header(each) for each in (*self.zh, *self.en))


@dataclass(frozen=True, slots=True)
class Mapping:
    """How to read the rows of one kind of table."""

    id: str
    label: tuple[str, str]
    columns: tuple[Column, ...]
    office: str = ""
    right_kind: RightKind | None = None
    dates: tuple[str, ...] = ("ymd",)
    separators: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    """Days that the table writes for "unknown", such as 01/01/1900."""
    required: tuple[str, ...] = ()
    any_of: tuple[str, ...] = ()


def fold_header(header: str) -> str:
    """A header without what printers vary: width, case, blanks, marks around it."""
    folded = unicodedata.normalize("NFKC", header).casefold()
    return re.sub(r"[\s_*:：\ufeff\u200b\"']+", "", folded)


def load_mapping(text: str) -> Mapping:
    """Read and check a mapping. Raises :class:`MappingError` with every problem found."""
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problem = Problem("TOML", f"不是有效的 TOML：{error}", f"not valid TOML: {error}")
        raise MappingError((problem,)) from error
    problems = list(_top_problems(table))
    rows = table.get("columns")
    rows = rows if isinstance(rows, list) else []
    for nth, row in enumerate(rows, 1):
        problems += _column_problems(f"columns[{nth}]", row)
    if problems:
        raise MappingError(tuple(problems))
    mapping = _build(table, rows)
    if missing := [
        field for field in mapping.required if field not in {each.field for each in mapping.columns}
    ]:
        names = ", ".join(missing)
        raise MappingError(
            (Problem("required", f"没有这些字段的列：{names}", f"no column has the field {names}"),)
        )
    return mapping


def _top_problems(table: Table[str, object]) -> list[Problem]:
    found = [_unknown(key, key, _TOP) for key in table if key not in _TOP]
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", str(table.get("id", ""))):
        found.append(
            Problem(
                "id",
                "须为小写字母、数字、下划线，2–40 个字符",
                "must be 2–40 small letters, digits or underscores",
            )
        )
    for key in ("zh", "en"):
        if not isinstance(table.get(key), str) or not table.get(key):
            found.append(Problem(key, "缺少名称", "the name is missing"))
    if not isinstance(table.get("columns"), list) or not table["columns"]:
        found.append(Problem("columns", "至少要有一列", "there must be at least one column"))
    kinds = [kind.value for kind in RightKind]
    if table.get("right_kind", "invention") not in kinds:
        found.append(_not_one_of("right_kind", table.get("right_kind"), kinds))
    if table.get("office") and not re.fullmatch("[A-Z]{2}", str(table["office"])):
        found.append(
            Problem("office", "须为两个大写字母（WIPO ST.3）", "must be two capital letters (WIPO ST.3)")
        )
    return found + _list_problems(table)


def _list_problems(table: Table[str, object]) -> list[Problem]:
    found = []
    for key in ("dates", "separators", "empty", "impossible", "required", "any_of"):
        if not _is_texts(table.get(key, [])):
            found.append(Problem(key, "须为文本列表", "must be a list of texts"))
    dates, required = table.get("dates", []), table.get("required", [])
    if _is_texts(dates):
        found += [_not_one_of("dates", each, list(ORDERS)) for each in dates if each not in ORDERS]
    if _is_texts(required):
        found += [_unknown("required", each, FIELDS) for each in required if each not in FIELDS]
    return found


def _column_problems(where: str, row: object) -> list[Problem]:
    if not isinstance(row, dict):
        return [Problem(where, "须为一个表 [[columns]]", "must be a table [[columns]]")]
    found = [_unknown(f"{where}.{key}", key, _OPTIONS) for key in row if key not in _OPTIONS]
    field = row.get("field")
    if field not in FIELDS:
        found.append(_unknown(f"{where}.field", str(field), FIELDS))
    if not (row.get("zh") or row.get("en")):
        found.append(Problem(where, "没有表头（zh 或 en）", "has no header (zh or en)"))
    for key in ("zh", "en"):
        if not _is_texts(row.get(key, [])):
            found.append(Problem(f"{where}.{key}", "须为文本列表", "must be a list of texts"))
    for key in ("pattern", "extract"):
        found += _pattern_problems(f"{where}.{key}", row.get(key, ""))
    values = row.get("values", {})
    if not isinstance(values, dict) or not all(isinstance(each, str) for each in values.values()):
        found.append(Problem(f"{where}.values", "须为“原文 = 代码”的表", "must be a table of text = code"))
    if field in _NEEDS_NAME and not row.get("name"):
        found.append(Problem(f"{where}.name", "此字段需要 name", "this field needs a name"))
    if field == "event_date" and not row.get("code"):
        found.append(Problem(f"{where}.code", "事件日期需要 code", "the day of an event needs a code"))
    return found


def _pattern_problems(where: str, pattern: object) -> list[Problem]:
    try:
        compiled = re.compile(pattern) if isinstance(pattern, str) else None
    except re.error as error:
        return [Problem(where, f"正则表达式有误：{error}", f"not a regular expression: {error}")]
    if compiled is None:
        return [Problem(where, "须为文本", "must be a text")]
    if where.endswith("extract") and pattern and not compiled.groups:
        return [Problem(where, "需要一个括号组", "needs one group in brackets")]
    return []


def _is_texts(value: object) -> TypeGuard[list[str]]:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _unknown(where: str, word: str, known: frozenset[str]) -> Problem:
    near = difflib.get_close_matches(word, known, 1)
    zh = f"不认识 {word!r}" + (f"，是否为 {near[0]!r}？" if near else "")
    en = f"{word!r} is not known" + (f"; did you mean {near[0]!r}?" if near else "")
    return Problem(where, zh, en)


def _not_one_of(where: str, word: object, known: list[str]) -> Problem:
    return Problem(where, f"{word!r} 不在 {known} 之中", f"{word!r} is not one of {known}")


def _texts(table: Table[str, object], key: str) -> tuple[str, ...]:
    found = table.get(key, [])
    return tuple(str(each) for each in found) if isinstance(found, list) else ()


def _build(table: Table[str, object], rows: list[Table[str, object]]) -> Mapping:
    kind = table.get("right_kind")
    return Mapping(
        id=str(table["id"]),
        label=(str(table["zh"]), str(table["en"])),
        columns=tuple(_column(row) for row in rows),
        office=str(table.get("office", "")),
        right_kind=RightKind(str(kind)) if kind else None,
        dates=_texts(table, "dates") or ("ymd",),
        separators=_texts(table, "separators"),
        empty=tuple(each.casefold() for each in _texts(table, "empty")),
        impossible=_texts(table, "impossible"),
        required=_texts(table, "required"),
        any_of=tuple(fold_header(each) for each in _texts(table, "any_of")),
    )


def _column(row: Table[str, object]) -> Column:
    values = row.get("values")
    pattern, extract = str(row.get("pattern", "")), str(row.get("extract", ""))
    return Column(
        field=str(row["field"]),
        zh=_texts(row, "zh"),
        en=_texts(row, "en"),
        language=str(row.get("language", "")),
        must=bool(row.get("must", False)),
        pattern=re.compile(pattern) if pattern else None,
        extract=re.compile(extract) if extract else None,
        values=tuple((k.casefold(), v) for k, v in values.items()) if isinstance(values, dict) else (),
        code=str(row.get("code", "")),
        name=str(row.get("name", "")),
    )


@cache
def shipped_mappings() -> tuple[Mapping, ...]:
    """The mappings that come with the program, by file name."""
    folder = resources.files(__package__) / "mappings"
    files = sorted(
        (each for each in folder.iterdir() if each.name.endswith(".toml")), key=lambda each: each.name
    )
    return tuple(load_mapping(each.read_text("utf-8")) for each in files)


def mapping_named(code: str) -> Mapping | None:
    """The shipped mapping whose ``id`` is ``code``."""
    return next((each for each in shipped_mappings() if each.id == code), None)


def printed_headers(mapping: Mapping) -> tuple[tuple[str, str], ...]:
    """The first header (zh, en) of each column, in order, as a template prints them; "" where there is none."""
    return tuple((next(iter(each.zh), ""), next(iter(each.en), "")) for each in mapping.columns)


def fits(mapping: Mapping, headers: list[str]) -> bool:
    """Whether a table with these headers has what a chosen mapping requires, and any of its columns."""
    folded = frozenset(fold_header(each) for each in headers)
    present = {column.field for column in mapping.columns if folded.intersection(column.headers)}
    return bool(present) and present.issuperset(mapping.required)


def guess_mapping(headers: list[str] | tuple[str, ...]) -> Mapping | None:
    """The shipped mapping that knows most of the headers and finds all it requires; ``None`` if none does."""
    folded = frozenset(fold_header(each) for each in headers)
    scored = [(_matches(each, folded), each) for each in shipped_mappings()]
    best = max(scored, key=lambda pair: pair[0], default=(0, None))
    return best[1] if best[0] else None


def _matches(mapping: Mapping, folded: frozenset[str]) -> int:
    """How many headers the mapping knows; 0 if something it requires is absent."""
    present = {column.field for column in mapping.columns if folded.intersection(column.headers)}
    if not present.issuperset(mapping.required) or not mapping.required:
        return 0
    if mapping.any_of and not folded.intersection(mapping.any_of):
        return 0
    known = {header for column in mapping.columns for header in column.headers}
    return len(folded & known)
