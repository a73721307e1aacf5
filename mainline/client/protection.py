"""Watches with what they found, and cases before an IP office."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from mainline.client.files import form
from mainline.client.shapes import Shape
from mainline.client.transport import Body, Transport


class WatchRow(Shape, frozen=True):
    """One thing that an organisation wants to be told of."""

    id: int
    organisation: int
    kind: str
    name: str
    right: int | None
    query: str
    named: str
    classes: list[str]
    changes: list[str]
    threshold: int
    since: dt.date
    is_running: bool


class HitRow(Shape, frozen=True):
    """A right that a watch tells of."""

    id: int
    watch: int
    right: int
    number: str
    title: str
    score: int
    reasons: list[dict[str, Any]]
    found_on: dt.date
    step: str
    step_due: dt.date | None
    step_rule: str
    decision: str
    words: str


class CaseRow(Shape, frozen=True):
    """A request for administrative adjudication of an infringement."""

    id: int
    number: str
    right: int
    requester: int
    office: int | None
    respondent: str
    state: str
    role: str
    result: str


class CaseClock(Shape, frozen=True):
    """One period of a case, as the rules count it."""

    rule: str
    began_on: dt.date
    due_on: dt.date | None
    ended_on: dt.date | None
    state: str
    days_left: int | None
    citations: list[str]


class CaseActRow(Shape, frozen=True):
    """One thing done in a case."""

    code: str
    happened_on: dt.date
    side: str
    kind: str
    text: str


class CaseCheck(Shape, frozen=True):
    """One condition of a request, whether it is met, and by which article."""

    code: str
    answer: str
    citation: str


class CaseDetail(CaseRow, frozen=True):
    """One case with its clocks and what was done."""

    clocks: list[CaseClock]
    acts: list[CaseActRow]
    checks: list[CaseCheck]


class Watches:
    """The watches that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self) -> Iterator[WatchRow]:
        """Yield the watches of one's organisations."""
        return self._transport.listed("list_watches", WatchRow, query={})

    def open(
        self,
        organisation: int,
        kind: str,
        *,
        name: str = "",
        right: int | None = None,
        holder: int | None = None,
        query: str = "",
        named: str = "",
        classes: Sequence[str] = (),
        changes: Sequence[str] = (),
        threshold: int = 50,
    ) -> WatchRow:
        """Watch something from now on: ``right``, ``search``, ``status`` or ``name``."""
        said = {
            "organisation": organisation, "kind": kind, "name": name, "right": right, "holder": holder,
            "query": query, "named": named, "classes": list(classes), "changes": list(changes),
            "threshold": threshold,
        }  # fmt: skip
        return self._transport.ask("open_watch", WatchRow, body=Body.json(said))

    def hits(self, *, watch: int | None = None, is_open: bool | None = None) -> Iterator[HitRow]:
        """Yield what was found, of one watch or all, decided or not."""
        asked = {"watch": watch, "is_open": is_open if is_open is None else str(is_open).lower()}
        query = {name: str(value) for name, value in asked.items() if value is not None}
        return self._transport.listed("list_hits", HitRow, query=query)

    def decide(self, hit: int, decision: str, words: str = "") -> HitRow:
        """Decide on a hit; ``ignored`` needs a reason."""
        body = Body.json({"decision": decision, "words": words})
        return self._transport.ask("decide_hit", HitRow, ids={"hit_id": hit}, body=body)


class Cases:
    """The cases that a client reaches."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self) -> Iterator[CaseRow]:
        """Yield the cases in which one's organisations ask, answer or decide."""
        return self._transport.listed("list_cases", CaseRow, query={})

    def get(self, case: int) -> CaseDetail:
        """Return one case with its clocks and what was done."""
        return self._transport.ask("get_case", CaseDetail, ids={"case_id": case})

    def begin(self, right: int, organisation: int) -> CaseDetail:
        """Begin to prepare a request on a Chinese patent."""
        body = Body.json({"right": right, "organisation": organisation})
        return self._transport.ask("begin_case", CaseDetail, body=body)

    def save(self, case: int, **said: Any) -> CaseDetail:
        """Say what a request is about, all of it each time: ``role``, ``respondent_name``, ``office``, ``claims`` …"""
        told = {name: str(v) if isinstance(v, dt.date) else v for name, v in said.items()}
        ids, body = {"case_id": case}, Body.json(told)
        return self._transport.ask("save_case_request", CaseDetail, ids=ids, body=body)

    def add_paper(self, case: int, path: Path | str, kind: str, *, for_office: bool = False) -> CaseDetail:
        """Add a paper for one's own side; ``kind`` such as ``request`` or ``identity``. Raises ``OSError``."""
        fields = {"kind": kind, "for_office": str(for_office).lower()}
        body = form(Path(path), fields)
        return self._transport.ask("add_case_paper", CaseDetail, ids={"case_id": case}, body=body)

    def act(self, case: int, act: str, **told: Any) -> CaseDetail:
        """Do what one's side may do, such as ``accept`` with ``number`` and ``day``."""
        said = {"act": act, **{name: str(v) if isinstance(v, dt.date) else v for name, v in told.items()}}
        return self._transport.ask("act_in_case", CaseDetail, ids={"case_id": case}, body=Body.json(said))
