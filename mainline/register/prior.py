"""Search for what was known before a day: by the words of a text, with the passage of each document that is most alike."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.orgs.access import User
from mainline.register.access import audience
from mainline.register.known import words_known
from mainline.register.models import Right
from mainline.register.queries import rights_by_id
from mainline.register.search import dictionaries, engine, vocabulary
from mainline.search.engines.base import SearchRequest
from mainline.search.highlight import Segment, highlight, marks_of, passage
from mainline.search.query import DateRange, Node
from mainline.search.query.expand import expand, segment
from mainline.search.query.prose import running

MOST = 60
"""Documents that one search gives."""
LONGEST = 4000
"""Characters of a text by which is searched; the engine reads no more of it."""
_LONGEST_DESCRIPTION = 20_000
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Found:
    """A document that was found."""

    right: Right
    title: Sequence[Segment]
    place: str
    """Where the passage stands: ``abstract``, ``claims``, ``description``; "" where there is none."""
    passage: Sequence[Segment]


@dataclass(frozen=True, slots=True)
class Findings:
    """What a search found, the most alike first."""

    total: int
    ids: tuple[int, ...]
    """Of the first :data:`MOST`."""


@dataclass(frozen=True, slots=True)
class IndexState:
    """What could be found on the day of a search: without it nobody can tell what a search did not see."""

    documents: int
    newest: dt.date | None
    """The newest day of publication among public documents."""


def known_before(
    user: User,
    text: str,
    *,
    before: dt.date,
    is_conflicting: bool = False,
    language: str,
    kinds: Sequence[str] = (),
) -> Findings:
    """Search by the words of a text in what was published before a day; in Chinese and English at once.

    ``is_conflicting``: instead in what was filed in China before that day and published on it or later (Patent Law Art. 22(2)
    and (5)). A document whose days the register does not know is not found. Raises ``QueryError`` and ``EngineError``.
    """
    if is_conflicting:
        within = (DateRange("filed", None, before - _DAY), DateRange("published", before, None))
    else:
        within = (DateRange("published", None, before - _DAY),)
    filters = {"kind": tuple(kinds)} if kinds else {}
    if is_conflicting:
        filters["office"] = ("CN",)
    answer = engine().search(
        SearchRequest(
            query=text[:LONGEST],
            language=language,
            limit=MOST,
            filters=filters,
            within=within,
            audience=audience(user),
            vocabulary=vocabulary(),
            expander=dictionaries(),
            is_running_text=True,
        )
    )
    return Findings(answer.total, tuple(hit.id for hit in answer.hits))


def words_of(text: str) -> Node:
    """Return a text as it is searched with, for the passages of what a search found earlier."""
    return expand(segment(running(text[:LONGEST])), dictionaries())


def shown(user: User, ids: Sequence[int], tree: Node) -> list[Found]:
    """Return documents with the passage of each that has most of the words of a search."""
    marks = marks_of(tree)
    rows = []
    for right in rights_by_id(user, ids):
        best: tuple[int, str, Sequence[Segment]] = (0, "", ())
        for words in words_known(right):
            for place, text in (
                ("abstract", words.abstract),
                ("claims", "\n".join(words.claims)),
                ("description", words.description[:_LONGEST_DESCRIPTION]),
            ):
                cut = passage(text, marks) if text else ()
                score = len({part.lower() for part, is_hit in cut if is_hit})
                # What stands first is kept where another has no more: an abstract says more in less.
                if score > best[0]:
                    best = (score, place, cut)
        rows.append(Found(right, highlight(right.display_title, marks), best[1], best[2]))
    return rows


def index_state() -> IndexState:
    """Return what the index holds now."""
    found = engine().search(SearchRequest(query="", sort="-published", limit=1))
    newest = (
        Right.objects.filter(pk__in=[hit.id for hit in found.hits])
        .values_list("published_on", flat=True)
        .first()
    )
    return IndexState(found.total, newest)
