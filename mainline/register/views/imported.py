"""What an import brought: the records behind the numbers of its table."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.orgs.access import User
from mainline.orgs.list_pages import lists
from mainline.register.access import visible_imports, visible_rights
from mainline.register.models import Import, SourceRecord
from mainline.register.views.gate import needs
from mainline.register.views.incoming import RECORDS
from mainline.web.tables import as_file, files

_SAID_OF_HIDDEN = ("what", "format")
"""By these alone is narrowed what is said to be hidden: filters of a right's own words would tell of it."""


def records_of(job: Import) -> QuerySet[SourceRecord]:
    """Return the records that came with an import and were kept, in the order in which they were written.

    ``is_first`` says of each whether its right began with it. A row tells what an import counted as new or changed;
    the numbers differ only where rights were later found to be one, or a piece was read out of quarantine since.
    """
    earlier = SourceRecord.objects.filter(right=OuterRef("right"), pk__lt=OuterRef("pk"))
    rows = SourceRecord.objects.filter(imported_by=job).annotate(is_first=~Exists(earlier))
    return rows.select_related("right").defer("body", "right__abstracts").order_by("pk")


def _seen(user: User, rows: QuerySet[SourceRecord]) -> QuerySet[SourceRecord]:
    """Return the records of rights that the user may know of: a file may add to one that is another's."""
    return rows.filter(right__in=visible_rights(user))


def _hidden(request: HttpRequest, rows: QuerySet[SourceRecord]) -> int:
    """Count the records of rights that the user may not know of, among new or changed ones or those of a format."""
    narrowed = rows.filter(*RECORDS.narrowing(request, only=_SAID_OF_HIDDEN).conditions)
    return narrowed.count() - _seen(request.user, narrowed).count()


@require_GET
@needs("import.run")
@lists(RECORDS)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of one import: all, the new, the changed, or those of one format."""
    job = _job(request, pk)
    rows = records_of(job)
    context = {
        "job": job,
        "about": job.name,
        "table": RECORDS.shown(request, _seen(request.user, rows)),
        "hidden": _hidden(request, rows),
        "files": files("imported_export", pk=pk),
    }
    return RECORDS.answer(request, "register/imported.html", context)


@require_GET
@needs("import.run")
def export(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The records of one import as a file, narrowed and in the order of its table."""
    rows = RECORDS.asked(request, _seen(request.user, records_of(_job(request, pk))))
    return as_file(request, RECORDS, rows.iterator(chunk_size=500), format, f"import-{pk}")


def _job(request: HttpRequest, pk: int) -> Import:
    job = visible_imports(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if job is None:
        raise Http404(_("There is no import %(number)s.") % {"number": pk})
    return job
