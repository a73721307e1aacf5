"""The register of the load test: filled by an ordinary import, with members by ordinary actions, so that it can be verified.

``python -m tests.bench.load_register fill RIGHTS | members COUNT | written MARKS.json``. Works on the database and folder that the
environment names (``MAINLINE_DATA``, ``MAINLINE_DATABASE_URL``); prints JSON.
"""

from __future__ import annotations

import csv
import json
import os
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.bench import corpus

HEADERS = (
    "权利种类", "受理局", "名称", "英文名称", "申请号", "申请日", "公开号", "公开日", "申请人", "发明人", "IPC 主分类号", "摘要", "内部编号",
)  # fmt: skip
KINDS = {"invention": "发明", "utility_model": "实用新型", "design": "外观设计", "plant_variety": "发明"}
_TYPES = {"发明": "1", "实用新型": "2", "外观设计": "3"}
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)
CHUNK = 5_000


def application_number(year: int, kind: str, serial: int) -> str:
    """A Chinese application number with its check digit."""
    digits = f"{year}{_TYPES[kind]}{serial:07d}"
    rest = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, digits, strict=True)) % 11
    return f"{digits}.{'X' if rest == 10 else rest}"


def row(number: int) -> list[str]:
    """One right of the corpus as a row of the template for imports."""
    document = corpus.document(number)
    titles, abstracts = dict(document.titles), dict(document.abstracts)
    people: dict[str, str] = {}
    for role, name in document.parties:
        people.setdefault(role, name)
    kind = KINDS[document.kind or "invention"]
    filed, published = document.filed_on, document.published_on
    assert filed
    assert published
    title = titles.get("zh") or titles["en"]
    return [
        kind, "CN", title, titles.get("en", ""), application_number(filed.year, kind, number % 10_000_000), filed.isoformat(),
        f"CN{100_000_000 + number}A", published.isoformat(), people["applicant"], people["inventor"], document.ipc[0],
        next(iter(abstracts.values())), f"L{number}",
    ]  # fmt: skip


def rows(first: int, last: int) -> list[list[str]]:
    """Rows of a range of numbers."""
    return [row(number) for number in range(first, last)]


def write_table(path: Path, rights: int) -> None:
    """Write the table of all rights."""
    starts = range(1, rights + 1, CHUNK)
    with path.open("w", newline="", encoding="utf-8") as file, ProcessPoolExecutor(2) as pool:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        for made in pool.map(rows, starts, [min(start + CHUNK, rights + 1) for start in starts]):
            writer.writerows(made)


def fill(rights: int) -> dict[str, Any]:
    """Import the rights as the command line does."""
    from django.conf import settings

    from mainline.cli.serve import prepare
    from mainline.orgs import clock
    from mainline.register import actions
    from mainline.register.ingest.pipeline import run_import
    from mainline.register.models import Right

    prepare(demo=False)
    if (known := Right.objects.count()) >= rights:
        return {"rights": known, "seconds": 0}
    path = Path(settings.DATA_DIR) / "rights.csv"
    started = time.monotonic()
    write_table(path, rights)
    written = time.monotonic()
    job = actions.request_import(path=str(path), name=path.name, by=None, run_here=True)
    run_import(job, on=clock.today(), workers=2)
    actions.settle_organisations()
    return {
        "rights": Right.objects.count(),
        "table_seconds": round(written - started, 1),
        "import_seconds": round(time.monotonic() - written, 1),
    }


def members(count: int) -> list[dict[str, Any]]:
    """Make sure that so many organisations have a member, log each in, and say what they hold."""
    from django.contrib.auth import get_user_model

    from mainline.orgs import accounts
    from mainline.orgs.models import Organisation
    from mainline.register.models import Party

    largest = list(Organisation.objects.order_by("-rights_known", "pk")[:count])
    found = []
    for nth, organisation in enumerate(largest):
        name = f"load{nth}"
        if not accounts.has_account(name):
            accounts.add_account(
                name=name,
                password="four squirrels on a roof",
                organisation=str(organisation.pk),
                role="manager",
                is_admin=False,
            )
        user = get_user_model().objects.get(username=name)
        held = Party.objects.filter(organisation=organisation).order_by("right_id")
        found.append(
            {
                "name": name,
                "session": _session(user),
                "organisation": organisation.pk,
                "rights": list(held.values_list("right_id", flat=True).distinct()[:50]),
            }
        )
    return found


