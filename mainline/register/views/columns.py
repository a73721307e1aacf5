"""What the columns of an uploaded table mean: said once on a page, kept for every table with the same headers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainline.offices.tabular.draft import CHOICES, DraftError, Preview, draft, suggest
from mainline.register import actions, mappings, queries
from mainline.register.enums import RightKindLabel
from mainline.register.models import Import
from mainline.register.views.gate import member, needs
from mainline.web.templatetags.web import page_language

_LONGEST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Row:
    """One column of the table: its header, the first values under it, and what it is taken for."""

    header: str
    samples: Sequence[str]
    meaning: str


@require_http_methods(["GET", "HEAD", "POST"])
@needs("import.run")
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the columns of a table, then rehearse its import by them."""
    job = queries.imports(request.user).filter(pk=pk).first() if pk < 2**63 else None
    table = mappings.table_of(Path(job.path)) if job else None
    if job is None or table is None:
        raise Http404(_("There is no table to name the columns of."))
    meanings = suggest(table.headers)
    problem = None
    if request.method == "POST":
        meanings = tuple(request.POST.get(f"column-{nth}", "") for nth in range(len(table.headers)))
        try:
            return _rehearse(request, job, table, meanings)
        except DraftError as error:
            problem = error.zh if page_language() == "zh" else error.en
    return render(request, "register/columns.html", _context(request, job, table, meanings, problem))


def _rehearse(request: HttpRequest, job: Import, table: Preview, meanings: Sequence[str]) -> HttpResponse:
    office = request.POST.get("office", "").strip().upper()
    if office and not (len(office) == 2 and office.isascii() and office.isalpha()):
        raise DraftError("受理局须为两个字母，如 CN。", "The office must be two letters, such as CN.")
    label = " ".join(request.POST.get("label", "").split())[:_LONGEST_LABEL] or job.name
    text = draft(table, meanings, label=label, office=office, right_kind=request.POST.get("right_kind", ""))
    again = actions.read_columns_as(job=job, mapping=text, by=member(request))
    if again is None:
        messages.error(request, _("The uploaded file is not kept any more. Upload it again."))
        return redirect("imports")
    return redirect("import", again.pk)


def _context(
    request: HttpRequest, job: Import, table: Preview, meanings: Sequence[str], problem: str | None
) -> dict[str, object]:
    language = page_language()
    rows = [
        Row(header, [row[nth] for row in table.samples], meanings[nth])
        for nth, header in enumerate(table.headers)
    ]
    return {
        "job": job,
        "rows": rows,
        "choices": [(code, zh if language == "zh" else en) for code, zh, en in CHOICES],
        "kinds": RightKindLabel.choices,
        "label": request.POST.get("label", Path(job.name).stem),
        "office": request.POST.get("office", "CN"),
        "right_kind": request.POST.get("right_kind", "invention"),
        "problem": problem,
    }
