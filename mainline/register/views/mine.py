"""The rights entrusted to whoever asks: their portfolio as one table."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mainline.register import exports
from mainline.register.access import entrusted_rights
from mainline.register.enums import Confidentiality, StatusLabel
from mainline.register.models import Right
from mainline.register.views import tables
from mainline.register.views.gate import signed_in
from mainline.web.downloads import download
from mainline.web.templatetags.web import query_string


@require_GET
@signed_in
def page(request: HttpRequest) -> HttpResponseBase:
    """All rights of my organisations and those shared with them."""
    table = tables.RIGHTS.shown(request, _narrowed(request))
    context = {
        "table": table,
        "page": table.page,
        "narrowed": [
            (label, query_string(request, page=None, **{name: None}))
            for name, label in _chosen(request).items()
        ],
        "files": tables.files("my_rights_export", exports.FORMATS.items()),
    }
    return tables.RIGHTS.remember(request, render(request, "register/mine.html", context))


@require_GET
@signed_in
def export(request: HttpRequest, format: str) -> StreamingHttpResponse:
    """The same as a file, narrowed and in the order of the table."""
    if format not in exports.FORMATS:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    rows = tables.RIGHTS.in_order(request, _narrowed(request)).iterator(chunk_size=500)
    media_type, ending = exports.media_type(format)
    return download(exports.write(rows, format), media_type, f"my-rights.{ending}")


def _chosen(request: HttpRequest) -> dict[str, object]:
    """Return what the list is narrowed by beside the filters of the table: name to words."""
    status, secrecy = request.GET.get("status", ""), request.GET.get("secrecy", "")
    found: dict[str, object] = {}
    if status in StatusLabel:
        found["status"] = StatusLabel(status).label
    if secrecy == "unpublished":
        found["secrecy"] = _("Not published")
    return found


def _narrowed(request: HttpRequest) -> QuerySet[Right]:
    rights = entrusted_rights(request.user).order_by("-filed_on", "-pk")
    chosen = _chosen(request)
    if "status" in chosen:
        rights = rights.filter(status=request.GET["status"])
    if "secrecy" in chosen:
        rights = rights.exclude(confidentiality=Confidentiality.PUBLIC)
    return rights
