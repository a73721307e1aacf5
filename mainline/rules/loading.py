"""Reads the packs and puts them together: every formula is parsed and checked before the first right is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from mainline.rules import calendars, language, types
from mainline.rules.books import Books, Fees
from mainline.rules.compiling import Run, compiled
from mainline.rules.language import Node
from mainline.rules.schema import Calendars, Fact, Names, Pack, Rule, Source, Text, Version

DATA = Path(__file__).parent / "data"
PACKS = DATA / "packs"
_GIVEN = {"event": "text", "event_date": "date", "right_type": "text"}
"""What every event brings."""
T = TypeVar("T")


class BadPack(ValueError):
    """A pack that can't be used: which file, which rule, what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Formula:
    """One named formula of a version, ready to run."""

    name: str
    text: str
    node: Node
    run: Run


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of a rule, ready to run."""

    version: Version
    formulas: tuple[Formula, ...]
    gives: tuple[int, ...]
    """Places of the values that are the answer."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule with its versions, ready to run. Values stand by place: ``facts`` first, then those of the formulas."""

    rule: Rule
    pack: Pack
    facts: tuple[str, ...]
    by: int
    when: tuple[Node, Run] | None
    editions: tuple[Edition, ...]
    counted: Callable[[Sequence[Any]], Any]
    """Of the facts by place those that the formulas count with; others are asked for by the condition alone."""
    span: tuple[Run, Run] | None = None
    """Of a rule that runs once for each number: the first and the last of them."""

    def edition(self, day: dt.date) -> Edition | None:
        """Return the version that holds on a day, ``None`` before the first law that is encoded."""
        for edition in reversed(self.editions):
            version = edition.version
            if version.since <= day and (version.until is None or day < version.until):
                return edition
        return None


@dataclass(frozen=True, slots=True)
class Rulebook:
    """All packs together."""

    packs: tuple[Pack, ...]
    rules: Mapping[str, Ready]
    books: Books
    facts: Mapping[str, Fact]
    labels: Mapping[str, Text]
    sources: Mapping[str, Source]
    triggers: Mapping[str, tuple[Ready, ...]]
    """Event → the rules that it sets running."""
    words: Mapping[str, Text] = field(default_factory=dict)

    def label(self, name: str) -> Text:
        """Return the words for a fact or value."""
        return self.labels.get(name) or Text(zh=name, en=name.replace("_", " "))

    def word(self, text: str) -> Text:
        """Return the words for what a fact is, or for a row of a table; as it stands where there are none."""
        return self.words.get(text) or Text(zh=text, en=text)


@cache
def rulebook() -> Rulebook:
    """Return the packs that come with the program."""
    return load(sorted(PACKS.glob("*.toml")))


def in_place(files: Sequence[Path]) -> Rulebook:
    """Read the packs that come with the program with these in place of those of the same id. Raises :class:`BadPack`."""
    own = {_read(file, Pack).pack.id for file in files}
    others = [file for file in sorted(PACKS.glob("*.toml")) if _read(file, Pack).pack.id not in own]
    return load([*others, *files])


def load(files: Iterable[Path]) -> Rulebook:
    """Read packs. Raises :class:`BadPack` with the place of the first thing that is wrong."""
    names = _read(DATA / "names.toml", Names)
    packs = tuple(_read(file, Pack) for file in files)
    books = _books(packs)
    sources = _once((source.key, source) for pack in packs for source in pack.source)
    rules = _once(
        (rule.id, _ready(rule, pack, books, names.fact, sources)) for pack in packs for rule in pack.rule
    )
    _require_known(rules)
    triggers: dict[str, list[Ready]] = {}
    for ready in rules.values():
        for event in ready.rule.triggers:
            triggers.setdefault(event, []).append(ready)
    labels = {**names.value, **{name: fact.label for name, fact in names.fact.items()}}
    return Rulebook(
        packs,
        rules,
        books,
        names.fact,
        labels,
        sources,
        {event: tuple(found) for event, found in triggers.items()},
        names.word,
    )


def _read(file: Path, form: type[T]) -> T:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=form)
    except msgspec.MsgspecError as error:
        raise BadPack(f"{file.name}: {error}") from error


def _books(packs: Sequence[Pack]) -> Books:
    data = _read(DATA / "calendars.toml", Calendars)
    lists = _once((each.id, each) for each in data.list)
    return Books(
        calendars={each.id: calendars.build(each, lists) for each in data.calendar},
        deliveries=_once((each.id, each) for pack in packs for each in pack.delivery),
        fees=_once((each.id, Fees(each)) for pack in packs for each in pack.fee),
        offices={office: each.id for each in data.calendar for office in each.offices},
    )


