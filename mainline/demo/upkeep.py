"""Keeping a patent in force, or not: annuities, cessation, restoration, invalidation, expiry.

Annuities fall due on the anniversary of the filing day; six months of grace with a surcharge of 5 % of
the full fee for each month after the first (Implementing Regulations Art. 115); after that the right
has ended as of the due day, and may be restored within two months of the notice (Art. 6).
"""

from __future__ import annotations

import datetime as dt

from mainline.demo import days, official_fees
from mainline.demo.phrases import pair
from mainline.demo.procedure import patent_year
from mainline.demo.threads import CNIPA, GAZETTE, MINUTES, NOTICE, RECEIPT, Thread
from mainline.register.logic.terms import add_months

_NO_USE = pair("已无实施计划|no plan of use any more")
_RESTORE_REASON = pair("经办人离职，交接遗漏|the handover was missed when a clerk left")
_CHALLENGER = pair("广陌机电商行|Guangmo Electromechanical Trading")
_RESTORATION_FEE = pair("恢复权利请求费|fee for restoration of right")
_RESTORATION = 1000 * official_fees.YUAN


def maintain(thread: Thread) -> None:
    """Pay the annuities from the grant on, until the fate of the right or today ends that."""
    plan = thread.plan
    if thread.granted_on is None:
        return
    first = patent_year(plan.filed_on, thread.granted_on)
    last = official_fees.last_year(plan.kind.value, plan.filed_on)
    stop = _stop_year(thread, first, last)
    _invalidate(thread)
    for year in range(first + 1, last + 1):
        due = add_months(plan.filed_on, 12 * (year - 1))
        if due > thread.last_day and not _is_paid_early(thread, due):
            break
        if year == stop:
            _lapse(thread, year, due)
            if plan.fate != "restored":
                return
            continue
        _pay(thread, year, first, due)
    end = add_months(plan.filed_on, 12 * last)
    if thread.ended_on is None and end <= thread.today:
        thread.ended_on = end
        thread.add("portfolio.right.expired", end, CNIPA, GAZETTE)


def _stop_year(thread: Thread, first: int, last: int) -> int:
    """The patent year whose annuity is not paid, 0 for none."""
    plan, today = thread.plan, thread.today
    if plan.fate == "lapsed_restorable":
        return patent_year(plan.filed_on, today - dt.timedelta(days=184))
    if plan.fate not in ("ceased", "restored"):
        return 0
    latest = patent_year(plan.filed_on, today - dt.timedelta(days=400))
    return thread.rng.randint(min(first + 1, latest), min(latest, last)) if latest > first else first + 1


def _is_paid_early(thread: Thread, due: dt.date) -> bool:
    """Some holders have already paid what falls due in the next weeks."""
    return (
        thread.ended_on is None and due <= thread.today + dt.timedelta(days=45) and thread.rng.random() < 0.5
    )


def _pay(thread: Thread, year: int, first: int, due: dt.date) -> None:
    plan, rng = thread.plan, thread.rng
    kind = plan.kind.value
    if rng.random() < 0.06 and add_months(due, 3) < thread.last_day:
        thread.add(
            "portfolio.annuity.missed", days.working(due + dt.timedelta(days=1)), CNIPA, NOTICE, year=year
        )
        months = rng.randint(1, 3)
        paid = days.working_before(add_months(due, months) - dt.timedelta(days=rng.randint(1, 9)))
        fee = official_fees.reduced_annuity(kind, year, first, plan.is_reduced, paid)
        fee += official_fees.annuity(kind, year) * 5 * (months - 1) // 100
        thread.add("portfolio.annuity.paid_late", paid, thread.holder_on(paid), RECEIPT, fee, year=year)
        return
    paid = days.before(due, 8, 70, rng)
    paid = max(paid, days.working(thread.granted_on or paid))
    if paid > due:
        return
    fee = official_fees.reduced_annuity(kind, year, first, plan.is_reduced, paid)
    thread.add("portfolio.annuity.paid", paid, thread.holder_on(paid), RECEIPT, fee, year=year)


def _lapse(thread: Thread, year: int, due: dt.date) -> None:
    plan, rng = thread.plan, thread.rng
    if plan.fate == "ceased" and rng.random() < 0.6:
        decided = days.before(due, 20, 90, rng)
        if decided > (thread.granted_on or decided):
            thread.add(
                "portfolio.annuity.declined",
                decided,
                thread.holder,
                MINUTES,
                year=year,
                reason=_NO_USE,
                party=thread.pair,
            )
    thread.add("portfolio.annuity.missed", days.working(due + dt.timedelta(days=1)), CNIPA, NOTICE, year=year)
    grace = add_months(due, 6)
    notified = days.after(grace, 3, 12, rng)
    thread.add(
        "portfolio.right.cessation_notified",
        notified,
        CNIPA,
        NOTICE,
        reference=f"ZZ{90_000_000 + plan.serial}",
        notified_on=notified,
        effective_on=due,
    )
    if plan.fate == "restored":
        _restore(thread, notified, year)
        return
    thread.ended_on = due
    if plan.fate == "ceased":
        thread.add(
            "portfolio.right.ceased", days.gazette(add_months(notified, 3)), CNIPA, GAZETTE, effective_on=due
        )


def _restore(thread: Thread, notified: dt.date, year: int) -> None:
    plan, rng = thread.plan, thread.rng
    asked = days.after(notified, 10, 45, rng)
    thread.add("portfolio.restoration.requested", asked, plan.agency, NOTICE, reason=_RESTORE_REASON)
    full = official_fees.annuity(plan.kind.value, year)
    thread.add("portfolio.fee.paid", asked, thread.holder, RECEIPT, _RESTORATION, document=_RESTORATION_FEE)
    thread.add(
        "portfolio.annuity.paid_late", asked, thread.holder, RECEIPT, full + full * 25 // 100, year=year
    )
    thread.add(
        "portfolio.right.restored",
        days.gazette(asked + dt.timedelta(days=rng.randint(40, 70))),
        CNIPA,
        GAZETTE,
    )


def _invalidate(thread: Thread) -> None:
    """A request for invalidation, and its decision where the fate or chance has one."""
    plan, rng = thread.plan, thread.rng
    if thread.granted_on is None:
        return
    case = f"4W{900_000 + plan.serial}"
    if plan.fate == "under_challenge":
        asked = days.before(thread.today, 30, 150, rng)
        if asked > thread.granted_on:
            _request(thread, asked, case)
        return
    chance = plan.fate == "in_force" and rng.random() < 0.05
    if plan.fate != "invalidated" and not chance:
        return
    span = (thread.today - thread.granted_on).days
    if span < 500:
        return
    asked = days.after(thread.granted_on, 120, max(121, span - 320), rng)
    decided = days.after(asked, 170, 260, rng)
    _request(thread, asked, case)
    decision = f"{590_000 + plan.serial}"
    if chance:
        verb = rng.choice(("maintained", "partial"))
        thread.add(
            f"protection.invalidation.{verb}", decided, CNIPA, NOTICE, reference=case, decision=decision
        )
        return
    thread.add("protection.invalidation.whole", decided, CNIPA, NOTICE, reference=case, decision=decision)
    thread.ended_on = decided


def _request(thread: Thread, asked: dt.date, case: str) -> None:
    fee = official_fees.INVALIDATION[thread.plan.kind.value]
    thread.add(
        "protection.invalidation.requested",
        asked,
        CNIPA,
        NOTICE,
        other=_CHALLENGER,
        reference=case,
        full_fee=fee,
    )
