"""The form of a pack of policies: who is entitled to what, clause by clause, each with where it was read.

Formulas are of the same language as those of deadlines. A policy differs from a rule in that it is asked of an organisation,
of one of its rights or of one of its deals, counts over many of them, and answers each clause by itself.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from msgspec import Meta, Struct

from mainline.rules.schema import Name, RuleId, Source, Text

Grade = Literal["A", "B", "C", "D"]
"""A the text of the rule was read; B an official digest; C older or partial; D an amount or a condition is missing."""
Gain = Literal["subsidy", "status", "fee_cut", "minimum", "tax", "access"]
"""What it gives: money of a budget, a recognised standing, a lower fee, a floor that somebody else owes, less tax, a way."""
About = Literal["organisation", "right", "deal"]


class PolicyFact(Struct, frozen=True, forbid_unknown_fields=True):
    """What a policy may ask."""

    type: Literal["date", "number", "bool", "text", "money"]
    label: Text
    of: Literal["organisation", "right", "deal", "case"]
    holder: Text
    """Who knows it, where it is missing."""
    said: bool = False
    """Whether an organisation may state it."""
    year: Literal["", "this", "previous"] = ""
    """Whether it is of one year, and of which, counted from the day of the question."""
    choices: Mapping[str, Text] = {}
    optional: bool = False
    """Where nothing is said of it there is none; else not knowing it leaves the clause open."""


class Clause(Struct, frozen=True, forbid_unknown_fields=True):
    """One condition. All clauses of a version must be met."""

    id: Name
    title: Text
    when: str
    cite: tuple[str, ...]
    note: Text | None = None


class Count(Struct, frozen=True, forbid_unknown_fields=True):
    """A number of rights or deals that a clause compares with a threshold."""

    name: Name
    title: Text
    of: Literal["right", "deal"]
    each: str
    """Condition on one of them. What it leaves open counts as possible, not as there."""
    distinct: Literal["", "right", "contract"] = ""
    """What is counted once, however often it appears."""


class Window(Struct, frozen=True, forbid_unknown_fields=True):
    """Days between which something is handed in; a day that was not read is not given."""

    title: Text
    cite: tuple[str, ...]
    opens: dt.date | None = None
    closes: dt.date | None = None
    """The last day."""
    is_for_office: bool = False
    """Whether it binds an office that passes claims on, not who claims."""


class Paper(Struct, frozen=True, forbid_unknown_fields=True):
    """A document that goes with a claim."""

    code: Name
    title: Text
    proves: tuple[str, ...] = ()
    """Codes of events whose documents are this one."""
    assumed: bool = False
    """The list of the notice was not read whole; this one is usual."""


class PolicyVersion(Struct, frozen=True, forbid_unknown_fields=True):
    """A policy as it was from ``since`` up to the day before ``until``."""

    since: dt.date
    cite: tuple[str, ...]
    grade: Grade
    clause: tuple[Clause, ...]
    until: dt.date | None = None
    adopted: dt.date | None = None
    """When it was made, where that was before it came into force."""
    count: tuple[Count, ...] = ()
    pay: str = ""
    """Formula of an amount; empty: none is known or none is paid."""
    unpriced: Text | None = None
    """Why there is no amount."""
    most_per_year: int | None = None
    """Minor units of CNY for one organisation in one year, however many claims."""
    window: tuple[Window, ...] = ()
    paper: tuple[Paper, ...] = ()
    papers_read: bool = True
    """Whether the list of documents was read whole."""
    caveat: Text | None = None


class Example(Struct, frozen=True, forbid_unknown_fields=True):
    """A situation that a lawyer can read, and what must come of it; run as a test.

    ``deals`` and ``rights`` repeat: ``{ times = 21, … }`` is 21 of them.
    """

    says: Text
    on: dt.date
    state: str
    facts: Mapping[str, object] = {}
    deals: tuple[Mapping[str, object], ...] = ()
    rights: tuple[Mapping[str, object], ...] = ()
    amount: int | None = None
    """Yuan."""
    not_met: tuple[Name, ...] = ()
    unknown: tuple[Name, ...] = ()
    missing: tuple[Name, ...] = ()


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """One policy. Its id never changes and is never used again."""

    id: RuleId
    code: Annotated[str, Meta(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$")]
    title: Text
    issuer: Text
    basis: Text
    gain: Gain
    about: About
    who: tuple[str, ...]
    """Kinds of organisation that it is for; empty: any."""
    object: Name
    """What is paid for: guards ask it."""
    version: tuple[PolicyVersion, ...]
    after: tuple[str, ...] = ()
    """Of rights: it is asked only of those on which one of these events stands; empty: of all."""
    side: Literal["", "taken", "given"] = ""
    """Of deals: whether those are meant that the organisation took or gave."""
    let: Mapping[Name, str] = {}
    """Named formulas that its clauses use."""
    asks: RuleId | None = None
    """A rule of law whose answer its clauses use, under the names that the rule gives."""
    event: str = ""
    """The event as which that rule is asked."""
    given: Mapping[Name, str] = {}
    """The facts of that rule, as formulas of the facts of this policy."""
    claimed: bool = False
    """Whether it is claimed here."""
    once: Literal["", "contract", "right", "year"] = ""
    """For what it is paid once: a contract, a right, or an organisation and year."""
    together: Name = ""
    """Policies of one word share what is paid once."""
    guard: bool = False
    """Whether it forbids others where its clauses are met."""
    vetoes: tuple[Gain, ...] = ()
    example: tuple[Example, ...] = ()
    note: Text | None = None


class PolicyPackHead(Struct, frozen=True, forbid_unknown_fields=True):
    """What a pack of policies is."""

    id: Annotated[str, Meta(pattern=r"^[a-z]+(-[a-z0-9]+)*$")]
    version: Annotated[str, Meta(pattern=r"^\d{4}\.\d{1,2}\.\d+$")]
    region: str
    """Code of the region; empty: the whole country."""
    title: Text
    as_of: dt.date


class PolicyPack(Struct, frozen=True, forbid_unknown_fields=True):
    """One file of policies."""

    schema: Literal[1]
    pack: PolicyPackHead
    source: tuple[Source, ...]
    policy: tuple[Policy, ...]


class PolicyFacts(Struct, frozen=True, forbid_unknown_fields=True):
    """``facts.toml``: what policies may ask."""

    fact: Mapping[Name, PolicyFact]
