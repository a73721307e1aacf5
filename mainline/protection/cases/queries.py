"""Every read of cases."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, with_merged
from mainline.orgs.models import Organisation
from mainline.orgs.names import name_key
from mainline.protection.cases import clock, standing
from mainline.protection.cases.access import (
    may_file,
    may_handle,
    published_cases,
    sides_of,
    visible_acts,
    visible_cases,
    visible_papers,
)
from mainline.protection.cases.enums import ActCode, CaseState, Side
from mainline.protection.cases.models import Case, CaseAct, CasePaper
from mainline.protection.evidence.models import Evidence
from mainline.register.access import events_for, visible_rights
from mainline.register.enums import StatusLabel
from mainline.register.gates import co_owners
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING
from mainline.rules.engine import Engine
from mainline.rules.loading import rulebook
from mainline.web.steps import Step

_LICENCES = (
    "utilization.licence.signed",
    "utilization.licence.recorded",
    "utilization.open_licence.accepted",
    "utilization.licence.ended",
)
_ALIVE = (StatusLabel.IN_FORCE, StatusLabel.UNDER_CHALLENGE)


@lru_cache(maxsize=1)
def engine() -> Engine:
    """Return the rules, with a memory of what they were asked."""
    return Engine(rulebook())


def cases(user: User) -> QuerySet[Case]:
    """Return the cases of which the user may know, the newest first."""
    rows = visible_cases(user).select_related("right", "requester", "office", "respondent")
    return rows.order_by("-made_at", "-pk")


def case(user: User, pk: int) -> Case | None:
    """Return a case of which the user may know."""
    return cases(user).filter(pk=pk).first() if pk < 2**63 else None


def cases_on(user: User, right: Right) -> list[Case]:
    """Return the cases on a right of which the user may know."""
    return list(cases(user).filter(right=right))


def published() -> QuerySet[Case]:
    """Return the cases with a published summary, the newest decision first."""
    return published_cases().select_related("right", "office").order_by("-pk")


def right_to_defend(user: User, pk: int) -> Right | None:
    """Return a right of which the user may know, by its id."""
    return visible_rights(user).filter(pk=pk).first() if pk < 2**63 else None


def licences_of(right: Right, organisation: Organisation) -> list[standing.Licence]:
    """Return the licences that an organisation has on a right, as the thread tells.

    They are the organisation's own whoever recorded them: it is named as the licensee.
    """
    ids = with_merged({organisation.pk})
    own = {str(pk) for pk in ids}
    found: dict[str, standing.Licence] = {}
    for event in Event.objects.filter(STANDING, right=right, code__in=_LICENCES).order_by("told_on", "pk"):
        told = event.details
        if str(told.get("to_org", "")) not in own:
            continue
        key = str(told.get("agreement", "")) or f"event:{event.pk}"
        before = found.get(key)
        if event.code == "utilization.licence.ended":
            if before is not None:
                found[key] = _ended(before, event.happened_on)
            continue
        kind = str(told.get("licence", "")) or ("open" if "open_licence" in event.code else "")
        found[key] = standing.Licence(
            event.pk, kind or (before.kind if before else ""),
            before.since if before else event.happened_on, _day(told.get("until")),
            is_recorded=event.code == "utilization.licence.recorded" or bool(before and before.is_recorded),
            is_own_word=event.organisation_id in ids and bool(before is None or before.is_own_word),
        )  # fmt: skip
    return list(found.values())


def _ended(licence: standing.Licence, on: dt.date | None) -> standing.Licence:
    return replace(licence, ended_on=on or dt.date.min)


def _day(text: object) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(text or ""))
    except ValueError:
        return None


def holds(right: Right, organisation: Organisation) -> bool:
    """Whether an organisation is a holder of a right in the register."""
    own = with_merged({organisation.pk})
    # Who applied for it or held it before stands among its parties too.
    return any(pk in own for _name, pk in co_owners(right))


def table_of(row: Case, on: dt.date) -> tuple[standing.Row, ...]:
    """Return the truth table of standing for the requester of a case."""
    present = papers_present(row)
    told = standing.Standing(
        is_holder=holds(row.right, row.requester),
        licences=licences_of(row.right, row.requester),
        has_succession="succession" in present,
        # A statement among the papers says it too.
        holder_asks=False if "not_asking" in present else row.holder_asks,
        is_authorised="authorisation" in present,
        has_licence_paper="licence" in present,
    )
    return standing.truth_table(told, on)


def papers_present(row: Case) -> list[str]:
    """Return the kinds of paper that the requester brought."""
    rows = CasePaper.objects.filter(case=row, side=Side.REQUESTER, document__withdrawn_at=None)
    kinds = list(rows.values_list("kind", flat=True))
    return [*kinds, "evidence"] if row.evidence else kinds


def evidence_on_thread(row: Case) -> list[Event]:
    """Return the events of evidence on the right of which every member of the requester may know: what a request can name."""
    known = events_for(row.requester).filter(
        STANDING, right=row.right, code__startswith="protection.evidence."
    )
    return list(known.order_by("told_on", "pk"))


def evidence_named(row: Case) -> list[Event]:
    """Return those that the request names, for whoever may see the case: the requester laid them before the office."""
    return list(Event.objects.filter(pk__in=row.evidence, right=row.right).order_by("told_on", "pk"))


def deposits_named(row: Case) -> QuerySet[Evidence]:
    """Return the deposits behind the evidence that the request names."""
    told = [str(event.details.get("evidence", "")) for event in evidence_named(row)]
    return Evidence.objects.filter(pk__in=[int(pk) for pk in told if pk.isdecimal() and len(pk) < 19])


def checks_of(row: Case, rows: Sequence[standing.Row], on: dt.date) -> tuple[standing.Check, ...]:
    """Return each condition of the request with its answer on a day."""
    status = row.right.status
    said = standing.Request(
        kind=row.right.kind,
        is_in_force=None if status == StatusLabel.UNKNOWN else status in _ALIVE,
        has_respondent=bool(row.respondent_name),
        has_claims=bool(row.claims),
        has_facts=bool(row.facts),
        is_competent=row.office is not None and standing.covers(row.office.place, row.place),
        no_suit=row.no_suit,
        no_other_way=row.no_other_way,
        knew_on=row.knew_on,
        is_ongoing=row.is_ongoing,
    )
    return standing.conditions(said, rows, on)


def needed_papers(row: Case, rows: Sequence[standing.Row]) -> tuple[tuple[str, bool, bool], ...]:
    """Return the papers of a request as (kind, whether required, whether there)."""
    chosen = standing.standing_of(rows)
    role = row.role or (chosen.role if chosen else "holder")
    return standing.papers(role, row.right.kind, papers_present(row))


def acts_of(row: Case) -> list[clock.Act]:
    """Return what was done in a case, in the order of its days."""
    acts = CaseAct.objects.filter(case=row).order_by("happened_on", "pk")
    return [clock.Act(act.code, act.happened_on, act.kind) for act in acts]


def clocks_of(row: Case, on: dt.date) -> tuple[clock.Clock, ...]:
    """Return the clocks of a case as they stand on a day."""
    return clock.clocks(
        acts_of(row), engine(), on, right_type=row.right.kind, is_abroad=row.respondent_abroad
    )


def respondent_called(name: str) -> Organisation | None:
    """Return the organisation of this name that has members here; ``None`` where none has."""
    if not name:
        return None
    called = Q(name_key=name_key(name, "CN")) | Q(name_zh=name) | Q(name_en=name)
    for found in Organisation.objects.filter(called).select_related("merged_into").order_by("pk"):
        root = found.merged_into or found
        if root.memberships.exists():
            return root
    return None


def acts(user: User, row: Case) -> list[CaseAct]:
    """Return what the user may know was done in a case, the newest first."""
    return list(visible_acts(user, row).select_related("by").order_by("-happened_on", "-pk"))


def papers(user: User, row: Case) -> list[CasePaper]:
    """Return the papers of a case that the user may open."""
    return list(visible_papers(user, row).select_related("document").order_by("pk"))


def paper(user: User, row: Case, pk: int) -> CasePaper | None:
    """Return one of them."""
    return visible_papers(user, row).select_related("document").filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Hand:
    """What a user may do in a case."""

    sides: frozenset[Side]
    asks: bool
    handles: bool
    answers: bool


def hand_of(user: User, row: Case) -> Hand:
    """Return on which sides a user stands, and for which they may act."""
    return Hand(
        frozenset(sides_of(user, row)), may_file(user, row, Side.REQUESTER), may_handle(user, row),
        may_file(user, row, Side.RESPONDENT),
    )  # fmt: skip


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what waits for a user in cases, with its day."""
    for row in cases(user):
        hand = hand_of(user, row)
        href = reverse("case", args=[row.pk])
        for words, due, is_wrong in _waiting(row, hand, on):
            told = words % {"right": row.right.display_title or row.right.number}
            yield Step(told, href, is_wrong, due)


