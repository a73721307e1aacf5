"""Who gets what of a net income, to the minor unit, and what a dispute freezes. Pure.

The floor is asked of the rules of law (:mod:`mainline.utilization.distribution.law`); here are amounts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from mainline.utilization.agreements.logic import Tier, divided
from mainline.utilization.royalties.logic import rate_of

HALF = Fraction(1, 2)


class Refused(ValueError):
    """The plan can't be made; ``code`` says why, ``about`` of whom or how much."""

    def __init__(self, code: str, about: str = "") -> None:
        """``code`` is put into words by :mod:`mainline.utilization.distribution.words`."""
        super().__init__(code, about)
        self.code, self.about = code, about


@dataclass(frozen=True, slots=True)
class Parts:
    """What becomes of an income: costs recovered, what the inventors get together, what the unit keeps. Minor units."""

    income: int
    costs: int
    inventors: int
    unit: int

    @property
    def net(self) -> int:
        """Income less costs."""
        return self.income - self.costs


@dataclass(frozen=True, slots=True)
class Dispute:
    """That the line at a place is disputed, and which share its inventor says is right; ``None``: all of it is in doubt."""

    place: int
    claims: Fraction | None


def parts_of(income: int, costs: int, tiers: Sequence[Tier], earlier: int = 0) -> Parts:
    """Divide an income: costs first, of the net what the tiers give the inventors, the rest to the unit.

    ``earlier`` is the net income of the same right that was distributed before: tiers go on where it ended. What the
    inventors get is rounded up to the minor unit, so that no percentage is undercut by rounding. Raises :class:`Refused`
    where the costs are more than the income.
    """
    if costs > income:
        raise Refused("costs")
    net = income - costs
    exact = rate_of(tiers, net, earlier)
    inventors = min(net, -(-exact.numerator // exact.denominator))
    return Parts(income, costs, inventors, net - inventors)


def check_shares(shares: Sequence[tuple[str, Fraction]], least: Fraction | None = None) -> None:
    """Raise :class:`Refused` unless the shares are of somebody, sum to one exactly and none lies below the least."""
    if not shares:
        raise Refused("nobody")
    below = next((name for name, share in shares if share <= 0), None)
    if below is not None:
        raise Refused("no_share", below)
    total = sum((share for _name, share in shares), Fraction(0))
    if total != 1:
        raise Refused("sum", str(total))
    if least is not None:
        small = next((name for name, share in shares if share < least), None)
        if small is not None:
            raise Refused("least", small)


def lines_of(inventors: int, shares: Sequence[tuple[str, Fraction]]) -> list[int]:
    """Return the amount of each inventor in order; they sum to what all get together."""
    told = divided(inventors, [(place, share) for place, (_name, share) in enumerate(shares)])
    return [told[place] for place in range(len(shares))]


def frozen(amounts: Sequence[int], shares: Sequence[Fraction], disputes: Sequence[Dispute]) -> list[int]:
    """Return how much of each line may not be paid while some are disputed: the disputed part, and no more.

    Who claims a larger share freezes what it would take from the others, each in proportion to their amount; who claims a
    smaller one, that difference of their own line; who names no share, their own line.
    """
    pool, stopped = sum(amounts), [0] * len(amounts)
    for dispute in disputes:
        own = dispute.place
        if dispute.claims is None:
            stopped[own] = amounts[own]
            continue
        difference = dispute.claims - shares[own]
        if difference <= 0:
            stopped[own] = max(stopped[own], _up(-difference * pool))
            continue
        others = [(place, minor) for place, minor in enumerate(amounts) if place != own and minor]
        together = sum(minor for _place, minor in others)
        if not together:
            continue
        wanted = min(_up(difference * pool), together)
        for place, part in divided(
            wanted, [(place, Fraction(minor, together)) for place, minor in others]
        ).items():
            stopped[place] += part
    return [min(minor, stop) for minor, stop in zip(amounts, stopped, strict=True)]


def _up(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def lowest_rate(tiers: Sequence[Tier]) -> Fraction:
    """Return the smallest rate of some tiers: a rule is no lower than that."""
    return min((tier.rate for tier in tiers), default=Fraction(0))
