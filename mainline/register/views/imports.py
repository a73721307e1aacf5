"""The import centre: drop a file, see what would happen, confirm, watch."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mainline.offices.reasons import explain, is_warning
from mainline.orgs.access import memberships
from mainline.orgs.list_pages import lists
from mainline.register import actions, queries
from mainline.register.differences.logic import LABELS
from mainline.register.ingest.pipeline import COUNTS, total
from mainline.register.keeping import TooLarge, is_kept
from mainline.register.mappings import table_of, template_headers
from mainline.register.mending import as_table
from mainline.register.models import Import
from mainline.register.views.gate import member, needs
from mainline.register.views.incoming import IMPORTS
from mainline.web.downloads import download
from mainline.web.exports import WRITERS, Table
from mainline.web.returning import back
from mainline.web.tables import as_file, files
from mainline.web.templatetags.web import own, page_language, size

_SHOWN = 200
"""Unrecognised files listed on the page of an import; the rest are counted."""
_TEMPLATES = ("xlsx", "csv")
"""What the template can be had as."""
_ENDED = ("done", "failed", "cancelled")


@require_GET
@needs("import.run")
@lists(IMPORTS)
def index(request: HttpRequest) -> HttpResponse:
    """Where a file is dropped, and the imports so far."""
    context = {
        "table": IMPORTS.shown(request, queries.imports(request.user)),
        "limit": settings.MAX_UPLOAD_BYTES,
        "open": queries.quarantine(request.user).count(),
        "own": memberships(request.user, "import.run").select_related("organisation").order_by("pk"),
        "files": files("imports_export"),
        "templates": [(format, reverse("import_template", args=[format])) for format in _TEMPLATES],
    }
    return IMPORTS.answer(request, "register/imports.html", context)


@require_GET
@needs("import.run")
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The imports as a file, in the order of their table."""
    rows = IMPORTS.asked(request, queries.imports(request.user))
    return as_file(request, IMPORTS, rows.iterator(chunk_size=500), format, "imports")


@require_GET
@needs("import.run")
def template(request: HttpRequest, format: str) -> HttpResponseBase:
    """Our own list of rights with its headers in the language of the page, to be filled in and dropped here."""
    if format not in _TEMPLATES:
        raise Http404(_("There is no template as %(format)s.") % {"format": format})
    media_type, write = WRITERS[format]
    headers = template_headers(page_language())
    return download(write(Table(headers, headers, ())), media_type, f"mainline-template.{format}")


@require_POST
@needs("import.run")
def upload(request: HttpRequest) -> HttpResponse:
    """Keep the file and rehearse its import."""
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, _("No file came with the form. Choose a file, then try again."))
        return redirect("imports")
    try:
        job = actions.request_upload(
            chunks=file.chunks(), name=file.name or "", by=member(request), organisation=_whose(request)
        )
    except TooLarge as error:
        words = {"name": file.name, "limit": size(error.args[0])}
        messages.error(
            request, _("%(name)s is larger than %(limit)s. Split it, or use the command line.") % words
        )
        return redirect("imports")
    return redirect("import", job.pk)


def _whose(request: HttpRequest) -> int | None:
    """Return the organisation that somebody of several chose for a file."""
    chosen = request.POST.get("organisation", "")
    return int(chosen) if chosen.isdecimal() and len(chosen) <= 18 else None


@require_GET
@needs("import.run")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: progress or outcome."""
    return render(request, "register/import.html", _context(request, _job(request, pk)))


@require_GET
@needs("import.run")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of an import's page that changes while it runs."""
    return render(request, "register/import.html#progress", _context(request, _job(request, pk)))


@require_POST
@needs("import.run")
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what was rehearsed."""
    job = actions.confirm_import(job=_job(request, pk), by=member(request))
    if job is None:
        messages.error(request, _("Only a finished dry run of an uploaded file can be confirmed."))
        return redirect("import", pk)
    return redirect("import", job.pk)


@require_POST
@needs("import.run")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask an import to stop."""
    if not actions.cancel_import(job=_job(request, pk), by=member(request)):
        messages.info(request, _("This import had ended already."))
    return back(request, "import", pk)


@require_POST
@needs("import.run")
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """Run a failed or cancelled import anew."""
    job = actions.run_again(job=_job(request, pk), by=member(request))
    if job is None:
        messages.error(request, _("Only a failed or cancelled import of an uploaded file can be run again."))
        return back(request, "import", pk)
    return back(request, "import", job.pk)


