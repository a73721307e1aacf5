"""Policies in words: clauses with the facts behind them, what is missing and who holds it, in the language of the page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.orgs.enums import OrganisationKind
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.register.search import region
from mainline.rules.explaining import printed
from mainline.rules.money import Money, amount
from mainline.rules.policies.loading import ReadyPolicy, policybook
from mainline.rules.policies.schema import PolicyFact, PolicyVersion
from mainline.service.policies.cases import read, written
from mainline.web.templatetags.web import page_language

STATE_WORDS: Mapping[str, object] = {
    "met": gettext_lazy("All conditions met"),
    "unknown": gettext_lazy("Open: facts are missing"),
    "not_met": gettext_lazy("Not met"),
    "vetoed": gettext_lazy("Vetoed"),
    "not_yet": gettext_lazy("Adopted, not in force yet"),
    "before": gettext_lazy("No rule for this day"),
    "ended": gettext_lazy("Run out"),
    "none": gettext_lazy("Nothing to ask it of"),
}
CLAUSE_WORDS: Mapping[str, object] = {
    "met": gettext_lazy("met"),
    "not_met": gettext_lazy("not met"),
    "unknown": gettext_lazy("open"),
}
WINDOW_WORDS: Mapping[str, object] = {
    "open": gettext_lazy("can be claimed now"),
    "before": gettext_lazy("not open yet"),
    "closed": gettext_lazy("the window has closed"),
    "unknown": gettext_lazy("last day not read: ask the office"),
    "": gettext_lazy("none is read: ask the office"),
}
GRADE_WORDS: Mapping[str, object] = {
    "A": gettext_lazy("the text of the rule was read"),
    "B": gettext_lazy("from an official digest"),
    "C": gettext_lazy("older or partial: check it"),
    "D": gettext_lazy("an amount or a condition is missing"),
}
GAIN_WORDS: Mapping[str, object] = {
    "subsidy": gettext_lazy("Support"),
    "status": gettext_lazy("Recognised standing"),
    "fee_cut": gettext_lazy("Lower fees"),
    "minimum": gettext_lazy("Owed to inventors"),
    "tax": gettext_lazy("Less tax"),
    "access": gettext_lazy("Condition"),
}
_LABELS = {
    "applicant_kind": OrganisationKind,
    "other_kind": OrganisationKind,
    "right_kind": RightKindLabel,
    "right_status": StatusLabel,
}


@dataclass(frozen=True, slots=True)
class ShownFact:
    """A fact that a clause used."""

    label: str
    value: str
    origin: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownMissing:
    """A fact that is missing."""

    label: str
    holder: str
    href: str
    """Where the organisation states it; empty where it is not its to say."""


@dataclass(frozen=True, slots=True)
class ShownClause:
    """One clause on a page."""

    id: str
    title: str
    state: str
    words: object
    cites: Sequence[str]
    facts: Sequence[ShownFact]
    missing: Sequence[ShownMissing]
    counts: Sequence[str]


def ready_of(code: str) -> ReadyPolicy | None:
    """Return the policy of a code as addresses have it."""
    return next((one for one in policybook().policies.values() if one.policy.code == code), None)


def clauses(judged: Mapping[str, Any], *, organisation: int, say: bool) -> list[ShownClause]:
    """Return the clauses of a kept judgement in words; ``say``: with links to where missing facts are stated."""
    language = "zh" if page_language().startswith("zh") else "en"
    edition = _edition(judged)
    counted = {count.name: count.title.of(language) for count in (edition.count if edition else ())}
    found = []
    for one in judged.get("clauses", ()):
        counts = [
            _counted(counted[name], judged["counts"][name])
            for name in counted
            if name in judged.get("counts", {}) and name in one["when"]
        ]
        found.append(
            ShownClause(
                one["id"], one["title"][language], one["state"], CLAUSE_WORDS[one["state"]],
                [cited(cite) for cite in one["cite"]], [_fact(each) for each in one["facts"]],
                list(_missing(one["missing"], judged, organisation, say)), counts,
            )
        )  # fmt: skip
    return found


def cited(cite: str) -> str:
    """Return a citation in words."""
    key, _space, article = cite.partition(" ")
    title = policybook().sources[key].title.of(page_language())
    return f"{title} {article.removeprefix('-')}".strip()


def value_text(name: str, text: str | None) -> str:
    """Return a stored value as a reader expects it."""
    if text is None:
        return _("none")
    if name in _LABELS:
        known = _LABELS[name]
        return str(known(text).label) if text in known.values else text
    if name in ("applicant_region", "other_region"):
        return region().name.in_language(page_language()) if text == region().code else _("elsewhere")
    fact = policybook().facts.get(name)
    if fact is None:
        return text
    if fact.choices:
        return fact.choices[text].of(page_language()) if text in fact.choices else text
    if fact.type == "bool":
        return printed(text == "true").of(page_language())
    if fact.type == "money":
        return str(read(fact, text))
    return text


def money_text(minor: int | None, currency: str = "CNY") -> str:
    """Return an amount in words; that none is known where there is none."""
    return _("amount not known") if minor is None else str(Money(minor, currency))


def versions(ready: ReadyPolicy) -> list[tuple[PolicyVersion, Sequence[str], object]]:
    """Return the versions of a policy, the newest first, with their citations and how sure they are."""
    rows = [edition.version for edition in reversed(ready.editions)]
    return [(row, [cited(cite) for cite in row.cite], GRADE_WORDS[row.grade]) for row in rows]


def example_amount(yuan: int | None) -> str:
    """Return the amount of an example."""
    return "" if yuan is None else str(amount(yuan, "CNY"))


def options(fact: PolicyFact) -> list[tuple[str, str]]:
    """Return what a fact may be, for a choice; empty where it is typed."""
    if fact.type == "bool":
        return [(written(value), printed(value).of(page_language())) for value in (True, False)]
    return [(code, text.of(page_language())) for code, text in fact.choices.items()]


def _edition(judged: Mapping[str, Any]) -> PolicyVersion | None:
    ready = policybook().policies.get(str(judged.get("policy", "")))
    rows = [edition.version for edition in ready.editions] if ready else []
    return next((row for row in rows if row.since.isoformat() == judged.get("since")), None)


def _counted(title: str, told: Mapping[str, Any]) -> str:
    if told["least"] == told["most"]:
        return _("%(what)s: %(n)s") % {"what": title, "n": told["least"]}
    return _("%(what)s: %(n)s for sure, %(most)s at most") % {
        "what": title,
        "n": told["least"],
        "most": told["most"],
    }


def _fact(told: Mapping[str, Any]) -> ShownFact:
    known = policybook().facts.get(told["fact"])
    label = known.label.of(page_language()) if known else told["fact"]
    words, href = _origin(told["origin"])
    return ShownFact(label, value_text(told["fact"], told["value"]), words, href)


def _origin(told: Mapping[str, Any]) -> tuple[str, str]:
    kind, pk, on, right = told["kind"], told["id"], told["on"] or "", told["right"]
    if kind == "event":
        return _("event of %(day)s") % {"day": on}, f"{reverse('right', args=[right])}#event-{pk}"
    if kind == "register":
        return _("register"), reverse("right", args=[pk])
    if kind == "statement":
        return _("stated on %(day)s") % {"day": on}, reverse("statements") + f"#statement-{pk}"
    if kind == "claim":
        return _("claims of this platform"), reverse("claim", args=[pk]) if pk else ""
    if kind == "call":
        return _("call of the office"), reverse("calls")
    if kind == "organisation":
        return _("record of the organisation"), reverse("organisation", args=[pk])
    return _("judged by its own rule"), reverse("policy", args=["CN-HIGH-VALUE"])


def _missing(
    names: Sequence[str], judged: Mapping[str, Any], organisation: int, say: bool
) -> Iterator[ShownMissing]:
    ref = str(judged.get("ref", ""))
    for name in names:
        fact = policybook().facts.get(name)
        if fact is None:
            continue
        href = ""
        if say and fact.said:
            asked = {"organisation": organisation, "fact": name}
            if fact.of in ("right", "deal") and ref:
                asked["right"] = int(ref.rpartition(":")[2])
            if fact.of == "deal":
                asked["contract"] = judged.get("contract", "")
            href = f"{reverse('statements')}?{urlencode(asked)}#say"
        yield ShownMissing(fact.label.of(page_language()), fact.holder.of(page_language()), href)
