"""Invention disclosures: begun, saved, handed in, assessed, decided on and filed, as on their pages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any, Literal

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.shapes.disclosures import (
    DisclosureDecision,
    DisclosureDetail,
    DisclosureGiven,
    Disclosures,
    HandIn,
    NewDisclosure,
    SavedDisclosure,
)
from mainline.api.things import one_of
from mainline.creation.disclosures import actions, filing, queries, triage
from mainline.creation.disclosures.access import MAKE, employers, visible_disclosures
from mainline.creation.disclosures.colleagues import colleagues
from mainline.creation.disclosures.logic import TEXTS, Draft, Inventor, plain
from mainline.creation.disclosures.models import Disclosure
from mainline.creation.disclosures.shown import check_of
from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.register.models import Right

router = Router(tags=["disclosures"])
SEEN = Gate(needs_user=True)
MADE = Gate("record", needs_user=True, verb=MAKE)
DECIDED = Gate("record", needs_user=True)
_MARKS = ("patentability", "market", "strategy")


@read(router, "/disclosures", Disclosures, gate=SEEN)
def list_disclosures(
    request: HttpRequest,
    box: Literal["own", "inbox"] = Query("own", description="Your own, or those handed in to you"),
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List invention disclosures.

    Your own and those in which you are named, or those that were handed in to your organisation or given to your agency.
    """
    user = user_of(request)
    rows = queries.own(user) if box == "own" else queries.inbox(user)
    piece = rows_of(Cursors(request, cursor), rows.order_by("pk"), limit)
    shown = [_row(row, row.title if box == "own" else row.sealed_title) for row in piece.items]
    return listed(piece, shown, total=None if cursor else rows.count())


@read(router, "/disclosures/{disclosure_id}", DisclosureDetail, gate=SEEN)
def get_disclosure(request: HttpRequest, disclosure_id: int) -> Answer:
    """Get one disclosure.

    Its working copy is for its inventors alone; what was handed in is for the technology office too.
    """
    return Answer(_detail(request, _disclosure(request, disclosure_id)))


@write(router, "POST", "/disclosures", DisclosureDetail, gate=MADE, status=201, problems=(404,))
def begin_disclosure(request: HttpRequest, given: NewDisclosure) -> Answer:
    """Begin a disclosure to your employer."""
    body = _employer(user_of(request), given.organisation)
    row = actions.begin(organisation=body, by=user_of(request), draft=_draft(given, body))
    return Answer(_detail(request, row), status=201)


@write(router, "PUT", "/disclosures/{disclosure_id}", DisclosureDetail, gate=MADE)
def save_disclosure(request: HttpRequest, disclosure_id: int, given: SavedDisclosure) -> Answer:
    """Save the working copy of a disclosure.

    What was saved since you read it is not overwritten.
    """
    row = _disclosure(request, disclosure_id)
    draft = _draft(given, row.organisation)
    saved = actions.save(disclosure=row, draft=draft, revision=given.revision, by=user_of(request))
    return Answer(_detail(request, saved))


@write(router, "POST", "/disclosures/{disclosure_id}/submit", DisclosureDetail, gate=MADE)
def submit_disclosure(request: HttpRequest, disclosure_id: int, given: HandIn) -> Answer:
    """Hand a disclosure in.

    It is sealed with its time and digest, and begins the thread of a secret right of the employer.
    """
    row = _disclosure(request, disclosure_id)
    actions.submit(disclosure=row, revision=given.revision, by=user_of(request), on=clock.today())
    return Answer(_detail(request, _disclosure(request, disclosure_id)))


@write(router, "POST", "/disclosures/{disclosure_id}/decide", DisclosureDetail, gate=DECIDED)
def decide_disclosure(request: HttpRequest, disclosure_id: int, decision: DisclosureDecision) -> Answer:
    """Do what the technology office or the agency does with a disclosure.

    Take it in hand, assess, return, decide, instruct an agency, accept or decline as the agency, enter the filing.
    """
    row, user = _disclosure(request, disclosure_id), user_of(request)
    _DECIDE[decision.act](row, decision, user, clock.today())
    # Who declined may not know of it any more: they are told what they did, and no more of it.
    still = queries.disclosure(user, disclosure_id)
    return Answer(_detail(request, still) if still is not None else _gone(row))


Decide = Callable[[Disclosure, DisclosureDecision, AbstractBaseUser, dt.date], object]


def _assess(row: Disclosure, said: DisclosureDecision, by: AbstractBaseUser, on: dt.date) -> None:
    told = {name: getattr(said, name) for mark in _MARKS for name in (mark, f"{mark}_reason")}
    triage.assess(disclosure=row, marks=triage.Marks(**told), by=by, on=on)


def _decide(row: Disclosure, said: DisclosureDecision, by: AbstractBaseUser, on: dt.date) -> None:
    triage.decide(disclosure=row, act=said.act, reason=said.reason, knows=said.knows, by=by, on=on)