def _once(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    found: dict[str, T] = {}
    for key, value in pairs:
        if key in found:
            raise BadPack(f"{key} is there twice")
        found[key] = value
    return found


def _ready(
    rule: Rule, pack: Pack, books: Books, facts: Mapping[str, Fact], sources: Mapping[str, Source]
) -> Ready:
    """Parse and check one rule. Raises :class:`BadPack`."""
    try:
        return _checked(rule, pack, books, facts, sources)
    except (ValueError, KeyError) as error:
        raise BadPack(f"{pack.pack.id}, {rule.id}: {error}") from error


def _checked(
    rule: Rule, pack: Pack, books: Books, facts: Mapping[str, Fact], sources: Mapping[str, Source]
) -> Ready:
    known = _GIVEN | {name: fact.type for name, fact in facts.items()}
    when, span = _condition(rule), [language.parse(str(end)) for end in rule.each[1:]] if rule.each else []
    if span and any(types.check(end, known) != "number" for end in span):
        raise ValueError("the first or last of its numbers is no number")
    if when is not None and types.check(when, known) != "bool":
        raise ValueError("its condition is neither true nor false")
    parsed = [
        [(name, text, language.parse(text)) for name, text in _formulas(rule, version).items()]
        for version in rule.version
    ]
    used = tuple(sorted({*_asked(parsed, when), rule.by, *((rule.each[0],) if rule.each else ())}))
    if known.get(rule.by) != "date":
        raise ValueError(f"its versions are chosen by {rule.by}, which is no date")
    if lost := [name for name in rule.only_with if name not in known]:
        raise ValueError(f"{', '.join(lost)} is no fact")
    _require_versions(rule, sources)
    places = {name: place for place, name in enumerate(used)}

    def run(node: Node, where: Mapping[str, int]) -> Run:
        return compiled(node, where, books, calendar=rule.calendar, delivery=rule.delivery)

    editions = []
    for version, formulas in zip(rule.version, parsed, strict=True):
        where, typed, made = dict(places), dict(known), []
        for name, text, node in formulas:
            if name in where:
                raise ValueError(f"{name} is named twice")
            typed[name] = types.check(node, typed)
            made.append(Formula(name, text, node, run(node, where)))
            where[name] = len(where)
        if version.not_encoded is None and (lost := [name for name in rule.gives if name not in where]):
            raise ValueError(f"from {version.since} it does not give {', '.join(lost)}")
        gives = tuple(where[name] for name in rule.gives) if version.not_encoded is None else ()
        editions.append(Edition(version, tuple(made), gives))
    return Ready(
        rule,
        pack,
        used,
        places[rule.by],
        (when, run(when, places)) if when else None,
        tuple(editions),
        itemgetter(*sorted(places[name] for name in {*_asked(parsed, None), rule.by})),
        (run(span[0], places), run(span[1], places)) if span else None,
    )


def _condition(rule: Rule) -> Node | None:
    """Return when a rule applies: its own condition, and that its number is one of them where it runs for many."""
    parts = [f"({rule.when})"] if rule.when else []
    if rule.each is not None:
        name, first, last = rule.each
        parts += [
            f"{name} {sign} ({end})" for sign, end in ((">=", first), ("<=", last)) if isinstance(end, str)
        ]
    return language.parse(" and ".join(parts)) if parts else None


def _formulas(rule: Rule, version: Version) -> Mapping[str, str]:
    """Return the formulas of a version: the rule's in their order, its own in place of those of the same name."""
    return {} if version.not_encoded is not None else {**rule.let, **version.let}


def _asked(parsed: Iterable[Sequence[tuple[str, str, Node]]], when: Node | None) -> Iterator[str]:
    """Yield the facts that a rule asks for: what its formulas use and do not name themselves."""
    yield from language.names(when) if when is not None else ()
    for formulas in parsed:
        named: set[str] = set()
        for name, _, node in formulas:
            yield from language.names(node) - named
            named.add(name)


def _require_versions(rule: Rule, sources: Mapping[str, Source]) -> None:
    """Raise unless exactly one version holds on each day from the first on, and each cites a text that is known."""
    if not rule.version:
        raise ValueError("it has no version")
    for before, following in zip(rule.version, rule.version[1:], strict=False):
        if before.until != following.since:
            raise ValueError(
                f"its version from {before.since} does not end where the next begins, {following.since}"
            )
    for version in rule.version:
        if not version.cite:
            raise ValueError(f"its version from {version.since} cites nothing")
        for cite in version.cite:
            if cite.split()[0] not in sources:
                raise ValueError(f"it cites {cite}, and no source has that key")


def _require_known(rules: Mapping[str, Ready]) -> None:
    for name, ready in rules.items():
        if ready.rule.follows and ready.rule.follows not in rules:
            raise BadPack(f"{name} follows {ready.rule.follows}, which is no rule")