@require_GET
@needs("import.run")
def errors(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The rows that were not taken, as a table to be mended and brought in again."""
    job = _job(request, pk)
    if format not in _TEMPLATES or not _has_error_rows(job):
        raise Http404(_("No row of a table was left out, or its file is not kept here any more."))
    table = as_table(job, page_language())
    if table is None:
        raise Http404(_("No row of a table was left out, or its file is not kept here any more."))
    media_type, write = WRITERS[format]
    return download(write(table), media_type, f"{Path(job.name).stem}-errors.{format}")


def _has_error_rows(job: Import) -> bool:
    """Whether rows of a table were left out, and the file is there to take them from."""
    left_out = job.counts.get("tabular", {}).get("quarantined", 0)
    return job.state in _ENDED and bool(left_out) and _is_kept(job)


def _job(request: HttpRequest, pk: int) -> Import:
    job = queries.imports(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if job is None:
        raise Http404(_("There is no import %(number)s.") % {"number": pk})
    return job


def _context(request: HttpRequest, job: Import) -> dict[str, object]:
    has_ended = job.state in _ENDED
    share = min(99, 100 * job.bytes_done // job.bytes_total) if job.bytes_total else 0
    return {
        "job": job,
        "has_ended": has_ended,
        "percent": 100 if has_ended else share,
        "total": total(job),
        "taken": total(job)["read"] - total(job)["quarantined"],
        "opening": ("new", "changed"),
        "formats": _by_format(job),
        "unrecognised": [(name, length, explain(why)) for name, length, why in job.unrecognised[:_SHOWN]],
        "more_unrecognised": max(0, len(job.unrecognised) - _SHOWN),
        **_noted(job),
        **_rehearsed(request, job),
        "unpublished": queries.unpublished(job) if has_ended and not job.is_dry_run else 0,
        "can_run_again": job.state in ("failed", "cancelled") and _is_kept(job),
        "quarantine": queries.quarantine(request.user, job).count()
        if has_ended and not job.is_dry_run
        else 0,
        "has_table": has_ended and _has_table(job),
        "error_files": _error_files(job) if _has_error_rows(job) else (),
        "can_confirm": job.is_dry_run and job.state == "done" and _is_kept(job),
    }


def _error_files(job: Import) -> list[tuple[str, str]]:
    return [(format, reverse("import_errors", args=[job.pk, format])) for format in _TEMPLATES]


def _noted(job: Import) -> dict[str, object]:
    """What was not taken, and what was taken with a warning: the first of each, and how many more there are."""
    said = [
        (is_warning(why), (member, ordinal, explain(why), detail))
        for member, ordinal, why, detail in job.rejected
    ]
    rejected = [row for is_warned, row in said if not is_warned]
    warned = [row for is_warned, row in said if is_warned]
    return {
        "rejected": rejected,
        "more_rejected": max(0, total(job)["quarantined"] - len(rejected)),
        "warned": warned,
        # One record may be warned of twice.
        "more_warned": max(0, total(job)["warned"] - len({row[:2] for row in warned})),
    }


def _rehearsed(request: HttpRequest, job: Import) -> dict[str, object]:
    """The first records of a dry run: what would become of each, and a way to the right where it is there already."""
    words = {"new": _("New"), "changed": _("Changed"), "same": _("Same")}
    seen = queries.rehearsed_rights(request.user, job)
    rows = [
        (
            member, ordinal, words[what], right if right in seen else None, number, title, holder, filed_on,
            _says(says) if right in seen else (),
        )
        for member, ordinal, what, right, number, title, holder, filed_on, *says in job.rehearsed
    ]  # fmt: skip
    return {
        "rehearsed": rows,
        "rehearsed_says": sum(bool(row[-1]) for row in rows),
        "several_files": len({row[0] for row in (*job.rehearsed, *job.rejected)}) > 1,
        "more_rehearsed": max(0, total(job)["read"] - total(job)["quarantined"] - len(rows)),
    }


def _says(given: list[list[list[str]]]) -> list[tuple[str, str, str, bool]]:
    """Where a record says otherwise than its right: (field, what stands, what it says, whether that would stand then)."""
    return [
        (own(LABELS[field]), here, said, after != here)
        for field, here, said, after in next(iter(given), [])
        if field in LABELS
    ]


def _by_format(job: Import) -> list[tuple[str, list[tuple[str, int]]]]:
    """Return for each format what became of its records: (format, [(code of what, number), …])."""
    return [
        (name, [(what, counts.get(what, 0)) for what in COUNTS])
        for name, counts in sorted(job.counts.items())
    ]


def _has_table(job: Import) -> bool:
    """Whether the upload is a table of which somebody may say what its columns mean."""
    may_be = "tabular" in job.counts or any(why == "unrecognised.table" for _, _, why in job.unrecognised[:1])
    return may_be and _is_kept(job) and table_of(Path(job.path)) is not None


def _is_kept(job: Import) -> bool:
    return is_kept(job.path, settings.FILES_DIR)