def _session(user: Any) -> str:
    """A session as a login makes it."""
    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from mainline.orgs.sessions import BEGAN, SEEN

    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[BEGAN] = session[SEEN] = int(time.time())
    session.create()
    return str(session.session_key)


def written(marks: list[dict[str, Any]]) -> dict[str, Any]:
    """Compare what was answered with what is there: each write that was promised once and whole, no other twice."""
    _settle([mark for mark in marks if mark["kind"] == "import"])
    there = {kind: count() for kind, count in COUNTS.items()}
    lost = [m for m in marks if m["promised"] and there[m["kind"]][m["mark"]] != 1]
    twice = [m for m in marks if there[m["kind"]][m["mark"]] > 1]
    half = [m for m in marks if there[m["kind"]][m["mark"]] and not WHOLE[m["kind"]](m["mark"])]
    return {
        "promised": sum(m["promised"] for m in marks),
        "unanswered": sum(not m["promised"] for m in marks),
        "unanswered_but_done": sum(there[m["kind"]][m["mark"]] == 1 for m in marks if not m["promised"]),
        "lost": lost[:20],
        "twice": twice[:20],
        "half": half[:20],
    }


def _settle(imports: list[dict[str, Any]], longest: float = 180) -> None:
    """Wait until the worker has come to the end of what was queued."""
    from mainline.register.models import Import

    names = [f"{mark['mark']}.csv" for mark in imports]
    end = time.monotonic() + longest
    while time.monotonic() < end:
        if not Import.objects.filter(name__in=names, state__in=("queued", "running")).exists():
            return
        time.sleep(1)


def _events() -> Counter[str]:
    from mainline.register.models import Event

    return Counter(
        Event.objects.filter(source_text__startswith="load ").values_list("source_text", flat=True)
    )


def _views() -> Counter[str]:
    from mainline.orgs.models import SavedView

    return Counter(SavedView.objects.filter(name__startswith="load ").values_list("name", flat=True))


def _imports() -> Counter[str]:
    from mainline.register.models import Import

    names = Import.objects.filter(name__startswith="load ").values_list("name", flat=True)
    return Counter(name.removesuffix(".csv") for name in names)


def _documents() -> Counter[str]:
    from mainline.register.models import Document

    names = Document.objects.filter(name__startswith="load ").values_list("name", flat=True)
    return Counter(name.removesuffix(".txt") for name in names)


def _is_whole_import(mark: str) -> bool:
    """An import is whole when its rows are: all three of them, each under its number once."""
    from mainline.register.models import Import, SourceRecord

    job = Import.objects.get(name=f"{mark}.csv")
    return job.state == "done" and SourceRecord.objects.filter(imported_by=job).count() == 3


def _is_whole_document(mark: str) -> bool:
    """A document is whole when its file is there and has the content that its row names."""
    from mainline.register.documents.storage import store
    from mainline.register.models import Document

    row = Document.objects.get(name=f"{mark}.txt")
    return b"".join(store().open(row.sha256)) == f"{mark}\n".encode()


def _is_whole_event(mark: str) -> bool:
    """An event is whole when the audit tells of it."""
    from mainline.audit.models import Entry
    from mainline.register.models import Event

    event = Event.objects.get(source_text=mark)
    return Entry.objects.filter(code="event.recorded", subject=f"right:{event.right_id}").exists()


COUNTS = {"event": _events, "view": _views, "import": _imports, "document": _documents}
WHOLE = {
    "event": _is_whole_event,
    "view": lambda mark: True,
    "import": _is_whole_import,
    "document": _is_whole_document,
}


def main() -> None:
    """Do what the first argument names."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
    import django

    django.setup()
    what, argument = sys.argv[1:3]
    if what == "written":
        found: Any = written(json.loads(Path(argument).read_text(encoding="utf-8")))
    else:
        found = {"fill": fill, "members": members}[what](int(argument))
    print(json.dumps(found))


if __name__ == "__main__":
    main()
