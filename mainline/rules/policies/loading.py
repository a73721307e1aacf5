"""Reads the packs of policies; every formula is parsed and checked before the first organisation is asked about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import msgspec

from mainline.rules import language, types
from mainline.rules.compiling import Run, compiled
from mainline.rules.language import Call, Node
from mainline.rules.loading import DATA, BadPack, Ready, Rulebook, rulebook
from mainline.rules.policies.schema import (
    Clause,
    Count,
    Policy,
    PolicyFact,
    PolicyFacts,
    PolicyPack,
    PolicyVersion,
)
from mainline.rules.schema import Source

POLICIES = DATA / "policies"
FACTS = POLICIES / "facts.toml"
OWN: Mapping[str, str] = {
    "on": "date",
    "last_year_first": "date",
    "last_year_last": "date",
    "policy_object": "text",
}
"""What every question brings: the day it is asked for, the year before it, what the policy in question pays for."""
_ORDERED = frozenset({"<", "<=", ">", ">="})
_ARITHMETIC = frozenset({"+", "-", "*", "negative"})


@dataclass(frozen=True, slots=True)
class Made:
    """A formula ready to run: what it asks for by name, and its function over values by place."""

    text: str
    asks: frozenset[str]
    """Facts and counts, also those behind names of its own."""
    run: Run


@dataclass(frozen=True, slots=True)
class PolicyEdition:
    """One version of a policy, ready to run."""

    version: PolicyVersion
    clauses: tuple[tuple[Clause, Made], ...]
    counts: tuple[tuple[Count, Made], ...]
    pay: Made | None


@dataclass(frozen=True, slots=True)
class ReadyPolicy:
    """A policy with its versions, ready to run. Values stand by place, as :attr:`names` has them."""

    policy: Policy
    pack: PolicyPack
    names: tuple[str, ...]
    """Facts, then what every question brings, then counts, then what a rule of law answers, then its own names."""
    given: tuple[tuple[str, Made], ...]
    lets: tuple[tuple[str, Made], ...]
    editions: tuple[PolicyEdition, ...]
    rule: Ready | None

    def edition(self, day: dt.date) -> PolicyEdition | None:
        """Return the version that holds on a day; ``None`` before the first, after the last and between two."""
        for edition in reversed(self.editions):
            version = edition.version
            if version.since <= day and (version.until is None or day < version.until):
                return edition
        return None


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """All packs of policies together, over the rules of law that they ask."""

    policies: Mapping[str, ReadyPolicy]
    facts: Mapping[str, PolicyFact]
    sources: Mapping[str, Source]
    law: Rulebook
    packs: tuple[PolicyPack, ...]

    @property
    def guards(self) -> list[ReadyPolicy]:
        """Those that forbid others."""
        return [ready for ready in self.policies.values() if ready.policy.guard]


@cache
def policybook() -> PolicyBook:
    """Return the policies that come with the program."""
    return load_policies(sorted(file for file in POLICIES.glob("*.toml") if file != FACTS), rulebook())


def load_policies(files: Iterable[Path], law: Rulebook) -> PolicyBook:
    """Read packs of policies. Raises :class:`BadPack` with the place of the first thing that is wrong."""
    packs = tuple(_read(file) for file in files)
    facts = msgspec.toml.decode(FACTS.read_bytes(), type=PolicyFacts).fact
    sources = dict(law.sources)
    for pack in packs:
        for source in pack.source:
            if source.key in sources:
                raise BadPack(f"{pack.pack.id}: {source.key} is there twice")
            sources[source.key] = source
    ready: dict[str, ReadyPolicy] = {}
    for pack in packs:
        for policy in pack.policy:
            if policy.id in ready:
                raise BadPack(f"{policy.id} is there twice")
            try:
                ready[policy.id] = _Reader(policy, pack, facts, sources, law).ready()
            except (ValueError, KeyError) as error:
                raise BadPack(f"{pack.pack.id}, {policy.id}: {error}") from error
    return PolicyBook(ready, facts, sources, law, packs)


def _read(file: Path) -> PolicyPack:
    try:
        return msgspec.toml.decode(file.read_bytes(), type=PolicyPack)
    except msgspec.MsgspecError as error:
        raise BadPack(f"{file.name}: {error}") from error


class _Reader:
    """Makes one policy ready."""

    def __init__(
        self,
        policy: Policy,
        pack: PolicyPack,
        facts: Mapping[str, PolicyFact],
        sources: Mapping[str, Source],
        law: Rulebook,
    ) -> None:
        self._policy, self._pack, self._sources, self._law = policy, pack, sources, law
        self._types = {**{name: fact.type for name, fact in facts.items()}, **OWN}
        self._names = list(self._types)
        self._behind: dict[str, frozenset[str]] = {}
        """What stands behind a name that is no fact."""

    def ready(self) -> ReadyPolicy:
        policy = self._policy
        _require_versions(policy, self._sources)
        rule = self._law.rules[policy.asks] if policy.asks else None
        given = tuple((name, self._made(text)) for name, text in policy.given.items())
        self._name_counts()
        if rule is not None:
            self._name_answers(rule, given)
        lets = []
        for name, text in policy.let.items():
            made = self._made(text)
            lets.append((name, made))
            self._name(name, types.check(language.parse(text), self._types), made.asks)
        editions = tuple(self._edition(version) for version in policy.version)
        return ReadyPolicy(policy, self._pack, tuple(self._names), given, tuple(lets), editions, rule)

    def _edition(self, version: PolicyVersion) -> PolicyEdition:
        clauses = tuple((clause, self._clause(clause)) for clause in version.clause)
        counts = tuple((count, self._condition(count.each, f"count {count.name}")) for count in version.count)
        pay = self._made(version.pay) if version.pay else None
        if pay is not None and types.check(language.parse(version.pay), self._types) != "money":
            raise ValueError(f"what it pays from {version.since} is no amount")
        if len({clause.id for clause in version.clause}) != len(version.clause):
            raise ValueError(f"a clause of {version.since} is there twice")
        return PolicyEdition(version, clauses, counts, pay)

    def _clause(self, clause: Clause) -> Made:
        made = self._condition(clause.when, f"clause {clause.id}")
        counted = {count.name for version in self._policy.version for count in version.count}
        if made.asks & counted and not _is_threshold(language.parse(clause.when)):
            # Only then do the least and the greatest number decide for all between.
            raise ValueError(f"clause {clause.id} uses a count other than in one comparison with a threshold")
        return made

    def _condition(self, text: str, where: str) -> Made:
        if types.check(language.parse(text), self._types) != "bool":
            raise ValueError(f"{where} is neither true nor false")
        return self._made(text)

    def _made(self, text: str) -> Made:
        node = language.parse(text)
        types.check(node, self._types)
        asked = language.names(node)
        behind = [self._behind.get(name, frozenset({name})) for name in asked]
        places = {name: place for place, name in enumerate(self._names)}
        run = compiled(node, places, self._law.books, calendar="", delivery="")
        return Made(text, frozenset[str]().union(*behind), run)

    def _name(self, name: str, type_: str, behind: frozenset[str] | None = None) -> None:
        if name in self._types:
            raise ValueError(f"{name} is named twice")
        self._types[name] = type_
        self._names.append(name)
        if behind is not None:
            self._behind[name] = behind

    def _name_counts(self) -> None:
        for name in dict.fromkeys(c.name for version in self._policy.version for c in version.count):
            self._name(name, "number")

    def _name_answers(self, rule: Ready, given: tuple[tuple[str, Made], ...]) -> None:
        typed = {"event": "text", "event_date": "date", "right_type": "text"}
        typed |= {name: fact.type for name, fact in self._law.facts.items()}
        for name, _made in given:
            if name not in typed:
                raise ValueError(f"{name} is no fact of the rule {rule.rule.id}")
        for edition in rule.editions:
            for formula in edition.formulas:
                typed[formula.name] = types.check(formula.node, typed)
        asks = frozenset[str]().union(*(made.asks for _name, made in given))
        for name in rule.rule.gives:
            self._name(name, typed[name], asks)


def _is_threshold(node: Node) -> bool:
    """Whether a formula is one comparison of sums and products."""
    return isinstance(node, Call) and node.name in _ORDERED and all(_is_sum(each) for each in node.args)


def _is_sum(node: Node) -> bool:
    return not isinstance(node, Call) or (
        node.name in _ARITHMETIC and all(_is_sum(each) for each in node.args)
    )


def _require_versions(policy: Policy, sources: Mapping[str, Source]) -> None:
    if not policy.version:
        raise ValueError("it has no version")
    for before, following in zip(policy.version, policy.version[1:], strict=False):
        if before.until is None or before.until > following.since:
            raise ValueError(f"two versions hold on {following.since}")
    for version in policy.version:
        cites = [*version.cite, *(cite for clause in version.clause for cite in clause.cite)]
        cites += [cite for window in version.window for cite in window.cite]
        if not version.cite or not version.clause or not all(clause.cite for clause in version.clause):
            raise ValueError(f"its version from {version.since} lacks clauses or citations")
        for cite in cites:
            if cite.split()[0] not in sources:
                raise ValueError(f"it cites {cite}, and no source has that key")
        if not version.pay and policy.gain == "subsidy" and version.unpriced is None and not policy.guard:
            raise ValueError(f"its version from {version.since} neither pays nor says why not")
