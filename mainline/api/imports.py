"""Imports: bring a file in, see what would happen, confirm, watch; and what could not be read."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import Refused, missing
from mainline.api.shapes.imports import ImportDetail, Imports, Quarantine, QuarantineRow, Retried
from mainline.api.things import LARGEST_ID, one_of
from mainline.offices.reasons import explain, is_warning
from mainline.orgs import clock
from mainline.register import actions, queries
from mainline.register.enums import ImportState
from mainline.register.ingest.pipeline import COUNTS, total
from mainline.register.keeping import is_kept
from mainline.register.models import Import
from mainline.register.models import Quarantine as Piece

router = Router(tags=["imports"])
SEES = Gate(needs_user=True, verb="import.run")
RUNS = Gate("import", needs_user=True, verb="import.run")
_SHOWN = 200


@read(router, "/imports", Imports, gate=SEES)
def list_imports(
    request: HttpRequest,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List imports.

    Those of your organisations, newest first.
    """
    piece = rows_of(Cursors(request, cursor), queries.imports(request.user), limit, is_newest_first=True)
    return listed(piece, [_row(job) for job in piece.items])


@read(router, "/imports/{import_id}", ImportDetail, gate=SEES)
def get_import(request: HttpRequest, import_id: int) -> Answer:
    """Get one import.

    How far it is, and when it has ended what became of each file.
    """
    return Answer(_detail(request, _job(request, import_id)))


@write(
    router,
    "POST",
    "/imports",
    ImportDetail,
    gate=RUNS,
    status=201,
    form=("file", "dry_run", "organisation"),
    is_prepared=True,
)
def upload_import(
    request: HttpRequest,
    file: UploadedFile = File(..., description="A file of any known format, or an archive of such files"),
    dry_run: bool = Form(True, description="Only see what would happen"),
    organisation: int | None = Form(
        None, ge=1, le=LARGEST_ID, description="Whose file it is, where you belong to several"
    ),
) -> Any:
    """Bring a file in.

    It is kept and queued; ask for the import until its state is done, failed or cancelled.
    """
    user = user_of(request)
    path = actions.keep_upload(chunks=file.chunks(), name=file.name or "", by=user)

    def queue() -> Answer:
        job = actions.request_kept(path=path, by=user, dry_run=dry_run, organisation=organisation)
        return Answer(_detail(request, job), status=201)

    return queue


@write(router, "POST", "/imports/{import_id}/confirm", ImportDetail, gate=RUNS, status=201)
def confirm_import(request: HttpRequest, import_id: int) -> Answer:
    """Do what was rehearsed.

    Makes a new import of the same file, in earnest.
    """
    job = actions.confirm_import(job=_job(request, import_id), by=user_of(request))
    return _made(
        request,
        job,
        "只有已完成的上传文件试运行可以确认。",
        "Only a finished dry run of an uploaded file can be confirmed.",
    )


@write(router, "POST", "/imports/{import_id}/run-again", ImportDetail, gate=RUNS, status=201)
def run_import_again(request: HttpRequest, import_id: int) -> Answer:
    """Run an import again.

    Makes a new import that goes on where the failed or cancelled one stopped.
    """
    job = actions.run_again(job=_job(request, import_id), by=user_of(request))
    return _made(
        request,
        job,
        "只有失败或取消、且文件仍保存着的导入可以再次运行。",
        "Only a failed or cancelled import whose file is still kept can be run again.",
    )


@write(router, "POST", "/imports/{import_id}/cancel", ImportDetail, gate=RUNS)
def cancel_import(request: HttpRequest, import_id: int) -> Answer:
    """Stop an import.

    What it wrote stays; run again, it goes on.
    """
    job = _job(request, import_id)
    if not actions.cancel_import(job=job, by=user_of(request)):
        raise Refused("conflict", "此导入已经结束。", "This import had ended already.")
    job.refresh_from_db()
    return Answer(_detail(request, job))


