"""What may be wrong with an installation, and how to mend it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.checks import run_checks
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Exists, OuterRef


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: how it stands, and what to do if it is not well, each in both languages."""

    code: str
    is_well: bool
    zh: str
    en: str
    mend: str = ""
    mend_zh: str = ""

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return asdict(self)


def examine() -> list[Finding]:
    """Look at everything, from the ground up; later checks are left out where they could not work."""
    findings = [*_settings(), _folder(), _space(), _front_end()]
    database = _database()
    findings.append(database)
    if database.is_well:
        migrations = _migrations()
        findings.append(migrations)
        if migrations.is_well:
            findings += [_index(), _pending(), _quarantine(), _imports(), _shared_cache(), _administrators()]
    return findings


def _settings() -> list[Finding]:
    messages = run_checks()
    if not messages:
        return [Finding("settings", True, "设置正确", "settings are right")]
    return [
        Finding("settings", False, f"设置：{m.msg}", f"settings: {m.msg}", m.hint or "", m.hint or "")
        for m in messages
    ]


def _folder() -> Finding:
    folder = settings.DATA_DIR
    is_well = os.access(folder, os.W_OK)
    return Finding(
        "folder",
        is_well,
        f"数据文件夹 {folder}{'可写' if is_well else '不可写'}",
        f"data folder {folder} is {'writable' if is_well else 'not writable'}",
        "Let this user write there, or set MAINLINE_DATA to another folder.",
        "请允许当前用户写入，或将 MAINLINE_DATA 设为其他文件夹。",
    )


def _space() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free / 2**30
    return Finding(
        "space",
        free >= 1,
        f"磁盘剩余 {free:.1f} GiB",
        f"{free:.1f} GiB of disk free",
        "Free at least 1 GiB, or set MAINLINE_DATA to a larger disk.",
        "请至少腾出 1 GiB，或将 MAINLINE_DATA 设到更大的磁盘。",
    )


def _front_end() -> Finding:
    is_well = (settings.STATIC_ROOT / "staticfiles.json").exists()
    return Finding(
        "static",
        is_well,
        "前端文件就绪" if is_well else "缺少前端文件",
        "front-end files are there" if is_well else "front-end files are missing",
        "Run: rm -f .venv/stamp-run && bin/setup",
        "请运行：rm -f .venv/stamp-run && bin/setup",
    )


def _database() -> Finding:
    vendor = connection.vendor
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        return Finding(
            "database",
            False,
            f"数据库（{vendor}）连接失败：{error}",
            f"the database ({vendor}) can't be reached: {error}",
            "Check MAINLINE_DATABASE_URL and that the server runs.",
            "请检查 MAINLINE_DATABASE_URL，并确认数据库服务已运行。",
        )
    return Finding("database", True, f"数据库（{vendor}）可用", f"database ({vendor}) is reachable")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Finding(
        "migrations",
        not plan,
        f"待执行的迁移 {len(plan)} 个",
        f"{len(plan)} migrations wait",
        "Run: mainline run (it migrates first).",
        "请运行：mainline run（会先执行迁移）。",
    )


def _index() -> Finding:
    from mainline.register.models import Right
    from mainline.search.engines.base import EngineError
    from mainline.search.engines.tantivy import TantivyEngine

    try:
        engine = TantivyEngine.open(settings.INDEX_DIR)
    except EngineError as error:
        run = "mainline rebuild-index"
        return Finding("index", False, error.message_zh, error.message_en, f"Run: {run}", f"请运行：{run}")
    held, wanted = engine.count(), Right.objects.filter(merged_into=None).count()
    return Finding(
        "index",
        held == wanted,
        f"索引 {held:,} 项，登记 {wanted:,} 项",
        f"index holds {held:,}, register {wanted:,}",
        "Wait a moment while the worker catches up; if it stays so: mainline rebuild-index",
        "请稍等后台进程处理；如一直如此，请运行：mainline rebuild-index",
    )


def _pending() -> Finding:
    from mainline.register.models import IndexPending

    return _count(
        "pending",
        IndexPending.objects.count,
        "项待索引",
        "rights wait to be indexed",
        "Run: mainline run",
        "请运行：mainline run",
    )


def _quarantine() -> Finding:
    from mainline.register import queries

    return _count(
        "quarantine",
        queries.quarantine(None).count,
        "项在隔离区",
        "pieces in quarantine",
        "Look: mainline quarantine list; after a fix: mainline quarantine retry",
        "请查看：mainline quarantine list；修正后运行：mainline quarantine retry",
    )


def _imports() -> Finding:
    from mainline.register.models import Import

    # One that was run again to its end is mended.
    mended = Import.objects.filter(
        state="done", path=OuterRef("path"), pk__gt=OuterRef("pk"), is_dry_run=False
    )
    failed = Import.objects.filter(~Exists(mended), state="failed")
    return _count(
        "imports",
        failed.count,
        "次导入失败",
        "imports failed",
        "Open the import's page for the error; run it again.",
        "请打开该导入的页面查看错误，再次运行。",
    )


def _shared_cache() -> Finding:
    table = settings.CACHES["default"]["LOCATION"]
    is_well = table in connection.introspection.table_names()
    return Finding(
        "shared_cache",
        is_well,
        f"共享缓存表 {table} {'就绪' if is_well else '缺失，无法登录'}",
        f"shared cache {table} is {'there' if is_well else 'missing: logins fail, since nothing counts attempts'}",
        "Run: mainline run (it makes the table).",
    )


def _administrators() -> Finding:
    """Say how many administrators a password alone guards; that is wrong only where a second factor is asked for."""
    from mainline.orgs.queries import unguarded_admins

    count = unguarded_admins()
    return Finding(
        "second_factor",
        count == 0 or settings.REQUIRE_SECOND_FACTOR == "none",
        f"{count:,} 名平台管理员没有第二验证方式",
        f"{count:,} administrators of the platform have no second factor",
        "They are asked for one at their next login; each sets one up at /account/security/.",
    )


def _count(code: str, count: Callable[[], int], zh: str, en: str, mend: str, mend_zh: str) -> Finding:
    number = count()
    return Finding(code, number == 0, f"{number:,} {zh}", f"{number:,} {en}", mend, mend_zh)
