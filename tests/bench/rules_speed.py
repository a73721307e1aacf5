"""How fast threads are derived, against the same rules written out by hand in Python.

``python -m tests.bench.rules_speed --rights 1000000 --json``

Rights with ten events each, on days of twenty years: Chinese patents of three kinds, Chinese marks, European and American
patents. All rules of their packs are derived; the making of the threads is not timed. The yardstick counts annual fees,
examination and office actions of the Chinese patents alone, in a plain loop over the same calendars, and the days it
comes to are compared with those derived, item by item. Two processes share the rights, as in a migration.
"""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import json
import random
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from multiprocessing import get_context
from typing import Any

from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.rules.periods import add_months
from mainline.rules.threads import Deriver, Happening, Item

DAY = dt.timedelta(days=1)
CHUNK = 5000
FIRST, SPAN = dt.date(2003, 1, 1), 20 * 365
CN = frozenset({"cn-patent", "cn-patent-fees", "cn-court", "cn-inventors"})
TM, EP, US = frozenset({"cn-trademark", "cn-court"}), frozenset({"ep"}), frozenset({"us"})
KINDS = (
    *(["invention"] * 9),
    *(["utility_model"] * 4),
    *(["design"] * 2),
    *(["trademark"] * 2),
    *(["patent"] * 2),
    "utility",
)
ELECTRONIC = {"delivery": "electronic"}


@dataclass(frozen=True)
class Right:
    """A right as the deriver is asked about it."""

    packs: frozenset[str]
    facts: dict[str, Any]
    thread: tuple[Happening, ...]


