"""Jobs: all imports, what waits for the worker, and whether it lives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_GET

from mainline.administration import queries
from mainline.administration.gate import administrators
from mainline.administration.tables import JOBS
from mainline.orgs.list_pages import lists
from mainline.register import queries as register
from mainline.register import signs
from mainline.web.tables import as_file, files


@require_GET
@administrators
@lists(JOBS)
def index(request: HttpRequest) -> HttpResponse:
    """All imports with their state, newest first."""
    context = {
        "table": JOBS.shown(request, register.imports(request.user)),
        "files": files("administration_jobs_export"),
        "n": queries.queue(),
        "beat": signs.last_beat(),
    }
    return JOBS.answer(request, "administration/jobs.html", context)


@require_GET
@administrators
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The imports as a file."""
    rows = JOBS.asked(request, register.imports(request.user)).iterator(chunk_size=500)
    return as_file(request, JOBS, rows, format, "jobs")
