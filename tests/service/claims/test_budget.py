"""Two officers who approve at once never overdraw a budget: two processes, on whichever database."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Sum

from mainline.service.claims import deciding
from mainline.service.claims.models import Claim
from tests.service.samples import DECIDED, LEVEL, Case, a_call, a_case, submitted

ROOT = Path(__file__).resolve().parents[3]
_WAITING = """
import os, sys, time
import django
django.setup()
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from mainline.service.claims import deciding
from mainline.service.claims.models import Claim
from tests.service.samples import DECIDED
while not os.path.exists(sys.argv[2]):
    time.sleep(0.005)
officer = get_user_model().objects.get(username=sys.argv[3])
done = 0
for claim in Claim.objects.filter(pk__in=sys.argv[1].split(",")).order_by("pk"):
    try:
        deciding.approve(claim=claim, amount=None, confirmed=[], words="", by=officer, on=DECIDED)
        done += 1
    except ValidationError:
        pass
print(done)
"""
_BEGUN = """
import django
django.setup()
from tests.service.claims.test_budget import many
case, claims = many(6)
print(case.officer.username, *(claim.pk for claim in claims))
"""


def many(number: int) -> tuple[Case, list[Claim]]:
    """Claims of 150,000 each, under a budget for three of them."""
    case = a_case()
    a_call(case, LEVEL, 450_000)
    first = submitted(case)
    rows = [first]
    for n in range(number - 1):
        row = Claim.objects.get(pk=first.pk)
        row.pk, row.once = None, f"year:other:{n}"
        row.save()
        rows.append(row)
    return case, rows


def _run(code: str, environment: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], env=environment, cwd=ROOT, text=True, stdout=subprocess.PIPE
    )


@pytest.mark.django_db(transaction=True)
def test_two_processes_approve_exactly_as_much_as_the_budget_holds(
    tables: Path | None, tmp_path: Path
) -> None:
    if tables is None:
        pytest.skip("on PostgreSQL four threads do the same")
    data = tmp_path / "two"
    data.mkdir()
    shutil.copy(tables, data / "mainline.sqlite3")
    environment = {**os.environ, "MAINLINE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "mainline.settings"}
    environment.pop("MAINLINE_DATABASE_URL", None)
    begun = _run(_BEGUN, environment)
    officer, *ids = (begun.communicate(timeout=120)[0]).split()
    start = tmp_path / "start"

    both = [
        _run(_WAITING, environment, ",".join(half), str(start), officer)
        for half in (ids[::2] + ids[1::2], ids[1::2] + ids[::2])
    ]
    start.touch()
    approved = [int(each.communicate(timeout=120)[0]) for each in both]

    assert sum(approved) == 3


@pytest.mark.django_db(transaction=True)
def test_four_threads_approve_exactly_as_much_as_the_budget_holds() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("the SQLite of tests lives in one process: two processes do the same")
    case, rows = many(6)

    def work(claim: Claim) -> int:
        try:
            deciding.approve(claim=claim, amount=None, confirmed=[], words="", by=case.officer, on=DECIDED)
        except ValidationError:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, rows))

    assert sum(done) == 3
    assert Claim.objects.filter(state="approved").aggregate(total=Sum("approved_minor")) == {
        "total": 45_000_000
    }
