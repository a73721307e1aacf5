"""What the law says inventors are owed, asked of the rules of law: never reckoned here.

Implementing Rules of the Patent Law 92: a contract or lawful internal rules come first; 93: the reward for a grant without
either; 94 with the law on sci-tech achievements 45: at least half of the net income from a licence or transfer without either.
Institutes and universities founded by the State may not go below that half by rules or contract (45, second paragraph).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.rules.engine import Engine, Outcome
from mainline.rules.explaining import cited
from mainline.rules.loading import rulebook
from mainline.rules.money import Money, amount
from mainline.rules.values import Value
from mainline.utilization.distribution.enums import StateFounded
from mainline.utilization.distribution.models import UnitRule

REMUNERATION, AWARD = "cn.remuneration.minimum", "cn.award.payment"
_PATENTS = ("invention", "utility_model", "design")
_FOUNDED = (OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE)


@dataclass(frozen=True, slots=True)
class Floor:
    """The least that the inventors get together, and by which articles."""

    applies: bool
    """Whether the law sets one; else the rules or the contract alone say how much."""
    money: Money | None
    citations: tuple[tuple[str, str], ...]
    """(zh, en)."""
    due_on: dt.date | None = None


@cache
def _engine() -> Engine:
    return Engine(rulebook())


def is_bound(organisation: Organisation, rule: UnitRule | None) -> bool:
    """Whether the floor binds a unit whatever its rules say: universities and institutes, unless they said that the State did
    not found them; others where they said that it did.
    """
    said = StateFounded(rule.founded_by_state) if rule is not None else StateFounded.UNKNOWN
    if said is StateFounded.UNKNOWN:
        return organisation.kind in _FOUNDED
    return said is StateFounded.YES


def floor_of(
    net: Money, *, right: Right, is_transfer: bool, on: dt.date, has_rules: bool, bound: bool
) -> Floor:
    """Return the floor of what inventors get of a net income."""
    facts: dict[str, Value] = {
        "event": "transfer_income" if is_transfer else "licence_income",
        "event_date": on,
        "right_type": right.kind if right.kind in _PATENTS else "invention",
        "agreement_or_rules": has_rules,
        "state_institution": bound,
        "net_income_cny": net.major,
    }
    outcome = _engine().ask(REMUNERATION, facts)
    least = outcome.values.get("minimum")
    money = Money(amount(least.major, net.currency).minor, net.currency) if isinstance(least, Money) else None
    return Floor(money is not None, money, _citations(outcome, right))


def award_of(right: Right, granted_on: dt.date, *, has_rules: bool) -> Floor:
    """Return the least reward for a grant and the day by which it is paid; by rules of the unit there is none of the law."""
    facts: Mapping[str, Value] = {
        "event": "grant_announced", "event_date": granted_on, "right_type": right.kind, "agreement_or_rules": has_rules,
    }  # fmt: skip
    outcome = _engine().ask(AWARD, facts)
    least = outcome.values.get("minimum_award")
    money = least if isinstance(least, Money) else None
    return Floor(money is not None, money, _citations(outcome, right), outcome.date("due_date"))


def _citations(outcome: Outcome, right: Right) -> tuple[tuple[str, str], ...]:
    """Return the articles in words; of a right that is no patent without those of the Patent Law."""
    if outcome.edition is None:
        return ()
    cites = outcome.edition.version.cite
    if right.kind not in _PATENTS:
        cites = [cite for cite in cites if not cite.startswith("IR")]
    told = [cited(rulebook(), cite) for cite in cites]
    return tuple((text.zh, text.en) for text in told)
