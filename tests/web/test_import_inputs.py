"""Spreadsheets as people have them: days in many ways, Chinese encodings, leading zeros, one bad row among good ones."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from mainline.offices.tabular.values import to_serial
from mainline.orgs.enums import Role
from mainline.register.deadlines.models import Docket
from mainline.register.ingest.pipeline import total
from mainline.register.jobs import run_next
from mainline.register.models import Import, Quarantine, Right, SourceRecord
from mainline.register.projection import unpack
from tests.bench.portfolio_import import check_digit
from tests.factories import DAY, a_user, an_organisation
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
HEADER = ["权利种类", "受理局", "名称", "申请号", "申请日", "申请人", "内部编号"]
FILED = dt.date(2021, 3, 9)


@pytest.fixture
def manager(zh: Client) -> Client:
    zh.force_login(a_user(Role.MANAGER, an_organisation("北川大学")))
    return zh


def number(index: int) -> str:
    digits = f"20211000{index:04d}"
    return f"{digits}.{check_digit(digits)}"


def line(index: int, filed: object = "2021-03-09", **said: object) -> list[object]:
    told = {"kind": "发明", "office": "CN", "title": f"一种收获机{index}", "number": number(index), **said}
    return [told["kind"], told["office"], told["title"], told["number"], filed, "北川大学", f"000{index}"]


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    for row in (HEADER, *rows):
        book.active.append(row)
    book.save(out := io.BytesIO())
    return out.getvalue()


def bring(client: Client, data: bytes, name: str) -> Import:
    client.post("/imports/upload/", {"file": SimpleUploadedFile(name, data)})
    run_next(DAY)
    return Import.objects.latest("pk")


def confirmed(client: Client, job: Import) -> Import:
    client.post(f"/imports/{job.pk}/confirm/")
    run_next(DAY)
    return Import.objects.latest("pk")


@pytest.mark.parametrize(
    "filed",
    [
        to_serial(FILED), float(to_serial(FILED)), str(to_serial(FILED)), FILED, dt.datetime(2021, 3, 9), "2021年3月9日",
        "2021年03月09日", "2021-03-09", "2021/3/9", "20210309", "2021.3.9",
    ],
)  # fmt: skip
def test_day_in_a_workbook_is_read_however_it_is_written(manager: Client, filed: object) -> None:
    job = bring(manager, workbook(line(1, filed)), "list.xlsx")
    assert not Right.objects.exists()
    confirmed(manager, job)

    assert Right.objects.get().filed_on == FILED


def test_list_in_gb18030_keeps_rare_characters_and_leading_zeros(manager: Client) -> None:
    rows = [HEADER, line(1, "2021年3月9日", title="一种𬬻用收获机㐂"), line(2, str(to_serial(FILED)))]
    data = "\r\n".join(",".join(map(str, row)) for row in rows).encode("gb18030")

    confirmed(manager, bring(manager, data, "清单.csv"))

    assert set(Right.objects.values_list("title", "filed_on")) == {
        ("一种𬬻用收获机㐂", FILED), ("一种收获机2", FILED),
    }  # fmt: skip
    told = [dict(unpack(bytes(source.body)).extra) for source in SourceRecord.objects.order_by("pk")]
    assert [each["internal_reference"] for each in told] == ["0001", "0002"]


def test_number_that_begins_with_zeros_stays_as_it_is(manager: Client) -> None:
    row = ["软件著作权", "CN", "一种软件", "", "", "北川大学", "007"]
    header = [*HEADER, "授权（登记）号"]
    book = Workbook()
    for each in (header, [*row, "0012345"]):
        book.active.append(each)
    book.save(out := io.BytesIO())

    confirmed(manager, bring(manager, out.getvalue(), "list.xlsx"))

    assert Right.objects.get().identifiers.get().text == "0012345"


def test_bad_row_seven_is_named_and_nothing_is_written_until_the_good_ones_are_confirmed(
    manager: Client,
) -> None:
    rows = [line(index) for index in range(1, 9)]
    rows[5][0] = "不知道"

    job = bring(manager, workbook(*rows), "list.xlsx")

    assert total(job) == {
        "read": 8, "new": 7, "changed": 0, "same": 0, "recovered": 0, "warned": 0, "quarantined": 1,
    }  # fmt: skip
    page = text(manager, f"/imports/{job.pk}/")
    assert "row 7" in page
    assert "不知道" in page
    assert "正式导入可采用的7条" in page
    assert not Right.objects.exists()
    assert not Quarantine.objects.exists()
    confirmed(manager, job)
    assert Right.objects.count() == 7
    assert Docket.objects.count() == 7
    assert "不知道" in Quarantine.objects.get().detail
