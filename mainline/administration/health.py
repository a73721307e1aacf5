"""How the installation is: what ``mainline doctor`` finds, and what only a running platform can tell."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.utils import timezone

from mainline import VERSION, doctor
from mainline.audit import queries as audit
from mainline.doctor import Finding
from mainline.register import signs

_SILENT = dt.timedelta(seconds=60)
"""A worker that was not heard of for so long has died or hangs."""
_OLD = dt.timedelta(days=7)
"""A backup should not be older."""


def health() -> list[Finding]:
    """Look at everything, worst first."""
    now = timezone.now()
    found = [_version(), _worker(now), _backup(now), _checkpoint(now), *doctor.examine()]
    return sorted(found, key=lambda finding: finding.is_well)


def _version() -> Finding:
    kind = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}.get(connection.vendor, connection.vendor)
    return Finding("version", True, f"版本 {VERSION}，数据库 {kind}", f"version {VERSION}, database {kind}")


def _worker(now: dt.datetime) -> Finding:
    last = signs.last_beat()
    mend = "The worker runs beside the pages: mainline run starts both."
    if last is None:
        return Finding("worker", False, "后台进程从未运行", "the worker was never heard of", mend)
    zh, en = _ago(now - last)
    return Finding(
        "worker", now - last < _SILENT, f"后台进程最近活动：{zh}", f"the worker was heard of {en}", mend
    )


def _backup(now: dt.datetime) -> Finding:
    mend = "Run: mainline backup FILE, and keep the file elsewhere."
    last = audit.entries().filter(code="backup.made").first()
    if last is None:
        return Finding("backup", False, "从未备份", "no backup was ever made", mend)
    zh, en = _ago(now - last.at)
    return Finding("backup", now - last.at < _OLD, f"最近备份：{zh}", f"the last backup was made {en}", mend)


def _checkpoint(now: dt.datetime) -> Finding:
    head, last = audit.head(), audit.checkpoints().first()
    count = head.number if head else 0
    signed = last.entry_id if last else 0
    return Finding(
        "audit",
        head is None or signed == count or now - head.at < dt.timedelta(hours=1),
        f"审计记录 {count:,} 条，已签署至第 {signed:,} 条",
        f"the audit has {count:,} entries, signed up to {signed:,}",
        "The worker signs every few minutes; by hand: mainline checkpoint",
    )


def _ago(span: dt.timedelta) -> tuple[str, str]:
    """Say how long ago something was, in both languages, in the largest unit that fits."""
    seconds = max(0, int(span.total_seconds()))
    if seconds < 2:
        return "刚刚", "just now"
    for length, zh, en in ((86400, "天", "days"), (3600, "小时", "hours"), (60, "分钟", "minutes")):
        if seconds >= 2 * length:
            return f"{seconds // length} {zh}前", f"{seconds // length} {en} ago"
    return f"{seconds} 秒前", f"{seconds} seconds ago"
