"""What must not be done with a right while something else stands on it: one rule for all links.

Each obstacle names the record that stands in the way, the law, and what to do.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.orgs.names import normalise
from mainline.register.access import visible_events, visible_rights
from mainline.register.codes import fill_in
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.models import Deadline
from mainline.register.derivation import event_facts
from mainline.register.enums import HOLDING_ROLES, PartConfidentiality, StatusLabel
from mainline.register.logic.encumbrances import LICENCES, Encumbrance, Kind, standing_on
from mainline.register.models import Event, Right
from mainline.register.subsets import STANDING

ACTS = (
    "open_licence",
    "exclusive_licence",
    "sole_licence",
    "ordinary_licence",
    "transfer",
    "pledge",
    "lapse",
)
CONSENT = "utilization.consent.given"
"""Details: ``act`` of :data:`ACTS`, ``party`` the name of who consents, ``by_org`` its id where it is known."""
EVALUATION = "protection.evaluation.reported"
_ENDED = frozenset(
    {
        StatusLabel.CEASED.value,
        StatusLabel.EXPIRED.value,
        StatusLabel.INVALIDATED.value,
        StatusLabel.REFUSED.value,
        StatusLabel.WITHDRAWN.value,
        StatusLabel.LAPSED_RESTORABLE.value,
    }
)
_NEEDS_GRANT = frozenset({"open_licence", "pledge"})
_GRANTED = frozenset({StatusLabel.IN_FORCE.value, StatusLabel.UNDER_CHALLENGE.value})
_ALL_CONSENT = frozenset({"open_licence", "exclusive_licence", "sole_licence", "transfer", "pledge"})
"""What co-owners must all agree to; each alone may give an ordinary licence (Patent Law 14)."""
_PATENTS = frozenset({"invention", "utility_model", "design"})
_EVALUATED = frozenset({"utility_model", "design"})
_ANNUITIES = ("cn.annuity.due",)


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Something that stands in the way of an act."""

    text: str
    citation: str
    remedy: str
    event: Event | None = None
    """The event that tells of it; ``None`` where it is something that lacks."""
    is_open: bool = False
    """Whether it follows from what everybody may know who may know of the right."""

    def __str__(self) -> str:
        return f"{self.text} {self.remedy} [{self.citation}]"


def encumbrances(
    right: Right, on: dt.date, by_organisation: int | None = None
) -> list[tuple[Encumbrance, Event]]:
    """Return what stands on a right on a day, each with the event that began it.

    Read are all events but those that another organisation than ``by_organisation`` keeps to itself.
    """
    return _standing(_events(right, by_organisation), on)


def _standing(events: Sequence[Event], on: dt.date) -> list[tuple[Encumbrance, Event]]:
    by_fingerprint = {event.fingerprint: event for event in events}
    return [(each, by_fingerprint[each.event.fingerprint]) for each in standing_on(event_facts(events), on)]


def obstacles(
    right: Right, act: str, on: dt.date, by_organisation: int | None = None
) -> tuple[Obstacle, ...]:
    """Return what stands in the way of an act of :data:`ACTS` on day ``on``; empty: nothing that the register knows of.

    ``by_organisation`` is the id of who acts: what it keeps to itself is read too. An unknown act is a fault of ours: ValueError.
    """
    if act not in ACTS:
        raise ValueError(act)
    events = _events(right, by_organisation)
    standing, consents = _standing(events, on), list(_consents(events, act, on))
    return (
        *_of_status(right, act),
        *_of_pledges(standing, act, consents),
        *_of_licences(standing, act),
        *_of_courts(standing, act),
        *_of_co_owners(right, act, by_organisation, consents),
        *_of_open_licence(right, act, on, events, by_organisation),
    )


def told_to(user: User, found: Iterable[tuple[Right, Obstacle]]) -> list[tuple[Right, Obstacle]]:
    """Return those of some obstacles of which a user may know: a secret licence stands in the way of many, and is told to few."""
    rows = list(found)
    rights = visible_rights(user).filter(pk__in=[right.pk for right, _one in rows])
    seen = set(rights.values_list("pk", flat=True))
    ids = [one.event.pk for _right, one in rows if one.event is not None]
    events = set(visible_events(user).filter(pk__in=ids).values_list("pk", flat=True))
    return [
        (right, one)
        for right, one in rows
        if right.pk in seen and (one.is_open if one.event is None else one.event.pk in events)
    ]


