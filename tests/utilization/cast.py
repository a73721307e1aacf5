"""A university with a granted invention, an enterprise that takes a licence, and who acts for both."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Organisation, Person
from mainline.orgs.persons import actions as persons
from mainline.register.actions import record_event
from mainline.register.models import Party, Right
from mainline.utilization.agreements import actions
from mainline.utilization.agreements.enums import AgreementKind, Side
from mainline.utilization.agreements.logic import Lump, Running, Terms, Tier
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.queries import pending_version
from mainline.utilization.royalties.actions import accept_report, file_report
from mainline.utilization.royalties.models import RoyaltyReceipt, RoyaltyReport
from mainline.utilization.royalties.money import enter_receipt
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

Q1 = (dt.date(2026, 1, 1), dt.date(2026, 3, 31))
Q2 = (dt.date(2026, 4, 1), dt.date(2026, 6, 30))
SHARES = {"甲": "60", "乙": "30", "丙": "10"}


@dataclass(frozen=True)
class Cast:
    """A right, its holder, a licensee, somebody of each who may act, and three inventors with accounts."""

    right: Right
    university: Organisation
    enterprise: Organisation
    manager: Any
    buyer: Any
    people: tuple[Person, ...]
    inventors: tuple[Any, ...]

    def terms(self, **given: Any) -> Terms:
        """Terms with nothing to complain about."""
        told: dict[str, Any] = {
            "field": "大豆收获机械",
            "territory": "中国",
            "starts_on": dt.date(2026, 1, 1),
            "until": dt.date(2030, 12, 31),
            "affiliated": "no",
            "weights": ((self.right.pk, Fraction(1)),),
        }
        return Terms(**{**told, **given})

    def drafted(self, kind: str = AgreementKind.ORDINARY, **given: Any) -> Agreement:
        """A draft of the university."""
        return actions.draft(
            kind=kind, licensor=self.university, licensee=self.enterprise, side=Side.LICENSOR, terms=self.terms(**given),
            reference="HT-2026-01", by=self.manager,
        )  # fmt: skip

    def sign(self, row: Agreement, *signers: Any, on: dt.date = DAY) -> Agreement:
        """Let the sides sign what waits."""
        for by in signers or (self.manager, self.buyer):
            version = pending_version(row)
            assert version is not None
            actions.sign(agreement=row, digest_seen=version.digest, by=by, on=on)
        return Agreement.objects.get(pk=row.pk)

    def signed(self, kind: str = AgreementKind.ORDINARY, **given: Any) -> Agreement:
        """An agreement that both signed."""
        row = self.drafted(kind, **given)
        actions.send(agreement=row, by=self.manager)
        return self.sign(row)

    def reported(
        self, row: Agreement, minor: int, claimed: int, period: tuple[dt.date, dt.date] = Q1, **given: Any
    ) -> RoyaltyReport:
        """A report of the licensee."""
        told = {"sales": [("收获机", minor)], "deductions": [], "on": dt.date(2026, 7, 20), **given}
        return file_report(agreement=row, period=period, claimed=claimed, by=self.buyer, **told)

    def accepted(self, row: Agreement, minor: int, claimed: int, **given: Any) -> RoyaltyReport:
        """The same, accepted."""
        report = self.reported(row, minor, claimed, **given)
        accept_report(report=report, words="", by=self.manager, on=DAY)
        return RoyaltyReport.objects.get(pk=report.pk)

    def received(self, row: Agreement, minor: int, key: str = "k1", **given: Any) -> RoyaltyReceipt:
        """Money that came in."""
        told = {"received_on": dt.date(2026, 11, 2), "reference": f"bank {key}", "on": DAY, **given}
        return enter_receipt(agreement=row, minor=minor, key=key, by=self.manager, **told)


def running(**given: Any) -> Running:
    """Three per cent of net sales every quarter."""
    return Running(**{"tiers": (Tier(0, Fraction(3, 100)),), "every": 3, **given})


def lump(minor: int, on: dt.date = dt.date(2026, 12, 1), name: str = "入门费") -> Lump:
    """A fixed sum."""
    return Lump(name, on, minor)


def a_cast(kind: str = "invention", holder: str = OrganisationKind.UNIVERSITY) -> Cast:
    """Make it; every share is known."""
    university = an_organisation(kind=holder)
    enterprise = an_organisation("收获机械公司", kind=OrganisationKind.ENTERPRISE)
    manager, buyer = a_user(Role.MANAGER, university), a_user(Role.MANAGER, enterprise)
    (right,) = enter(publication(applicant=university.name))
    record_event(right=right, code="creation.right.granted", happened_on=dt.date(2020, 6, 1), by=None, on=DAY)
    right.parties.all().delete()
    Party.objects.create(right=right, role="holder", name=university.name, organisation=university)
    people, inventors = [], []
    for place, (name, share) in enumerate(SHARES.items()):
        person = persons.add_person(organisation=university, by=None, name_zh=name)
        user = a_user(Role.INVENTOR, university)
        Person.objects.filter(pk=person.pk).update(user=user)
        Party.objects.create(
            right=right,
            role="inventor",
            name=name,
            person=person,
            share=share,
            sequence=place,
            is_person=True,
        )
        people.append(person)
        inventors.append(user)
    Right.objects.filter(pk=right.pk).update(
        kind=kind, status="in_force", granted_on=dt.date(2020, 6, 1), holder_name=university.name
    )
    right.refresh_from_db()
    return Cast(right, university, enterprise, manager, buyer, tuple(people), tuple(inventors))
