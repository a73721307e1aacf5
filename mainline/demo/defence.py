"""Watching and defending rights: evidence, warnings, adjudication, mediation, suits.

Adjudication: opened within five working days, decided within three months of opening (Measures on
administrative adjudication, 2025); a suit may follow within fifteen days.
"""

from __future__ import annotations

import datetime as dt

from mainline.demo import days
from mainline.demo.official_fees import YUAN
from mainline.demo.phrases import Pair, pair, read
from mainline.demo.threads import MINUTES, PLATFORM, Thread

_EVIDENCE = pair("网页及样品照片（哈希值已登记）|web pages and photographs of samples (hash registered)")
_CEASE = pair("责令停止侵权|order to cease the infringement")
_DISMISS = pair("驳回请求|request dismissed")
_STOP = pair("停止侵权并赔偿损失|cease and pay damages")
_COURT = pair("知识产权法庭|the IP tribunal")
_ADVICE = pair("侵权比对与维权途径|comparison for infringement and routes of enforcement")


def defend(thread: Thread) -> None:
    """Watch a quarter of the granted rights; some watches find something."""
    rng, granted = thread.rng, thread.granted_on
    if granted is None or rng.random() > 0.28:
        return
    span = (thread.last_day - granted).days
    if span < 260:
        return
    opened = days.after(granted, 20, max(21, min(span - 220, 700)), rng)
    place = pair("全国电商平台|e-commerce platforms nationwide")
    thread.add("protection.watch.opened", opened, thread.holder, PLATFORM, place=place)
    if rng.random() > 0.6:
        return
    found = days.after(opened, 30, 120, rng)
    if found >= thread.last_day:
        return
    other = pair(rng.choice(read("names")["infringers"]))
    thread.add("protection.watch.found", found, thread.holder, PLATFORM, other=other)
    kept = days.after(found, 1, 6, rng)
    thread.add("protection.evidence.preserved", kept, thread.holder, PLATFORM, document=_EVIDENCE)
    _consult(thread, kept)
    _act(thread, kept, other)


def _consult(thread: Thread, on: dt.date) -> None:
    rng = thread.rng
    if rng.random() < 0.5:
        return
    office = thread.cast.office_of(thread.plan.place)
    thread.add("service.consultation.asked", on, thread.holder, PLATFORM, party=thread.pair, title=_ADVICE)
    thread.add(
        "service.consultation.answered",
        days.after(on, 2, 7, rng),
        office,
        PLATFORM,
        other=thread.cast.name(office),
    )


def _act(thread: Thread, kept: dt.date, other: Pair) -> None:
    """What the holder does with the evidence."""
    rng = thread.rng
    draw = rng.random()
    if draw < 0.25:
        thread.add(
            "protection.warning.sent", days.after(kept, 5, 20, rng), thread.holder, MINUTES, other=other
        )
        return
    notary = days.after(kept, 5, 15, rng)
    thread.add(
        "protection.evidence.notarised",
        notary,
        thread.holder,
        MINUTES,
        reference=f"GZ-{notary.year}-{thread.plan.serial:04d}",
    )
    if draw < 0.65:
        _adjudicate(thread, notary, other)
    elif draw < 0.82:
        _mediate(thread, notary, other)
    else:
        _sue(thread, notary, other)


def _adjudicate(thread: Thread, after: dt.date, other: Pair) -> None:
    rng = thread.rng
    office = thread.cast.office_of(thread.plan.place)
    asked = days.after(after, 6, 25, rng)
    if asked >= thread.last_day:
        return
    case = f"XC-{asked.year}-{thread.plan.serial:03d}"
    thread.add(
        "protection.adjudication.requested", asked, thread.holder, MINUTES, other=other, reference=case
    )
    opened = days.after(asked, 2, 5, rng)
    thread.add("protection.adjudication.accepted", opened, office, MINUTES, reference=case)
    result = _CEASE if rng.random() < 0.8 else _DISMISS
    thread.add(
        "protection.adjudication.decided",
        days.after(opened, 55, 85, rng),
        office,
        MINUTES,
        result=result,
        reference=case,
    )


def _mediate(thread: Thread, after: dt.date, other: Pair) -> None:
    rng = thread.rng
    office = thread.cast.office_of(thread.plan.place)
    started = days.after(after, 6, 20, rng)
    agreed = days.after(started, 15, 40, rng)
    if agreed >= thread.last_day:
        return
    sum_paid = rng.randrange(20_000, 120_000, 5_000) * YUAN
    thread.add("protection.mediation.started", started, office, MINUTES, other=other)
    thread.add("protection.mediation.agreed", agreed, office, MINUTES, sum_paid, other=other)
    confirmed = days.after(agreed, 8, 25, rng)
    thread.add(
        "protection.mediation.confirmed",
        confirmed,
        thread.holder,
        MINUTES,
        reference=f"SQ-{confirmed.year}-{thread.plan.serial:03d}",
    )


def _sue(thread: Thread, after: dt.date, other: Pair) -> None:
    rng = thread.rng
    filed = days.after(after, 15, 45, rng)
    judged = days.after(filed, 150, 300, rng)
    if filed >= thread.last_day:
        return
    case = f"ZMC-{filed.year}-{900 + thread.plan.serial}"
    thread.add(
        "protection.suit.filed", filed, thread.holder, MINUTES, place=_COURT, other=other, reference=case
    )
    damages = rng.randrange(50_000, 600_000, 10_000) * YUAN
    thread.add(
        "protection.suit.judged", judged, thread.holder, MINUTES, damages, result=_STOP, reference=case
    )
    thread.add("protection.suit.enforced", days.after(judged, 60, 150, rng), thread.holder, MINUTES, damages)
