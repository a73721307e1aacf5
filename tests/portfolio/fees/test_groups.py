"""The budget told apart by any group: sums stay the same, a group given up saves what it cost, rows open their rights."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.portfolio.fees import budget
from mainline.portfolio.fees.groups import GROUPS, ipc_of
from mainline.portfolio.fees.keeping import (
    departments,
    payer_of,
    payers_of,
    set_department,
    set_payer,
    set_paying,
)
from mainline.register.deadlines.models import Docket
from mainline.register.models import Right
from tests.factories import DAY, a_user, an_organisation
from tests.portfolio.fees.samples import granted, holder_of
from tests.portfolio.reductions.samples import joint

pytestmark = pytest.mark.django_db


@pytest.fixture
def rights() -> list[Right]:
    return granted(3)


@pytest.fixture
def manager(rights: list[Right]) -> Any:
    return a_user(Role.MANAGER, holder_of(rights))


def dockets(rights: list[Right]) -> list[int]:
    return [Docket.objects.get(right=right).pk for right in rights]


@pytest.mark.parametrize("code", list(GROUPS))
def test_every_group_adds_up_to_the_whole(rights: list[Right], manager: Any, code: str) -> None:
    set_department(dockets=dockets(rights)[:1], department="农机所", by=manager)
    fees = budget.fees_ahead(manager, DAY)[0]
    (whole,) = budget.by_year(fees, DAY)
    parts = budget.by_group(fees, code, DAY)
    assert sum(part.total.low for part in parts) == whole.total.low
    assert sum(part.rights for part in parts) == 3
    assert all(0 <= part.low_width + part.band_width <= 100 for part in parts)


@pytest.mark.parametrize("code", list(GROUPS))
def test_group_given_up_saves_what_it_cost(rights: list[Right], manager: Any, code: str) -> None:
    set_department(dockets=dockets(rights)[:1], department="农机所", by=manager)
    fees = budget.fees_ahead(manager, DAY)[0]
    part = budget.by_group(fees, code, DAY)[0]
    gone = budget.dropped(manager, budget.scenario("", "", [f"{code}:{part.key}"]))
    (saved,) = budget.savings(fees, gone, DAY)
    assert (saved.total, len(gone)) == (part.total, part.rights)


def test_scenario_that_there_is_not_is_none() -> None:
    assert not budget.scenario("", "", ["nothing", "no:where", "\0"]).is_asked
    assert budget.scenario("", "", ["department:"]).groups == (("department", ""),)


def test_field_is_the_main_class(rights: list[Right]) -> None:
    docket = Docket.objects.get(right=rights[0])
    assert (ipc_of(rights[0]), GROUPS["section"].key(docket), GROUPS["class"].key(docket)) == (
        "A01D 41/14",
        "A",
        "A01",
    )
    docket.right.classes = [["locarno", "15-03"]]
    assert (GROUPS["section"].key(docket), GROUPS["class"].key(docket)) == ("", "")


def test_department_is_said_of_many_and_on_record(rights: list[Right], manager: Any) -> None:
    assert set_department(dockets=dockets(rights), department=" 农机  所 ", by=manager) == 3
    assert set_department(dockets=dockets(rights), department="农机 所", by=manager) == 0
    assert departments(manager) == ["农机 所"]
    assert Entry.objects.filter(code="docket.department").count() == 1
    with pytest.raises(ValidationError):
        set_department(dockets=dockets(rights), department="x" * 121, by=manager)
    with pytest.raises(PermissionDenied):
        set_department(dockets=dockets(rights), department="x", by=a_user(Role.MANAGER, an_organisation()))


def test_department_and_payer_are_said_together_or_not_at_all(rights: list[Right], manager: Any) -> None:
    docket = Docket.objects.get(right=rights[0])
    with pytest.raises(ValidationError):
        set_paying(docket=docket, department="农机所", payer=an_organisation(), by=manager)
    docket.refresh_from_db()
    assert (docket.department, docket.payer) == ("", None)
    assert set_paying(docket=docket, department="农\0机所\x07", payer=None, by=manager).department == "农机所"
    assert not Entry.objects.filter(code="docket.payer").exists()


def test_payer_is_one_whom_the_right_names() -> None:
    _right, docket = joint("北川大学", "黑土农机有限公司")
    manager = a_user(Role.MANAGER, docket.organisation)
    (other,) = payers_of(docket)
    assert payer_of(docket) == docket.organisation
    assert payer_of(set_payer(docket=docket, payer=other, by=manager)) == other
    assert set_payer(docket=docket, payer=docket.organisation, by=manager).payer is None
    with pytest.raises(ValidationError):
        set_payer(docket=docket, payer=an_organisation(), by=manager)


def test_pages_tell_apart_open_rights_and_set_departments(
    rights: list[Right], manager: Any, en: Client, zh: Client
) -> None:
    for client in (en, zh):
        client.force_login(manager)
    page = en.get("/dates/budget/?by=class").content.decode()
    assert "key=A01" in page
    assert "drop=class:A01" in page
    assert "3 rights given up save" in en.get("/dates/budget/?by=class&drop=class:A01").content.decode()
    opened = en.get("/dates/budget/rights/?by=class&key=A01").content.decode()
    assert all(right.number in opened for right in rights)
    assert "技术领域" in zh.get("/dates/budget/?by=class").content.decode()
    form = {"which": "marked", "pk": dockets(rights)[:2], "department": "农机所", "next": "/dates/budget/"}
    assert en.post("/dates/budget/department/", form).status_code == 302
    assert Docket.objects.filter(department="农机所").count() == 2
    every = ",".join(map(str, dockets(rights)))
    en.post("/dates/budget/department/", {"which": "all", "all": every, "department": "一所"})
    assert Docket.objects.filter(department="一所").count() == 3
    exported = b"".join(en.get("/dates/budget/export/csv/").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    assert {row["Department"] for row in csv.DictReader(io.StringIO(exported))} == {"一所"}
    fees = f"/dates/fees/{dockets(rights)[0]}/"
    en.post(f"{fees}payer/", {"department": "二所", "payer": ""})
    assert "二所" in en.get(fees).content.decode()
