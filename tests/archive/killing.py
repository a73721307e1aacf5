"""Kills backups, restores and a recorder with SIGKILL, again and again, and says what was left: run as a program.

``python killing.py FOLDER`` with ``MAINLINE_DATA`` set to a folder of its own that holds a small register.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django


def in_child(work: Callable[[], None], after: float | None = None) -> bool:
    """Run work in a child; kill it after some seconds, if told. Return whether it was killed."""
    from django.db import connections

    connections.close_all()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    if after is not None:
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)


def dying_at(step: int) -> Callable[[str, int, int], None]:
    """A listener to progress that kills its own process at a step, without a word to anybody."""
    steps = iter(range(step))

    def report(what: str, done: int, total: int) -> None:
        if next(steps, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    return report


def killed_backups(folder: Path) -> tuple[int, list[str]]:
    """Kill backups at growing steps until one ends; return how many, and what they left under their names."""
    from mainline.archive.backup import backup

    left: list[str] = []
    for killed in range(60):
        path = folder / f"killed-{killed}.zip"
        if not in_child(
            lambda path=path, step=11 * killed: backup(path=path, report=dying_at(step)) and None
        ):
            return killed, left
        left += [path.name] if path.exists() else []
    raise AssertionError("no backup came to its end")


def killed_restores(archive: Path) -> tuple[int, list[int]]:
    """Kill restores into the emptied register until one ends; return how many, and the rights after each."""
    from django.db import transaction

    from mainline.archive.checking import verify_archive
    from mainline.archive.restore import _empty, restore
    from mainline.register.models import Right

    with transaction.atomic():
        _empty()
    rights: list[int] = []
    # What verifies the archive first writes nothing: its steps are passed over.
    steps: list[str] = []
    verify_archive(archive, report=lambda what, done, total: steps.append(what))
    for step in range(len(steps), len(steps) + 400, 9):
        if not in_child(lambda step=step: restore(path=archive, report=dying_at(step)) and None):
            return len(rights), rights
        rights.append(Right.objects.count())
    raise AssertionError("no restore came to its end")


def killed_recorders() -> tuple[int, Callable[[], None]]:
    """Kill a program that writes rows and tells the audit of each, in the midst of it; return how often, and the program."""
    from django.contrib.auth import get_user_model
    from django.db import transaction

    from mainline.audit.actions import checkpoint, record
    from mainline.orgs.models import Membership, Organisation

    organisation = Organisation.objects.order_by("pk")[0]
    user = get_user_model().objects.create_user("recorder")
    record(code="account.added", by=None, sealed=[user])

    def work() -> None:
        for number in range(100_000):
            with transaction.atomic():
                member, _ = Membership.objects.get_or_create(
                    user=user, organisation=organisation, role="viewer"
                )
                record(code="member.added", by=None, sealed=[member])
            with transaction.atomic():
                record(code="member.removed", by=None, gone=[member])
                member.delete()
            if number % 5 == 0:
                checkpoint()
            # Others who wait for the one writer of SQLite get their turn.
            time.sleep(0.005)

    rng = random.Random(20261120)
    return sum(in_child(work, after=rng.uniform(0.05, 0.25)) for _ in range(6)), work


def backup_beside(work: Callable[[], None], path: Path) -> list[str]:
    """Back up while another program writes without a pause; return what is wrong with the archive."""
    from django.db import connections

    from mainline.archive.backup import backup
    from mainline.archive.checking import verify_archive
    from mainline.audit.models import Entry

    before = Entry.objects.count()
    connections.close_all()
    child = os.fork()
    if child == 0:
        work()
    try:
        while Entry.objects.count() < before + 5:
            time.sleep(0.01)
        # Each step waits until the other has written: none of that is in the archive.
        backup(path=path, report=lambda what, done, total: time.sleep(0.005))
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    outcome = verify_archive(path)
    told = [] if outcome.seen.entries < Entry.objects.count() - 1 else ["nobody wrote meanwhile"]
    return [*told, *(finding.en for finding in outcome.findings)]


def main() -> None:
    """Print one line of JSON."""
    folder = Path(sys.argv[1])
    from mainline.archive.backup import backup
    from mainline.archive.checking import verify_archive
    from mainline.archive.live import verify_live
    from mainline.audit.models import Entry

    backups, left = killed_backups(folder)
    whole = backup(path=folder / "whole.zip").path
    restores, rights = killed_restores(whole)
    again = backup(path=folder / "again.zip").path
    one, two = verify_archive(whole), verify_archive(again)
    recorders, work = killed_recorders()
    beside = backup_beside(work, folder / "beside.zip")
    live = verify_live()
    print(
        json.dumps(
            {
                "backups_killed": backups,
                "backups_left": len(left),
                "restores_killed": restores,
                "rights_after_killed_restores": rights,
                "equal": one.is_well and two.is_well and _same(one.manifest, two.manifest),
                "recorders_killed": recorders,
                "entries": Entry.objects.count(),
                "findings": [finding.en for finding in live.findings],
                "beside": beside,
            }
        )
    )


def _same(one: Any, two: Any) -> bool:
    """Whether two backups hold the same, save for what was recorded between them."""
    told = [
        {table.name: table.sha256 for table in each.tables if table.name != "mainline_entry"}
        for each in (one, two)
    ]
    return told[0] == told[1]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")
    django.setup()
    main()
