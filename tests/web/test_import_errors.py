"""Rows that were not taken come back as a table with their reasons; mended there, just these are brought in again."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from mainline.orgs.enums import Role
from mainline.register.ingest.pipeline import total
from mainline.register.jobs import run_next
from mainline.register.models import Import, Right
from tests.factories import DAY, a_user, an_organisation
from tests.web.test_pages import text

pytestmark = pytest.mark.django_db
HEADER = ["权利种类", "受理局", "名称", "申请号", "申请日", "授权（登记）号", "申请人", "备注"]


@pytest.fixture
def manager(zh: Client) -> Client:
    zh.force_login(a_user(Role.MANAGER, an_organisation("北川大学")))
    return zh


def rows(count: int = 9, bad: int = 7) -> list[list[Any]]:
    """Rows of a list, the one on row ``bad`` of the file without a title."""
    return [
        [
            "软件著作权", "CN", "" if number == bad else f"一种测控软件{number}", "", "", f"2023SR00{number:05d}",
            "北川大学", f"=第{number}行",
        ]
        for number in range(2, count + 2)
    ]  # fmt: skip


def as_csv(table: list[list[Any]], encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows([HEADER, *table])
    return out.getvalue().encode(encoding)


def as_xlsx(table: list[list[Any]]) -> bytes:
    book = Workbook()
    for line in [HEADER, *table]:
        book.active.append([None if cell == "" else cell for cell in line])
    for line in book.active.iter_rows(min_col=8, max_col=8):
        line[0].data_type = "s"
    book.save(out := io.BytesIO())
    return out.getvalue()


def bring(client: Client, data: bytes, name: str) -> Import:
    client.post("/imports/upload/", {"file": SimpleUploadedFile(name, data)})
    run_next(DAY)
    return Import.objects.latest("pk")


def fetched(client: Client, job: Import, format: str) -> list[list[Any]]:
    answer = client.get(f"/imports/{job.pk}/errors/{format}/")
    assert answer.status_code == 200
    data = b"".join(answer.streaming_content)
    if format == "csv":
        return list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [list(row) for row in load_workbook(io.BytesIO(data)).active.iter_rows(values_only=True)]


@pytest.mark.parametrize("made", [as_csv, as_xlsx])
@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_bad_row_comes_back_with_row_column_and_reason_and_mended_is_taken_alone(
    manager: Client, made: Any, format: str
) -> None:
    job = bring(manager, made(rows()), f"list.{'csv' if made is as_csv else 'xlsx'}")
    page = text(manager, f"/imports/{job.pk}/")
    assert f"/imports/{job.pk}/errors/{format}/" in page
    assert not Right.objects.exists()

    header, *wrong = fetched(manager, job, format)
    assert header[:2] == ["错误原因与改法", "原文件行号"]
    assert header[2:] == HEADER
    assert len(wrong) == 1
    assert "row 7" in wrong[0][0]
    assert "名称" in wrong[0][0]
    assert str(wrong[0][1]) == "7"
    assert wrong[0][7] == "2023SR0000007"
    manager.post(f"/imports/{job.pk}/confirm/")
    run_next(DAY)
    assert Right.objects.count() == 8
    done = Import.objects.latest("pk")
    assert fetched(manager, done, format)[1:] == [wrong[0]]

    wrong[0][4] = "一种补好的软件"
    again = bring(manager, _written(header, wrong, format), f"errors.{format}")
    assert total(again)["new"] == 1
    manager.post(f"/imports/{again.pk}/confirm/")
    run_next(DAY)
    assert Right.objects.count() == 9
    assert Right.objects.filter(title="一种补好的软件", number__contains="2023SR0000007").exists()
    assert manager.get(f"/imports/{again.pk}/errors/{format}/").status_code == 404


def _written(header: list[Any], lines: list[list[Any]], format: str) -> bytes:
    if format == "csv":
        out = io.StringIO(newline="")
        csv.writer(out).writerows([header, *lines])
        return out.getvalue().encode("utf-8-sig")
    book = Workbook()
    for line in [header, *lines]:
        book.active.append(line)
    for row in book.active.iter_rows():
        for cell in row:
            cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type
    book.save(out := io.BytesIO())
    return out.getvalue()


def test_own_columns_are_known_again_though_ours_stand_before_them(manager: Client) -> None:
    header = "案号,作品,登记编号,取得人\n"
    job = bring(
        manager, (header + "1,甲,2023SR0000001,北川大学\n2,乙,,北川大学\n").encode("gb18030"), "own.csv"
    )
    meanings = {"0": "extra", "1": "title", "2": "registration_number", "3": "holder"}
    manager.post(
        f"/imports/{job.pk}/columns/",
        {f"column-{n}": m for n, m in meanings.items()}
        | {"office": "CN", "right_kind": "software_copyright"},
    )
    run_next(DAY)
    read = Import.objects.latest("pk")
    assert total(read)["quarantined"] == 1, read.counts

    wrong = fetched(manager, read, "csv")
    wrong[1][4] = "2023SR0000002"
    again = bring(manager, _written(wrong[0], wrong[1:], "csv"), "mended.csv")

    assert again.mapping == read.mapping
    assert total(again)["new"] == 1


def test_others_and_other_kinds_of_file_have_no_such_table(manager: Client, en: Client) -> None:
    job = bring(manager, as_csv(rows()), "list.csv")
    assert manager.get(f"/imports/{job.pk}/errors/jsonl/").status_code == 404
    whole = bring(manager, as_csv(rows(bad=0)), "whole.csv")
    assert manager.get(f"/imports/{whole.pk}/errors/csv/").status_code == 404
    en.force_login(a_user(Role.MANAGER, an_organisation("南岭公司")))
    assert en.get(f"/imports/{job.pk}/errors/csv/").status_code == 404
