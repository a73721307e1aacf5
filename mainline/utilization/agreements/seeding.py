"""Invented agreements of the demonstration, made by the acts that people use: one reported on, paid and shared, and others that wait.

It stands above royalties and distribution, whose acts it uses too.
"""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from django.contrib.auth.models import User
from django.utils.translation import override

from mainline.orgs.access import VERBS
from mainline.orgs.models import Membership, Organisation
from mainline.register.access import rights_entrusted_to
from mainline.register.gates import obstacles
from mainline.register.models import Right
from mainline.utilization.agreements import actions, open_licences
from mainline.utilization.agreements.access import KEEP, SIGN
from mainline.utilization.agreements.enums import AgreementKind, Side
from mainline.utilization.agreements.logic import Lump, Running, Terms, Tier
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import is_held, pending_version
from mainline.utilization.distribution import paying, planning, rules
from mainline.utilization.distribution.models import DistributionPlan
from mainline.utilization.distribution.reckoning import inventors_of, reckon
from mainline.utilization.royalties.actions import accept_report, file_report
from mainline.utilization.royalties.money import enter_receipt

_PRODUCT = "联合收割机"


def seed(day: dt.date) -> None:
    """Fill the agreements of the first university with enterprises, as they would stand on a day."""
    users = {user.username: user for user in User.objects.filter(username__in=("u1", "e1", "e2", "e3"))}
    if len(users) < 4:
        return
    bodies = {name: _body(user) for name, user in users.items()}
    with override("zh-hans"):
        _rules(bodies["u1"], users["u1"])
        rights = _rights(bodies["u1"], users["u1"], day)
        for number, (right, make) in enumerate(
            zip(rights, (_shared, _waits, _drafted, _open), strict=False), start=1
        ):
            make(right, bodies, users, day, f"许〔{day.year}〕{number:02d}号")


def _body(user: User) -> Organisation:
    roles = VERBS[SIGN] & VERBS[KEEP]
    return Membership.objects.filter(user=user, role__in=roles).order_by("pk")[0].organisation


def _rules(unit: Organisation, by: User) -> None:
    tiers = [Tier(0, Fraction(7, 10)), Tier(1_000_000_00, Fraction(6, 10))]
    rewards = {"invention": 5_000_00, "utility_model": 2_000_00, "design": 2_000_00}
    rules.add_rule(
        organisation=unit, basis="rules", title="科技成果转化管理办法（校发〔2024〕18号）", since=dt.date(2024, 9, 1),
        founded_by_state="yes", tiers=tiers, rewards=rewards, currency="CNY", notice_days=0, least_share=None, by=by,
    )  # fmt: skip


def _rights(unit: Organisation, by: User, day: dt.date) -> list[Right]:
    """Return patents of the unit with which all can be done, those whose shares are known and who has an account first."""
    found = rights_entrusted_to(unit).filter(kind="invention", status="in_force", office="CN").order_by("pk")
    fit = []
    for right in found:
        if is_held(right, unit.pk) and not obstacles(
            right, "exclusive_licence", day, by_organisation=unit.pk
        ):
            told = inventors_of(right)
            whole = sum((one.share or Fraction(0) for one in told), Fraction(0)) == 1
            persons = [one.person for one in told]
            has_account = User.objects.filter(person__in=[pk for pk in persons if pk]).exists()
            fit.append((not (whole and all(persons)), not has_account, right.pk, right))
    return [row[-1] for row in sorted(fit, key=lambda row: row[:3])[:4]]


def _terms(right: Right, starts_on: dt.date, **given: object) -> Terms:
    told: dict[str, object] = {
        "field": "农业机械", "territory": "中国大陆", "starts_on": starts_on, "until": dt.date(starts_on.year + 5, 12, 31),
        "affiliated": "no", "weights": ((right.pk, Fraction(1)),),
    }  # fmt: skip
    return Terms(**{**told, **given})  # type: ignore[arg-type]


def _sent(
    kind: str,
    right: Right,
    terms: Terms,
    bodies: dict[str, Organisation],
    users: dict[str, User],
    other: str,
    ref: str,
) -> Agreement:
    row = actions.draft(
        kind=kind, licensor=bodies["u1"], licensee=bodies[other], side=Side.LICENSOR, terms=terms, reference=ref,
        by=users["u1"],
    )  # fmt: skip
    actions.send(agreement=row, by=users["u1"])
    return row


def _sign(row: Agreement, by: User, on: dt.date) -> None:
    version = pending_version(row)
    if version is not None:
        actions.sign(agreement=row, digest_seen=version.digest, by=by, on=on)


