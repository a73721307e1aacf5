"""The least that an employer owes inventors, by law. No database.

Reward on grant, within three months: Implementing Regulations of the Patent Law, Art. 93 (2023, in force from 2024-01-20),
before that Art. 77 (2010). Default remuneration: at least half of the net income of a licence or transfer (Law on
Promoting the Transformation of Scientific and Technological Achievements, Art. 45). An agreement goes before both.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache, lru_cache

from mainline.register.logic.terms import add_months
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.values import Value

MONTHS = 3
AWARD = "cn.award.payment"
"""The rule of law that says on which day a reward is due."""
NEW_LAW = dt.date(2024, 1, 20)
OLD_LAW = dt.date(2010, 2, 1)
REWARDS: Sequence[tuple[dt.date, Mapping[str, int]]] = (
    (NEW_LAW, {"invention": 400_000, "utility_model": 150_000, "design": 150_000}),
    (OLD_LAW, {"invention": 300_000, "utility_model": 100_000, "design": 100_000}),
)
"""By day of grant, the newest first: fen by kind of patent. What held before the text of 2010 was not read."""
REMUNERATION = Fraction(1, 2)
"""Least share of the net income of a licence or transfer."""
REWARD_CITE = ("专利法实施细则第九十三条", "Implementing Regulations of the Patent Law, Art. 93")
OLD_REWARD_CITE = ("专利法实施细则（2010）第七十七条", "Implementing Regulations (2010), Art. 77")


def least_reward(kind: str, granted_on: dt.date) -> int | None:
    """Return the least reward for a patent in fen; ``None`` for kinds of which the law says none, and for a grant before the
    first text that was read.
    """
    amounts = next((amounts for since, amounts in REWARDS if granted_on >= since), {})
    return amounts.get(kind)


@cache
def _engine() -> Engine:
    return Engine(rulebook())


@lru_cache(maxsize=20_000)
def reward_due_on(granted_on: dt.date) -> dt.date:
    """Return the last day on which the reward is paid in time: three months after the grant, on a working day."""
    facts: Mapping[str, Value] = {
        "event": "grant_announced", "event_date": granted_on, "right_type": "invention", "agreement_or_rules": False,
    }  # fmt: skip
    return _engine().ask(AWARD, facts).date("due_date") or add_months(granted_on, MONTHS)


def last_grant_due(on: dt.date) -> dt.date:
    """Return the last day of grant of which the three months end by a day, before they roll: at the end of a month the last
    day of the month before them, for there is no 31 June.
    """
    day = add_months(on, -MONTHS)
    if (on + dt.timedelta(days=1)).day == 1:
        return add_months(day.replace(day=1), 1) - dt.timedelta(days=1)
    return day


def cite_of(granted_on: dt.date) -> tuple[str, str]:
    """Return the article, (zh, en), that a reward follows."""
    return REWARD_CITE if granted_on >= NEW_LAW else OLD_REWARD_CITE
