"""Money that a right brings: rewards on grant, what licensees and buyers pay, who gets which part, subsidies.

Inventors of universities and institutes get at least half of the net income (Law on Promoting the
Transformation of Scientific and Technological Achievements, Art. 45); every distribution adds up to
what was received, to the fen.
"""

from __future__ import annotations

import datetime as dt

from mainline.demo import days
from mainline.demo.official_fees import YUAN
from mainline.demo.phrases import pair
from mainline.demo.threads import BANK_SLIP, MINUTES, PLATFORM, Thread
from mainline.offices.record import RightKind

_REWARDS = ((dt.date(2024, 1, 20), 4000, 1500), (dt.date.min, 3000, 1000))
"""Least reward in yuan for an invention and for other patents, by day of grant: Implementing Regulations
Art. 93 (2023) and Art. 77 (2010)."""


def is_public(thread: Thread) -> bool:
    return thread.cast.organisations[thread.holder].kind in ("university", "institute")


def reward(thread: Thread) -> None:
    """The reward on grant, due within three months; a few are still open."""
    plan, rng, granted = thread.plan, thread.rng, thread.granted_on
    if granted is None or rng.random() < 0.12:
        return
    invention, other = next((high, low) for since, high, low in _REWARDS if granted >= since)
    amount = (invention if plan.kind is RightKind.INVENTION else other) * YUAN
    paid = days.after(granted, 15, 78, rng)
    for person, share in zip(
        (code for code, _ in plan.inventors), split(amount, [s for _, s in plan.inventors]), strict=True
    ):
        thread.add(
            "utilization.reward.paid",
            paid,
            thread.holder,
            BANK_SLIP,
            share,
            party=thread.cast.name(person),
            person=person,
            ground="grant",
        )


def share_out(
    thread: Thread,
    amount: int,
    received: dt.date,
    payer: str,
    contract: str,
    code: str = "utilization.royalty.received",
) -> None:
    """Receive a sum and divide it: costs, inventors, the organisation. The parts equal the sum."""
    rng, plan = thread.rng, thread.plan
    if received > thread.today:
        return
    thread.add(
        code,
        received,
        thread.holder,
        BANK_SLIP,
        amount,
        other=thread.cast.name(payer),
        reference=contract,
    )
    if not is_public(thread):
        return
    shared = days.after(received, 15, 60, rng)
    if shared > thread.today:
        return
    cost = amount * rng.choice((0, 5, 8, 10)) // 100
    rate = rng.choice((50, 55, 60, 70))
    inventors = -(-(amount - cost) * rate // 100)
    thread.add(
        "utilization.royalty.distributed",
        shared,
        thread.holder,
        MINUTES,
        amount,
        cost_minor=cost,
        inventors_minor=inventors,
        organisation_minor=amount - cost - inventors,
        inventor_rate=f"{rate}%",
        reference=contract,
    )
    shares = [share for _, share in plan.inventors]
    for (person, _), part in zip(plan.inventors, split(inventors, shares), strict=True):
        thread.add(
            "utilization.reward.paid",
            shared,
            thread.holder,
            BANK_SLIP,
            part,
            party=thread.cast.name(person),
            person=person,
            ground="royalty",
            reference=contract,
        )


def split(amount: int, shares: list[int]) -> list[int]:
    """Divide an amount by shares to the last unit; what rounding leaves goes to the largest remainders."""
    whole = sum(shares)
    parts = [amount * share // whole for share in shares]
    order = sorted(range(len(shares)), key=lambda index: (-(amount * shares[index] % whole), index))
    for index in order[: amount - sum(parts)]:
        parts[index] += 1
    return parts


def claim_conversion(thread: Thread, taker: str, price: int, recorded: dt.date) -> None:
    """The province's subsidy of 2021 to 2023 for firms that take a university's invention: 10 %, at most 100,000 yuan."""
    rng = thread.rng
    policy = next(
        (item for item in thread.cast.region.policies if item.code == "HLJ-FIRM-TAKES-UNI-2024"), None
    )
    if policy is None or thread.plan.kind is not RightKind.INVENTION or not 2021 <= recorded.year <= 2023:
        return
    title = pair(f"{policy.name.zh}|{policy.name.en}")
    amount = min(price // 10, 100_000 * YUAN)
    claimed = days.after(dt.date(recorded.year + 1, 3, 6), 0, 20, rng)
    approved = days.after(claimed, 25, 60, rng)
    office = thread.cast.office_of(thread.cast.organisations[taker].place)
    thread.add(
        "service.policy.matched",
        days.before(claimed, 3, 10, rng),
        "po",
        PLATFORM,
        title=title,
        policy=policy.code,
    )
    thread.add(
        "service.policy.claimed",
        claimed,
        taker,
        PLATFORM,
        amount,
        party=thread.cast.name(taker),
        title=title,
        policy=policy.code,
    )
    thread.add("service.policy.approved", approved, office, MINUTES, amount, policy=policy.code)
    thread.add(
        "service.policy.paid", days.after(approved, 30, 80, rng), "po", BANK_SLIP, amount, policy=policy.code
    )
