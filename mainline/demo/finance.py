"""Loans secured by patents: valuation, pledge, loan, guarantee, release, and the subsidy on the interest."""

from __future__ import annotations

import datetime as dt

from mainline.demo import days
from mainline.demo.official_fees import YUAN
from mainline.demo.phrases import pair
from mainline.demo.threads import BANK_SLIP, CNIPA, CONTRACT, MINUTES, OFFICE_RECORD, PLATFORM, Thread
from mainline.regions import Policy
from mainline.register.logic.terms import add_months

_INTEREST = "HLJ-PLEDGE-INTEREST-2025"
_GUARANTEE = "HLJ-PLEDGE-GUARANTEE-2025"
_CAP = 100_000 * YUAN
"""Most that one firm gets in a year under either policy (notice of 2025-07-28)."""
_RATES = (385, 420, 450)
"""Yearly interest in hundredths of a per cent."""
_GUARANTEE_RATE = 100
_APPRAISAL = 12_000 * YUAN


def borrow(thread: Thread) -> None:
    """Pledge some patents of enterprises for a loan of one year."""
    rng, plan, granted = thread.rng, thread.plan, thread.granted_on
    is_firm = thread.cast.organisations[thread.holders[0]].kind == "enterprise"
    if granted is None or not is_firm or plan.fate != "in_force" or rng.random() > 0.3:
        return
    start = max(granted, thread.transfer[0] if thread.transfer else granted, dt.date(2019, 1, 1))
    span = (thread.last_day - start).days
    if span < 120:
        return
    agreed = days.after(start, 45, span - 40, rng)
    if any(day > agreed - dt.timedelta(days=30) for day in thread.burdened_on):
        return
    bank = rng.choice(thread.cast.of_kind("bank"))
    loan = rng.randrange(1_000_000, 5_000_000, 500_000) * YUAN
    _secure(thread, agreed, bank, loan, rng.random() < 0.35)


def _secure(thread: Thread, agreed: dt.date, bank: str, loan: int, guaranteed: bool) -> None:
    rng, plan = thread.rng, thread.plan
    other = thread.cast.name(bank)
    holder = thread.holders[0]
    valued = days.before(agreed, 8, 20, rng)
    thread.add(
        "utilization.valuation.made",
        valued,
        plan.agency,
        MINUTES,
        loan * 2,
        party=thread.cast.name(plan.agency),
    )
    reference = f"ZY-{agreed.year}-{plan.serial:04d}"
    thread.add("utilization.pledge.agreed", agreed, holder, CONTRACT, loan, other=other, reference=reference)
    registered = days.after(agreed, 3, 9, rng)
    number = f"Y{registered.year}98{plan.serial:06d}"
    thread.add(
        "utilization.pledge.registered", registered, CNIPA, OFFICE_RECORD, other=other, reference=number
    )
    thread.burdened_on.append(agreed)
    lent = days.after(registered, 2, 8, rng)
    thread.add("utilization.loan.granted", lent, bank, BANK_SLIP, loan, other=other, reference=reference)
    if guaranteed:
        guarantor = thread.cast.of_kind("guarantor")[0]
        title = pair("质押贷款保证担保|guarantee for a pledge loan")
        party, until = thread.cast.name(holder), add_months(lent, 12)
        name = thread.cast.name(guarantor)
        thread.add("service.request.opened", valued, holder, PLATFORM, party=party, title=title)
        thread.add("service.request.accepted", agreed, guarantor, PLATFORM, other=name, until=until)
    repaid = days.working(add_months(lent, 12) - dt.timedelta(days=rng.randint(1, 6)))
    if repaid > thread.last_day:
        return
    thread.add("utilization.loan.repaid", repaid, holder, BANK_SLIP, loan, reference=reference)
    thread.add(
        "utilization.pledge.released", days.after(repaid, 3, 10, rng), CNIPA, OFFICE_RECORD, reference=number
    )
    _subsidy(thread, lent, repaid, loan, guaranteed)


def _subsidy(thread: Thread, lent: dt.date, repaid: dt.date, loan: int, guaranteed: bool) -> None:
    """Half of the interest, or with a guarantor half of appraisal and guarantee fees; capped."""
    policy = _policy(thread, _GUARANTEE if guaranteed else _INTEREST)
    if (
        policy is None
        or not policy.opens_on
        or not policy.closes_on
        or not policy.opens_on <= lent <= policy.closes_on
    ):
        return
    interest = loan * thread.rng.choice(_RATES) // 10_000
    base = _APPRAISAL + loan * _GUARANTEE_RATE // 10_000 if guaranteed else interest
    amount = min(base // 2, _CAP)
    title = pair(f"{policy.name.zh}|{policy.name.en}")
    holder = thread.holders[0]
    office = thread.cast.office_of(thread.cast.organisations[holder].place)
    claimed = days.after(max(repaid, dt.date(2025, 8, 1)), 8, 30, thread.rng)
    approved = days.after(claimed, 20, 50, thread.rng)
    thread.add(
        "service.policy.matched",
        days.before(claimed, 2, 7, thread.rng),
        "po",
        PLATFORM,
        title=title,
        policy=policy.code,
    )
    thread.add(
        "service.policy.claimed",
        claimed,
        holder,
        PLATFORM,
        amount,
        party=thread.cast.name(holder),
        title=title,
        policy=policy.code,
    )
    thread.add("service.policy.approved", approved, office, MINUTES, amount, policy=policy.code)
    thread.add(
        "service.policy.paid",
        days.after(approved, 20, 60, thread.rng),
        "po",
        BANK_SLIP,
        amount,
        policy=policy.code,
    )


def _policy(thread: Thread, code: str) -> Policy | None:
    return next((item for item in thread.cast.region.policies if item.code == code), None)
