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
_UNSIGNED = dt.timedelta(hours=1)
"""No entry should wait so long for a checkpoint."""


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
    mend = (
        "The worker runs beside the pages: mainline run starts both.",
        "后台进程与页面一起由 mainline run 启动。",
    )
    if last is None:
        return Finding("worker", False, "后台进程从未运行", "the worker was never heard of", *mend)
    zh, en = _ago(now - last)
    is_well = now - last < _SILENT
    return Finding("worker", is_well, f"后台进程最近活动：{zh}", f"the worker was heard of {en}", *mend)


def _backup(now: dt.datetime) -> Finding:
    mend = (
        "Run: mainline backup FILE, and keep the file elsewhere.",
        "请运行：mainline backup 文件名，并另存到别处。",
    )
    last = audit.entries().filter(code="backup.made").first()
    if last is None:
        return Finding("backup", False, "从未备份", "no backup was ever made", *mend)
    zh, en = _ago(now - last.at)
    is_well = now - last.at < _OLD
    return Finding("backup", is_well, f"最近备份：{zh}", f"the last backup was made {en}", *mend)


def _checkpoint(now: dt.datetime) -> Finding:
    head, last = audit.head(), audit.checkpoints().first()
    count, signed = (head.number if head else 0), (last.entry_id if last else 0)
    waiting = audit.entries().filter(number__gt=signed).last()
    return Finding(
        "audit",
        waiting is None or now - waiting.at < _UNSIGNED,
        f"审计记录 {count:,} 条，已签署至第 {signed:,} 条",
        f"the audit has {count:,} entries, signed up to {signed:,}",
        "The worker signs every few minutes; by hand: mainline checkpoint",
        "后台进程每隔几分钟签署一次；手动签署：mainline checkpoint",
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
