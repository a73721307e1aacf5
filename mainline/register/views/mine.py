"""The rights entrusted to whoever asks: their portfolio as one table."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from mainline.orgs.list_pages import lists
from mainline.register.access import entrusted_rights
from mainline.register.models import Right
from mainline.register.views.gate import signed_in
from mainline.register.views.tables import FORMATS, MY_RIGHTS, rights_file
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


def _rights(request: HttpRequest) -> QuerySet[Right]:
    return entrusted_rights(request.user).order_by("-filed_on", "-pk")
