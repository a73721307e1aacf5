"""The demonstration province from a region, a seed and a day: the same arguments, the same province."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping
from typing import Any

from mainline.demo import (
    beginnings,
    deals,
    defence,
    families,
    finance,
    others,
    plans,
    procedure,
    records,
    upkeep,
)
from mainline.demo.organisations import accounts, organisations, people
from mainline.demo.phrases import Pair, pair
from mainline.demo.province import DemoProvince, DemoRight
from mainline.demo.threads import Cast, Thread
from mainline.regions import Region


def generate(region: Region, seed: int, today: dt.date) -> DemoProvince:
    """Everything of the demonstration as it stands at the end of ``today``; reads no clock."""
    cast = organisations(region)
    staff = people(cast, seed)
    everybody = Cast(region, {body.code: body for body in cast}, {person.code: person for person in staff})
    patents = plans.plans(cast, staff, seed, today)
    threads = [Thread(plan, everybody, today, random.Random(f"{seed} {plan.code}")) for plan in patents]
    for thread in threads:
        _tell(thread)
    abroad = families.members(threads, seed)
    rights = [_right(thread, None, {member.family for member in abroad}) for thread in threads]
    for plan, entry in others.plans(cast, staff, seed, today, len(patents) + 1):
        thread = Thread(plan, everybody, today, random.Random(f"{seed} {plan.code}"))
        others.tell(thread, entry)
        rights.append(_right(thread, _goods(entry), set()))
    return DemoProvince(
        region=region.code,
        seed=seed,
        today=today,
        organisations=cast,
        people=staff,
        rights=(*rights, *abroad),
        accounts=accounts(cast, staff),
    )


def _tell(thread: Thread) -> None:
    """The whole thread of a patent: what ends it must be known before anybody uses it."""
    beginnings.prepare(thread)
    procedure.prosecute(thread)
    deals.agree_transfer(thread)
    upkeep.maintain(thread)
    deals.use(thread)
    finance.borrow(thread)
    defence.defend(thread)
    beginnings.serve(thread)


def _right(thread: Thread, goods: Pair | None, family_codes: set[str]) -> DemoRight:
    plan = thread.plan
    family = families.family_code(thread)
    return DemoRight(
        code=plan.code,
        kind=plan.kind,
        record=records.record_of(thread, goods),
        holders=thread.holders,
        place=plan.place,
        industry=plan.industry,
        inventors=plan.inventors,
        events=thread.told(),
        family=family if family in family_codes else "",
        fate=plan.fate,
    )


def _goods(entry: Mapping[str, Any]) -> Pair | None:
    return pair(entry["goods"]) if "goods" in entry else None