def co_owners(right: Right) -> list[tuple[str, int | None]]:
    """Return (name, id of the organisation) of each who holds the right now, each once however often printed."""
    held = right.holder_name
    found: dict[object, tuple[str, int | None]] = {}
    for party in right.parties.filter(role__in=HOLDING_ROLES).order_by("role", "sequence", "pk"):
        if party.name and party.name in held:
            found.setdefault(
                party.organisation_id or normalise(party.name), (party.name, party.organisation_id)
            )
    return list(found.values())


def _events(right: Right, by_organisation: int | None) -> list[Event]:
    readable = ~Q(confidentiality=PartConfidentiality.OWN) | Q(organisation=by_organisation)
    return list(Event.objects.filter(STANDING, readable, right=right).order_by("pk"))


Consent = tuple[str, str, dt.date | None]


def _consents(events: Iterable[Event], act: str, on: dt.date) -> Iterator[Consent]:
    """Yield (name as compared, id of the organisation, day) of who consented to an act up to a day."""
    for event in events:
        is_told = event.happened_on is None or event.happened_on <= on
        if event.code == CONSENT and event.details.get("act") == act and is_told:
            name = normalise(event.details.get("party", ""))
            yield name, event.details.get("by_org", ""), event.happened_on


def _has_consented(
    consents: Iterable[Consent], name: str, organisation: str, since: dt.date | None = None
) -> bool:
    """Whether somebody consented; a pledgee since its pledge began: what was said of an earlier one went with it."""
    key = normalise(name)
    return any(
        ((organisation and who == organisation) or (key and told == key))
        and (since is None or day is None or day >= since)
        for told, who, day in consents
    )


def _of_status(right: Right, act: str) -> Iterator[Obstacle]:
    if act != "lapse" and right.status in _ENDED:
        yield Obstacle(
            _("The right is not in force: %(status)s.") % {"status": right.get_status_display()},
            _("Patent Law, article 44") if right.kind in _PATENTS else _("Status of the register"),
            _("Where it can be restored, restore it first."),
            is_open=True,
        )
    elif act in _NEEDS_GRANT and right.kind in _PATENTS and right.status not in _GRANTED:
        yield Obstacle(
            _("The patent is not granted yet, as far as the register knows."),
            _("Patent Law, article 50; Implementing Rules, articles 15 and 85"),
            _("Wait for the announcement of the grant."),
            is_open=True,
        )


def _of_pledges(
    standing: Iterable[tuple[Encumbrance, Event]], act: str, consents: list[Consent]
) -> Iterator[Obstacle]:
    for each, event in standing:
        if each.kind is not Kind.PLEDGE or _has_consented(consents, each.other, each.other_id, each.since):
            continue
        if act == "open_licence":
            citation = _("Implementing Rules of the Patent Law, article 86")
        elif act == "lapse":
            citation = _("Civil Code, article 444; terms of the pledge")
        else:
            citation = _("Civil Code, article 444")
        words = _("The right is pledged[ to {other}][, no. {reference}], registered on {day}.")
        yield Obstacle(
            _filled(words, each),
            citation,
            _("Record the consent of the pledgee, or have the pledge released."),
            event,
        )