def rights(first: int, count: int, among: int) -> Iterator[Right]:
    """Yield rights by their number, in the order of their filing; the same number is the same right in every process."""
    for number in range(first, first + count):
        draw = random.Random(number)
        kind = KINDS[number % len(KINDS)]
        filed = FIRST + (number * SPAN // among) * DAY
        if kind == "trademark":
            yield _mark(draw, filed)
        elif kind == "patent":
            yield _european(draw, filed)
        elif kind == "utility":
            yield _american(draw, filed)
        else:
            yield _chinese(draw, kind, filed)


def _thread(*events: tuple[Any, ...]) -> tuple[Happening, ...]:
    return tuple(
        Happening(event, on, key, facts[0] if facts else {}) for key, (event, on, *facts) in enumerate(events)
    )


def _chinese(draw: random.Random, kind: str, filed: dt.date) -> Right:
    first = filed + draw.randrange(100, 900) * DAY
    second = first + draw.randrange(150, 300) * DAY
    noticed = second + draw.randrange(100, 300) * DAY
    granted = noticed + draw.randrange(40, 110) * DAY
    year = next(year for year in range(1, 30) if add_months(filed, 12 * (year - 1)) > granted)
    paid = [
        ("annuity_paid", add_months(filed, 12 * (each - 1)) - 20 * DAY, {"patent_year": Fraction(each)})
        for each in (year, year + 1)
    ]
    return Right(
        CN,
        {"right_type": kind, "filing_date": filed, "grant_date": granted},
        _thread(
            ("filing", filed),
            ("exam_requested", filed + 90 * DAY),
            ("oa_issued", first, {**ELECTRONIC, "action_number": Fraction(1)}),
            ("oa_replied", first + 80 * DAY),
            ("oa_issued", second, {**ELECTRONIC, "action_number": Fraction(2)}),
            ("oa_replied", second + 40 * DAY),
            ("grant_notice_issued", noticed, ELECTRONIC),
            ("granted", granted),
            *paid,
        ),
    )


def _mark(draw: random.Random, filed: dt.date) -> Right:
    published = filed + draw.randrange(200, 400) * DAY
    registered = published + draw.randrange(92, 200) * DAY
    begun = add_months(registered, 120)
    return Right(
        TM,
        {"right_type": "trademark", "filing_date": filed, "grant_date": registered},
        _thread(
            ("filing", filed),
            ("refusal_issued", filed + 120 * DAY, ELECTRONIC),
            ("review_requested", filed + 130 * DAY),
            ("preliminary_publication", published),
            ("opposition_copy_received", published + 30 * DAY),
            ("opposition_answered", published + 50 * DAY),
            ("registration", registered),
            ("registration_announced", registered),
            ("renewed", begun - 50 * DAY),
            ("renewal_term_begun", begun),
        ),
    )


def _european(draw: random.Random, filed: dt.date) -> Right:
    searched = filed + draw.randrange(200, 500) * DAY
    acted = searched + draw.randrange(200, 600) * DAY
    granted = acted + draw.randrange(300, 900) * DAY
    paid = [
        ("renewal_paid", add_months(filed, 12 * (each - 1)), {"patent_year": Fraction(each)})
        for each in (3, 4)
    ]
    return Right(
        EP,
        {"right_type": "patent", "filing_date": filed, "grant_date": granted},
        _thread(
            ("filing", filed),
            ("search_report_mention", searched),
            ("exam_requested", searched + 100 * DAY),
            ("communication_dated", acted, {"communication": "art94_3", "months": Fraction(4)}),
            ("reply_filed", acted + 110 * DAY),
            ("communication_dated", granted - 160 * DAY, {"communication": "r71_3"}),
            ("grant_formalities_done", granted - 60 * DAY),
            ("mention_of_grant", granted),
            *paid,
        ),
    )


def _american(draw: random.Random, filed: dt.date) -> Right:
    first = filed + draw.randrange(300, 700) * DAY
    second = first + draw.randrange(150, 300) * DAY
    allowed = second + draw.randrange(100, 300) * DAY
    granted = allowed + draw.randrange(50, 90) * DAY
    ssp = {"ssp_months": Fraction(3)}
    return Right(
        US,
        {"right_type": "utility", "filing_date": filed, "grant_date": granted, "entity": "small"},
        _thread(
            ("filing", filed),
            ("earliest_nonprovisional_filing", filed),
            ("office_action_mailed", first, ssp),
            ("reply_filed", first + 80 * DAY),
            ("office_action_mailed", second, ssp),
            ("reply_filed", second + 80 * DAY),
            ("notice_of_allowance_mailed", allowed),
            ("issue_fee_paid", allowed + 40 * DAY),
            ("grant", granted),
            ("maintenance_fee_paid", add_months(granted, 41), {"fee_number": Fraction(1)}),
        ),
    )


# ——— The yardstick ———

_ROLL = rulebook().books.calendars["cn_patent"].roll
_FEES = {
    "invention": [900] * 3 + [1200] * 3 + [2000] * 3 + [4000] * 3 + [6000] * 3 + [8000] * 5,
    "utility_model": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2,
    "design": [600] * 3 + [900] * 2 + [1200] * 3 + [2000] * 2 + [3000] * 5,
}
Line = tuple[str, str, int, dt.date, dt.date, int]
"""(rule, bar, number, end of the period, due day, whole yuan)."""


def by_hand(right: Right) -> list[Line]:
    """Return annual fees, examination and office actions of a Chinese patent, as one writes it for these alone."""
    kind, filed = right.facts["right_type"], right.facts["filing_date"]
    granted = right.facts["grant_date"]
    found: list[Line] = []
    years = len(_FEES[kind])
    if kind == "design" and filed < dt.date(2021, 6, 1):
        years = 10
    for year in range(1, years + 1):
        end = add_months(filed, 12 * (year - 1))
        if end > granted:
            grace = add_months(end, 6)
            found.append(("cn.annuity.due", "due", year, end, _ROLL(end).day, _FEES[kind][year - 1]))
            found.append(("cn.annuity.due", "grace", year, grace, _ROLL(grace).day, 0))
    if kind == "invention":
        end = add_months(filed, 36)
        found.append(("cn.exam.request", "", 0, end, _ROLL(end).day, 2500))
    number = 0
    for event in right.thread:
        if event.event == "oa_issued":
            number += 1
            received = event.on + (15 if event.on < dt.date(2024, 1, 20) else 0) * DAY
            end = add_months(received, 4 if number == 1 and kind == "invention" else 2)
            rule = "cn.oa.first_response" if number == 1 else "cn.oa.subsequent_response"
            found.append((rule, "", 0, end, _ROLL(end).day, 0))
    return found


_BY_HAND = frozenset(
    {"cn.annuity.due", "cn.exam.request", "cn.oa.first_response", "cn.oa.subsequent_response"}
)


def _lines(items: Sequence[Item]) -> list[Line]:
    """Return derived items as the yardstick has them."""
    return [
        (
            due.rule.id,
            due.bar.code,
            due.number or 0,
            due.nominal or dt.date.min,
            due.on or dt.date.min,
            int(due.fee.major) if due.fee else 0,
        )
        for due in (item.due for item in items)
        if due.rule.id in _BY_HAND
    ]


def run(first: int, count: int, among: int) -> dict[str, float]:
    """Derive some rights in chunks; return seconds, items, seconds of the yardstick, and lines that differ."""
    deriver = Deriver(Engine(rulebook()))
    # As any work in bulk: nearly all that is made is kept, so the collector of garbage looks rarely.
    gc.set_threshold(100_000, 50, 100)
    told: dict[str, float] = dict.fromkeys(
        ("seconds", "cpu", "items", "yardstick", "patents", "lines", "differ"), 0.0
    )
    for start in range(first, first + count, CHUNK):
        chunk = list(rights(start, min(CHUNK, first + count - start), among))
        began, busy = time.perf_counter(), time.process_time()
        derived = [deriver.derive(each.packs, each.facts, each.thread) for each in chunk]
        told["seconds"] += time.perf_counter() - began
        told["cpu"] += time.process_time() - busy
        chinese = [each for each in chunk if each.packs is CN]
        busy = time.process_time()
        lines = [by_hand(each) for each in chinese]
        told["yardstick"] += time.process_time() - busy
        told["items"] += sum(map(len, derived))
        told["patents"] += len(chinese)
        told["lines"] += sum(map(len, lines))
        ours = [_lines(items) for items, each in zip(derived, chunk, strict=True) if each.packs is CN]
        told["differ"] += sum(
            sorted(mine) != sorted(theirs) for mine, theirs in zip(ours, lines, strict=True)
        )
    return told


def alone() -> dict[str, float]:
    """Return milliseconds to derive one right: the first of a fresh engine, and the median of rights one by one."""
    deriver = Deriver(Engine(rulebook()))
    seconds = []
    for each in rights(0, 400, 400):
        began = time.perf_counter()
        deriver.derive(each.packs, each.facts, each.thread)
        seconds.append(time.perf_counter() - began)
    return {"first_ms": round(seconds[0] * 1000, 2), "median_ms": round(sorted(seconds)[200] * 1000, 3)}


def measure(count: int, processes: int = 2) -> dict[str, Any]:
    """Return the figures."""
    share = -(-count // processes)
    began = time.perf_counter()
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        shares = [(start, min(share, count - start), count) for start in range(0, count, share)]
        told = list(pool.map(run, *zip(*shares, strict=True)))
    wall = time.perf_counter() - began
    total = {name: sum(each[name] for each in told) for name in told[0]}
    chinese = total["yardstick"] / max(total["patents"], 1)
    return {
        "rights": count,
        "processes": processes,
        "seconds": round(max(each["seconds"] for each in told), 1),
        "cpu_seconds": round(total["cpu"], 1),
        "wall_seconds_with_threads_made": round(wall, 1),
        "us_per_right": round(1e6 * total["cpu"] / count, 1),
        "items": int(total["items"]),
        "us_per_item": round(1e6 * total["cpu"] / max(total["items"], 1), 2),
        "yardstick_patents": int(total["patents"]),
        "yardstick_lines": int(total["lines"]),
        "yardstick_us_per_right": round(1e6 * chinese, 1),
        "times_the_yardstick": round(total["cpu"] / count / max(chinese, 1e-12), 1),
        "patents_that_differ": int(total["differ"]),
        "one_right": alone(),
    }


def main() -> int:
    """Print the figures; status 1 where a day differs from the yardstick's."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rights", type=int, default=20_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    report = measure(options.rights)
    print(json.dumps(report, indent=None if options.json else 2))
    return int(report["patents_that_differ"] > 0)


if __name__ == "__main__":
    raise SystemExit(main())
