"""Event codes: one table of everything that can happen to a right, and the offices' codes mapped to it.

Our codes read ``link.noun.verb``. Each has a zh and en label, a sentence with named places to fill in,
the category letter of WIPO ST.27 where an office speaks ("" for our own acts) and the effect it has on
the status of the right. The tables are data: ``data/events.toml``, ``data/st27.toml``,
``data/national.toml`` (written by hand, wins) and ``data/inpadoc.toml`` (made by ``tools/make_inpadoc.py``
from the EPO's list of INPADOC event codes).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"
UNCATEGORISED = "portfolio.event.uncategorised"
PLACEHOLDERS = frozenset(
    {
        "amount",  # money with its currency, printed
        "code",  # the office's own code
        "count",  # a whole number: of office actions, days, goods
        "document",  # name of a document, file or fee
        "number",  # the official number that the event gives or concerns
        "office",  # the office's two letters
        "other",  # the other side: licensee, assignee, pledgee, opponent, infringer; the new name
        "party",  # the side that acts; the old name
        "period",  # a span of time, printed
        "place",  # country, court, customs house
        "reason",
        "reference",  # number of a contract, case, notice or decision
        "result",  # the outcome, printed
        "share",  # a percentage, printed
        "text",  # the office's own words
        "title",  # of a work, product, project, policy
        "until",  # a date, printed
        "year",  # patent year of an annuity
    }
)
_OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
_PLACE = re.compile(r"\{(\w+)\}")


_PATENTS = frozenset({"invention", "utility_model", "design"})
_OF_KINDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "creation.gi": frozenset({"gi"}),
        "creation.grant": _PATENTS,
        "creation.layout": frozenset({"ic_layout"}),
        "creation.mark": frozenset({"trademark"}),
        "creation.pct": frozenset({"invention", "utility_model"}),
        "creation.secrecy": _PATENTS,
        "creation.secret": frozenset({"trade_secret"}),
        "creation.software": frozenset({"software_copyright"}),
        "creation.variety": frozenset({"plant_variety"}),
        "creation.work": frozenset({"copyright", "software_copyright"}),
        "portfolio.annuity": _PATENTS | {"plant_variety"},
        "protection.evaluation": frozenset({"utility_model", "design"}),
        "protection.secret": frozenset({"trade_secret"}),
        "utilization.gi": frozenset({"gi"}),
        "utilization.open_licence": _PATENTS,
        "utilization.standard": _PATENTS,
    }
)
"""What happens to some kinds of right alone, by the first two words of its code."""


def can_happen_to(code: str, kind: str) -> bool:
    """Whether an event of a code can happen to a kind of right."""
    kinds = _OF_KINDS.get(code.rpartition(".")[0])
    return kinds is None or kind in kinds


class Link(StrEnum):
    """The five links of the chain."""

    CREATION = "creation"
    UTILIZATION = "utilization"
    PROTECTION = "protection"
    PORTFOLIO = "portfolio"
    SERVICE = "service"


class Effect(StrEnum):
    """What an event does to the status of the right it happens to."""

    NONE = ""
    FILE = "file"
    PUBLISH = "publish"
    REFUSE = "refuse"
    REOPEN = "reopen"
    """A refusal is contested or reversed: the application is pending again."""
    WITHDRAW = "withdraw"
    LOSE = "lose"
    """The application is deemed withdrawn or abandoned, as the office announced it."""
    LOSE_NOTIFIED = "lose_notified"
    """The same; the date of the event is the day the applicant received the notice."""
    DISCONTINUE = "discontinue"
    """The application ended; the office's code does not say whether refused or withdrawn."""
    REVIVE = "revive"
    GRANT = "grant"
    CEASE = "cease"
    """The right ceased for want of a fee, as the office announced it."""
    CEASE_NOTIFIED = "cease_notified"
    """The same; the date of the event is the day the holder received the notice."""
    END = "end"
    """The right ended; the office's code does not say why."""
    SURRENDER = "surrender"
    EXPIRE = "expire"
    RESTORE = "restore"
    INVALIDATE = "invalidate"
    REVOKE = "revoke"
    """Ended by decision for the future only, such as a mark not used."""
    CHALLENGE = "challenge"
    UPHOLD = "uphold"
    """A challenge ended and the right stands, whole or in part."""
    ASK_RESTORE = "ask_restore"
    DENY_RESTORE = "deny_restore"
    RENEW = "renew"
    """The term of a mark runs once more."""
    EXTEND = "extend"
    """The term ends later than the law's ordinary term; detail ``until`` says when."""


