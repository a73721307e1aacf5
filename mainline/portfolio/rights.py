"""The rights whose dates are kept, one line each: what comes next, what is late, who sees to it. Many are given at once."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db.models import Count, F, Min, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import User
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.portfolio import actions, queries
from mainline.register.deadlines.access import KEEP, VIEW, visible_dockets
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.models import Docket
from mainline.register.enums import RightKindLabel, StatusLabel
from mainline.web.addresses import is_id
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable, as_file, files
from mainline.web.templatetags.web import number

MOST = 5_000
"""Rights that are given in one act."""


def kept(user: User, on: dt.date, verb: str = VIEW) -> QuerySet[Docket]:
    """Return the open dockets that a user may see, each with its next date and what is open and late of it."""
    live = Q(deadlines__fate="open", deadlines__act="")
    late = Q(deadlines__due_on__lt=on) & ~Q(deadlines__severity__in=[Severity.CHANCE, Severity.OFFICE])
    rows = visible_dockets(user, verb).select_related("right", "organisation", "responsible", "deputy")
    return (
        rows.defer("right__abstracts", "right__classes")
        .annotate(
            next_on=Min("deadlines__due_on", filter=live & Q(deadlines__due_on__gte=on)),
            open=Count("deadlines", filter=live & Q(deadlines__due_on__gte=on)),
            late=Count("deadlines", filter=live & late),
        )
        .order_by(F("next_on").asc(nulls_last=True), "pk")
    )


def _name(row: Docket) -> SafeString:
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>',
        reverse("right", args=[row.right_id]),
        row.right.display_title or row.right.number or row.right_id,
        row.right.number,
    )


def _count(row: Docket, figure: int, **asked: str) -> SafeString | str:
    if not figure:
        return number(figure)
    said = "&".join(f"{name}={text}" for name, text in asked.items())
    address = f"{reverse('docket')}?q={row.right.number}&{said}" if row.right.number else reverse("docket")
    return format_html('<a class="figure-link" href="{}">{}</a>', address, number(figure))


def _who(person: object) -> str:
    return (person.get_full_name() or person.get_username()) if person else ""  # type: ignore[attr-defined]


def _box(row: Docket) -> SafeString:
    label = gettext("Mark %(name)s") % {"name": row.right.number or row.right.display_title}
    return format_html(
        '<input type="checkbox" form="act-kept" name="pk" value="{}" aria-label="{}">', row.pk, label
    )


KEPT = ListTable(
    "kept-rights",
    (
        Column("right", _("Right"), _name, lambda d: d.right.number, "right__number", "wide",
            filter=Contains(("right__number", "right__title"), name="q")),
        Column("mark", _("Mark"), _box, is_action=True, look="tight slim"),
        Column("kind", _("Kind"), lambda d: d.right.get_kind_display(), sort="right__kind",
            filter=Choice("right__kind", dict(RightKindLabel.choices))),
        Column("office", _("Office"), lambda d: d.right.office, sort="right__office",
            filter=Contains(("right__office",))),
        Column("status", _("Status"), lambda d: d.right.get_status_display(), sort="right__status",
            filter=Choice("right__status", dict(StatusLabel.choices))),
        Column("next", _("Next date"), lambda d: d.next_on or "", lambda d: str(d.next_on or ""), "next_on",
            filter=Days("next_on")),
        Column("open", _("Open dates"), lambda d: _count(d, d.open, state="open"), lambda d: d.open, "open", "n"),
        Column("late", _("Overdue"), lambda d: _count(d, d.late, state="overdue&state=check"), lambda d: d.late,
            "late", "n"),
        Column("who", _("Responsible"), lambda d: _who(d.responsible), sort="responsible__username",
            filter=Contains(("responsible__username",))),
        Column("deputy", _("Deputy"), lambda d: _who(d.deputy), sort="deputy__username",
            filter=Contains(("deputy__username",))),
        Column("organisation", _("Organisation"), lambda d: d.organisation.display_name, is_shown=False),
        Column("filed", _("Filed"), lambda d: d.right.filed_on or "", lambda d: str(d.right.filed_on or ""),
            "right__filed_on", is_shown=False, filter=Days("right__filed_on")),
    ),
    sort="next",
    title=_("Kept rights"),
    quick="right",
)  # fmt: skip


@require_safe
@needs(VIEW)
@lists(KEPT)
def page(request: HttpRequest) -> HttpResponseBase:
    """All rights whose dates are kept."""
    on = clock.today()
    rows = kept(request.user, on)
    context = {
        "table": KEPT.shown(request, rows, total=rows.count),
        "files": files("kept_rights_export"),
        "members": queries.colleagues(request.user, KEEP),
        "today": on,
    }
    return KEPT.answer(request, "portfolio/rights.html", context)


@require_safe
@needs(VIEW)
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The same as a file."""
    rows = KEPT.asked(request, kept(request.user, clock.today()))
    return as_file(request, KEPT, rows.iterator(chunk_size=500), format, "kept-rights")


@require_POST
@needs(KEEP)
def give(request: HttpRequest) -> HttpResponse:
    """Say of many rights who sees to them and who is the deputy; what is left as it is stays."""
    try:
        done = actions.assign_rights(
            dockets=[row.pk for row in _marked(request)],
            people={
                name: _person(request, name) for name in ("responsible", "deputy") if request.POST.get(name)
            },
            by=member(request),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("kept_rights")
    words = ngettext("%(n)s right was given.", "%(n)s rights were given.", done)
    messages.success(request, words % {"n": number(done)})
    return redirect(f"{reverse('kept_rights')}?{request.GET.urlencode()}")


def _marked(request: HttpRequest) -> list[Docket]:
    own = kept(request.user, clock.today(), KEEP)
    if request.POST.get("all") == "1":
        return list(KEPT.asked(request, own)[:MOST])
    ids = [int(pk) for pk in request.POST.getlist("pk") if is_id(pk)]
    return list(own.filter(pk__in=ids[:MOST]))


def _person(request: HttpRequest, name: str) -> AbstractBaseUser | None:
    """Return who was chosen; ``None`` for nobody."""
    asked = request.POST[name]
    if asked == "-":
        return None
    found = get_user_model().objects.filter(username=asked).first()
    if found is None:
        raise ValidationError(gettext("There is no account %(name)s.") % {"name": asked})
    return found
