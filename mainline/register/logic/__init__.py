"""The pure logic of the register: families, terms, status and next dates. No database, no clock."""

from mainline.register.logic.dates import NextDate, next_dates
from mainline.register.logic.facts import EventFact, EventLike, Facts
from mainline.register.logic.families import family_key
from mainline.register.logic.status import Certainty, Status, StatusCode, status_of
from mainline.register.logic.terms import Term, term_end, term_of

__all__ = [
    "Certainty",
    "EventFact",
    "EventLike",
    "Facts",
    "NextDate",
    "Status",
    "StatusCode",
    "Term",
    "family_key",
    "next_dates",
    "status_of",
    "term_end",
    "term_of",
]
