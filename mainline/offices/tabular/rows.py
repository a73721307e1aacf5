"""One row of a table to one record, by a mapping."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping as Cells
from collections.abc import Sequence
from dataclasses import dataclass, field

from mainline.offices import answers
from mainline.offices.kinds import right_kind_of
from mainline.offices.numbers import NumberError, parse
from mainline.offices.record import (
    Citation,
    Classification,
    FamilyId,
    Flag,
    Goods,
    Image,
    LegalEvent,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Position,
    Priority,
    Record,
    Rejected,
    RightKind,
    Text,
)
from mainline.offices.tabular.mapping import NUMBERS, PARTIES, SCHEMES, Column, Mapping, fold_header
from mainline.offices.tabular.values import NOTHING, read_day, split_list

NAME = "tabular"

_PREFIXED = re.compile(r"([A-Z]{2})[ -]?((?:D|RE|PP|H|T|RD)?\d.*?)(?:[ -]?(?<!\.)([A-Z]\d?))?$")
_NUMBER_FIELDS = frozenset(f"{role}_number" for role in NUMBERS)
_LONGEST_NUMBER = 80
_ROLES = tuple(NumberRole(role) for role in NUMBERS)
_HAN = re.compile("[\u4e00-\u9fff]")
_KANA = re.compile("[\u3041-\u30fe]")
_KINDS = {kind.value: kind for kind in RightKind}
_JUDGED = frozenset({"CN", "DE", "EP", "FR", "GB", "JP", "KR", "TW", "US"})
"""Offices all of whose patent filings we know the forms of; elsewhere an unknown form is no fault of the number."""
_PATENTS = frozenset({RightKind.INVENTION, RightKind.UTILITY_MODEL, RightKind.DESIGN})


@dataclass(frozen=True, slots=True)
class Layout:
    """A mapping bound to the headers of one table: for each column, where its values stand."""

    mapping: Mapping
    headers: tuple[str, ...]
    bound: tuple[tuple[Column, tuple[int, ...]], ...]


def bind(mapping: Mapping, headers: Sequence[str]) -> Layout:
    """Find the columns of a mapping among headers; a header that stands twice is read twice."""
    folded = [fold_header(each) for each in headers]
    bound = []
    for column in mapping.columns:
        places = tuple(nth for nth, each in enumerate(folded) if each in column.headers)
        if places:
            bound.append((column, places))
    return Layout(mapping, tuple(headers), tuple(bound))


def map_row(mapping: Mapping, row: Cells[str, str], *, row_number: int = 1) -> Record | Rejected:
    """One row given as header → value."""
    layout = bind(mapping, list(row))
    return Reading(layout).read(list(row.values()), Position(ordinal=row_number), row_number)


@dataclass(slots=True)
class _Row:
    """One row under reading: the values of each field, and what was noticed on the way."""

    number: int
    values: dict[str, list[tuple[Column, str, str]]] = field(default_factory=dict)
    """Field → (column, header, value), only what says something."""
    flags: set[Flag] = field(default_factory=set)
    noted: dict[tuple[str, str], None] = field(default_factory=dict)
    """(Flag, header: value) of each cell that a person should mend."""

    def note(self, flag: Flag, header: str, value: str) -> None:
        """Flag the row for what stands in one cell."""
        self.flags.add(flag)
        self.noted[flag.value, f"{header}: {value}"] = None


class Reading:
    """Reads the rows of one table. Holds nothing but the layout, so rows may come in any order."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self._mapping = layout.mapping
        self._empty = NOTHING.union(layout.mapping.empty)
        self._fields = frozenset(column.field for column, _ in layout.bound)
        self._parties = tuple(role for role in PARTIES if role in self._fields)
        self._schemes = tuple(scheme for scheme in SCHEMES if scheme in self._fields)

    def read(self, cells: Sequence[str], position: Position, row_number: int) -> Record | Rejected:
        """One row as a record, or why it is none; the detail names the row, and the column where one is at fault."""
        row = _Row(row_number)
        fault = self._take(row, cells)
        if fault:
            return Rejected(NAME, fault[0], f"row {row_number}{fault[1]}", position, _raw(cells))
        numbers, office, kind_code = self._numbers(row)
        if not numbers:
            detail = f"row {row_number}: {self._columns_named('_number')} all empty"
            return Rejected(NAME, "record.no_number", detail, position, _raw(cells))
        if not office:
            detail = f"row {row_number}: no column and no number says which office"
            return Rejected(NAME, "tabular.missing_value", detail, position, _raw(cells))
        kind = self._right_kind(row, office, kind_code)
        if kind is None:
            detail = f"row {row_number}: {self._first(row, 'right_kind')!r} is no kind of right"
            return Rejected(NAME, "tabular.wrong_value", detail, position, _raw(cells))
        return self._record(row, position, tuple(numbers), office, kind_code, kind)

    def _take(self, row: _Row, cells: Sequence[str]) -> tuple[str, str] | None:
        """Put the cells under their fields; the first reason to reject the row, if there is one."""
        headers = self.layout.headers
        width = len(headers)
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            return "tabular.wrong_width", f": {len(cells)} cells under {width} headers"
        for column, places in self.layout.bound:
            is_empty = True
            for place in places:
                value = self._clean(cells[place], column) if place < len(cells) else ""
                if not value:
                    continue
                if column.pattern is not None and not column.pattern.fullmatch(value):
                    return "tabular.wrong_value", f", column {headers[place]!r}: {value[:120]!r}"
                if column.field in _NUMBER_FIELDS and (len(value) > _LONGEST_NUMBER or "\n" in value):
                    # A quotation mark that is never closed puts the rest of a table into one cell.
                    return (
                        "tabular.wrong_value",
                        f", column {headers[place]!r}: {value[:80]!r}… is too long for a number",
                    )
                is_empty = False
                row.values.setdefault(column.field, []).append((column, headers[place], value))
            if is_empty and column.must:
                return "tabular.missing_value", f", column {headers[places[0]]!r}: empty"
        return None

    def _clean(self, raw: str, column: Column) -> str:
        value = raw.strip()
        if "\x00" in value:
            value = value.replace("\x00", " ").strip()
        if len(value) < 12 and value.casefold() in self._empty:
            return ""
        if column.extract is not None:
            match = column.extract.search(value)
            return (match[1] or "").strip() if match else ""
        return value

    def _columns_named(self, ending: str) -> str:
        names = [
            self.layout.headers[p[0]] for column, p in self.layout.bound if column.field.endswith(ending)
        ]
        return ", ".join(names) or "no column holds a number;"

    def _texts(self, row: _Row, name: str) -> list[tuple[Column, str]]:
        """Every value of a field with its column."""
        return [(column, value) for column, _, value in row.values.get(name, ())]

    def _first(self, row: _Row, name: str) -> str:
        """The first value of a field, translated where the column has a table of values."""
        for column, _, value in row.values.get(name, ()):
            return _translated(column, value) if column.values else value
        return ""

    def _days(self, row: _Row, name: str) -> list[tuple[Column, dt.date]]:
        """The days of a field; impossible ones are noted."""
        found: list[tuple[Column, dt.date]] = []
        if name not in row.values:
            return found
        for column, header, value in row.values[name]:
            for each in split_list(value, self._mapping.separators):
                if (happened_on := self._day(row, header, each)) is not None:
                    found.append((column, happened_on))
        return found

    def _day(self, row: _Row, header: str, printed: str) -> dt.date | None:
        day = read_day(printed, self._mapping.dates)
        if day.is_impossible or printed in self._mapping.impossible:
            row.note(Flag.IMPOSSIBLE_DATE, header, printed)
            return None
        return day.on

    def _first_day(self, row: _Row, name: str) -> dt.date | None:
        return next((happened_on for _, happened_on in self._days(row, name)), None)

    def _list(self, row: _Row, name: str) -> list[tuple[Column, str]]:
        found = row.values.get(name)
        if not found:
            return []
        separators = self._mapping.separators
        return [(column, each) for column, _, value in found for each in split_list(value, separators)]

    def _numbers(self, row: _Row) -> tuple[list[Number], str, str]:
        """The numbers with their days, the office they or the columns name, and the kind code."""
        office, kind_code = self._first(row, "office").upper(), self._first(row, "kind_code").upper()
        default = office or self._mapping.office
        found: list[Number] = []
        for role in _ROLES:
            for _, printed in self._texts(row, f"{role}_number")[:1]:
                number = _number(role, printed, default, self._first_day(row, f"{role}_date"))
                found.append(number)
                if number.role is NumberRole.PUBLICATION:
                    kind_code = kind_code or number.kind_code
                if number.role is not NumberRole.INTERNATIONAL:
                    office = office or number.office
        # A table that gives the kind in a column of its own prints numbers without it.
        found = [_with_kind(number, kind_code) for number in found]
        office = office or self._mapping.office or (found[0].office if found else "")
        events = [happened_on for _, happened_on in self._days(row, "event_date")]
        return _in_order(found, events, row), office, kind_code

    def _right_kind(self, row: _Row, office: str, kind_code: str) -> RightKind | None:
        if printed := self._first(row, "right_kind"):
            return _KINDS.get(printed)
        by_code = right_kind_of(office, kind_code) if kind_code else None
        if by_code in (None, RightKind.INVENTION):
            return self._mapping.right_kind or by_code
        return by_code

    def _record(
        self,
        row: _Row,
        position: Position,
        numbers: tuple[Number, ...],
        office: str,
        kind_code: str,
        kind: RightKind,
    ) -> Record:
        titles, parties = self._localized(row, "title"), self._all_parties(row)
        events, extra = self._events(row, office), self._extra(row)
        priorities, as_of = self._priorities(row), self._first_day(row, "as_of")
        _judge(row, numbers, kind)
        if not titles:
            row.flags.add(Flag.NO_TITLE)
        if not any(party.role in (PartyRole.APPLICANT, PartyRole.HOLDER) for party in parties):
            row.flags.add(Flag.NO_APPLICANT)
        published_on = next((n.date for n in numbers if n.role is NumberRole.PUBLICATION), None)
        return Record(
            format=NAME,
            office=office,
            right_kind=kind,
            numbers=numbers,
            position=position,
            document_kind=self._first(row, "document_kind") or kind_code,
            titles=titles,
            abstracts=self._localized(row, "abstract"),
            claims=self._localized(row, "claim"),
            descriptions=self._localized(row, "description"),
            parties=parties,
            priorities=priorities,
            classifications=self._classifications(row),
            citations=self._citations(row),
            events=events,
            families=tuple(FamilyId(column.name, value) for column, value in self._texts(row, "family")),
            goods=tuple(Goods("", column.language, value) for column, value in self._texts(row, "goods")),
            images=tuple(Image(value) for _, value in self._list(row, "image")),
            status=self._first(row, "status"),
            as_of=as_of or published_on or answers.latest(*(event.date for event in events)),
            flags=answers.ordered(row.flags),
            extra=(("mapping", self._mapping.id), *extra, *row.noted),
        )

    def _localized(self, row: _Row, name: str) -> tuple[Text, ...]:
        texts = self._texts(row, name)
        found = (Text(_language(column.language, value), answers.fold(value)) for column, value in texts)
        return tuple(dict.fromkeys(found))

    def _all_parties(self, row: _Row) -> tuple[Party, ...]:
        return tuple(party for role in self._parties for party in self._parties_of(row, role))

    def _parties_of(self, row: _Row, role: str) -> list[Party]:
        """Names of one role; addresses, countries and identifiers go with them where there are as many."""
        names = self._list(row, role)
        if not names:
            return []
        beside = {key: [v for _, v in self._list(row, f"{role}_{key}")] for key in ("country", "identifier")}
        addresses = [value for _, value in self._texts(row, f"{role}_address")]
        if len(addresses) != len(names):
            addresses = [value for _, value in self._list(row, f"{role}_address")]
        return [
            Party(
                PartyRole(role),
                name,
                column.language,
                country=_beside(beside["country"], nth, len(names)).upper()[:2],
                address=answers.fold(_beside(addresses, nth, len(names))),
                identifier=_own(beside["identifier"], nth, len(names)),
                sequence=nth + 1,
            )
            for nth, (column, name) in enumerate(names)
        ]

    def _priorities(self, row: _Row) -> tuple[Priority, ...]:
        numbers = [value for _, value in self._list(row, "priority_number")]
        days = [happened_on for _, happened_on in self._days(row, "priority_date")]
        if not numbers:
            return ()
        offices = [value.upper() for _, value in self._list(row, "priority_office")]
        found = []
        for nth, printed in enumerate(numbers):
            number = _number(NumberRole.APPLICATION, printed, "", None)
            claimed_on = days[nth] if len(days) == len(numbers) else None
            office = number.office or _beside(offices, nth, len(numbers))
            found.append(Priority(office, number.text, claimed_on, number.kind_code))
        return tuple(dict.fromkeys(found))

    def _classifications(self, row: _Row) -> tuple[Classification, ...]:
        main = [answers.symbol("ipc", value) for _, value in self._list(row, "ipc_main")]
        found = [Classification("ipc", each.symbol, True) for each in main if each]
        known = {each.symbol for each in found}
        for scheme in self._schemes:
            for _, value in self._list(row, scheme):
                plain = answers.symbol(scheme, value)
                if plain and not (scheme == "ipc" and plain.symbol in known):
                    found.append(plain)
        return tuple(dict.fromkeys(found))

    def _citations(self, row: _Row) -> tuple[Citation, ...]:
        found = []
        for _, printed in self._list(row, "cited_patent"):
            number = _number(NumberRole.PUBLICATION, printed, "", None)
            found.append(Citation(number.office, number.text, number.kind_code))
        found += [Citation(text=value) for _, value in self._list(row, "cited_text")]
        return tuple(dict.fromkeys(found))

    def _events(self, row: _Row, office: str) -> tuple[LegalEvent, ...]:
        found = [
            LegalEvent(office, column.code, happened_on)
            for column, happened_on in self._days(row, "event_date")
        ]
        return answers.once(found)

    def _extra(self, row: _Row) -> tuple[tuple[str, str], ...]:
        facts = [(column.name, answers.fold(value)) for column, value in self._texts(row, "extra")]
        facts += [(column.name, day.isoformat()) for column, day in self._days(row, "extra_date")]
        return tuple(facts)


