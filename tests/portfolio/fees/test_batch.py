"""What is kept goes into the columns of the Chinese office's sheet; what can't is named with its reason."""

from __future__ import annotations

import csv
import dataclasses
import datetime as dt
import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.orgs.models import Membership, PlatformState
from mainline.portfolio.fees import batch, budget, bulkfile
from mainline.portfolio.fees.board import due_fees, paid_once
from mainline.portfolio.fees.deciding import decide_fees
from mainline.portfolio.fees.tables import lines
from mainline.register.deadlines.actions import open_dockets, say_facts
from mainline.register.models import Identifier, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.portfolio.fees.samples import D, fee_of, granted, holder_of, record
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
_GRANTED = D(2019, 9, 10)


@pytest.fixture
def rights() -> list[Right]:
    return granted(3)


@pytest.fixture
def manager(rights: list[Right]) -> Any:
    manager = a_user(Role.MANAGER, holder_of(rights))
    keep = [fee_of(right).pk for right in rights]
    decide_fees(deadlines=keep, choice="keep", reason="in use", by=manager, on=DAY)
    return manager


def found(manager: Any) -> batch.Batch:
    return batch.batch_of(lines(due_fees(manager, DAY), DAY))


def test_each_item_is_a_row_in_the_columns_of_the_sheet(rights: list[Right], manager: Any) -> None:
    whole = found(manager)
    assert [(line.fee, line.amount.minor) for line in whole.lines[:2]] == [
        ("发明专利第10年年费", 400000),
        ("发明专利年费滞纳金", 60000),
    ]
    book = openpyxl.load_workbook(io.BytesIO(b"".join(batch.as_workbook(whole.parts[0]))))
    rows = list(book["网上缴费"].iter_rows(values_only=True))
    assert rows[0] == batch.HEADERS
    assert len(rows) == 1 + 6
    application = Identifier.objects.get(right=whole.lines[0].row.right, role="application").text
    assert rows[1][:2] == (1, application.replace(".", ""))
    assert rows[1][2] is None
    assert (rows[1][5], rows[1][7]) == ("发明专利第10年年费", 4000)


def test_what_was_not_kept_stays_out(rights: list[Right], manager: Any) -> None:
    decide_fees(deadlines=[fee_of(rights[0]).pk], choice="sell", reason="x", by=manager, on=DAY)
    assert {line.row.right for line in found(manager).lines} == set(rights[1:])


def test_fee_without_a_number_is_named_and_not_written(rights: list[Right], manager: Any) -> None:
    Identifier.objects.filter(right=rights[0]).delete()
    whole = found(manager)
    assert [(row.right, why) for row, why in whole.left_out] == [(rights[0], "number")]
    assert len(whole.lines) == 4


def test_more_than_a_sheet_holds_goes_on_in_another(
    rights: list[Right], manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "MOST", 5)
    assert [len(part) for part in found(manager).parts] == [4, 2]


def test_pages_say_that_the_template_was_not_at_hand(
    rights: list[Right], manager: Any, en: Client, zh: Client
) -> None:
    for client in (en, zh):
        client.force_login(manager)
    assert "not at hand" in en.get("/dates/annuities/batch/").content.decode()
    assert "模板" in zh.get("/dates/annuities/batch/").content.decode()
    assert en.get("/dates/annuities/batch/1/").status_code == 200
    assert en.get("/dates/annuities/batch/2/").status_code == 404


def test_board_finds_what_is_not_used_and_costs_much(rights: list[Right], manager: Any, en: Client) -> None:
    record(rights[0], "utilization.licence.signed", DAY)
    record(rights[1], "utilization.match.proposed", DAY, details={"other": "A"})
    en.force_login(manager)
    page = en.get("/dates/annuities/?use=none&full-from=1000").content.decode()
    assert rights[0].number not in page
    assert rights[1].number in page
    assert "Matched with a need" in page
    assert rights[1].number not in en.get("/dates/annuities/?use=none&full-from=5000").content.decode()


