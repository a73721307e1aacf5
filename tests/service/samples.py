"""A firm of Harbin that took a licence on a university's old invention, all in order; an office with a budget."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation
from mainline.register.models import Party, Right
from mainline.rules.money import amount
from mainline.service.claims import actions as claims
from mainline.service.claims.models import Claim
from mainline.service.policies import actions
from mainline.service.policies.actions import Said
from mainline.service.policies.models import Call
from tests.factories import a_user, an_event, an_organisation, enter
from tests.register.samples import publication

DAY = dt.date(2026, 5, 4)
FIRM_TAKES = "hlj.firm.takes_university"
LEVEL = "hlj.level.reward"
DECIDED = dt.date(2026, 5, 6)


@dataclass
class Case:
    """Who takes part."""

    firm: Organisation
    university: Organisation
    office: Organisation
    manager: Any
    officer: Any
    right: Right


def a_right(university: Organisation, serial: int = 1) -> Right:
    """An invention that the university holds, in force for more than ten years on :data:`DAY`."""
    record = publication(application=f"2015106{serial:05d}.X", number=f"1056{serial:05d}", kind="B")
    right = enter(record)[-1]
    Party.objects.filter(right=right).update(organisation=None)
    Party.objects.create(right=right, role="holder", name=university.name, organisation=university)
    Right.objects.filter(pk=right.pk).update(
        status="in_force",
        filed_on=dt.date(2015, 1, 5),
        granted_on=dt.date(2018, 1, 23),
        holder_name=university.name,
    )
    right.refresh_from_db()
    return right


def a_licence(right: Right, firm: Organisation, *, number: str = "XK-2025-0001", **more: str) -> None:
    """A licence that was signed and recorded in 2025."""
    details = {"to_org": str(firm.pk), "other": firm.name, "affiliated": "no", **more}
    an_event(
        right,
        "utilization.licence.signed",
        happened_on=dt.date(2025, 6, 1),
        details={**details, "reference": number},
    )
    an_event(
        right, "utilization.licence.recorded", happened_on=dt.date(2025, 7, 1),
        details={**details, "reference": f"X2025{number[-4:]}"},
    )  # fmt: skip
    right.refresh_from_db()
    Right.objects.filter(pk=right.pk).update(status="in_force", granted_on=dt.date(2018, 1, 23))


def a_case() -> Case:
    """The firm has said of itself what the policies ask."""
    firm = an_organisation("哈尔滨甲公司", OrganisationKind.ENTERPRISE, place="230100", country="CN")
    university = an_organisation("北川大学甲", OrganisationKind.UNIVERSITY, place="230100", country="CN")
    office = an_organisation("省局", OrganisationKind.OFFICE, place="230000", country="CN")
    manager, officer = a_user(Role.MANAGER, firm), a_user(Role.OFFICER, office)
    right = a_right(university)
    a_licence(right, firm)
    case = Case(firm, university, office, manager, officer, right)
    for fact, value, year in (
        ("legal_person", "true", None),
        ("dishonest_debtor", "false", 2026),
        ("abnormal_operations", "false", 2026),
        ("bad_credit", "false", 2026),
        ("new_level", "prov_pilot", 2026),
    ):
        state(case, fact, value, year)
    return case


def state(case: Case, fact: str, value: str, year: int | None = None, **more: Any) -> None:
    """The firm states a fact."""
    said = Said(fact, value, year, **more)
    actions.say(organisation=case.firm, said=said, by=case.manager, on=DAY)


def a_call(case: Case, policy: str = FIRM_TAKES, yuan: int = 100_000, **more: Any) -> Call:
    """The office opens a policy for 2026."""
    given = {"opens_on": dt.date(2026, 3, 1), "closes_on": dt.date(2026, 6, 30), "reference": "通知"} | more
    return actions.open_call(
        policy=policy, year=2026, office=case.office, budget=amount(yuan, "CNY"), by=case.officer, **given
    )


def submitted(case: Case, policy: str = LEVEL, ref: str = "") -> Claim:
    """A claim of the firm, with its papers by number, handed in."""
    claim = claims.begin(organisation=case.firm, policy=policy, ref=ref, by=case.manager, on=DAY)
    for paper in claims.papers_wanted(claim):
        claims.set_paper(claim=claim, code=paper.code, document=None, reference="1号", by=case.manager)
    return claims.submit(claim=claim, by=case.manager, on=DAY)
