"""Dates: what must be done by when and why, what people decide about it, and whose dates are kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any, Literal

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.rights import visible_right
from mainline.api.shapes.deadlines import DeadlineDetail, Deadlines, Kept
from mainline.api.shapes.given import Day, DeadlineDecision, KeepDates
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.access import organisation_ids
from mainline.orgs.models import Organisation
from mainline.portfolio import actions, queries
from mainline.portfolio.fees.deciding import confirm, take_back
from mainline.portfolio.states import in_states, state_of
from mainline.portfolio.tables import title_in
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.deadlines.why import Why, why
from mainline.rules.explaining import cited, printed
from mainline.rules.loading import rulebook
from mainline.rules.schema import Text

router = Router(tags=["deadlines"])
SEEN = Gate(needs_user=True)
KEPT = Gate("record", needs_user=True, verb=KEEP)
_STATES = Literal[
    "overdue", "check", "unknown", "second", "open", "past", "waived", "closed", "done", "void", "gone"
]


@read(router, "/deadlines", Deadlines, gate=SEEN)
def list_deadlines(
    request: HttpRequest,
    state: _STATES | None = Query(None, description="How it stands today"),
    right: int | None = Query(None, ge=1, le=2**63 - 1, description="Of one right"),
    due_from: Day | None = Query(None, description="Due on this day or later"),
    due_to: Day | None = Query(None, description="Due on this day or before"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List dates that your organisations keep.

    In the order in which they were first derived; narrow them by how they stand and by their day.
    """
    rows = queries.deadlines(user_of(request))
    if state is not None:
        rows = rows.filter(in_states([state], clock.today()))
    if right is not None:
        rows = rows.filter(docket__right=right)
    if due_from is not None:
        rows = rows.filter(due_on__gte=due_from)
    if due_to is not None:
        rows = rows.filter(due_on__lte=due_to)
    piece = rows_of(Cursors(request, cursor), rows, limit)
    return listed(
        piece, [_row(row, clock.today()) for row in piece.items], total=None if cursor else rows.count()
    )


@read(router, "/deadlines/{deadline_id}", DeadlineDetail, gate=SEEN)
def get_deadline(request: HttpRequest, deadline_id: int) -> Answer:
    """Get one date with why.

    Each step from the event that set it running to the day, the version of the rule, the articles, what is not sure.
    """
    return Answer(_detail(_deadline(request, deadline_id)))


@write(router, "POST", "/deadlines/{deadline_id}/decide", DeadlineDetail, gate=KEPT)
def decide_deadline(request: HttpRequest, deadline_id: int, decision: DeadlineDecision) -> Answer:
    """Decide about a date.

    Where a right would be lost a second person confirms it; an event that does what is asked ends a date by itself.
    """
    row = _deadline(request, deadline_id)
    _DECIDED[decision.act](row, decision, user_of(request), clock.today())
    return Answer(_detail(_deadline(request, deadline_id)))


@write(router, "POST", "/rights/{right_id}/docket", Kept, gate=KEPT)
def keep_dates(request: HttpRequest, right_id: int, given: KeepDates) -> Answer:
    """Keep the dates of a right for one of your organisations.

    One that is kept already stays as it is.
    """
    user, right = user_of(request), visible_right(request, right_id)
    own = Organisation.objects.filter(pk__in=organisation_ids(user, KEEP))
    body = one_of(own, given.organisation, "组织", "organisation")
    told = open_dockets(rights=[right.pk], organisation=body, by=user, on=clock.today())
    return Answer({"right": right.pk, "organisation": body.pk, "new": told.new})


def _act(row: Deadline, said: DeadlineDecision, by: AbstractBaseUser, on: dt.date) -> None:
    actions.decide(deadline=row, act=said.act, reason=said.reason, by=by)


def _confirm(row: Deadline, said: DeadlineDecision, by: AbstractBaseUser, on: dt.date) -> None:
    confirm(deadline=row, by=by, on=on)