@read(router, "/quarantine", Quarantine, gate=Gate(needs_user=True, verb="quarantine.view"), problems=(404,))
def list_quarantine(
    request: HttpRequest,
    of_import: int | None = Query(None, alias="import", ge=1, le=LARGEST_ID, description="Of one import"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List what could not be read.

    Pieces still in quarantine, newest first; their bytes are on the page of each.
    """
    job = None if of_import is None else _job(request, of_import)
    rows = queries.quarantine(request.user, job)
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [_piece(row) for row in piece.items], total=None if cursor else rows.count())


@read(router, "/quarantine/{piece_id}", QuarantineRow, gate=Gate(needs_user=True, verb="quarantine.view"))
def get_quarantined(request: HttpRequest, piece_id: int) -> Answer:
    """Get one piece that could not be read."""
    return Answer(_piece(_quarantined(request, piece_id)))


@write(
    router,
    "POST",
    "/quarantine/{piece_id}/retry",
    Retried,
    gate=Gate("import", needs_user=True, verb="quarantine.retry"),
)
def retry_quarantine(request: HttpRequest, piece_id: int) -> Answer:
    """Read a piece again.

    With today's reader; what can be read now is entered.
    """
    row = _quarantined(request, piece_id)
    return Answer({"records": actions.retry_quarantine(row=row, by=user_of(request), on=clock.today())})


def _made(request: HttpRequest, job: Import | None, zh: str, en: str) -> Answer:
    if job is None:
        raise Refused("conflict", zh, en)
    return Answer(_detail(request, job), status=201)


def _job(request: HttpRequest, pk: int) -> Import:
    job: Import = one_of(queries.imports(request.user), pk, "导入", "import")
    return job


def _quarantined(request: HttpRequest, pk: int) -> Piece:
    row = queries.quarantined(request.user, pk) if 0 < pk <= LARGEST_ID else None
    if row is None:
        raise missing("隔离项", "piece in quarantine", pk)
    return row


def _row(job: Import) -> dict[str, Any]:
    """An import in a list. Where its file lies on the server is nobody's business."""
    return {
        "id": job.pk,
        "name": job.name,
        "state": job.state,
        "is_dry_run": job.is_dry_run,
        "requested_by": job.requested_by.get_username() if job.requested_by else "",
        "requested_at": job.requested_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "bytes_total": job.bytes_total,
        "bytes_done": job.bytes_done,
        "counts": total(job),
        "url": reverse("api:get_import", args=[job.pk]),
    }


def _told(file: str, record: int, why: str, detail: str) -> dict[str, Any]:
    return {"file": file, "record": record, "reason": _pair(why), "detail": detail}


def _detail(request: HttpRequest, job: Import) -> dict[str, Any]:
    has_file = is_kept(job.path, settings.FILES_DIR)
    return {
        **_row(job),
        "by_format": {
            name: {what: counts.get(what, 0) for what in COUNTS}
            for name, counts in sorted(job.counts.items())
        },
        "unrecognised": [
            {"file": file, "bytes": length, "reason": _pair(why)}
            for file, length, why in job.unrecognised[:_SHOWN]
        ],
        "rejected": [_told(*row) for row in job.rejected if not is_warning(row[2])],
        "warnings": [_told(*row) for row in job.rejected if is_warning(row[2])],
        "rehearsed": _rehearsed(request, job),
        "quarantine": queries.quarantine(request.user, job).count(),
        "error": job.error,
        "can_confirm": job.is_dry_run and job.state == ImportState.DONE and has_file,
        "can_run_again": job.state in (ImportState.FAILED, ImportState.CANCELLED) and has_file,
    }


def _rehearsed(request: HttpRequest, job: Import) -> list[dict[str, Any]]:
    seen = queries.rehearsed_rights(request.user, job)
    names = ("file", "record", "outcome", "right", "number", "title", "holder", "filed_on")
    rows = [dict(zip(names, row[: len(names)], strict=True)) for row in job.rehearsed]
    return [row | {"right": row["right"] if row["right"] in seen else None} for row in rows]


def _piece(row: Piece) -> dict[str, Any]:
    return {
        "id": row.pk,
        "format": row.format,
        "file": row.member,
        "record": row.ordinal,
        "offset": row.offset,
        "reason": _pair(row.reason),
        "code": row.reason,
        "detail": row.detail,
        "tried_at": row.tried_at,
    }


def _pair(reason: str) -> dict[str, str]:
    zh, en = explain(reason)
    return {"zh": zh, "en": en}