def _instruct(row: Disclosure, said: DisclosureDecision, by: AbstractBaseUser, on: dt.date) -> None:
    agency = next((one for one in queries.agencies() if one.pk == said.agency), None)
    if agency is None:
        raise wrong("agency", "请选择已入驻平台的代理机构。", "Choose an agency that is on this platform.")
    filing.instruct(disclosure=row, agency=agency, by=by, on=on)


def _enter(row: Disclosure, said: DisclosureDecision, by: AbstractBaseUser, on: dt.date) -> None:
    if said.filed_on is None:
        raise wrong("filed_on", "请给出申请日。", "Give the filing date.")
    filing.enter_filing(
        disclosure=row, number=said.number, filed_on=said.filed_on, is_same=said.is_same, by=by, on=on
    )


_DECIDE: dict[str, Decide] = {
    "accept": lambda row, said, by, on: triage.accept(disclosure=row, by=by, on=on),
    "assess": _assess,
    "return": lambda row, said, by, on: triage.send_back(disclosure=row, reason=said.reason, by=by, on=on),
    **dict.fromkeys(("file", "secret", "publish", "release"), _decide),
    "instruct": _instruct,
    "agree": lambda row, said, by, on: filing.agree(disclosure=row, by=by, on=on),
    "decline": lambda row, said, by, on: filing.decline(disclosure=row, reason=said.reason, by=by, on=on),
    "enter": _enter,
}


def _disclosure(request: HttpRequest, pk: int) -> Disclosure:
    rows = visible_disclosures(user_of(request))
    rows = rows.select_related("organisation", "agency", "right__merged_into", "made_by")
    found: Disclosure = one_of(rows, pk, "交底书", "disclosure")
    return found


def _employer(user: AbstractBaseUser, pk: int) -> Organisation:
    found = next((one for one in employers(user) if one.pk == pk), None)
    if found is None:
        raise wrong("organisation", "只能向所在单位提交交底书。", "One discloses to one's employer.")
    return found


def _draft(given: DisclosureGiven, employer: Organisation) -> Draft:
    texts = {pk: text for text, pk in colleagues(employer).items()}
    rows = []
    for nth, one in enumerate(given.inventors):
        if one.person is not None and one.person not in texts:
            raise wrong(
                f"inventors.{nth}.person",
                "所在单位没有这位人员。",
                "There is no such person at your employer.",
            )
        name = texts[one.person] if one.person is not None else " ".join(one.name.split())
        rows.append(Inventor(name, one.person, " ".join(one.share.split())))
    told = {name: str(getattr(given, name)).strip() for name in TEXTS if name != "when"}
    when = given.when.isoformat() if given.when else ""
    return Draft(**told, when=when, inventors=tuple(row for row in rows if not row.is_empty))


def _row(row: Disclosure, title: str) -> dict[str, Any]:
    right = queries.right_of(row)
    return {
        "id": row.pk, "number": row.number, "title": title, "state": row.state, "organisation": row.organisation_id,
        "agency": row.agency_id, "right": right.pk if isinstance(right, Right) else None,
        "url": reverse("api:get_disclosure", args=[row.pk]),
    }  # fmt: skip


def _gone(row: Disclosure) -> dict[str, Any]:
    empty: dict[str, Sequence[object]] = {"lacks": [], "warnings": [], "versions": [], "steps": []}
    return {**_row(row, ""), "state": "to_file", "agency": None, "revision": 0, "content": None, **empty}


def _detail(request: HttpRequest, row: Disclosure) -> dict[str, Any]:
    user = user_of(request)
    work, versions = queries.working_copy(user, row), queries.versions(user, row)
    title = work.title if work is not None else versions[0].draft.title if versions else ""
    checked = (
        check_of(user, row, clock.today()) if work is not None and row.state in ("draft", "returned") else {}
    )
    return {
        **_row(row, title),
        "revision": row.revision,
        "content": plain(work) if work is not None else None,
        "lacks": _findings(checked.get("lacks", ())),
        "warnings": _findings(checked.get("warnings", ())),
        "versions": [_version(one) for one in versions],
        "steps": [
            {"act": one.act, "version": one.version, "reason": one.reason, "by": one.by.get_username(), "at": one.at,
             "event": one.event_id}
            for one in (queries.acts(row) if versions else ())
        ],
    }  # fmt: skip


def _findings(found: Any) -> list[dict[str, str]]:
    return [{"field": field, "text": text} for field, text in found]


def _version(one: queries.Version) -> dict[str, Any]:
    return {
        "number": one.row.number, "sha256": one.row.sha256, "text": one.row.content,
        "submitted_at": one.row.submitted_at,
        "assessments": [
            {name: getattr(each, name) for mark in _MARKS for name in (mark, f"{mark}_reason")} | {"at": each.at}
            for each in one.assessments
        ],
    }  # fmt: skip
