"""Clients in both languages, and a register with rights in two places of the region and in none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches

from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.ingest.pipeline import total as _total
from mainline.register.models import Party, Right
from tests.factories import DAY, a_person, an_event, an_organisation, enter, some_publications
from tests.web.conftest import catalogue, en, plain_static, zh

__all__ = ["catalogue", "en", "plain_static", "zh"]
HARBIN, QIQIHAR = "230100", "230200"
del _total


@pytest.fixture(autouse=True)
def own_figures() -> Iterator[None]:
    """Figures of one test are not those of another."""
    caches["local"].clear()
    yield
    caches["local"].clear()


@pytest.fixture
def world(db: Any) -> dict[str, Any]:
    """Seven inventions of a university and six firms, granted at different days, with what happened to them since."""
    clock.set_clock(DAY)
    university = an_organisation("北川大学", OrganisationKind.UNIVERSITY)
    firms = [an_organisation(f"测试企业{n}", OrganisationKind.ENTERPRISE) for n in range(6)]
    rights = enter(*some_publications(8))
    for nth, right in enumerate(rights):
        holder = university if nth < 2 else firms[nth - 2]
        _place(right, holder, nth)
    secret = rights[7]
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    _happen(rights, university, firms)
    person = a_person(university, "王伟", employee_no="1")
    Party.objects.filter(right__in=rights[:2], role="inventor").update(person=person, identifier="demo:u1-p1")
    return {"rights": rights, "university": university, "firms": firms, "person": person, "secret": secret}


def _place(right: Right, holder: Organisation, nth: int) -> None:
    places = (HARBIN, HARBIN, QIQIHAR, QIQIHAR, "230000", "", "110000", HARBIN)
    Party.objects.filter(right=right, role="applicant").update(organisation=holder, name=holder.name)
    Right.objects.filter(pk=right.pk).update(
        place=places[nth], holder_name=holder.name, holder_kind=holder.kind
    )
    right.refresh_from_db()


def _happen(rights: list[Right], university: Organisation, firms: list[Organisation]) -> None:
    for nth, right in enumerate(rights):
        an_event(right, "creation.grant.published", happened_on=dt.date(2019 + nth % 3, 5, 10 + nth))
    an_event(rights[0], "portfolio.right.ceased", happened_on=dt.date(2023, 6, 1))
    an_event(rights[0], "portfolio.right.restored", happened_on=dt.date(2024, 2, 1))
    an_event(rights[2], "protection.invalidation.whole", happened_on=dt.date(2025, 3, 3))
    an_event(rights[3], "portfolio.right.ceased", happened_on=dt.date(2026, 2, 3))
    for nth, right in enumerate(rights[:6]):
        an_event(
            right,
            "portfolio.annuity.paid",
            happened_on=dt.date(2026, 4, 1 + nth),
            amount_minor=90_000,
            currency="CNY",
        )
    an_event(
        rights[4],
        "portfolio.annuity.paid_late",
        happened_on=dt.date(2026, 9, 1),
        amount_minor=99_000,
        currency="CNY",
    )
    an_event(
        rights[1], "utilization.licence.recorded", happened_on=dt.date(2026, 5, 5), amount_minor=5_000_000, currency="CNY",
        details={"other": firms[0].name, "from_org": str(university.pk), "to_org": str(firms[0].pk)},
    )  # fmt: skip
    an_event(
        rights[4], "utilization.transfer.recorded", happened_on=dt.date(2026, 5, 6), details={"other": "某某"}
    )
    an_event(
        rights[1], "utilization.pledge.registered", happened_on=dt.date(2026, 6, 6), amount_minor=30_000_000, currency="CNY",
    )  # fmt: skip
    an_event(rights[4], "utilization.pledge.registered", happened_on=dt.date(2026, 6, 7))
    an_event(
        rights[1],
        "service.award.received",
        happened_on=dt.date(2022, 1, 1),
        details={"title": "中国专利奖优秀奖"},
    )
    for nth, right in enumerate(rights[:6]):
        case = {"reference": f"XC-{nth}"}
        an_event(
            right,
            "protection.adjudication.accepted",
            happened_on=dt.date(2026, 1, 5),
            details=case,
            confidentiality="holder",
        )
        an_event(
            right, "protection.adjudication.decided", happened_on=dt.date(2026, 3, 1 + nth), details=case
        )
