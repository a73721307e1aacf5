"""The page of an organisation: its figures open, its line is one, and its people are for colleagues."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from mainline.offices.record import Party as PrintedParty
from mainline.offices.record import PartyRole
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, Organisation
from mainline.register.models import Party, Right
from tests.factories import (
    PASSWORD,
    a_person,
    a_proposal,
    a_user,
    an_event,
    an_organisation,
    enter,
    some_publications,
)
from tests.register.test_people import university
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db


def path(more: str = "") -> str:
    return f"/organisations/{university().pk}/{more}"


def through(agency: str, number: int) -> Any:
    """A publication that an agency filed."""
    record = some_publications(number + 1)[number]
    return replace(
        record,
        parties=(*record.parties, PrintedParty(PartyRole.AGENT, agency, "zh", is_person=False, country="CN")),
    )


def test_line_weaves_the_threads_of_all_rights_and_opens_by_link(en: Client) -> None:
    first, second = enter(*some_publications(2))
    an_event(first)
    an_event(second, "protection.evidence.preserved", confidentiality="holder")

    shown = text(en, path())

    assert "一种大豆收获机0" in shown
    assert '<li class="link-utilization"' in shown
    assert '<li class="link-protection"' not in shown
    part = en.get(path("line/?link=utilization"), headers={"HX-Target": "line"})
    assert part.content.decode().count("data-hit") == 1
    assert "HX-Target" in part.headers["Vary"]
    for nothing in ("?link=nothing", "?page=-1", "?page=x&link=%00"):
        assert "The main line of all" in text(en, path(f"line/{nothing}"))
    assert en.get(f"/organisations/{'9' * 25}/line/").status_code == 404


def test_years_have_a_picture_and_a_table_that_opens(en: Client) -> None:
    enter(*some_publications(2))
    Right.objects.filter(pk=Right.objects.order_by("pk")[0].pk).update(filed_on="2014-05-01")
    shown = text(en, path())
    assert shown.count('class="bar-year"') == 2
    assert "?filed-from=2014&amp;filed-to=2014#rights" in shown
    assert "一种大豆收获机1" not in text(en, path("?filed-from=2014&filed-to=2014")).split('id="line"')[0]


def test_agencies_open_to_the_rights_that_they_handle(en: Client) -> None:
    enter(through("松砚代理所", 0), through("松砚代理所", 1), through("衡雪代理所", 2))
    agency = Organisation.objects.get(name="衡雪代理所")
    shown = text(en, path())
    assert shown.index("松砚代理所") < shown.index("衡雪代理所")

    rows = text(en, path(f"?agency={agency.pk}")).split('id="line"')[0]
    data = b"".join(en.get(path(f"export/jsonl/?agency={agency.pk}")).streaming_content)

    assert "一种大豆收获机2" in rows
    assert "一种大豆收获机0" not in rows
    assert data.count(b"\n") == 1
    assert "一种大豆收获机0" in text(en, path("?agency=x"))


def test_members_and_people_are_for_colleagues(en: Client) -> None:
    enter(*some_publications(1))
    a_person(university(), "李娜")
    manager = a_user(Role.MANAGER, university(), "lina")
    assert "lina" not in text(en, path())
    en.force_login(a_user(Role.OFFICER))
    assert "lina" not in text(en, path())
    en.force_login(manager)
    shown = text(en, path())
    assert "lina" in shown
    assert "IP manager" in shown
    assert "李娜" in text(en, f"/people/?at={university().pk}")
    assert "李娜" in text(en, "/people/?at=x")


def test_other_names_and_proposals_that_only_secrets_tell_of_are_not_shown(en: Client) -> None:
    enter(*some_publications(2))
    secret = Right.objects.order_by("pk")[1]
    twin = an_organisation("北川大学深海项目部", "unknown")
    Right.objects.filter(pk=secret.pk).update(confidentiality="holder")
    Party.objects.filter(right=secret, role="applicant").update(organisation=twin)
    a_proposal(university(), twin)
    assert "深海" not in text(en, path())
    rival = a_user(Role.MANAGER)
    en.force_login(rival)
    assert "深海" not in text(en, path())
    Organisation.objects.filter(pk=twin.pk).update(merged_into=university())
    assert "深海" not in text(en, path())
    Membership.objects.create(user=rival, organisation=university(), role=Role.VIEWER)
    assert "深海" in text(en, path())


def test_all_data_is_taken_away_by_who_may(en: Client) -> None:
    enter(*some_publications(2))
    manager = a_user(Role.MANAGER, university())
    assert "Take all data away" not in text(en, path())
    en.force_login(manager)
    assert en.post(path("take-away/")).headers["Location"].startswith("/account/again/")
    en.logout()
    en.post("/login/", {"username": manager.get_username(), "password": PASSWORD})
    assert "Take all data away" in text(en, path())
    assert "signed" in text(en, path("take-away/"))

    answer: Any = en.post(path("take-away/"))

    data = b"".join(answer.streaming_content)
    assert "csv/rights.csv" in zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert answer.headers["Content-Disposition"].startswith("attachment")
    en.force_login(a_user(Role.INVENTOR, university()))
    assert en.get(path("take-away/")).status_code == 403
    en.force_login(a_user(Role.MANAGER))
    assert en.get(path("take-away/")).status_code == 404


def test_paper_has_the_rights_alone(en: Client) -> None:
    enter(*some_publications(1))
    shown = text(en, path("?print=1"))
    assert "一种大豆收获机0" in shown
    assert 'id="line"' not in shown
