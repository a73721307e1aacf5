"""Pages of matches: their list, and one with why, the answers of both sides, and what they write."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainline.orgs import clock
from mainline.orgs.gate import member, needs, signed_in
from mainline.orgs.list_pages import lists
from mainline.utilization.market import labels, queries
from mainline.utilization.market.access import DEAL, sides_of
from mainline.utilization.market.actions import matches as actions
from mainline.utilization.market.enums import Answer, MatchState, NeedState, Side
from mainline.utilization.market.models import Match
from mainline.utilization.market.shown import passage_of, title_of
from mainline.utilization.market.tables import MATCHES
from mainline.web.tables import as_file, files


@require_safe
@signed_in
@lists(MATCHES)
def index(request: HttpRequest) -> HttpResponseBase:
    """The matches of one's own needs and rights; for the IP office those that it proposed."""
    context = {
        "table": MATCHES.shown(request, queries.matches(request.user)),
        "files": files("matches_export"),
    }
    return MATCHES.answer(request, "utilization/market/matches.html", context)


@require_safe
@signed_in
def export(request: HttpRequest, format: str) -> HttpResponseBase:
    """The list as a file."""
    rows = MATCHES.asked(request, queries.matches(request.user))
    return as_file(request, MATCHES, rows.iterator(chunk_size=500), format, "matches")


@require_safe
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One match: why the two may fit, what each side says, and in talks what they write."""
    row = _match(request, pk)
    score, parts = queries.kept_score(row)
    sides = sides_of(request.user, row)
    answers = {Side.NEED: row.need_answer, Side.HOLDER: row.holder_answer}
    is_open = row.state == MatchState.PROPOSED and row.need.state == NeedState.POSTED
    context = {
        "match": row, "need": row.need, "right": row.right, "score": score, "parts": parts,
        "poster": row.need.organisation.display_name if row.is_known else "",  # type: ignore[attr-defined]
        "title": title_of(row.right, score.found), "passage": passage_of(row.right, score.found),
        "industry": labels.industry(row.need.industry), "budget": labels.band(row.need.budget),
        "waits_for": [side for side in sides if is_open and answers[side] == Answer.WAITING],
        "can_write": row.state == MatchState.OPENED and bool(sides), "writes_as": sides[:1],
        "messages_sent": queries.messages_of(request.user, row),
    }  # fmt: skip
    return render(request, "utilization/market/match.html", context)


@require_POST
@needs(DEAL)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a match for one's side, or write to the other."""
    row, do = _match(request, pk), _ACTS.get(request.POST.get("act", ""))
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        messages.success(request, do(request, row, _side(request, row)))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("match", pk)


def _side(request: HttpRequest, row: Match) -> Side:
    asked, sides = request.POST.get("side", ""), sides_of(request.user, row)
    found = [side for side in sides if not asked or side == asked]
    if not found:
        raise ValidationError(_("You don't act for this organisation."))
    return found[0]


def _accept(request: HttpRequest, row: Match, side: Side) -> str:
    told = actions.answer(
        match=row, side=side, says=Answer.ACCEPTED, reason="", by=member(request), on=clock.today()
    )
    if told.state == MatchState.OPENED:
        return _("Both have accepted: you know of each other now and can write below.")
    return _("Accepted: the other side answers next.")


def _decline(request: HttpRequest, row: Match, side: Side) -> str:
    actions.answer(
        match=row, side=side, says=Answer.DECLINED, reason=request.POST.get("reason", ""), by=member(request),
        on=clock.today(),
    )  # fmt: skip
    return _("Declined, with your reason.")


def _write(request: HttpRequest, row: Match, side: Side) -> str:
    actions.send_message(match=row, side=side, text=request.POST.get("text", ""), by=member(request))
    return _("Sent.")


_ACTS: dict[str, Callable[[HttpRequest, Match, Side], str]] = {
    "accept": _accept,
    "decline": _decline,
    "write": _write,
}


def _match(request: HttpRequest, pk: int) -> Match:
    found = queries.match(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no match %(number)s, or you may not see it.") % {"number": pk})
    return found
