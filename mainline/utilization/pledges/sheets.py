"""What a bank must know of each right of a pack: red flags first. It is read as the holder knows it, whoever asks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.register.access import visible_events, visible_rights
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import PartConfidentiality
from mainline.register.gates import encumbrances
from mainline.register.logic.encumbrances import LICENCES, Kind
from mainline.register.models import Event, Right
from mainline.register.sentences import sentence
from mainline.register.subsets import STANDING
from mainline.utilization.pledges.access import is_of_holder
from mainline.utilization.pledges.enums import PledgeState
from mainline.utilization.pledges.logic import open_cases
from mainline.utilization.pledges.models import Pledge
from mainline.utilization.pledges.telling import accepted_offer, hindrances, rights_of
from mainline.web.templatetags.web import page_language

_ANNUITY_PAID, _ANNUITY_DUE = "portfolio.annuity.paid", "cn.annuity.due"
_HAS_ANNUITIES = frozenset({"invention", "utility_model", "design"})


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing to know of a right, and the event that tells of it."""

    text: str
    event: int | None = None
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A right of a pack as its bank reads it."""

    right: Right
    is_linked: bool
    """Whether the reader may open the page of the right."""
    flags: Sequence[Flag]
    """What is wrong, or not known, of what a pledge needs."""
    paid: str
    """Until when annuities are paid, as events tell."""
    standing: Sequence[Flag]
    """What stands on it."""
    cases: Sequence[Flag]
    """Cases of which no end is told."""


def sheets(user: User, pledge: Pledge, on: dt.date) -> list[Sheet]:
    """Return the rights of a pack as a reader who may see it sees them on a day, those with red flags first."""
    rights = rights_of(pledge)
    seen = set(
        visible_rights(user).filter(pk__in=[right.pk for right in rights]).values_list("pk", flat=True)
    )
    if pledge.state == PledgeState.RELEASED and not is_of_holder(user, pledge):
        # The bank keeps what was agreed; of the rights it reads what everybody else may who may know of them.
        told = [_sheet(right, pledge, on, is_linked=True, user=user) for right in rights if right.pk in seen]
        return sorted(told, key=lambda sheet: (not sheet.flags, sheet.right.pk))
    found = [_sheet(right, pledge, on, is_linked=right.pk in seen) for right in rights]
    return sorted(found, key=lambda sheet: (not sheet.flags, sheet.right.pk))


def _sheet(right: Right, pledge: Pledge, on: dt.date, *, is_linked: bool, user: User | None = None) -> Sheet:
    """Return the sheet of a right as its holder knows it; with ``user`` as that user may know it."""
    known = ~Q(confidentiality=PartConfidentiality.OWN) | Q(organisation=pledge.holder_id)
    rows = (
        visible_events(user).filter(right=right)
        if user is not None
        else Event.objects.filter(known, right=right)
    )
    events = list(rows.filter(STANDING).order_by("pk"))
    ids = {event.pk for event in events}
    cases = [_flag(event) for event in open_cases(events)]
    standing = [
        (each, event)
        for each, event in encumbrances(right, on, pledge.holder_id)
        if event.details.get("pledge") != str(pledge.pk) and (user is None or event.pk in ids)
    ]
    paid, not_paid = _annuities(right, events, on)
    not_paid = not_paid if user is None else []
    burdens = [
        _flag(event) for each, event in standing if each.kind in LICENCES or each.kind is Kind.OPEN_LICENCE
    ]
    flags = [*_in_the_way(right, pledge, on), *_term(right, pledge), *not_paid, *cases, *burdens]
    return Sheet(right, is_linked, flags, paid, [_flag(event) for _each, event in standing], cases)


def _flag(event: Event) -> Flag:
    return Flag(sentence(event, page_language()), event.pk, event.happened_on)


def _in_the_way(right: Right, pledge: Pledge, on: dt.date) -> Iterator[Flag]:
    if pledge.state in (PledgeState.RELEASED, PledgeState.WITHDRAWN):
        return
    for _right, one in hindrances(pledge, [right], on):
        yield Flag(f"{one.text} ({one.citation})", one.event.pk if one.event else None)


def loan_end(pledge: Pledge) -> dt.date:
    """Return the day by which the loan is repaid: as signed or accepted, else as wished."""
    offer = accepted_offer(pledge)
    return offer.until if offer is not None and offer.until is not None else pledge.until


def _term(right: Right, pledge: Pledge) -> Iterator[Flag]:
    end = loan_end(pledge)
    if right.expires_on is None:
        yield Flag(_("The end of its term is not known: whether it outlasts the loan is open."))
    elif right.expires_on < end:
        told = {"expires": right.expires_on, "end": end}
        yield Flag(_("Its term ends on %(expires)s, before the loan on %(end)s.") % told)


def _annuities(right: Right, events: Sequence[Event], on: dt.date) -> tuple[str, list[Flag]]:
    """Return until when annuities are paid in words, and what is wrong with them."""
    if right.kind not in _HAS_ANNUITIES:
        return _("no annual fees"), []
    paid = [event for event in events if event.code == _ANNUITY_PAID and event.happened_on]
    last = max(paid, key=lambda event: (_year(event), event.happened_on or dt.date.min), default=None)
    if last is None:
        words = _("no payment on record")
    elif _year(last):
        words = _("year %(year)s, on %(day)s") % {"year": _year(last), "day": last.happened_on}
    else:
        words = _("on %(day)s, year not told") % {"day": last.happened_on}
    late = Deadline.objects.filter(
        docket__right=right, rule=_ANNUITY_DUE, fate=DeadlineFate.OPEN, due_on__lt=on
    ).order_by("due_on")
    told = _("The annual fee of patent year %(year)s was due on %(day)s and no payment is on record.")
    found = {(row.number, row.due_on): None for row in late}
    return words, [Flag(told % {"year": year, "day": day}, None, day) for year, day in found]


def _year(event: Event) -> int:
    text = str(event.details.get("year", ""))
    return int(text) if text.isdecimal() and len(text) < 4 else 0