TERMINAL_EFFECTS = frozenset(
    {
        Effect.REFUSE,
        Effect.WITHDRAW,
        Effect.LOSE,
        Effect.LOSE_NOTIFIED,
        Effect.DISCONTINUE,
        Effect.CEASE,
        Effect.CEASE_NOTIFIED,
        Effect.END,
        Effect.SURRENDER,
        Effect.EXPIRE,
        Effect.INVALIDATE,
        Effect.REVOKE,
    }
)


class UnknownCode(LookupError):
    """No such event code."""


@dataclass(frozen=True, slots=True)
class EventCode:
    """One kind of event. Labels and sentences are (zh, en)."""

    code: str
    link: Link
    st27: str
    effect: Effect
    label: tuple[str, str]
    template: tuple[str, str]
    is_public: bool
    """Whether everybody may know of it on a right that everybody may know of: what an office does, is."""

    @property
    def is_terminal(self) -> bool:
        """Whether the right or application ends by it (it may still be restored)."""
        return self.effect in TERMINAL_EFFECTS

    @property
    def opens_challenge(self) -> bool:
        """Whether somebody attacks the right by it."""
        return self.effect is Effect.CHALLENGE

    @property
    def closes_challenge(self) -> bool:
        """Whether an attack ends by it, the right standing or not."""
        return self.effect is Effect.UPHOLD or self.is_terminal

    @property
    def placeholders(self) -> frozenset[str]:
        """Names that its sentence can be filled in with."""
        return frozenset(_PLACE.findall(self.template[0]))


@dataclass(frozen=True, slots=True)
class Mapped:
    """Our reading of an office's code. ``known`` is false where the code stands in no table of ours."""

    code: str
    st27: str
    known: bool


