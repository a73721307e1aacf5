"""Pages of watches and of what they found."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.access import can
from mainline.orgs.gate import member, needs, signed_in
from mainline.protection.watches import actions, queries, shown
from mainline.protection.watches.access import KEEP, visible_watches, watchers
from mainline.protection.watches.enums import Change, Decision, WatchKind
from mainline.protection.watches.forms import given_of, organisation_of, wanted_of
from mainline.protection.watches.models import Hit, Watch
from mainline.protection.watches.preview import preview

_A_PAGE = 40
_LARGEST_ID = 2**63 - 1


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The watches of one's organisations."""
    page = Paginator(queries.watches(request.user), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [(row, shown.about(row), shown.changes_of(row)) for row in page],
        "may_keep": can(request.user, KEEP),
        "kinds": WatchKind.choices,
    }
    return render(request, "protection/watches/index.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Say what is to be watched, try it out on the year before, and open it."""
    data = request.POST if request.method == "POST" else request.GET
    told, problems, tried = given_of(data, request.user), {}, None
    chosen = data.getlist("changes") or ([] if request.method == "POST" else list(Change.values))
    try:
        if request.method == "POST":
            body = organisation_of(told, request.user)
            wanted = wanted_of(told, chosen, request.user)
            if data.get("act") == "open":
                made = actions.open_watch(
                    wanted=wanted, organisation=body, by=member(request), on=clock.today()
                )
                messages.success(request, _("Watched from now on. What is found is told here and on My day."))
                return redirect("watch", made.pk)
            tried = preview(actions.draft(wanted, body, clock.today()), clock.today())
    except ValidationError as error:
        problems = _by_field(error)
    context = {
        "told": told, "problems": problems, "preview": tried, "kinds": WatchKind.choices,
        "changes": Change.choices, "chosen": chosen, "bodies": watchers(request.user),
        "bars": shown.bars(tried, int(told["threshold"])) if tried else [],
    }  # fmt: skip
    return render(request, "protection/watches/new.html", context)


def _by_field(error: ValidationError) -> dict[str, str]:
    several = getattr(error, "error_dict", None)
    if several is None:
        return {"all": " ".join(error.messages)}
    return {
        name: " ".join(message for one in errors for message in one.messages)
        for name, errors in several.items()
    }


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One watch with what it found."""
    row = _watch(request, pk)
    found = Paginator(queries.hits(request.user).filter(watch=row), _A_PAGE).get_page(request.GET.get("page"))
    may_keep = visible_watches(request.user, KEEP).filter(pk=row.pk).exists()
    tried = preview(row, clock.today()) if may_keep and row.ended_at is None else None
    context = {
        "watch": row, "about": shown.about(row), "changes": shown.changes_of(row), "page": found,
        "hits": [(hit, shown.reasons_of(hit)) for hit in found], "may_keep": may_keep, "preview": tried,
        "bars": shown.bars(tried, row.threshold) if tried else [], "has_threshold": _has_threshold(row),
    }  # fmt: skip
    return render(request, "protection/watches/page.html", context)


def _has_threshold(row: Watch) -> bool:
    return row.kind in (WatchKind.RIGHT, WatchKind.NAME) or row.is_text


@require_POST
@needs(KEEP)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Change or end a watch."""
    row, by = _watch(request, pk), member(request)
    try:
        if request.POST.get("act") == "end":
            actions.end(watch=row, by=by)
            messages.success(request, _("The watch has ended; what it found stays."))
        else:
            given = request.POST.get("threshold", "")
            threshold = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
            actions.change(watch=row, name=request.POST.get("name", ""), threshold=threshold, by=by)
            messages.success(request, _("Saved. It holds for what comes from now on."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("watch", pk)


@require_safe
@signed_in
def hits(request: HttpRequest) -> HttpResponse:
    """What the watches of one's organisations found: first what is not decided yet."""
    wanted = request.GET.get("show", "")
    rows = queries.hits(request.user) if wanted == "all" else queries.hits(request.user, Decision.OPEN)
    found = Paginator(rows, _A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": found, "hits": [(hit, shown.reasons_of(hit)) for hit in found], "show": wanted,
        "has_watches": visible_watches(request.user).exists(),
    }  # fmt: skip
    return render(request, "protection/watches/hits.html", context)


@require_safe
@signed_in
def hit(request: HttpRequest, pk: int) -> HttpResponse:
    """One hit: why, what may be done by when, and what is decided."""
    row = _hit(request, pk)
    context = {
        "hit": row, "watch": row.watch, "right": row.right, "own": row.watch.right, "about": shown.about(row.watch),
        "reasons": shown.reasons_of(row), "cites": shown.step_cites(row), "today": clock.today(),
        "decisions": [pair for pair in Decision.choices if pair[0]], "has_threshold": _has_threshold(row.watch),
        "may_keep": visible_watches(request.user, KEEP).filter(pk=row.watch_id).exists(),
    }  # fmt: skip
    return render(request, "protection/watches/hit.html", context)


@require_POST
@needs(KEEP)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide on a hit."""
    row, decision = _hit(request, pk), request.POST.get("decision", "")
    try:
        actions.decide(
            hit=row,
            decision=decision,
            words=request.POST.get("words", ""),
            by=member(request),
            on=clock.today(),
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("hit", pk)
    messages.success(request, _("Decided."))
    return redirect("hit", pk)


def _watch(request: HttpRequest, pk: int) -> Watch:
    found = queries.watch(request.user, pk) if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no watch %(number)s, or you may not see it.") % {"number": pk})
    return found


def _hit(request: HttpRequest, pk: int) -> Hit:
    found = queries.hit(request.user, pk) if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no hit %(number)s, or you may not see it.") % {"number": pk})
    return found