def _waiting(row: Case, hand: Hand, on: dt.date) -> Iterator[tuple[str, dt.date | None, bool]]:
    if hand.asks and row.state == CaseState.DRAFT:
        yield _("Complete and file the request for adjudication on %(right)s."), None, False
    if hand.asks and row.state == CaseState.INCOMPLETE:
        yield _("The office wants papers in the case on %(right)s."), None, True
    if not (hand.asks or hand.handles or hand.answers) or row.state == CaseState.DRAFT:
        return
    words = {
        "cn.adjudication.docket": _("Decide whether to docket the request on %(right)s."),
        "cn.adjudication.service": _("Serve the request on %(right)s on the respondent."),
        "cn.adjudication.forward": _("Forward the answer in the case on %(right)s."),
        clock.CONCLUSION: _("Decide the case on %(right)s."),
    }
    for one in clocks_of(row, on):
        if one.state not in ("running", "missed"):
            continue
        is_late = one.state == "missed"
        if hand.handles and one.rule in words:
            yield words[one.rule], one.due_on, is_late
        elif hand.answers and one.rule == "cn.adjudication.answer" and not is_late:
            yield _("Answer the request in the case on %(right)s."), one.due_on, False
        elif (hand.asks or hand.answers) and one.rule == clock.SUIT and not is_late:
            yield _("Whoever does not accept the decision on %(right)s sues by this day."), one.due_on, False
    if hand.handles and row.state == CaseState.DECIDED and not row.summary:
        yield _("Publish the summary of the decision on %(right)s."), None, False


def decided_on(row: Case) -> dt.date | None:
    """Return the day of the decision of a case."""
    found = CaseAct.objects.filter(case=row, code=ActCode.DECIDED).order_by("pk").first()
    return found.happened_on if found else None
