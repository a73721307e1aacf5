"""An organisation's own list beside an office's publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mainline.register.actions import request_import
from mainline.register.differences.models import Difference
from mainline.register.ingest.pipeline import run_import
from mainline.register.models import Import
from tests.factories import DAY

HEADER = "权利种类,受理局,名称,申请号,申请日,公开号,公开日,申请人,发明人,IPC 主分类号,状态"


def own_list(
    path: Path, *rows: str, by: Any, organisation: int | None = None, name: str = "list.csv"
) -> Import:
    """Bring a list in as a member does."""
    file = path / name
    file.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    job = request_import(path=str(file), name=name, by=by, organisation=organisation, run_here=True)
    return run_import(job, on=DAY, workers=0)


def row(
    *, title: str = "一种大豆收获机", number: str = "201710601862.3", filed: str = "2017-07-21",
    published: str = "", applicant: str = "北川大学", inventor: str = "王伟", status: str = "",
) -> str:  # fmt: skip
    """One right of the list; without more words it says what ``publication()`` says."""
    return f"发明,CN,{title},{number},{filed},CN107654321A,{published},{applicant},{inventor},A01D 41/14,{status}"


def fields(state: str = "open") -> list[str]:
    """The fields that differ, in the order in which they were found."""
    return list(Difference.objects.filter(state=state).order_by("pk").values_list("field", flat=True))
