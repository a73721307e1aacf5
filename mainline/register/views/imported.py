"""What an import brought: the records behind the numbers of its table."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.orgs.access import User
from mainline.register.access import visible_imports, visible_rights
from mainline.register.formats import format_label
from mainline.register.models import Import, SourceRecord
from mainline.register.views import tables
from mainline.register.views.gate import needs
from mainline.web.templatetags.web import page_language, query_string

_LONGEST_CODE = 40
_WHAT = {"new": True, "changed": False}


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


def _asked(request: HttpRequest, rows: QuerySet[SourceRecord]) -> QuerySet[SourceRecord]:
    """Narrow records to what the address asks for; what makes no sense is left out."""
    what, code = request.GET.get("what", ""), request.GET.get("format", "")
    if what in _WHAT:
        rows = rows.filter(is_first=_WHAT[what])
    return rows.filter(format=code[:_LONGEST_CODE]) if code and "\0" not in code else rows


@require_GET
@needs("import.run")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """The records of one import: all, the new, the changed, or those of one format."""
    job = _job(request, pk)
    rows = _asked(request, records_of(job))
    seen = _seen(request.user, rows)
    table = tables.RECORDS.shown(request, seen)
    context = {
        "job": job,
        "table": table,
        "hidden": rows.count() - table.page.paginator.count,
        "narrowed": _narrowed(request),
        "files": tables.files("imported_export", pk=pk),
    }
    return tables.RECORDS.remember(request, render(request, "register/imported.html", context))


@require_GET
@needs("import.run")
def export(request: HttpRequest, pk: int, format: str) -> HttpResponse:
    """The records of one import as a file, narrowed and in the order of its table."""
    rows = _seen(request.user, _asked(request, records_of(_job(request, pk))))
    ordered = tables.RECORDS.in_order(request, rows).iterator(chunk_size=500)
    return tables.as_file(tables.RECORDS, ordered, format, f"import-{pk}")


def _narrowed(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (label, address without it) for each thing by which the list is narrowed."""
    what, code = request.GET.get("what", ""), request.GET.get("format", "")
    labels = {"new": _("New"), "changed": _("Changed")}
    chips = [(labels[what], query_string(request, what=None, page=None))] if what in labels else []
    if code:
        chips.append((format_label(code, page_language()), query_string(request, format=None, page=None)))
    return chips


def _job(request: HttpRequest, pk: int) -> Import:
    job = visible_imports(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if job is None:
        raise Http404(_("There is no import %(number)s.") % {"number": pk})
    return job
