"""Invention disclosures, and the shapes in which they are answered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from mainline.client.base import Shape
from mainline.client.transport import Body, Transport


class DisclosureRow(Shape, frozen=True, kw_only=True):
    """A disclosure in a list."""

    id: int
    number: str
    title: str
    state: str
    organisation: int
    agency: int | None
    right: int | None
    url: str


class DisclosureInventor(Shape, frozen=True, kw_only=True):
    """An inventor and the share."""

    name: str
    person: int | None
    share: str


class DisclosureContent(Shape, frozen=True, kw_only=True):
    """What the form says."""

    title: str
    kind: str
    problem: str
    solution: str
    advantages: str
    funding: str
    project: str
    venue: str
    what: str
    where: str
    when: str
    inventors: list[DisclosureInventor]


class DisclosureMark(Shape, frozen=True, kw_only=True):
    """An assessment: marks from 1 to 5."""

    patentability: int
    patentability_reason: str
    market: int
    market_reason: str
    strategy: int
    strategy_reason: str
    at: dt.datetime


class DisclosureVersionRow(Shape, frozen=True, kw_only=True):
    """A version that was handed in; ``sha256`` is that of ``text`` in UTF-8."""

    number: int
    sha256: str
    text: str
    submitted_at: dt.datetime
    assessments: list[DisclosureMark]


class DisclosureStep(Shape, frozen=True, kw_only=True):
    """What was done with it after it was handed in."""

    act: str
    version: int
    reason: str
    by: str
    at: dt.datetime
    event: int | None


class DisclosureLack(Shape, frozen=True, kw_only=True):
    """Something that is missing or to be thought of."""

    field: str
    text: str


class DisclosureDetail(DisclosureRow, frozen=True, kw_only=True):
    """One disclosure with all that its reader may see."""

    revision: int
    content: DisclosureContent | None
    lacks: list[DisclosureLack]
    warnings: list[DisclosureLack]
    versions: list[DisclosureVersionRow]
    steps: list[DisclosureStep]


class Disclosures:
    """The disclosures that a client reaches. ``form`` are the fields of the form, as :class:`DisclosureContent` names them."""

    def __init__(self, transport: Transport) -> None:
        """Made by the client."""
        self._transport = transport

    def all(self, box: str = "own") -> Iterator[DisclosureRow]:
        """Yield one's own, or with ``inbox`` those that were handed in to one's organisations."""
        return self._transport.listed("list_disclosures", DisclosureRow, query={"box": box})

    def get(self, disclosure: int) -> DisclosureDetail:
        """Return one disclosure."""
        return self._transport.ask("get_disclosure", DisclosureDetail, ids={"disclosure_id": disclosure})

    def begin(self, organisation: int, **form: object) -> DisclosureDetail:
        """Begin a disclosure to one's employer."""
        body = Body.json({"organisation": organisation, **form})
        return self._transport.ask("begin_disclosure", DisclosureDetail, body=body)

    def save(self, disclosure: int, revision: int, **form: object) -> DisclosureDetail:
        """Save the whole form over the revision that was read."""
        ids, body = {"disclosure_id": disclosure}, Body.json({"revision": revision, **form})
        return self._transport.ask("save_disclosure", DisclosureDetail, ids=ids, body=body)

    def submit(self, disclosure: int, revision: int) -> DisclosureDetail:
        """Hand in what was read."""
        ids, body = {"disclosure_id": disclosure}, Body.json({"revision": revision})
        return self._transport.ask("submit_disclosure", DisclosureDetail, ids=ids, body=body)

    def decide(self, disclosure: int, act: str, **said: object) -> DisclosureDetail:
        """Do what the technology office or the agency does: ``accept``, ``assess``, ``return``, ``file``, ``instruct`` …"""
        ids, body = {"disclosure_id": disclosure}, Body.json({"act": act, **said})
        return self._transport.ask("decide_disclosure", DisclosureDetail, ids=ids, body=body)
