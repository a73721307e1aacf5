"""Typical threads of a decade, 2016 to 2026, pack by pack: what the golden files are derived from.

Days are chosen where law or calendar turns: ends of months, leap days, holidays, and both sides of each change of law.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction

from mainline.rules.loading import rulebook
from mainline.rules.periods import add_months
from tests.rules.typical.abroad import ep, madrid, paris, pct, us
from tests.rules.typical.chinese import (
    cn_copyrights,
    cn_courts,
    cn_indications,
    cn_inventors,
    cn_layouts,
    cn_trademarks,
    cn_varieties,
)
from tests.rules.typical.parts import DAY, Typical, days, event, typical
from tests.rules.typical.patents import cn_patents

__all__ = ["PACKS", "Typical", "threads_of"]

ALONE = days("2019-10-31", "2024-01-19", "2024-01-20", "2024-02-29", "2025-08-31")


def alone(pack: str, threads: Sequence[Typical]) -> Iterator[Typical]:
    """Yield what no thread of a pack comes to, each by itself on a few days: rare events, and rare facts told."""
    had = {each.event for thread in threads for each in thread.thread}
    said = {name for thread in threads for name, value in thread.facts.items() if value}
    said |= {name for thread in threads for each in thread.thread for name in each.facts}
    for ready in rulebook().rules.values():
        rule = ready.rule
        rare = [name for name in rule.only_with if name not in said]
        if ready.pack.pack.id != pack or not rule.bars or (had & {*rule.triggers} and not rare):
            continue
        for on in ALONE:
            day = {name: on if rulebook().facts[name].type == "date" else True for name in rare}
            yield typical(
                f"{rule.id} alone, {rule.triggers[0]} on {on}",
                rule.rights[0],
                event(rule.triggers[0], on),
                filing_date=add_months(on, 11 if rule.triggers[0] == "priority_date" else -30),
                priority_date=add_months(on, -11),
                missed_period_end=add_months(on, -3),
                payment_date=on + 40 * DAY,
                **dict.fromkeys(("extension_months", "extension_no"), Fraction(1)),
                patent_year=Fraction(4),
                compensation_days=Fraction(400),
                designated_office="EP",
                **day,
            )


_TYPICAL: Mapping[str, Callable[[], Iterator[Typical]]] = {
    "cn-copyright": cn_copyrights,
    "cn-court": cn_courts,
    "cn-gi": cn_indications,
    "cn-inventors": cn_inventors,
    "cn-layout": cn_layouts,
    "cn-patent": cn_patents,
    "cn-patent-fees": cn_patents,
    "cn-plant-variety": cn_varieties,
    "cn-trademark": cn_trademarks,
    "ep": ep,
    "madrid": madrid,
    "paris": paris,
    "pct": pct,
    "us": us,
}


def threads_of(pack: str) -> list[Typical]:
    """Return the threads of a pack."""
    threads = list(_TYPICAL[pack]())
    return [*threads, *alone(pack, threads)]


PACKS = tuple(_TYPICAL)
