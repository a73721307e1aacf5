"""How long somebody waits who brings a portfolio in: a spreadsheet of 5,000 rows, tried out and then written, dates and all.

``python -m tests.bench.portfolio_import [--rows N] [--profile]`` makes a workbook in memory in the form of our template, brings
it in as a member does, and prints seconds of the dry run, of the writing (rights, events, audit) and of deriving the dates of
all rights, on a SQLite file of its own. The yardstick in the same run, so that a loud machine is loud for both: openpyxl reads
the same workbook, and ``executemany`` puts one row of each into a table of SQLite.
"""

from __future__ import annotations

import argparse
import cProfile
import datetime as dt
import io
import json
import os
import pstats
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HEADERS = (
    "权利种类", "受理局", "名称", "英文名称", "申请号", "申请日", "公开号", "公开日", "授权（登记）号", "授权（登记）日", "申请人", "权利人",
    "发明人", "代理机构", "IPC 主分类号", "状态", "内部编号", "备注",
)  # fmt: skip
DAY = dt.date(2026, 11, 23)
_KINDS = (("发明", "1"), ("实用新型", "2"), ("外观设计", "3"))


def check_digit(number: str) -> str:
    """The check digit of a Chinese application number of twelve digits."""
    weights = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
    rest = sum(int(digit) * weight for digit, weight in zip(number, weights, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def rows(count: int) -> Iterator[tuple[Any, ...]]:
    """Rows of a firm's list: every kind of patent, half of them granted; days as days, as text and in Chinese."""
    for index in range(count):
        kind, digit = _KINDS[index % 3]
        filed = dt.date(2015, 1, 5) + dt.timedelta(days=index * 3650 // count)
        number = f"{filed.year}{digit}{index + 1:07d}"
        granted = filed + dt.timedelta(days=700) if index % 2 else None
        shown = granted if granted and granted < DAY else None
        yield (
            kind, "CN", f"一种{'大豆玉米水稻'[index % 6]}收获装置及其控制方法第{index}型", "", f"{number}.{check_digit(number)}",
            (filed, filed.isoformat(), f"{filed.year}年{filed.month}月{filed.day}日")[index % 3],
            f"CN{100_000_000 + index}A" if digit == "1" else "",
            (filed + dt.timedelta(days=400)).isoformat() if digit == "1" else "",
            f"ZL{number}.{check_digit(number)}" if shown else "", shown.isoformat() if shown else "",
            f"北川机械{index % 5}有限公司", "", "；".join(f"王{'伟芳强敏'[(index + n) % 4]}" for n in range(3)), "北川专利代理事务所",
            "A01D 41/12", "有效" if shown else "审中", f"000{index}", "",
        )  # fmt: skip


def workbook(count: int) -> bytes:
    """The rows as XLSX."""
    import xlsxwriter

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
    for line, row in enumerate((HEADERS, *rows(count))):
        for column, cell in enumerate(row):
            if isinstance(cell, dt.date):
                sheet.write_datetime(line, column, dt.datetime.combine(cell, dt.time()), day)
            else:
                sheet.write_string(line, column, cell)
    book.close()
    return out.getvalue()


def yardstick(data: bytes, folder: Path) -> float:
    """Seconds in which openpyxl reads the workbook and SQLite takes one row of each."""
    from openpyxl import load_workbook

    began = time.perf_counter()
    sheet = load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
    cells = [tuple(map(str, row)) for row in sheet.iter_rows(min_row=2, values_only=True)]
    with sqlite3.connect(folder / "yardstick.sqlite3") as database:
        database.execute(f"CREATE TABLE list ({', '.join(f'c{n}' for n in range(len(HEADERS)))})")
        database.executemany(f"INSERT INTO list VALUES ({', '.join('?' * len(HEADERS))})", cells)
    return time.perf_counter() - began


def timed(do: Callable[[], object], profile: bool, title: str) -> tuple[float, float]:
    """Seconds of something, and those of the processor; with ``profile`` also where they went."""
    profiler = cProfile.Profile() if profile else None
    began, busy = time.perf_counter(), time.process_time()
    if profiler:
        profiler.runcall(do)
    else:
        do()
    took = time.perf_counter() - began, time.process_time() - busy
    if profiler:
        print(title)
        pstats.Stats(profiler).sort_stats("cumulative").print_stats(45)
    return took


def measured(count: int, folder: Path, profile: bool) -> dict[str, Any]:
    """Bring the workbook in and say what it took."""
    from mainline.audit.models import Entry
    from mainline.orgs.enums import Role
    from mainline.register import actions
    from mainline.register.deadlines import actions as dates
    from mainline.register.deadlines.models import Deadline
    from mainline.register.ingest import pipeline
    from mainline.register.models import Event, Right
    from tests.factories import a_user, an_organisation

    data = workbook(count)
    path = folder / "portfolio.xlsx"
    path.write_bytes(data)
    by = a_user(Role.MANAGER, an_organisation("北川机械0有限公司"))
    yard = min(yardstick(data, Path(tempfile.mkdtemp(dir=folder))) for _ in range(2))

    def bring(dry_run: bool) -> None:
        job = actions.request_import(path=str(path), name=path.name, by=by, dry_run=dry_run, run_here=True)
        pipeline.run_import(job, on=DAY, workers=int(os.environ.get("MAINLINE_WORKERS", "2")))
        assert pipeline.total(job)["new"] == count, job.counts

    dry, dry_cpu = timed(lambda: bring(True), profile, "DRY RUN")
    inside: list[float] = []
    keep = pipeline.keep_imported

    def kept(job: Any, *, on: dt.date) -> int:
        began = time.perf_counter()
        told = keep(job, on=on)
        inside.append(time.perf_counter() - began)
        return told

    pipeline.keep_imported = kept
    wrote, wrote_cpu = timed(lambda: bring(False), profile, "WRITE")
    pipeline.keep_imported = dates.keep_imported
    return {
        "rows": count, "bytes": len(data), "rights": Right.objects.count(), "events": Event.objects.count(),
        "deadlines": Deadline.objects.count(), "audit": Entry.objects.count(),
        "yardstick_s": round(yard, 2), "dry_run_s": round(dry, 2), "dry_run_cpu_s": round(dry_cpu, 2),
        "write_s": round(wrote, 2), "write_cpu_s": round(wrote_cpu, 2),
        "of_which_dates_s": round(sum(inside), 2), "dry_run_to_yardstick": round(dry / yard, 1),
        "write_to_yardstick": round(wrote / yard, 1), "load": [round(each, 1) for each in os.getloadavg()],
    }  # fmt: skip


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    parser.add_argument(
        "--profile", action="store_true", help="print where the time goes; everything is slower then"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MAINLINE_DATA"] = folder
        os.environ.pop("MAINLINE_DATABASE_URL", None)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        print(json.dumps(measured(given.rows, Path(folder), given.profile), indent=1))


if __name__ == "__main__":
    main()
