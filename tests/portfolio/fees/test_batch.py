"""What is kept goes into the columns of the Chinese office's sheet; what can't is named with its reason."""

from __future__ import annotations

import io
from typing import Any

import openpyxl
import pytest
from django.test import Client

from mainline.orgs.enums import Role
from mainline.portfolio.fees import batch
from mainline.portfolio.fees.board import due_fees
from mainline.portfolio.fees.deciding import decide_fees
from mainline.portfolio.fees.tables import lines
from mainline.register.models import Identifier, Right
from tests.factories import DAY, a_user
from tests.portfolio.fees.samples import fee_of, granted, holder_of, record

pytestmark = pytest.mark.django_db


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
