"""Pages of reminders: how one wishes to be told, and what was told to whom."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.portfolio.reminders.forms import WishForm, initial
from mainline.portfolio.reminders.tables import REMINDERS, reminders_for
from mainline.portfolio.reminders.wishes import set_wish, wish_for
from mainline.register.deadlines.access import VIEW
from mainline.web.tables import as_file, files


@require_http_methods(["GET", "HEAD", "POST"])
@needs(VIEW)
@lists(REMINDERS)
def page(request: HttpRequest) -> HttpResponse:
    """How one wishes to be reminded, and below it each reminder that was sent or not."""
    user = member(request)
    form = WishForm(request.POST or None, initial=initial(wish_for(user)))
    if request.method == "POST" and form.is_valid():
        try:
            set_wish(user=user, by=user, **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("reminders")
    context = {
        "form": form,
        "table": REMINDERS.shown(request, reminders_for(user)),
        "files": files("reminders_export"),
        "has_address": bool(getattr(user, "email", "")),
    }
    return REMINDERS.answer(request, "portfolio/reminders.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list of reminders as a file."""
    rows = REMINDERS.asked(request, reminders_for(request.user))
    return as_file(request, REMINDERS, rows.iterator(chunk_size=500), format, "reminders")