def _read(name: str) -> dict[str, dict[str, dict[str, object]]]:
    """One table of this folder."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def _pair(value: object) -> tuple[str, str]:
    """[label, sentence] as a tuple."""
    if not (isinstance(value, list) and len(value) == 2):
        raise ValueError(f"events.toml: expected [label, sentence], found {value!r}")
    return str(value[0]), str(value[1])


def _entries() -> Iterator[EventCode]:
    for link, nouns in _read("events.toml").items():
        for noun, verbs in nouns.items():
            for verb, entry in verbs.items():
                yield _entry(f"{link}.{noun}.{verb}", entry)


def _entry(code: str, entry: object) -> EventCode:
    """One line of events.toml. Raises ValueError for an effect that does not exist."""
    if not isinstance(entry, dict):
        raise ValueError(f"events.toml: {code} should be a table, found {entry!r}")
    zh, en = _pair(entry["zh"]), _pair(entry["en"])
    return EventCode(
        code=code,
        link=Link(code.split(".")[0]),
        st27=str(entry.get("st27", "")),
        effect=Effect(str(entry.get("effect", ""))),
        label=(zh[0], en[0]),
        template=(zh[1], en[1]),
        is_public=bool(entry.get("st27") or entry.get("public")),
    )


@cache
def event_codes() -> Mapping[str, EventCode]:
    """All event codes in the order of the table."""
    return MappingProxyType({entry.code: entry for entry in _entries()})


def event_code(code: str) -> EventCode:
    """The entry of a code. Raises UnknownCode, naming the nearest codes that exist."""
    found = event_codes().get(code)
    if found is None:
        near = ", ".join(difflib.get_close_matches(code, event_codes(), n=3)) or "data/events.toml"
        raise UnknownCode(f"There is no event code {code!r}; see {near} · 没有事件代码 {code!r}，参见 {near}")
    return found


@cache
def categories() -> Mapping[str, tuple[str, str]]:
    """The ST.27 letters with their titles (zh, en)."""
    return MappingProxyType(
        {letter: (str(row["zh"]), str(row["en"])) for letter, row in _read("st27.toml").items()}
    )


@cache
def category_codes() -> Mapping[str, str]:
    """The code of ours that stands for an ST.27 letter when no more is known."""
    return MappingProxyType({letter: str(row["code"]) for letter, row in _read("st27.toml").items()})


def sentence(code: str, language: str, facts: Mapping[str, str]) -> str:
    """What happened, in one sentence: ``language`` is "zh" or "en", ``facts`` are printed values by placeholder.

    Parts in brackets whose facts are missing or empty are left out, so a sentence never shows a gap.
    Raises UnknownCode for a code that is not in the table.
    """
    return fill_in(event_code(code).template[0 if language.startswith("zh") else 1], facts)


def fill_in(template: str, facts: Mapping[str, str]) -> str:
    """Fill the places of a sentence in; a [part in brackets] whose facts are missing or empty is left out."""

    def keep(match: re.Match[str]) -> str:
        part = match.group(1)
        return part if all(facts.get(name) for name in _PLACE.findall(part)) else ""

    # One pass fills every place, so a value that itself holds braces is printed as it is.
    return _PLACE.sub(lambda match: facts.get(match.group(1), ""), _OPTIONAL.sub(keep, template))


@cache
def _office_codes() -> Mapping[tuple[str, str], tuple[str, str]]:
    """(office, its code) → (our code, ST.27 letter); the table written by hand wins."""
    found: dict[tuple[str, str], tuple[str, str]] = {}
    for name in ("inpadoc.toml", "national.toml"):
        for office, groups in _read(name).items():
            for key, codes in groups.items():
                letter, ours = key.split(" ")
                for code in str(codes).split():
                    found[office, code] = (ours, letter)
    return MappingProxyType(found)


def map_office_event(office: str, code: str, text: str = "") -> Mapped:
    """Our code for what an office recorded under its own code.

    ``office`` is the two letters of WIPO ST.3, ``code`` the office's own (INPADOC form where there is one).
    A code that stands in no table becomes ``portfolio.event.uncategorised``, letter Z; whoever records it
    keeps the office's code and words beside it, so that nothing is dropped. ``text`` decides between the
    few meanings that an office gives one code.
    """
    table, printed = _office_codes(), "-".join(code.upper().split())
    ours, letter = table.get((office.strip().upper(), printed)) or table.get(("*", printed)) or ("", "")
    if not ours:
        return Mapped(UNCATEGORISED, "Z", known=False)
    narrowed = _narrowed(ours, text)
    return Mapped(narrowed, letter if narrowed == ours else event_codes()[narrowed].st27, known=True)


_RELEASED = "utilization.pledge.released"
_NARROWER = {
    # (code of ours, words in the office's text) → what it then is
    "creation.application.discontinued": (
        (re.compile(r"REFUS|REJECT|驳回", re.I), "creation.application.refused"),
        (re.compile(r"DEEMED|FAILURE TO|视为撤回", re.I), "creation.application.deemed_withdrawn"),
        (re.compile(r"EXPRESS|WITHDR|撤回", re.I), "creation.application.withdrawn"),
    ),
    "portfolio.right.ended": (
        (re.compile(r"NON-?PAYMENT|MAINTENANCE FEE|未缴", re.I), "portfolio.right.ceased"),
        (re.compile(r"EXPIRED? .{0,200}TERM|TERM .{0,200}EXPIRED?|届满", re.I), "portfolio.right.expired"),
    ),
    "utilization.transfer.recorded": (
        (re.compile(r"^CORRECTIVE", re.I), "portfolio.record.corrected"),
        (
            re.compile(r"^(?=.*(RELEASE|TERMINAT|DISCHARGE))(?=.*(SECURITY|LIEN|MORTGAGE))", re.I | re.M),
            _RELEASED,
        ),
        (re.compile(r"SECURITY|\bLIEN\b|MORTGAGE|PLEDGE", re.I), "utilization.pledge.registered"),
        (re.compile(r"CHANGE OF NAME|CONVERSION", re.I), "portfolio.party.name_changed"),
        (re.compile(r"^(EXCLUSIVE )?LICEN[CS]E", re.I), "utilization.licence.recorded"),
    ),
    "utilization.pledge.registered": (
        (re.compile(r"\b(RELEASE|DISCHARGE|CANCELLATION)\b|注销", re.I), _RELEASED),
    ),
    "utilization.licence.recorded": (
        (re.compile(r"\bCANCELLATION\b|注销", re.I), "utilization.licence.cancelled"),
    ),
}


def _narrowed(code: str, text: str) -> str:
    """The narrower code that the office's own words allow, else the code itself."""
    for words, narrower in _NARROWER.get(code, ()):
        if text and words.search(text):
            return narrower
    return code
