"""Pages of the stock: its list, one right with all grades, bringing a table in."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.utilization.bodies import body_of
from mainline.utilization.market import labels
from mainline.utilization.market.access import DEAL
from mainline.utilization.market.queries import chosen_rights, may_deal
from mainline.utilization.stock import actions, importing, queries
from mainline.utilization.stock.access import is_holder
from mainline.utilization.stock.enums import NEXT, Interest, Measure, Step
from mainline.utilization.stock.forms import STARS, SurveyForm
from mainline.utilization.stock.logic import formula
from mainline.utilization.stock.models import StockItem
from mainline.utilization.stock.tables import STOCK, stars, template
from mainline.web.addresses import is_id
from mainline.web.tables import DATA_FILES, as_file, files, sent

MOST_BYTES = 1_500_000


@require_safe
@signed_in
@lists(STOCK)
def index(request: HttpRequest) -> HttpResponseBase:
    """One's own stock, what one was asked to grade, and for the IP office all of it that is public."""
    context = {
        "table": STOCK.shown(request, queries.items(request.user)),
        "files": files("stock_export"),
        "counts": queries.counts(request.user),
        "formula": formula(),
        "can_survey": may_deal(request.user),
    }
    return STOCK.answer(request, "utilization/stock/index.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = STOCK.asked(request, queries.items(request.user))
    return as_file(request, STOCK, rows.iterator(chunk_size=500), format, "stock")


@require_safe
@needs(DEAL)
def template_file(request: HttpRequest, format: str) -> HttpResponseBase:
    """The table to fill in, with the rights that are not surveyed yet."""
    if format not in DATA_FILES:
        raise Http404(_("There is no export as %(format)s.") % {"format": format})
    return sent(request, template(queries.unsurveyed(request.user)), format, "stock-template")


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One right of the stock: the grades of both sides, its tier with the formula, and its next step."""
    row = _item(request, pk)
    is_own = is_holder(request.user, row)
    asked = queries.own_grade(request.user, row)
    context = {
        "item": row, "right": row.right, "is_own": is_own, "asked": asked, "own_stars": stars(row.grade),
        "grades": [(one, stars(one.grade)) for one in queries.grades_of(request.user, row)],
        "tier": queries.tier_with_parts(row), "formula": formula(), "industry": labels.industry(row.industry),
        "firms": queries.firms_to_ask(row) if is_own and row.right.set_apart is None else [],
        "next": [(code, Step(code).label) for code in NEXT[row.step] if code != Step.FEEDBACK],
        "measures": Measure.choices, "interests": Interest.choices[1:], "stars": STARS, "steps": Step.choices,
    }  # fmt: skip
    return render(request, "utilization/stock/item.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEAL)
def survey(request: HttpRequest) -> HttpResponse:
    """Grade a right of one's own, or grade it anew."""
    right = _right(request)
    before = queries.item_of(request.user, right) if right else None
    form = SurveyForm(request.POST or None, initial=SurveyForm.of(before) if before else None)
    if request.method == "POST" and right is not None and form.is_valid():
        try:
            body = body_of(request.user, DEAL, str(before.organisation_id) if before else "")
            row = actions.survey(
                organisation=body, right=right, said=form.said(), by=member(request), on=clock.today()
            )
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Surveyed: it stands in the stock."))
            return redirect("stock_item", row.pk)
    rights = [] if right else queries.unsurveyed(request.user)
    return render(request, "utilization/stock/survey.html", {"form": form, "right": right, "rights": rights})


@require_POST
@needs(DEAL)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page of a right asks."""
    row, do = _item(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("stock_item", pk)


def _ask(request: HttpRequest, row: StockItem) -> str:
    ids = [int(one) for one in request.POST.getlist("firm") if is_id(one)]
    firms = list(Organisation.objects.filter(pk__in=ids).order_by("pk"))
    new = actions.ask_firms(item=row, firms=firms, by=member(request), on=clock.today())
    words = ngettext("%(n)s enterprise was asked.", "%(n)s enterprises were asked.", len(new))
    return words % {"n": len(new)}


def _grade(request: HttpRequest, row: StockItem) -> str:
    given, asked = request.POST, queries.own_grade(request.user, row)
    if asked is None:
        raise ValidationError(_("Your organisation was not asked to grade this right."))
    text = given.get("stars", "")
    actions.grade(
        item=row, organisation=asked.organisation, stars=int(text) if text in {one for one, _ in STARS} else 0,
        comment=given.get("comment", ""), interest=given.get("interest", ""), by=member(request), on=clock.today(),
    )  # fmt: skip
    return _("Thank you: the holder reads your grade, and the tier follows.")


def _move(request: HttpRequest, row: StockItem) -> str:
    given = request.POST
    actions.move(
        item=row, to=given.get("to", ""), measure=given.get("measure", ""), by=member(request), on=clock.today()
    )  # fmt: skip
    return _("Taken to the next step.")


_ACTS: dict[str, Callable[[HttpRequest, StockItem], str]] = {"ask": _ask, "grade": _grade, "move": _move}


@require_http_methods(["GET", "HEAD", "POST"])
@needs(DEAL)
def bring(request: HttpRequest) -> HttpResponse:
    """Bring a table in: first look what would become of each row, then do it."""
    context: dict[str, object] = {
        "bodies": own_organisations(request.user, DEAL), "templates": files("stock_template", DATA_FILES.items())
    }  # fmt: skip
    if request.method == "POST":
        try:
            data, body = _data(request), body_of(request.user, DEAL, request.POST.get("organisation", ""))
            rows = importing.rows_of(data)
            if "confirm" in request.POST:
                n = importing.bring_in(organisation=body, rows=rows, by=member(request), on=clock.today())
                messages.success(
                    request, ngettext("%(n)s right surveyed.", "%(n)s rights surveyed.", n) % {"n": n}
                )
                return redirect("stock")
            told = importing.rehearse(body, rows)
            context |= {"told": told, "wrong": sum(bool(one.faults) for one in told), "body": body}
            context["data"] = base64.b64encode(data).decode()
        except ValidationError as error:
            context["problem"] = " ".join(error.messages)
    return render(request, "utilization/stock/bring.html", context)


def _data(request: HttpRequest) -> bytes:
    """Return the table that is sent, or the one that was looked at before."""
    given = request.FILES.get("file")
    if given is not None:
        if (given.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than %(limit)s.") % {"limit": "1.5 MB"})
        return given.read()
    try:
        data = base64.b64decode(request.POST.get("data", ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data:
        raise ValidationError(_("Choose a file."))
    return data


def _right(request: HttpRequest) -> Right | None:
    asked = (request.POST or request.GET).get("right", "")
    found = chosen_rights(request.user, [int(asked)]) if is_id(asked) else []
    return found[0] if found else None


def _item(request: HttpRequest, pk: int) -> StockItem:
    found = queries.item(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(
            _("Nothing of number %(number)s is in the stock, or you may not see it.") % {"number": pk}
        )
    return found
