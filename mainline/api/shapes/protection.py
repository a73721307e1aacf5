"""Shapes of watches, hits and cases."""

from __future__ import annotations

import datetime as dt
from typing import Any, Literal

from ninja import Field, Schema

from mainline.api.shapes.given import Day, Given, Text
from mainline.api.shapes.lists import Listed


class WatchRow(Schema):
    """One thing that an organisation wants to be told of."""

    id: int
    organisation: int = Field(description="Who watches")
    kind: str = Field(description="right, search, status or name")
    name: str
    right: int | None = Field(description="The right that is watched, or to which the watch belongs")
    query: str
    named: str = Field(description="The name of a party or of a mark")
    classes: list[str]
    changes: list[str] = Field(description="What a watch of a status tells of")
    threshold: int = Field(description="Percent of likeness from which on it is told")
    since: dt.date
    is_running: bool


class Watches(Listed):
    """Some watches, in the order in which they were opened."""

    items: list[WatchRow]


class NewWatch(Given):
    """Something to be watched."""

    organisation: int = Field(description="Id of an organisation of yours")
    kind: Literal["right", "search", "status", "name"]
    name: Text = Field("", max_length=120)
    right: int | None = Field(None, ge=1, le=2**63 - 1, description="For right and status")
    holder: int | None = Field(
        None, ge=1, le=2**63 - 1, description="For status and name: all rights of this organisation"
    )
    query: Text = Field("", max_length=4000, description="For search: a query, or a text to find the like of")
    named: Text = Field("", max_length=300, description="For name")
    classes: list[Text] = Field([], max_length=20, description="IPC, CPC or Nice; empty: all")
    changes: list[Text] = Field([], max_length=20, description="For status; empty: all")
    threshold: int = Field(50, ge=1, le=100)


class HitRow(Schema):
    """A right that a watch tells of."""

    id: int
    watch: int
    right: int
    number: str
    title: str
    score: int = Field(description="How alike, of 100")
    reasons: list[dict[str, Any]] = Field(description="Why, each with a code and what it is about")
    found_on: dt.date
    step: str = Field(description="What it calls for")
    step_due: dt.date | None = Field(description="The last day for it, where a rule names one")
    step_rule: str = Field(description="The rule that names it")
    decision: str = Field(description="What was decided; empty: nothing yet")
    words: str


class Hits(Listed):
    """Some hits, in the order in which they were found."""

    items: list[HitRow]


class HitDecision(Given):
    """What is decided about a hit."""

    decision: Literal[
        "opposition", "observation", "invalidation", "warning", "adjudication", "noted", "ignored"
    ]
    words: Text = Field("", max_length=500, description="Needed for ignored")


class CaseRow(Schema):
    """A request for administrative adjudication of an infringement."""

    id: int
    number: str = Field(description="Given by the office when it dockets")
    right: int
    requester: int
    office: int | None
    respondent: str = Field(description="Its name")
    state: str
    role: str = Field(description="As what the requester asks")
    result: str = Field(description="What was decided; empty: nothing yet")


class Cases(Listed):
    """Some cases, in the order in which they were begun."""

    items: list[CaseRow]


class CaseClock(Schema):
    """One period of a case, as the rules count it."""

    rule: str
    began_on: dt.date
    due_on: dt.date | None = Field(description="null while it stands still")
    ended_on: dt.date | None
    state: str = Field(description="running, done, late, missed or still")
    days_left: int | None
    citations: list[str]


class CaseActRow(Schema):
    """One thing done in a case."""

    code: str
    happened_on: dt.date
    side: str = Field(description="requester, office or respondent")
    kind: str
    text: str


class CaseCheck(Schema):
    """One condition of a request; whether it is met, and by which article."""

    code: str
    answer: str = Field(description="yes, no or open")
    citation: str


class CaseDetail(CaseRow):
    """One case with its clocks and what was done, as far as the asker may know of it."""

    clocks: list[CaseClock]
    acts: list[CaseActRow]
    checks: list[CaseCheck] = Field(description="For requester and office")


class NewCase(Given):
    """A request to be prepared."""

    right: int = Field(ge=1, le=2**63 - 1)
    organisation: int = Field(description="Id of an organisation of yours")


class CaseRequest(Given):
    """What a request says; all of it, each time."""

    role: Literal["", "holder", "heir", "exclusive", "sole", "ordinary"] = Field(
        "", description="As what you ask"
    )
    holder_asks: bool | None = Field(None, description="Whether the patentee asks itself; null: not known")
    respondent_name: Text = Field("", max_length=300)
    respondent_address: Text = Field("", max_length=300)
    respondent_is_person: bool = Field(False, description="It is a natural person")
    respondent_abroad: bool = Field(False, description="It is abroad: 30 days to answer")
    place: Text = Field(
        "", max_length=12, description="Code of the place of infringement, or of the respondent"
    )
    office: int | None = Field(None, ge=1, le=2**63 - 1, description="Id of the IP office that decides")
    claims: Text = Field("", max_length=20_000, description="What you ask for")
    facts: Text = Field("", max_length=20_000, description="Facts and reasons")
    knew_on: Day | None = Field(None, description="Since when you know of it")
    is_ongoing: bool = Field(False, description="The infringement goes on")
    no_suit: bool = Field(False, description="No court has the dispute")
    no_other_way: bool = Field(False, description="No other way was agreed, such as arbitration")
    evidence: list[int] = Field(
        [], max_length=200, description="Ids of events of evidence on the thread; others are left out"
    )


class CaseAction(Given):
    """What one side does in a case; fields that the act does not need stay empty."""

    act: Literal[
        "file", "complete", "withdraw", "answer", "sue", "ask", "extend_docketing", "accept", "refuse", "serve",
        "note_answer", "forward", "pause", "resume", "extend", "set_hearing", "hear", "decide", "settle",
        "publish",
    ]  # fmt: skip
    day: Day | None = Field(None, description="null: today")
    text: Text = Field("", max_length=20_000, description="Reason, answer, decision or summary")
    number: Text = Field("", max_length=60, description="For accept")
    kind: Text = Field("", max_length=12, description="For pause and resume: why")
    check: Text = Field("", max_length=12, description="For refuse: the condition that is not met")
    result: Text = Field("", max_length=14, description="For decide")
    months: int | None = Field(
        None, ge=0, le=2, description="For extend: 0 by the head, 1 or 2 by the higher office"
    )
    hearing_on: Day | None = Field(None, description="For set_hearing")
    persons: Text = Field("", max_length=2000, description="For publish: names to be masked, one a line")
