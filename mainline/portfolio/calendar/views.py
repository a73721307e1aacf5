"""Pages of the calendar: a month, one's feeds, and what a calendar fetches."""

from __future__ import annotations

import hashlib

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import get_conditional_response
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.views.gate import own_page
from mainline.portfolio.calendar import feeds, ical, month
from mainline.portfolio.calendar.forms import FeedForm
from mainline.portfolio.calendar.tables import FEEDS
from mainline.portfolio.models import CalendarFeed
from mainline.register.deadlines.access import VIEW
from mainline.web.rates import Rate, Verdict, address_of
from mainline.web.tables import as_file, files

_LANGUAGES = {"zh": "zh-hans", "en": "en"}
_ASKED = Rate(30)
"""Of one feed in a minute, for each serving process: calendars ask a few times a day."""
_WRONG = Rate(60)
"""Secrets that open nothing, from one address in a minute."""


@require_safe
@needs(VIEW)
def page(request: HttpRequest) -> HttpResponse:
    """One month, as a grid or as an agenda."""
    today = clock.today()
    shown = month.month_of(request.GET.get("month", ""), today)
    only_mine, is_agenda = request.GET.get("mine") == "1", request.GET.get("view") == "agenda"
    context = {
        "days": month.days(request.user, shown, today, only_mine=only_mine, is_agenda=is_agenda),
        "title": f"{shown:%Y-%m}",
        "weekdays": [WEEKDAYS_ABBR[day] for day in range(7)],
        "is_agenda": is_agenda,
        "only_mine": only_mine,
        "links": month.links(shown, today, only_mine=only_mine, is_agenda=is_agenda),
        "beyond": month.beyond(shown, today),
    }
    return render(request, "portfolio/calendar.html", context)


@own_page
@lists(FEEDS)
def my_feeds(request: HttpRequest) -> HttpResponse:
    """The feeds of one's own: made and shown once, revoked."""
    user = member(request)
    if "end" in request.POST:
        return _revoke(request)
    form, secret = FeedForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _feed, secret = feeds.make_feed(user=user, by=user, **form.fields_given())
        except ValidationError as error:
            form.take(error)
        else:
            form = FeedForm()
    context = {
        "table": FEEDS.shown(request, feeds.feeds_of(user)),
        "files": files("feeds_export"),
        "form": form,
        "address": request.build_absolute_uri(reverse("feed", args=[secret])) if secret else "",
    }
    return FEEDS.answer(request, "portfolio/feeds.html", context)


def _revoke(request: HttpRequest) -> HttpResponse:
    asked = request.POST["end"]
    pk = int(asked) if asked.isdecimal() and len(asked) < 19 else 0
    found = feeds.feeds_of(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404(_("There is no such calendar."))
    feeds.revoke_feed(feed=found, by=member(request))
    messages.success(request, _("The calendar %(name)s no longer works.") % {"name": found.name})
    return redirect("feeds")


@own_page
def feeds_export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list of feeds as a file, without what is secret of them."""
    rows = FEEDS.asked(request, feeds.feeds_of(member(request)))
    return as_file(request, FEEDS, rows, format, "calendars")


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponseBase:
    """The calendar of a secret address; no login is asked for. ``lang`` is ``zh`` or ``en``."""
    found = feeds.feed_of_secret(secret, timezone.now())
    verdict = _ASKED.take(str(found.pk)) if found else _WRONG.take(address_of(request))
    if not verdict.is_allowed:
        return _too_often(verdict)
    if found is None:
        raise Http404(
            _("This calendar is no longer there. Make a new one in Mainline, on the page of dates.")
        )
    text = _written(found, request.GET.get("lang", "")).encode()
    etag = f'"{hashlib.sha256(text).hexdigest()[:32]}"'
    answer = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["Content-Disposition"] = 'inline; filename="mainline.ics"'
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _written(found: CalendarFeed, asked: str) -> str:
    code = asked if asked in _LANGUAGES else "zh"
    with translation.override(_LANGUAGES[code]):
        entries = feeds.entries(found, clock.today(), timezone.now())
        return ical.calendar(_("Mainline · dates"), code, entries)


def _too_often(verdict: Verdict) -> HttpResponse:
    words = _("Asked too often. Try again in %(wait)s seconds.") % {"wait": verdict.wait}
    return HttpResponse(
        f"{words}\n",
        status=429,
        headers={"Retry-After": str(verdict.wait)},
        content_type="text/plain; charset=utf-8",
    )
