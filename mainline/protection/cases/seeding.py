"""Cases for the demonstration: one that runs with a pause, one that was decided and published, one that is being prepared."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser

from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.protection.cases import filing, handling
from mainline.protection.cases.filing import Said
from mainline.protection.cases.models import Case
from mainline.register.access import rights_entrusted_to
from mainline.register.enums import HOLDING_ROLES, StatusLabel
from mainline.register.models import Right

_PAPERS = ("request", "identity", "patent", "evidence")
_NOT_REAL = "演示数据，并非真实文件。 Demonstration data, no real paper."
_CLAIMS = "责令被请求人停止制造、销售落入权利要求1保护范围的产品。"
_FACTS = "被请求人在其网上店铺销售同类产品，样品与权利要求1的全部技术特征相同。"
_DECISION = "合议组认定被诉产品落入权利要求1的保护范围，责令被请求人立即停止制造、销售。联系人王小明，电话13912345678。"


def seed(day: dt.date) -> None:
    """Put three cases into the demonstration; nothing where its organisations are not there."""
    who = {name: _member(name) for name in ("u1", "e1", "e2", "po")}
    members = {name: row for name, row in who.items() if row is not None}
    if len(members) < len(who):
        return
    rights = _rights(members["u1"], 3)
    if len(rights) == 3:
        _running(_filed(rights[0], members, "e1", day - dt.timedelta(days=75)), members, day)
        _decided(_filed(rights[1], members, "e2", day - dt.timedelta(days=200)), members, day)
        _begun(rights[2], members["u1"])


def _member(name: str) -> Membership | None:
    rows = Membership.objects.filter(user__username=name).exclude(role=Role.ADMIN)
    return rows.select_related("user", "organisation").order_by("pk").first()


def _rights(member: Membership, most: int) -> list[Right]:
    """Chinese inventions in force that the organisation holds, the first of them."""
    rows = rights_entrusted_to(member.organisation).filter(
        kind="invention", office="CN", status=StatusLabel.IN_FORCE, confidentiality="public",
        parties__role__in=HOLDING_ROLES, parties__organisation=member.organisation,
    )  # fmt: skip
    return list(rows.distinct().order_by("pk")[:most])


def _filed(right: Right, members: dict[str, Membership], rival: str, on: dt.date) -> Case:
    asks, office, other = members["u1"], members["po"], members[rival].organisation
    row = filing.begin(right=right, organisation=asks.organisation, by=asks.user)
    told = Said(
        respondent_name=other.name_zh, respondent_address="工业大道1号", respondent_is_person=False,
        respondent_abroad=False, place=other.place, office=office.organisation.pk, role="holder",
        holder_asks=None, claims=_CLAIMS, facts=_FACTS, knew_on=on - dt.timedelta(days=30), is_ongoing=True,
        no_suit=True, no_other_way=True,
    )  # fmt: skip
    filing.save(case=row, told=told, by=asks.user, on=on)
    for kind in _PAPERS:
        filing.add_paper(
            case=row, kind=kind, chunks=[f"{kind} {right.number} {rival}\n{_NOT_REAL}\n".encode()],
            name=f"{kind}.txt", by=asks.user,
        )  # fmt: skip
    return filing.file_request(case=row, by=asks.user, on=on)


def _docketed(row: Case, by: AbstractBaseUser, number: str, on: dt.date) -> dt.date:
    """Docket and serve a case; return the day of service."""
    docketed, served = on + dt.timedelta(days=4), on + dt.timedelta(days=8)
    handling.accept(case=row, number=number, day=docketed, by=by, on=docketed)
    handling.serve(case=row, day=served, by=by, on=served)
    return served


def _running(row: Case, members: dict[str, Membership], day: dt.date) -> None:
    office, on = members["po"].user, day - dt.timedelta(days=75)
    served = _docketed(row, office, f"示范裁字〔{on.year}〕1号", on)
    answered = served + dt.timedelta(days=12)
    filing.answer(case=row, text="被诉产品缺少特征B，不落入保护范围。", by=members["e1"].user, on=answered)
    handling.forward(case=row, day=answered + dt.timedelta(days=3), by=office, on=day)
    first = answered + dt.timedelta(days=10)
    handling.pause(case=row, kind="appraisal", why="委托技术鉴定", day=first, by=office, on=day)
    handling.resume(case=row, kind="appraisal", day=first + dt.timedelta(days=14), by=office, on=day)
    handling.set_hearing(
        case=row, hearing_on=day + dt.timedelta(days=12), place="第一审理庭", day=day, by=office, on=day
    )


def _decided(row: Case, members: dict[str, Membership], day: dt.date) -> None:
    office, on = members["po"].user, day - dt.timedelta(days=200)
    served = _docketed(row, office, f"示范裁字〔{on.year}〕2号", on)
    decided = served + dt.timedelta(days=60)
    row = handling.decide(
        case=row, result="infringed", decision=_DECISION, day=decided, by=office, on=decided
    )
    handling.publish(case=row, summary=_DECISION, persons="王小明", by=office, on=decided)


def _begun(right: Right, asks: Membership) -> None:
    filing.begin(right=right, organisation=asks.organisation, by=asks.user)
