"""What the pages of cases are filled with."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from mainline.offices import numbers
from mainline.orgs.access import User
from mainline.protection.cases import clock, queries, shown
from mainline.protection.cases.access import offices
from mainline.protection.cases.enums import (
    ActCode,
    CaseState,
    CheckLabel,
    PaperKind,
    PauseKind,
    Result,
    RoleLabel,
    Side,
)
from mainline.protection.cases.forms import asked_of
from mainline.protection.cases.models import Case
from mainline.protection.evidence.access import visible_evidence
from mainline.register.access import visible_rights
from mainline.register.models import Event, Identifier, Right
from mainline.register.search import region
from mainline.register.sentences import sentence
from mainline.web.templatetags.web import page_language


def right_of(user: User, asked: str, number: str) -> Right | None:
    """Return the right that a link or a typed number means, of those of which the user may know."""
    if asked.isascii() and asked.isdigit() and len(asked) < 19 and not number:
        return queries.right_to_defend(user, int(asked))
    given = number.strip()
    if not given:
        return None
    try:
        keys = set(numbers.keys(given))
    except numbers.NumberError:
        keys = set()
    told = Identifier.objects.filter(Q(key__in=keys) | Q(text=given)).values("right")
    found = list(visible_rights(user).filter(pk__in=told)[:2])
    return found[0] if len(found) == 1 else None


def _evidence(user: User, row: Case) -> list[tuple[Event, str, int | None]]:
    """Return the evidence that a request names: its event, the sentence, and the deposit where the reader may open it."""
    mine = visible_evidence(user).filter(pk__in=queries.deposits_named(row).values("pk"))
    opens = {str(pk): pk for pk in mine.values_list("pk", flat=True)}
    return [
        (event, sentence(event, page_language()), opens.get(str(event.details.get("evidence", ""))))
        for event in queries.evidence_named(row)
    ]


def public_right(row: Case) -> Right | None:
    """Return the right of a published decision where everybody may know of it."""
    return visible_rights(AnonymousUser()).filter(pk=row.right_id).first()


def listed(rows: Iterable[Case], user: User, on: dt.date) -> list[tuple[Case, clock.Clock | None, str]]:
    """Return cases with the clock that presses most and the title of its rule."""
    found = []
    for row in rows:
        running = [one for one in queries.clocks_of(row, on) if one.state in ("running", "missed", "still")]
        running.sort(key=lambda one: (one.due_on is None, one.due_on or on))
        first = shown.lines(running[:1], on) if row.state != CaseState.DRAFT else []
        found.append((row, first[0].clock if first else None, first[0].title if first else ""))
    return found


def case_page(user: User, row: Case, on: dt.date) -> dict[str, object]:
    """Return what the page of a case shows its reader; the respondent is shown neither the table of standing nor the checks."""
    hand, acts = queries.hand_of(user, row), queries.acts(user, row)
    done = {act.code for act in acts}
    rows = queries.table_of(row, on)
    is_insider = bool(hand.sides & {Side.REQUESTER, Side.OFFICE})
    clocks = queries.clocks_of(row, on) if row.state != CaseState.DRAFT else ()
    if not is_insider:
        clocks = tuple(one for one in clocks if one.rule != "cn.adjudication.docket")
    context: dict[str, object] = {
        "case": row, "right": row.right, "hand": hand, "acts": acts, "done": done, "today": on,
        "papers": queries.papers(user, row), "lines": shown.lines(clocks, on), "is_insider": is_insider,
        "can_edit": hand.asks and row.state in (CaseState.DRAFT, CaseState.INCOMPLETE),
        "running_pauses": [
            (one.kind, PauseKind(one.kind).label)
            for one in clock.pauses_of(queries.acts_of(row))
            if one.last is None
        ],
        "pause_kinds": PauseKind.choices, "results": Result.choices, "paper_kinds": PaperKind.choices,
        "check_labels": CheckLabel.choices, "is_running": row.state in (CaseState.DOCKETED, CaseState.SERVED),
        "can_withdraw": hand.asks and row.state in ("draft", "filed", "incomplete", "docketed", "served"),
        "can_sue": (hand.asks or hand.answers) and row.state == CaseState.DECIDED and ActCode.SUED not in done,
        "takes_papers": row.state in ("draft", "filed", "incomplete", "docketed", "served", "decided")
        and (hand.asks or hand.handles or hand.answers),
        "evidence": _evidence(user, row),
        "asked": next((act for act in acts if act.code == ActCode.ASKED), None),
    }  # fmt: skip
    if is_insider:
        context |= {
            "roles": shown.roles(rows, row.role),
            "checks": shown.checks(queries.checks_of(row, rows, on)),
            "needed": shown.papers(queries.needed_papers(row, rows)),
            "measures": shown.article("ADJ2025 12"),
        }
    if context["can_edit"]:
        context |= {
            "deposits": [(event, sentence(event, page_language())) for event in queries.evidence_on_thread(row)],
            "offices": offices(), "role_choices": RoleLabel.choices, "holder_asks": asked_of(row),
            "places": [(place.code, place.name.in_language(page_language())) for place in region().places],
        }  # fmt: skip
    return context
