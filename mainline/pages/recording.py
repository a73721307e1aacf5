"""Entering what happened to a right, and correcting what was entered."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mainline.orgs import clock
from mainline.pages.right import may_record, right_row
from mainline.register import actions, codes
from mainline.register.forms import EventForm, code_choices, initial_of
from mainline.register.models import Event, Right
from mainline.register.sight import Sight
from mainline.register.threads import correctable_events
from mainline.register.views.gate import member, needs
from mainline.web.templatetags.web import page_language


@require_http_methods(["GET", "HEAD", "POST"])
@needs("right.record")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose what happened, fill in what is known of it, and enter it on the thread."""
    right = right_row(request, pk)
    if not may_record(Sight(request.user, right)):
        raise PermissionDenied(
            _("This right belongs to another organisation: its members enter what happens to it.")
        )
    wrong = _wrong_event(request, right)
    code = _code(request, wrong)
    form = _form(request, code, wrong) if code is not None else None
    if request.method == "POST" and form is not None and form.is_valid():
        return _enter(request, right, form, wrong)
    context = {
        "right": right,
        "code": code,
        "form": form,
        "wrong": wrong,
        "choices": list(code_choices(page_language(), right.kind)),
    }
    return render(request, "register/record.html", context, status=422 if form and form.is_bound else 200)


def _enter(request: HttpRequest, right: Right, form: EventForm, wrong: Event | None) -> HttpResponse:
    given = form.cleaned_data
    actions.record_event(
        right=right,
        code=form.code.code,
        happened_on=given["happened_on"],
        by=member(request),
        on=clock.today(),
        source_text=given["source_text"],
        details=form.facts(),
        amount_minor=form.amount_minor(),
        currency=given.get("currency", "") if form.amount_minor() is not None else "",
        supersedes=wrong,
        confidentiality=given["confidentiality"],
    )
    messages.success(request, _("Entered on the main line."))
    return redirect("right", right.pk)


def _code(request: HttpRequest, wrong: Event | None) -> codes.EventCode | None:
    asked = request.POST.get("code") or request.GET.get("code") or (wrong.code if wrong else "")
    return codes.event_codes().get(asked)


def _form(request: HttpRequest, code: codes.EventCode, wrong: Event | None) -> EventForm:
    initial = initial_of(wrong) if wrong else {"happened_on": clock.today()}
    data = request.POST if request.method == "POST" else None
    return EventForm(code, clock.today(), data=data, initial=initial)


def _wrong_event(request: HttpRequest, right: Right) -> Event | None:
    """Return the event that is to be corrected: one that a person entered, on this right, and seen by who asks."""
    asked = request.POST.get("correct") or request.GET.get("correct") or ""
    if not asked:
        return None
    found = None
    if asked.isdecimal() and len(asked) < 19:
        found = correctable_events(request.user, right).filter(pk=int(asked)).first()
    if found is None:
        raise Http404(_("There is no such event to correct here."))
    return found