def a_patent(number: str, entity: str, granted_on: dt.date = _GRANTED) -> Right:
    """An American patent whose second fee is due seven and a half years after its grant, of an entity of some size."""
    record_ = dataclasses.replace(
        publication(application="13/123,456", number=number, kind="B2", on=str(granted_on)), office="US"
    )
    numbers = tuple(dataclasses.replace(each, office="US") for each in record_.numbers)
    (right,) = enter(dataclasses.replace(record_, numbers=numbers))
    record(right, "creation.right.granted", granted_on)
    record(right, "portfolio.annuity.paid", D(2023, 3, 1), details={"nth": "1"})
    open_dockets(rights=[right.pk], organisation=holder_of([right]), by=None, on=DAY)
    say_facts(docket=right.dockets.get(), facts={"entity": entity}, by=None, on=DAY)
    return right


@pytest.mark.parametrize(
    ("number", "entity", "expected"),
    [
        ("8443982", "large", ["8443982", "13123456", "1552", "4040.00"]),
        ("8443982", "small", ["8443982", "13123456", "2552", "1616.00"]),
        ("8443982", "micro", "entity"),
        ("10443982", "large", "digits"),
    ],
)
def test_bulk_file_has_the_five_columns_of_the_office(number: str, entity: str, expected: Any) -> None:
    right = a_patent(number, entity)
    by = a_user(Role.MANAGER, holder_of([right]))
    row = due_fees(by, DAY).get()
    decide_fees(deadlines=[row.pk], choice="keep", reason="in use", by=by, on=DAY)
    found = bulkfile.bulk_of(lines(due_fees(by, DAY), DAY))
    if isinstance(expected, str):
        assert [why for _row, why in found.left_out] == [expected]
    else:
        (cells,) = csv.reader(io.StringIO(b"".join(bulkfile.as_csv(found.lines)).decode()))
        assert [cells[0], cells[1], cells[3], cells[4]] == expected


def test_fee_whose_window_is_not_open_is_left_out_with_its_day(en: Client) -> None:
    right = a_patent("8443982", "large", D(2020, 3, 10))
    by = a_user(Role.MANAGER, holder_of([right]))
    row = due_fees(by, DAY).get()
    decide_fees(deadlines=[row.pk], choice="keep", reason="in use", by=by, on=DAY)
    found = bulkfile.bulk_of(lines(due_fees(by, DAY), DAY))
    assert ([why for _row, why in found.left_out], found.lines) == (["early"], [])
    PlatformState.objects.create(name="clock", value={"demo_day": str(DAY)})
    en.force_login(by)
    assert "cannot be paid before 2027-03-10" in en.get("/dates/annuities/bulk/").content.decode()


def test_right_that_two_organisations_keep_is_paid_once(
    rights: list[Right], manager: Any, en: Client
) -> None:
    other = an_organisation()
    rights[0].parties.create(role="applicant", name=other.name, organisation=other)
    open_dockets(rights=[rights[0].pk], organisation=other, by=None, on=DAY)
    own = a_user(Role.MANAGER, other)
    again = due_fees(own, DAY).get()
    decide_fees(deadlines=[again.pk], choice="keep", reason="in use", by=own, on=DAY)
    Membership.objects.create(user=manager, organisation=other, role=Role.MANAGER)

    both = due_fees(manager, DAY)
    assert both.count() == 4
    once = paid_once(both)
    assert [row.docket.right_id for row in once].count(rights[0].pk) == 1
    assert again.pk not in {row.pk for row in once}
    PlatformState.objects.create(name="clock", value={"demo_day": str(DAY)})
    en.force_login(manager)
    file = b"".join(en.get("/dates/annuities/list/CN/csv/").streaming_content).decode()  # type: ignore[attr-defined]
    assert len(list(csv.reader(io.StringIO(file)))) == 1 + 2 * 3
    assert en.get("/dates/annuities/batch/").context["total"] == 2 * 3
    fees = budget.fees_ahead(manager, DAY)[0]
    assert len(fees) == len({(fee.docket.right_id, fee.rule, fee.number) for fee in fees}) == 3 * 5
