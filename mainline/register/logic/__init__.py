"""The pure logic of the register: families, terms, status and next dates. No database, no clock."""

from mainline.register.logic.dates import NextDate, next_dates, paid_years
from mainline.register.logic.facts import EventFact, EventLike, Facts
from mainline.register.logic.families import family_key
from mainline.register.logic.status import (
    ALIVE,
    LABELS,
    Certainty,
    Judgement,
    Status,
    StatusCode,
    judge,
    status_of,
)
from mainline.register.logic.terms import Pair, Term, no_term, term_end, term_of

__all__ = [
    "ALIVE",
    "LABELS",
    "Certainty",
    "EventFact",
    "EventLike",
    "Facts",
    "Judgement",
    "NextDate",
    "Pair",
    "Status",
    "StatusCode",
    "Term",
    "family_key",
    "judge",
    "next_dates",
    "no_term",
    "paid_years",
    "status_of",
    "term_end",
    "term_of",
]
