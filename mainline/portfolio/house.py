"""The page on which an organisation says once how it works: lead days, and facts that hold for all its rights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.portfolio import queries
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.house import FACTS, MOST_DAYS, say_house_facts, set_lead
from mainline.register.deadlines.models import Deadline, HouseFacts, LeadDays
from mainline.register.enums import HOLDING_ROLES
from mainline.rules.loading import rulebook
from mainline.web.templatetags.web import number, page_language

_ENTITIES = ("large", "small", "micro")


@dataclass(frozen=True, slots=True)
class LeadLine:
    """One line of lead days in words."""

    what: str
    holder: str
    days: int
    key: tuple[str, str, int | str]
    """(severity, rule, id of the holder), as the form sends it back."""


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that an organisation can say once: its words, its type, what was said."""

    name: str
    label: str
    kind: str
    said: str


@dataclass(frozen=True, slots=True)
class House:
    """An organisation with what it said once."""

    organisation: Organisation
    leads: Sequence[LeadLine]
    facts: Sequence[Fact]
    rules: Sequence[tuple[str, str]]
    holders: Sequence[tuple[int, str]]


@require_safe
@needs(KEEP)
def page(request: HttpRequest) -> HttpResponse:
    """What each organisation of the user said once."""
    bodies = Organisation.objects.filter(pk__in=organisation_ids(request.user, KEEP)).order_by("pk")
    context = {
        "houses": [_house(body) for body in bodies if body.merged_into_id is None],
        "severities": [(code, text) for code, text in Severity.choices if code != Severity.OFFICE],
        "entities": [(code, rulebook().word(code).of(page_language())) for code in _ENTITIES],
        "most_days": MOST_DAYS,
    }
    return render(request, "portfolio/house.html", context)


@require_POST
@needs(KEEP)
def lead(request: HttpRequest) -> HttpResponse:
    """Set lead days, or take them back."""
    body, given = _organisation(request), request.POST
    try:
        moved = set_lead(
            organisation=body,
            days=None if "remove" in given else _days(given.get("days", "")),
            severity=given.get("severity", ""),
            rule=given.get("rule", ""),
            holder=_holder(body, given.get("holder", "")),
            by=member(request),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext("%(n)s internal date moved.", "%(n)s internal dates moved.", moved)
        messages.success(request, words % {"n": number(moved)})
    return redirect("house")


@require_POST
@needs(KEEP)
def facts(request: HttpRequest) -> HttpResponse:
    """Say facts once for all rights."""
    body = _organisation(request)
    given = {name: request.POST.get(name, "").strip() for name in FACTS if name in request.POST}
    try:
        told = say_house_facts(organisation=body, facts=given, by=member(request), on=clock.today())
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        words = ngettext(
            "Noted for %(n)s right; %(changed)s dates changed.",
            "Noted for %(n)s rights; %(changed)s dates changed.",
            told.dockets,
        )
        messages.success(
            request, words % {"n": number(told.dockets), "changed": number(told.changed + told.new)}
        )
    return redirect("house")


def _organisation(request: HttpRequest) -> Organisation:
    asked = request.POST.get("organisation", "")
    if not asked.isdecimal() or len(asked) > 18 or int(asked) not in organisation_ids(request.user, KEEP):
        raise PermissionDenied(_("You don't keep dates for this organisation."))
    return queries.organisation(int(asked))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 4):
        raise ValidationError(_("Give a number of days from 0 to %(most)s.") % {"most": MOST_DAYS})
    return int(text)


def _holder(body: Organisation, text: str) -> Organisation | None:
    if not text:
        return None
    known = {pk for pk, _name in _holders(body)}
    if not text.isdecimal() or len(text) > 18 or int(text) not in known:
        raise ValidationError(_("Choose a holder of rights whose dates are kept."))
    return Organisation.objects.get(pk=int(text))


def _house(body: Organisation) -> House:
    language, book = page_language(), rulebook()
    said = HouseFacts.objects.filter(organisation=body).values_list("facts", flat=True).first() or {}
    return House(
        body,
        [_line(row, language) for row in _leads(body)],
        [
            Fact(name, book.facts[name].label.of(language), book.facts[name].type, said.get(name, ""))
            for name in FACTS
        ],
        _rules(body, language),
        _holders(body),
    )


def _leads(body: Organisation) -> Sequence[LeadDays]:
    rows = LeadDays.objects.filter(organisation=body).select_related("holder")
    return list(rows.order_by("holder", "rule", "severity"))


def _line(row: LeadDays, language: str) -> LeadLine:
    ready = rulebook().rules.get(row.rule)
    what = str(row.get_severity_display()) if row.severity else _("everything")
    if row.rule:
        what = ready.rule.title.of(language) if ready else row.rule
    holder = row.holder.display_name if row.holder else ""
    return LeadLine(what, holder, row.days, (row.severity, row.rule, row.holder_id or ""))


def _rules(body: Organisation, language: str) -> list[tuple[str, str]]:
    """Return the rules by which an organisation has dates."""
    found = Deadline.objects.filter(docket__organisation=body).order_by().values_list("rule", flat=True)
    known = rulebook().rules
    names = [(rule, known[rule].rule.title.of(language)) for rule in found.distinct() if rule in known]
    return sorted(names, key=lambda pair: pair[1])


def _holders(body: Organisation) -> list[tuple[int, str]]:
    """Return the other organisations that hold rights whose dates an organisation keeps."""
    rows = (
        Organisation.objects.filter(
            parties__role__in=HOLDING_ROLES,
            parties__right__dockets__organisation=body,
            parties__right__dockets__closed_at=None,
            merged_into=None,
        )
        .exclude(pk=body.pk)
        .distinct()
    )
    return [(row.pk, row.display_name) for row in rows.order_by("pk")[:200]]
