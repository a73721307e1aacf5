"""Invented pledges of the demonstration, made by the acts that people use: one registered and paid out, one offered."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.contrib.auth.models import User

from mainline.orgs.access import own_organisations
from mainline.orgs.models import Membership, Organisation
from mainline.register.access import rights_entrusted_to
from mainline.register.gates import obstacles
from mainline.register.models import Right
from mainline.rules.money import amount
from mainline.utilization.bodies import holds
from mainline.utilization.pledges import actions, lending, registering
from mainline.utilization.pledges.access import KEEP, lenders_here
from mainline.utilization.pledges.models import Pledge, PledgeOffer
from mainline.utilization.pledges.telling import accepted_offer

_YEAR = dt.timedelta(days=365)


def seed(day: dt.date) -> None:
    """Write one pledge that is registered and paid out, and one that a bank offered on."""
    users = {user.username: user for user in User.objects.filter(username__in=("e1", "e3", "b1"))}
    if len(users) < 3:
        return
    bank = lenders_here().filter(memberships__in=Membership.objects.filter(user=users["b1"])).get()
    done = _offered(
        users["e3"], users["b1"], bank, day, 3_000_000, "rd", "农机具研发项目，以下专利均已自行实施。"
    )
    if done is not None:
        actions.accept(offer=done, by=users["e3"], on=day)
        pledge = Pledge.objects.get(pk=done.pledge_id)
        accepted = accepted_offer(pledge)
        for by in (users["e3"], users["b1"]) if accepted else ():
            registering.sign(pledge=pledge, digest_seen=done.digest, by=by, on=day)
        number = f"Y{day.year}980{pledge.pk:06d}"
        registering.register(pledge=pledge, number=number, registered_on=day, by=users["b1"], on=day)
        registering.pay_out(pledge=pledge, minor=done.minor, paid_on=day, by=users["b1"], on=day)
    _offered(users["e1"], users["b1"], bank, day, 2_000_000, "working_capital", "")


def _offered(
    holder: User, banker: User, bank: Organisation, day: dt.date, yuan: int, purpose: str, note: str
) -> PledgeOffer | None:
    """Let somebody seek a loan and the bank offer it; ``None`` where no right is free."""
    body = own_organisations(holder, KEEP)[0]
    rights = _free(body, day)
    if not rights:
        return None
    pledge = actions.begin(
        holder=body, rights=rights, purpose=purpose, money=amount(yuan, "CNY"), until=day + _YEAR, note=note, by=holder,
        on=day,
    )  # fmt: skip
    actions.invite(pledge=pledge, organisation=bank, days=30, shows_unpublished=False, by=holder, on=day)
    return lending.offer(
        pledge=pledge, bank=bank, minor=amount(yuan * 4 // 5, "CNY").minor, rate=Fraction(385, 10_000), starts_on=day,
        until=day + _YEAR, is_guaranteed=False, conditions="按季付息，到期还本。", by=banker, on=day,
    )  # fmt: skip


def _free(body: Organisation, day: dt.date) -> list[Right]:
    """Return up to two public patents of a holder that nothing keeps from being pledged."""
    rows = rights_entrusted_to(body).filter(
        kind__in=("invention", "utility_model"), status="in_force", office="CN", confidentiality="public"
    )
    fit = (
        right
        for right in rows.order_by("pk")
        if holds(body, right) and not obstacles(right, "pledge", day, by_organisation=body.pk)
    )
    return [right for _place, right in zip(range(2), fit, strict=False)]