def _shared(
    right: Right, bodies: dict[str, Organisation], users: dict[str, User], day: dt.date, ref: str
) -> None:
    """A licence with two reports: the first accepted, paid and shared, the second with something odd waits."""
    begun = dt.date(day.year, 1, 1)
    running = Running(
        (Tier(0, Fraction(3, 100)), Tier(5_000_000_00, Fraction(2, 100))), every=3, due_days=30, minimum=20_000_00,
        cap_period=500_000_00, deductions=("运费", "退货"), deductions_cap=Fraction(5, 100), products=(_PRODUCT, "脱粒机"),
    )  # fmt: skip
    lumps = (Lump("入门费", begun + dt.timedelta(days=60), 300_000_00),)
    row = _sent(
        AgreementKind.ORDINARY,
        right,
        _terms(right, begun, lumps=lumps, running=running),
        bodies,
        users,
        "e1",
        ref,
    )
    for name in ("u1", "e1"):
        _sign(row, users[name], begun)
    row.refresh_from_db()
    recorded = begun + dt.timedelta(days=40)
    actions.enter_recordal(
        agreement=row, number=f"X{day.year}230000018", recorded_on=recorded, by=users["u1"], on=recorded
    )
    sales = [(_PRODUCT, 6_000_000_00), ("脱粒机", 800_000_00)]
    first = file_report(
        agreement=row, period=(begun, dt.date(day.year, 3, 31)), sales=sales, deductions=[("运费", 200_000_00)],
        claimed=182_000_00, by=users["e1"], on=dt.date(day.year, 4, 15),
    )  # fmt: skip
    accept_report(report=first, words="", by=users["u1"], on=dt.date(day.year, 4, 20))
    enter_receipt(
        agreement=row, minor=482_000_00, received_on=dt.date(day.year, 5, 12), reference="回单20260512-031", key="seed-1",
        by=users["u1"], on=dt.date(day.year, 5, 12),
    )  # fmt: skip
    file_report(
        agreement=row, period=(dt.date(day.year, 4, 1), dt.date(day.year, 6, 30)), sales=[(_PRODUCT, 3_000_000_00)],
        deductions=[("运费", 260_000_00)], claimed=82_200_00, by=users["e1"], on=dt.date(day.year, 8, 10),
    )  # fmt: skip
    _plan(right, bodies["u1"], users["u1"], day)


def _plan(right: Right, unit: Organisation, by: User, day: dt.date) -> None:
    """Share the income: those without an account signed on paper; paid where all signed."""
    rules.add_cost(
        organisation=unit, right=right, kind="agency", what="代理费及官费", minor=18_600_00, currency="CNY",
        spent_on=dt.date(day.year - 3, 6, 1), reference="发票 2306-118", document=None, by=by, on=day,
    )  # fmt: skip
    on = dt.date(day.year, 5, 20)
    draft = reckon(right=right, organisation=unit, on=on)
    if draft.problems:
        return
    plan = planning.propose(draft=draft, by=by, on=on)
    for line in plan.lines.select_related("person__user").order_by("position"):
        user = line.person.user if line.person else None
        if user is not None:
            planning.answer(line=line, accepts=True, reason="", claims=None, by=user)
        else:
            planning.sign_on_paper(line=line, kept="成果转化办公室 2026-05 卷", by=by)
    planning.approve(plan=DistributionPlan.objects.get(pk=plan.pk), by=by, on=on)
    day_ = dt.date(day.year, 6, 1)
    paying.pay(plan=plan, lines=None, paid_on=day_, reference="代发批次 0601", key="seed-1", by=by, on=day_)


def _waits(
    right: Right, bodies: dict[str, Organisation], users: dict[str, User], day: dt.date, ref: str
) -> None:
    """An exclusive licence that the university has signed and the enterprise has not."""
    lumps = (Lump("许可费", day + dt.timedelta(days=30), 1_200_000_00),)
    row = _sent(AgreementKind.EXCLUSIVE, right, _terms(right, day, lumps=lumps), bodies, users, "e2", ref)
    _sign(row, users["u1"], day)


def _drafted(
    right: Right, bodies: dict[str, Organisation], users: dict[str, User], day: dt.date, ref: str
) -> None:
    """A licence in effect whose recordal is still to come and whose first sum was received: it waits to be shared."""
    lumps = (Lump("许可费", day - dt.timedelta(days=10), 260_000_00),)
    begun = day - dt.timedelta(days=70)
    row = _sent(AgreementKind.SOLE, right, _terms(right, begun, lumps=lumps), bodies, users, "e3", ref)
    for name in ("u1", "e3"):
        _sign(row, users[name], begun)
    enter_receipt(
        agreement=row, minor=260_000_00, received_on=day - dt.timedelta(days=12), reference="回单20261108-007", key="seed-2",
        by=users["u1"], on=day,
    )  # fmt: skip


def _open(
    right: Right, bodies: dict[str, Organisation], users: dict[str, User], day: dt.date, ref: str
) -> None:
    """An open licence that an enterprise has taken up and not paid yet."""
    if obstacles(right, "open_licence", day, by_organisation=bodies["u1"].pk):
        return
    terms = _terms(
        right, day, field="", lumps=(Lump("开放许可使用费", day + dt.timedelta(days=30), 50_000_00),)
    )
    made = open_licences.declare(
        right=right, organisation=bodies["u1"], terms=terms, reason="", by=users["u1"], on=day
    )
    open_licences.take_up(declaration=made, licensee=bodies["e2"], by=users["e2"], on=day)
