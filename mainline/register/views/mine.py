"""The rights entrusted to whoever asks: their portfolio as one table."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.list_pages import lists
from mainline.register.access import entrusted_rights
from mainline.register.deadlines.access import VIEW
from mainline.register.models import Right
from mainline.register.portable import portfolio_file
from mainline.register.views.gate import signed_in
from mainline.register.views.tables import FORMATS, MY_RIGHTS, rights_file
from mainline.web.downloads import download
from mainline.web.tables import files


@require_safe
@signed_in
@lists(MY_RIGHTS)
def page(request: HttpRequest) -> HttpResponseBase:
    """All rights of my organisations and those shared with them."""
    context = {
        "table": MY_RIGHTS.shown(request, _rights(request)),
        "files": files("my_rights_export", FORMATS.items()),
    }
    return MY_RIGHTS.answer(request, "register/mine.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file, narrowed and in the order of the table."""
    rows = MY_RIGHTS.asked(request, _rights(request)).iterator(chunk_size=500)
    return rights_file(request, MY_RIGHTS, rows, format, "my-rights")


@require_safe
@signed_in
def portfolio(request: HttpRequest) -> StreamingHttpResponse:
    """All of it in one file that brought in elsewhere gives the same rights again."""
    lines = portfolio_file(request.user, _rights(request), organisation_ids(request.user, VIEW))
    return download(lines, "application/x-ndjson", f"portfolio-{clock.today()}.jsonl")


def _rights(request: HttpRequest) -> QuerySet[Right]:
    return entrusted_rights(request.user).order_by("-filed_on", "-pk")