def _of_licences(standing: Iterable[tuple[Encumbrance, Event]], act: str) -> Iterator[Obstacle]:
    licensing = {"exclusive_licence", "sole_licence", "ordinary_licence", "open_licence"}
    for each, event in standing:
        if act not in licensing:
            continue
        if each.kind in (Kind.EXCLUSIVE_LICENCE, Kind.SOLE_LICENCE):
            yield Obstacle(
                _filled(
                    _("An exclusive licence[ to {other}][, no. {reference}] stands since {day}.")
                    if each.kind is Kind.EXCLUSIVE_LICENCE
                    else _("A sole licence[ to {other}][, no. {reference}] stands since {day}."),
                    each,
                ),
                _("Implementing Rules of the Patent Law, article 86")
                if act == "open_licence"
                else _("Interpretation of the Supreme People's Court on technology contracts, article 25"),
                _("Let it end first, or agree with the licensee and record its end."),
                event,
            )
        elif each.kind is Kind.OPEN_LICENCE and act in ("exclusive_licence", "sole_licence"):
            yield Obstacle(
                _filled(_("An open licence stands, declared on {day}."), each),
                _("Patent Law, article 51"),
                _("Withdraw the open licence first; licences already taken up stay."),
                event,
            )
        elif each.kind in LICENCES and act in ("exclusive_licence", "sole_licence"):
            yield Obstacle(
                _filled(_("Another licence[ to {other}][, no. {reference}] stands since {day}."), each),
                _("Interpretation of the Supreme People's Court on technology contracts, article 25"),
                _(
                    "An exclusive or sole licence needs that no other stands: end it, or give an ordinary one."
                ),
                event,
            )
        elif each.kind is Kind.LICENCE:
            yield Obstacle(
                _filled(
                    _("A licence[ to {other}][, no. {reference}] of unknown kind stands since {day}."),
                    each,
                ),
                _("Implementing Rules of the Patent Law, article 86")
                if act == "open_licence"
                else _("Interpretation of the Supreme People's Court on technology contracts, article 25"),
                _("Say what kind of licence it is: correct its event."),
                event,
            )


def _of_courts(standing: Iterable[tuple[Encumbrance, Event]], act: str) -> Iterator[Obstacle]:
    for each, event in standing:
        if act == "lapse" or each.kind not in (Kind.PRESERVATION, Kind.STAY):
            continue
        is_seized = each.kind is Kind.PRESERVATION
        yield Obstacle(
            _filled(
                _("A court has preserved the right since {day}[, case {reference}].")
                if is_seized
                else _("Proceedings on the right are stayed since {day}[, case {reference}]."),
                each,
            ),
            _("Implementing Rules of the Patent Law, articles 103 to 105"),
            _("Wait until it is lifted.") if is_seized else _("Wait until proceedings are resumed."),
            event,
        )


def _of_co_owners(
    right: Right, act: str, by_organisation: int | None, consents: list[Consent]
) -> Iterator[Obstacle]:
    holders = co_owners(right)
    if act not in _ALL_CONSENT or len(holders) < 2:
        return
    for name, organisation in holders:
        if by_organisation is not None and organisation == by_organisation:
            continue
        if not _has_consented(consents, name, str(organisation or "")):
            yield Obstacle(
                _("The co-owner %(name)s has not consented.") % {"name": name},
                _("Patent Law, article 14"),
                _("Record the written consent of every co-owner."),
            )


def _of_open_licence(
    right: Right, act: str, on: dt.date, events: Sequence[Event], by_organisation: int | None
) -> Iterator[Obstacle]:
    # Whether a fee is overdue says the docket of who acts: what others keep of the right is theirs.
    if act != "open_licence":
        return
    if right.kind in _EVALUATED and not any(event.code == EVALUATION for event in events):
        yield Obstacle(
            _("There is no evaluation report for this utility model or design."),
            _("Patent Law, article 50"),
            _("Ask the office for an evaluation report and record it."),
        )
    overdue = Deadline.objects.filter(
        docket__right=right, rule__in=_ANNUITIES, fate=DeadlineFate.OPEN, due_on__lt=on
    )
    if by_organisation is not None:
        overdue = overdue.filter(docket__organisation=by_organisation)
    if late := overdue.order_by("due_on").first():
        yield Obstacle(
            _("The annual fee of patent year %(year)s was due on %(day)s and no payment is on record.")
            % {"year": late.number, "day": late.due_on},
            _("Implementing Rules of the Patent Law, article 86"),
            _("Pay it, or record that it was paid."),
        )


def _filled(words: str, each: Encumbrance) -> str:
    return fill_in(
        words, {"other": each.other, "reference": " / ".join(each.references), "day": str(each.since or "?")}
    )