def _language(expected: str, text: str) -> str:
    """The language that a column holds, unless the script shows that this text is in another."""
    if _KANA.search(text):
        return "ja"
    has_han = bool(_HAN.search(text))
    if (expected == "en" and has_han) or (expected == "zh" and not has_han):
        return ""
    return expected


def _translated(column: Column, value: str) -> str:
    return dict(column.values).get(value.casefold(), value)


def _beside(values: list[str], nth: int, count: int) -> str:
    """The value that goes with the nth of ``count`` names; one for all where there is only one."""
    if len(values) == count:
        return values[nth]
    return values[0] if len(values) == 1 and count else ""


def _own(values: list[str], nth: int, count: int) -> str:
    """The value of the nth of ``count`` names alone: a key that stands once for several is nobody's."""
    return values[nth] if len(values) == count else ""


def _number(role: NumberRole, printed: str, office: str, happened_on: dt.date | None) -> Number:
    """A number with the office its letters name, else ``office``; kind code cut off where it follows."""
    plain = " ".join(printed.split())
    if plain.upper().startswith("PCT/"):
        return Number(NumberRole.INTERNATIONAL, "WO", plain, "", happened_on)
    match = _PREFIXED.match(plain)
    if match is None or match[1] == "ZL":
        return Number(role, "CN" if match else office, plain, "", happened_on)
    return Number(role, match[1], match[2].strip(), match[3] or "", happened_on)


