"""Pages of tables open as their users keep them; keeping, renaming and dropping such views."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs import saved_views
from mainline.orgs.gate import View, member, needs
from mainline.orgs.models import SavedView
from mainline.web.filters import Contains, Days, yes_no
from mainline.web.returning import back
from mainline.web.tables import Column, ListTable, as_file, files


def lists(table: ListTable | Mapping[str, ListTable]) -> Callable[[View], View]:
    """Mark a page as that of a table: views of it can be kept, and its bare address opens the one that opens first.

    Of several tables the one is meant whose key the address gives as ``code``.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def opened(request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
            here = table if isinstance(table, ListTable) else table.get(str(named.get("code")))
            if here and request.method == "GET" and not request.GET and request.user.is_authenticated:
                kept = saved_views.default_view(request.user, here.code)
                if kept is not None and kept.query:
                    return redirect(f"{request.path}?{kept.query}")
            return view(request, *arguments, **named)

        vars(opened)["list_table"] = table
        return opened

    return mark


def _link(view: SavedView) -> SafeString:
    return format_html('<a href="{}">{}</a>', view.address, view.name)


def _table(view: SavedView) -> object:
    """Name the table of a view; of one that is no more, its code."""
    found = saved_views.table_at(view.address.partition("?")[0])
    return found.title if found else view.table


def _buttons(view: SavedView) -> SafeString:
    """Return the buttons of a view; they belong to the form that the table draws once."""
    return format_html(
        '<input class="form-control form-control-sm in-row" form="act-views" name="name-{pk}" value="{name}"'
        ' maxlength="{most}" aria-label="{label}"> <button class="btn btn-sm" form="act-views" formaction="{rename}">'
        '{do_rename}</button> <button class="btn btn-sm" form="act-views" formaction="{choose}" name="default"'
        ' value="{asked}">{do_choose}</button> <button class="btn btn-sm" form="act-views" formaction="{forget}">'
        "{do_forget}</button>",
        pk=view.pk,
        name=view.name,
        most=saved_views.NAME_LENGTH,
        label=_("New name of “%(name)s”") % {"name": view.name},
        rename=reverse("rename_view", args=[view.pk]),
        do_rename=_("Rename"),
        choose=reverse("choose_view", args=[view.pk]),
        asked="" if view.is_default else "1",
        do_choose=_("Don't open first") if view.is_default else _("Open first"),
        forget=reverse("forget_view", args=[view.pk]),
        do_forget=_("Delete"),
    )


VIEWS = ListTable(
    "views",
    (
        Column("name", gettext_lazy("Name"), _link, lambda v: v.name, "name", filter=Contains(("name",))),
        Column("list", gettext_lazy("List"), _table, sort="table"),
        Column(
            "first",
            gettext_lazy("Opens first"),
            lambda v: _("Yes") if v.is_default else _("No"),
            sort="is_default",
            filter=yes_no("is_default"),
        ),
        Column(
            "saved",
            gettext_lazy("Saved"),
            lambda v: f"{localtime(v.saved_at):%Y-%m-%d %H:%M}",
            sort="saved_at",
            filter=Days("saved_at", is_instant=True),
        ),
        Column("address", gettext_lazy("Address"), lambda v: v.address, look="wide path", is_shown=False),
        Column("do", gettext_lazy("Actions"), _buttons, is_action=True),
    ),
    title=gettext_lazy("Views"),
)


@require_GET
@needs("view.save")
@lists(VIEWS)
def index(request: HttpRequest) -> HttpResponse:
    """All views that the user keeps."""
    context = {
        "table": VIEWS.shown(request, saved_views.views_of(request.user)),
        "files": files("saved_views_export"),
    }
    return VIEWS.answer(request, "orgs/saved_views.html", context)


@require_GET
@needs("view.save")
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The views as a file."""
    rows = VIEWS.asked(request, saved_views.views_of(request.user))
    return as_file(request, VIEWS, rows.iterator(chunk_size=500), format, "views")


@require_POST
@needs("view.save")
def save(request: HttpRequest) -> HttpResponse:
    """Keep what a table shows under a name, and go on showing it."""
    try:
        view = saved_views.save_view(
            by=member(request),
            table=request.POST.get("table", ""),
            name=request.POST.get("name", ""),
            address=request.POST.get("address", ""),
            is_default=bool(request.POST.get("default")),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return back(request, "saved_views")
    messages.success(request, _("Saved as “%(name)s”.") % {"name": view.name})
    return redirect(view.address)


@require_POST
@needs("view.save")
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a view something else."""
    try:
        if not saved_views.rename_view(
            by=member(request), pk=pk, name=request.POST.get(f"name-{pk}", request.POST.get("name", ""))
        ):
            _is_gone(request)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(request, "saved_views")


@require_POST
@needs("view.save")
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a view open first, or no more so."""
    is_default = bool(request.POST.get("default"))
    if not saved_views.choose_view(by=member(request), pk=pk, is_default=is_default):
        _is_gone(request)
    return back(request, "saved_views")


@require_POST
@needs("view.save")
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    """Delete a view."""
    if not saved_views.forget_view(by=member(request), pk=pk):
        _is_gone(request)
    return back(request, "saved_views")


def _is_gone(request: HttpRequest) -> None:
    messages.info(request, _("This view had been deleted already."))