def _reopen(row: Deadline, said: DeadlineDecision, by: AbstractBaseUser, on: dt.date) -> None:
    take_back(deadline=row, by=by, on=on)


def _plan(row: Deadline, said: DeadlineDecision, by: AbstractBaseUser, on: dt.date) -> None:
    actions.plan(deadline=row, internal_on=said.internal_on, by=by)


def _assign(row: Deadline, said: DeadlineDecision, by: AbstractBaseUser, on: dt.date) -> None:
    person = get_user_model().objects.filter(username=said.person).first() if said.person else None
    if said.person and person is None:
        raise wrong("person", f"没有账号 {said.person}。", f"There is no account {said.person}.")
    actions.assign(deadlines=[row.pk], to=person, by=by, on=on)


_DECIDED: dict[str, Callable[[Deadline, DeadlineDecision, AbstractBaseUser, dt.date], None]] = {
    "waived": _act,
    "closed": _act,
    "confirm": _confirm,
    "reopen": _reopen,
    "plan": _plan,
    "assign": _assign,
}


def _deadline(request: HttpRequest, pk: int) -> Deadline:
    rows = queries.deadlines(user_of(request)).select_related("act_by", "confirmed_by")
    found: Deadline = one_of(rows, pk, "期限", "date")
    return found


def _row(row: Deadline, on: dt.date) -> dict[str, Any]:
    person = row.responsible or row.docket.responsible
    return {
        "id": row.pk,
        "right": row.docket.right_id,
        "number": row.docket.right.number,
        "organisation": row.docket.organisation_id,
        "rule": row.rule,
        "bar": row.bar,
        "of_number": row.number or None,
        "title": {"zh": title_in(row, "zh"), "en": title_in(row, "en")},
        "state": state_of(row, on),
        "nominal_on": row.nominal_on,
        "due_on": row.due_on,
        "internal_on": row.internal_on,
        "missing": row.missing,
        "fee_minor": row.fee_minor,
        "currency": row.currency,
        "severity": row.severity,
        "responsible": person.get_username() if person else "",
        "url": reverse("api:get_deadline", args=[row.pk]),
    }


def _detail(row: Deadline) -> dict[str, Any]:
    found = why(row)
    return {
        **_row(row, clock.today()),
        "why": _why(row, found) if found else None,
        "act": row.act,
        "act_reason": row.act_reason,
        "act_by": row.act_by.get_username() if row.act_by else "",
        "confirmed_by": row.confirmed_by.get_username() if row.confirmed_by else "",
        "changes": [_change(change) for change in queries.changes(row)],
    }


def _why(row: Deadline, found: Why) -> dict[str, Any]:
    book, told, trigger = rulebook(), found.told, found.item.trigger
    rule, edition = found.item.due.rule, told.outcome.edition
    return {
        "base_event": trigger.event,
        "base_event_id": trigger.key if isinstance(trigger.key, int) else None,
        "base_date": trigger.on,
        "version_since": edition.version.since if edition else None,
        "pack": row.pack,
        "facts": [
            {"name": name, "label": _both(label), "value": printed(value).en}
            for name, label, value in told.facts
        ],
        "steps": [
            {
                "name": step.name,
                "label": _both(step.label),
                "formula": step.formula,
                "value": printed(step.value).en,
                "text": _both(step.text),
            }
            for step in told.steps
        ],
        "calendar": _both(told.calendar) if told.calendar else None,
        "citations": [_both(cited(book, cite)) for cite in told.cite],
        "caveats": [_both(text) for text in told.caveats],
        "consequence": _both(rule.consequence) if rule.consequence else None,
    }


def _change(row: DeadlineChange) -> dict[str, Any]:
    return {
        "at": row.at,
        "cause": row.cause,
        "by": row.by.get_username() if row.by else "",
        "before": row.before,
        "after": row.after,
    }


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