def _with_kind(number: Number, kind_code: str) -> Number:
    if number.role is not NumberRole.PUBLICATION or number.kind_code or not kind_code:
        return number
    return Number(number.role, number.office, number.text, kind_code, number.date)


def _in_order(numbers: list[Number], events: list[dt.date], row: _Row) -> list[Number]:
    """Nothing is published, registered or decided before it is filed: such a filing day is impossible."""
    later = events + [
        n.date for n in numbers if n.role in (NumberRole.PUBLICATION, NumberRole.REGISTRATION) and n.date
    ]
    if not later:
        return numbers
    return [_dated_before(number, min(later), row) for number in numbers]


def _dated_before(number: Number, limit: dt.date, row: _Row) -> Number:
    if number.role is not NumberRole.APPLICATION or number.date is None or number.date <= limit:
        return number
    _, header, _ = row.values["application_date"][0]
    row.note(Flag.IMPOSSIBLE_DATE, header, number.date.isoformat())
    return Number(number.role, number.office, number.text, number.kind_code, None)


def _judge(row: _Row, numbers: Sequence[Number], kind: RightKind) -> None:
    """Note numbers that cannot be right. They are kept as printed: no program knows which digit slipped."""
    headers = [values[0][1] for role in _ROLES if (values := row.values.get(f"{role}_number"))]
    for header, number in zip(headers, numbers, strict=True):
        if fault := _fault(number, kind):
            row.note(fault[0], header, f"{number.text}{fault[1]}")


def _fault(number: Number, kind: RightKind) -> tuple[Flag, str] | None:
    """What is wrong with a number, and after an arrow the same with the check digit that fits."""
    filed_on = number.date if number.role is NumberRole.APPLICATION else None
    try:
        parsed = parse(
            number.text,
            office=number.office,
            role=number.role,
            right_kind=kind,
            kind_code=number.kind_code,
            filed_on=filed_on,
        )
    except NumberError as error:
        if not error.right:
            return Flag.UNREAD_NUMBER, ""
        return Flag.WRONG_CHECK_DIGIT, f" → {number.text[:-1]}{error.right}"
    is_judged = number.role is NumberRole.APPLICATION and number.office in _JUDGED and kind in _PATENTS
    return (Flag.UNREAD_NUMBER, "") if is_judged and not parsed.understood else None


def _raw(cells: Sequence[str]) -> bytes:
    return "\t".join(cells).encode("utf-8", "replace")[: 1 << 20]
