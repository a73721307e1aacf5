"""A university with inventors and a technology office, an agency, and strangers, for the tests of disclosures."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from mainline.creation.disclosures import actions, filing, triage
from mainline.creation.disclosures.colleagues import colleagues
from mainline.creation.disclosures.logic import Draft, Inventor
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.disclosures.triage import Marks
from mainline.orgs import names
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation, Person
from tests.factories import DAY, a_person, a_user

HALF = Fraction(1, 2)
MARKS = Marks(4, "检索未见相同方案", 3, "农机企业有需求", 5, "属重点方向")
NUMBER = "202610600001.2"


def a_body(name: str, kind: str) -> Organisation:
    """An organisation under the key by which the register finds it."""
    return Organisation.objects.create(
        name=name, name_zh=name, name_key=names.name_key(name, "CN"), country="CN", kind=kind, place="230100"
    )


@dataclass(frozen=True)
class Cast:
    """Who takes part."""

    own: Organisation
    agency: Organisation
    inventor: Any
    person: Person
    second: Any
    second_person: Person
    colleague: Any
    manager: Any
    attorney: Any
    rival: Any
    officer: Any

    def draft(self, **changes: Any) -> Draft:
        """A form that can be handed in, with two inventors who share it by thirds."""
        texts = {pk: text for text, pk in colleagues(self.own).items()}
        rows = (
            Inventor(texts[self.person.pk], self.person.pk, "2/3"),
            Inventor(texts[self.second_person.pk], self.second_person.pk, "1/3"),
        )
        full = Draft("一种大豆收获机", "invention", "损失率高", "柔性割台", "损失率低", inventors=rows)
        return replace(full, **changes)

    def begun(self, **changes: Any) -> Disclosure:
        """A draft with everything in it."""
        return actions.begin(organisation=self.own, by=self.inventor, draft=self.draft(**changes))

    def submitted(self, **changes: Any) -> Disclosure:
        """One that is handed in."""
        row = self.begun(**changes)
        actions.submit(disclosure=row, revision=row.revision, by=self.inventor, on=DAY)
        row.refresh_from_db()
        return row

    def decided(self, act: str = "file", **changes: Any) -> Disclosure:
        """One that was assessed and decided on."""
        row = self.submitted(**changes)
        triage.assess(disclosure=row, marks=MARKS, by=self.manager, on=DAY)
        triage.decide(disclosure=row, act=act, reason="值得申请", by=self.manager, on=DAY, knows=True)
        row.refresh_from_db()
        return row

    def entrusted(self) -> Disclosure:
        """One that an agency agreed to file."""
        row = self.decided()
        filing.instruct(disclosure=row, agency=self.agency, by=self.manager, on=DAY)
        filing.agree(disclosure=row, by=self.attorney, on=DAY)
        row.refresh_from_db()
        return row

    def filed(self) -> Disclosure:
        """One that was filed."""
        row = self.entrusted()
        filing.enter_filing(disclosure=row, number=NUMBER, filed_on=DAY, by=self.attorney, on=DAY)
        row.refresh_from_db()
        return row


def a_cast() -> Cast:
    """Make it."""
    own = a_body("北川大学", OrganisationKind.UNIVERSITY)
    agency = a_body("北川专利代理有限公司", OrganisationKind.AGENCY)
    rival = a_body("南山机械有限公司", OrganisationKind.ENTERPRISE)
    office = a_body("北川省知识产权局", OrganisationKind.OFFICE)
    inventor, second = a_user(Role.INVENTOR, own, "inventor"), a_user(Role.INVENTOR, own, "second")
    person = a_person(own, "王伟", employee_no="0017")
    other = a_person(own, "李娜", employee_no="0018")
    Person.objects.filter(pk=person.pk).update(user=inventor)
    Person.objects.filter(pk=other.pk).update(user=second)
    return Cast(
        own, agency, inventor, person, second, other, a_user(Role.INVENTOR, own, "colleague"),
        a_user(Role.TECHNOLOGY_MANAGER, own, "manager"), a_user(Role.ATTORNEY, agency, "attorney"),
        a_user(Role.MANAGER, rival, "rival"), a_user(Role.OFFICER, office, "officer"),
    )  # fmt: skip
