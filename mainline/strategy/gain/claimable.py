"""Support that an organisation may claim now: the rules of the policies that it meets, what they give, and until when.

Judged for the day by :mod:`mainline.service.policies`; nothing is kept. What is claimed already, what no window lets claim any
more and what is open for want of facts is not told as something that may be claimed: of the last the number alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from mainline.orgs.access import can_for
from mainline.orgs.models import Organisation
from mainline.rules.money import Money
from mainline.service.policies.access import VIEW
from mainline.service.policies.queries import Line, lines
from mainline.service.policies.shown import WINDOW_WORDS
from mainline.strategy.gain.access import Subject
from mainline.web.templatetags.web import page_language

_SHUT = ("before", "closed")


@dataclass(frozen=True, slots=True)
class Claimable:
    """One rule that is met and not claimed."""

    title: str
    href: str
    up_to: Money | None
    """What it gives at most, of all that is met and has an amount; ``None``: no amount was read."""
    unpriced: int
    """How many rights or contracts more meet it and have no amount."""
    closes_on: dt.date | None
    """The last day to claim; ``None``: none is known, see ``window``."""
    window: object
    """How the window stands, in words."""


@dataclass(frozen=True, slots=True)
class Support:
    """All that may be claimed, the earliest last day first."""

    rules: Sequence[Claimable]
    n_open: int
    """How many rules more may be met: facts are missing."""
    href: str

    @property
    def total(self) -> Money | None:
        """The sum of what has an amount; ``None`` where nothing has."""
        known = [one.up_to.minor for one in self.rules if one.up_to is not None]
        return Money(sum(known), "CNY") if known else None

    @property
    def n_unpriced(self) -> int:
        """How many have no amount: they are in no sum."""
        return sum(one.unpriced for one in self.rules)


def support_of(subject: Subject, on: dt.date) -> Support | None:
    """Return what the organisation of a subject may claim on a day; ``None`` for a person, and for who may not see claims."""
    body = subject.row
    if not isinstance(body, Organisation) or not can_for(subject.user, VIEW, body.pk):
        return None
    told = [
        line
        for line in lines(subject.user, body, on)
        if line.ready.policy.gain == "subsidy" and line.ready.policy.claimed and line.window not in _SHUT
    ]
    found = [_claimable(line, body) for line in told if _is_free(line)]
    found.sort(key=lambda one: (one.closes_on or dt.date.max, one.title))
    n_open = sum(line.state == "unknown" for line in told)
    return Support(found, n_open, f"{reverse('entitlements')}?{urlencode({'organisation': body.pk})}")


def _is_free(line: Line) -> bool:
    """Whether something of it is met and not claimed, and the year has something left for it."""
    return bool(line.unpriced) or (line.due is not None and line.due.minor > 0)


def _claimable(line: Line, body: Organisation) -> Claimable:
    policy = line.ready.policy
    href = f"{reverse('policy_mine', args=[policy.code])}?{urlencode({'organisation': body.pk})}"
    return Claimable(
        policy.title.of(page_language()),
        href,
        line.due,
        line.unpriced,
        line.closes_on,
        WINDOW_WORDS[line.window],
    )
