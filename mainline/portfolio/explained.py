"""One deadline as its page tells it: the day, each step to it, the article, what is missing, what was decided."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User, can_for
from mainline.portfolio import queries
from mainline.portfolio.answers import queries as answers
from mainline.portfolio.fees.board import DECISION
from mainline.portfolio.fees.deciding import CHOICES
from mainline.portfolio.states import STATES, needs_second, state_of
from mainline.portfolio.tables import days_until, fee_of, title_of
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.enums import DeadlineAct, DeadlineFate
from mainline.register.deadlines.models import Deadline, DeadlineChange
from mainline.register.deadlines.why import Why, why
from mainline.register.models import Document
from mainline.register.sight import Sight
from mainline.rules.explaining import cited, printed
from mainline.rules.loading import Rulebook, rulebook
from mainline.rules.money import Money
from mainline.rules.paper import Subject, paper
from mainline.rules.values import Missing as Unfound
from mainline.rules.values import Missing as Unknown
from mainline.web.templatetags.web import page_language

_FIELDS = {
    "due_on": _("Due"),
    "nominal_on": _("Nominal date"),
    "internal_on": _("Internal date"),
    "fate": _("State"),
    "fee_minor": _("Fee"),
    "missing": _("What is missing"),
    "act": _("Decide"),
    "confirmed": _("Confirm as second person"),
    DECISION: _("Decide"),
}
"""What changes of a deadline, as a page calls it."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a calculation in the language of the page."""

    label: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that is not known, and how a form asks for it."""

    name: str
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the rules say of a deadline in the language of the page."""

    steps: Sequence[Step]
    facts: Sequence[tuple[str, str]]
    citations: Sequence[str]
    caveats: Sequence[str]
    calendar: str
    consequence: str
    version: str


@dataclass(frozen=True, slots=True)
class Changed:
    """One change in words."""

    at: dt.datetime
    who: str
    cause: str
    fields: Sequence[tuple[str, str, str]]


def page_of(user: User, deadline: Deadline, on: dt.date) -> dict[str, object]:
    """Return what the page of a deadline shows."""
    code = state_of(deadline, on)
    found, language = why(deadline), page_language()
    keeps = can_for(user, KEEP, deadline.docket.organisation_id)
    return {
        "deadline": deadline,
        "right": deadline.docket.right,
        "title": title_of(deadline),
        "state": code,
        "state_text": STATES[code],
        "days": days_until(deadline, on),
        "fee": fee_of(deadline),
        "told": _told(found, language) if found else None,
        "missing": _missing(deadline.missing, language),
        "of_amount": _of_amount(deadline, found, language),
        "changes": [_changed(row, deadline, language) for row in queries.changes(deadline)],
        "can_keep": keeps,
        "is_live": deadline.fate in (DeadlineFate.OPEN, DeadlineFate.UNKNOWN),
        "waits": needs_second(deadline),
        "decided_myself": deadline.act_by_id == user.pk,
        "members": queries.members(deadline.docket.organisation) if keeps else (),
        "today": on,
        "is_answerable": answers.is_answerable(deadline),
        "answer": answers.answer_of(user, deadline),
        "documents": _documents(user, deadline),
    }


def _documents(user: User, deadline: Deadline) -> list[Document]:
    """Return the documents that prove what set it running and what ended it, as far as the user may read them."""
    events = [pk for pk in (deadline.trigger_event_id, deadline.ended_by_id) if pk is not None]
    if not events:
        return []
    rows = Sight(user, deadline.docket.right).documents().filter(event__in=events, replaced_by=None)
    return list(rows.defer("text").order_by("-pk"))


def sheet_of(deadline: Deadline) -> bytes | None:
    """Return the why of a deadline as a PDF in the language of the page; ``None`` where it follows no more."""
    found, right = why(deadline), deadline.docket.right
    if found is None:
        return None
    book = rulebook()
    subject = Subject(right.number, right.display_title)
    return paper(book, book.rules[deadline.rule], found.told, page_language(), subject)


def _told(found: Why, language: str) -> Told:
    book, told, rule = rulebook(), found.told, found.item.due.rule
    edition = told.outcome.edition
    return Told(
        steps=[
            Step(step.label.of(language), _value_of(book, step.value, language), step.text.of(language))
            for step in told.steps
        ],
        facts=[
            (label.of(language), _fact(book, value, language))
            for name, label, value in told.facts
            if name not in ("event", "right_type")
        ],
        citations=[cited(book, cite).of(language) for cite in told.cite],
        caveats=[text.of(language) for text in told.caveats],
        calendar=told.calendar.of(language) if told.calendar else "",
        consequence=rule.consequence.of(language) if rule.consequence else "",
        version=str(edition.version.since) if edition else "",
    )


def _value_of(book: Rulebook, value: object, language: str) -> str:
    """Print a value; of one that is not known, what is missing in words."""
    if isinstance(value, Unfound):
        names = ", ".join(book.label(name).of(language) for name in sorted(value.facts))
        return gettext("not known (needs %(facts)s)") % {"facts": names}
    return printed(value).of(language)


def _fact(book: Rulebook, value: object, language: str) -> str:
    return (book.word(value) if isinstance(value, str) else printed(value)).of(language)


def _missing(names: Iterable[str], language: str) -> list[Missing]:
    facts = rulebook().facts
    return [
        Missing(name, facts[name].label.of(language), facts[name].type) for name in names if name in facts
    ]


def _of_amount(deadline: Deadline, found: Why | None, language: str) -> list[Missing]:
    """Return the numbers without which a dated fee has no amount."""
    if (
        found is None
        or deadline.due_on is None
        or deadline.fee_minor is not None
        or not found.item.due.bar.fee
    ):
        return []
    value = found.told.outcome.values.get(found.item.due.bar.fee)
    names = sorted(value.facts) if isinstance(value, Unknown) else []
    return [one for one in _missing(names, language) if one.kind == "number"]


def _changed(row: DeadlineChange, deadline: Deadline, language: str) -> Changed:
    def said(name: str, value: object) -> str:
        return _value(name, value, deadline.currency, language)

    names = list(dict.fromkeys([*row.before, *row.after]))
    fields = [
        (str(_FIELDS.get(name, name)), said(name, row.before.get(name)), said(name, row.after.get(name)))
        for name in names
        if row.before.get(name) != row.after.get(name)
    ]
    return Changed(row.at, row.by.get_username() if row.by else "", row.cause, fields)


def _value(name: str, value: object, currency: str, language: str) -> str:
    """Print what a change keeps, in the language of the page."""
    if value in (None, "", []):
        return ""
    if name == "fee_minor" and isinstance(value, int):
        return str(Money(value, currency)) if currency else str(value)
    if isinstance(value, list):
        return ", ".join(rulebook().label(each).of(language) for each in value)
    if isinstance(value, bool):
        return printed(value).of(language)
    words = {"fate": STATES, "act": dict(DeadlineAct.choices), DECISION: CHOICES}.get(name, {})
    return str(words.get(str(value), value))
