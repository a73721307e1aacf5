"""Gathers what the register, the organisations and their statements tell of somebody, for the policies."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from mainline.orgs.access import with_merged
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.derivation import event_facts
from mainline.register.enums import StatusLabel
from mainline.register.logic.encumbrances import Kind, standing_on
from mainline.register.models import Event, Party, Right
from mainline.register.search import region
from mainline.register.subsets import STANDING
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.rules.values import Missing, Value
from mainline.service.claims.enums import LIVE
from mainline.service.claims.models import Claim
from mainline.service.policies.cases import BadValue, Dossier, Facts, Origin, Subject, Told, read
from mainline.service.policies.deals import INCOME, KINDS, Deal, deals_of
from mainline.service.policies.deals import Told as EventTold
from mainline.service.policies.models import Call, Statement

_BINDING = frozenset({Kind.EXCLUSIVE_LICENCE, Kind.SOLE_LICENCE})
_EVALUATION = "protection.evaluation.reported"
_PLEDGED = "utilization.pledge.registered"
_SUBSIDISED = ("service.policy.approved", "service.policy.paid")


@dataclass(frozen=True, slots=True)
class Sight:
    """What the asker may know of: rights, events and statements, of which the gathering reads no others."""

    rights: QuerySet[Right]
    events: QuerySet[Event]
    statements: QuerySet[Statement]


def gather(
    organisations: Sequence[Organisation], on: dt.date, sight: Sight, *, without: Claim | None = None
) -> list[Dossier]:
    """Return what is known of each of some organisations for a day, as far as the asker may know of it; ``without`` a claim
    that is not to count against itself.
    """
    return _Gathering(organisations, on, sight, without).dossiers()


class _Gathering:
    """Everything read once for all organisations asked for."""

    def __init__(
        self, organisations: Sequence[Organisation], on: dt.date, sight: Sight, without: Claim | None
    ) -> None:
        self._on, self._sight, self._organisations = on, sight, organisations
        self._root = {
            pk: one.pk for one in organisations for pk in with_merged({one.pk, one.merged_into_id or one.pk})
        }
        self._held = self._holdings()
        deals = self._deals()
        wanted = {pk for held in self._held.values() for pk in held} | {deal.right for deal in deals}
        self._rights = sight.rights.filter(pk__in=wanted).defer("abstracts").in_bulk()
        self._events = self._threads(wanted)
        self._bodies, self._named = self._parties(deals)
        self._statements = self._said()
        drawn = Claim.objects.filter(Q(right__in=wanted) | ~Q(contract=""), state__in=LIVE)
        self._claims = list(drawn.exclude(pk=without.pk if without else None))
        self._abroad = self._families()
        self._calls = {
            call.policy: Origin("call", call.pk, call.opens_on) for call in Call.objects.filter(year=on.year)
        }
        self._deals_of = self._sides(deals)

    def dossiers(self) -> list[Dossier]:
        return [
            Dossier(
                one.pk, one.display_name, one.kind, self._on, self._organisation_facts(one),
                [self._right_subject(one, pk) for pk in sorted(self._held[one.pk]) if pk in self._rights],
                self._deals_of[one.pk], self._calls,
            )
            for one in self._organisations
        ]  # fmt: skip

    def _holdings(self) -> dict[int, set[int]]:
        found: dict[int, set[int]] = {one.pk: set() for one in self._organisations}
        holder = Party.objects.filter(right=OuterRef("right"), role="holder")
        rows = Party.objects.filter(
            Q(role="holder") | Q(role="applicant") & ~Exists(holder), organisation__in=self._root
        )
        rows = rows.filter(right__in=self._sight.rights.values("pk"))
        for right, organisation in rows.values_list("right_id", "organisation_id"):
            found[self._root[organisation]].add(right)
        return found

    def _deals(self) -> list[Deal]:
        """Return all deals on the rights held, and those that name one of the organisations as taker."""
        held = {pk for rights in self._held.values() for pk in rights}
        taken = Q(details__to_org__in=[str(pk) for pk in self._root])
        names = {name for one in self._organisations for name in (one.name, one.name_zh) if name}
        taken |= Q(details__other__in=names) | Q(details__other_zh__in=names)
        made = self._sight.events.filter(STANDING, code__in=KINDS, happened_on__lte=self._on)
        rights = held | set(made.filter(taken).values_list("right_id", flat=True))
        rows = self._sight.events.filter(
            STANDING, code__in=[*KINDS, *INCOME], right__in=rights, happened_on__lte=self._on
        )
        return deals_of(_told(event) for event in rows)

    def _threads(self, rights: Collection[int]) -> dict[int, list[Event]]:
        found: dict[int, list[Event]] = defaultdict(list)
        rows = self._sight.events.filter(STANDING, right__in=rights).filter(
            Q(code__startswith="utilization.") | Q(code=_EVALUATION) | Q(code__in=_SUBSIDISED)
        )
        for event in rows.order_by("happened_on", "pk"):
            if event.happened_on is None or event.happened_on <= self._on:
                found[event.right_id].append(event)
        return found

    def _parties(self, deals: Iterable[Deal]) -> tuple[dict[int, Organisation], dict[str, Organisation]]:
        sides = {side for deal in deals for side in (deal.giver, deal.taker) if side}
        ids = {int(side) for side in sides if side.isdecimal() and len(side) < 18}
        names = {side.removeprefix("name:") for side in sides if side.startswith("name:")}
        rights = {deal.right for deal in deals}
        # Who holds it, or before anybody says so who applied: the later of the two words stays.
        held = Party.objects.filter(
            right__in=rights, role__in=("applicant", "holder"), organisation__isnull=False
        ).order_by("role", "-sequence")
        ids |= set(held.order_by().values_list("organisation_id", flat=True))
        rows = Organisation.objects.filter(Q(pk__in=ids) | Q(name__in=names) | Q(name_zh__in=names))
        bodies = {one.pk: one.merged_into or one for one in rows.select_related("merged_into")}
        self._holder_of = {
            right: bodies[pk] for right, pk in held.values_list("right_id", "organisation_id") if pk in bodies
        }
        named = {name: bodies[one.pk] for one in rows for name in (one.name, one.name_zh) if name}
        return bodies, named

    def _said(self) -> dict[int, list[Statement]]:
        found: dict[int, list[Statement]] = defaultdict(list)
        rows = self._sight.statements.filter(
            organisation__in=self._root, said_on__lte=self._on, ended_at=None
        )
        for row in rows.order_by("pk"):
            found[self._root[row.organisation_id]].append(row)
        return found

    def _families(self) -> set[str]:
        keys = {right.family_key for right in self._rights.values() if right.family_key}
        rows = self._sight.rights.filter(family_key__in=keys, granted_on__lte=self._on).exclude(office="CN")
        return set(rows.values_list("family_key", flat=True))

    def _sides(self, deals: Iterable[Deal]) -> dict[int, list[Subject]]:
        found: dict[int, list[Subject]] = {one.pk: [] for one in self._organisations}
        for deal in deals:
            right = self._rights.get(deal.right)
            if right is None:
                continue
            giver, taker = self._body(deal.giver) or self._giver(deal), self._body(deal.taker)
            for mine, other, side in ((giver, taker, "given"), (taker, giver, "taken")):
                root = self._root.get(mine.pk) if mine is not None else None
                if root is not None:
                    found[root].append(self._deal_subject(root, right, deal, side, other))
        return found

    def _giver(self, deal: Deal) -> Organisation | None:
        # Of a right that was assigned the register names the taker as holder.
        return None if deal.kind == "assignment" else self._holder_of.get(deal.right)

    def _body(self, side: str) -> Organisation | None:
        if side.startswith("name:"):
            return self._named.get(side.removeprefix("name:"))
        return self._bodies.get(int(side)) if side.isdecimal() and len(side) < 18 else None

    # ——— facts ———

    def _organisation_facts(self, one: Organisation) -> Facts:
        origin = Origin("organisation", one.pk)
        facts = {
            "applicant_kind": Told(_kind(one, "applicant_kind"), origin),
            "applicant_region": Told(_region(one, "applicant_region"), origin),
            "applicant_place": Told(one.place or Missing(frozenset({"applicant_place"})), origin),
        }
        return {**facts, **self._stated(one.pk, "organisation")}

    def _stated(
        self, organisation: int, of: str, right: int | None = None, contract: str = ""
    ) -> dict[str, Told]:
        """Return what is stated, the newest word last; what is said of one right goes before what is said of all."""
        general: dict[str, Told] = {}
        special: dict[str, Told] = {}
        for row in self._statements[organisation]:
            fact = policybook().facts.get(row.fact)
            if fact is None or fact.of != of:
                continue
            year = {"this": self._on.year, "previous": self._on.year - 1}.get(fact.year)
            if year is not None and row.year != year:
                continue
            if (row.right_id and row.right_id != right) or (row.contract and row.contract != contract):
                continue
            try:
                value = read(fact, row.value)
            except BadValue:
                continue
            told = Told(
                value, Origin("statement", row.pk, row.said_on, row.right_id, document=row.document_id)
            )
            (special if row.right_id or row.contract else general)[row.fact] = told
        return {**general, **special}

    def _right_facts(self, organisation: int, right: Right) -> dict[str, Told]:
        row = Origin("register", right.pk, right.status_as_of, right.pk)
        is_open = right.status == StatusLabel.UNKNOWN
        facts = {
            "right_kind": Told(right.kind, row),
            "right_status": Told(Missing(frozenset({"right_status"})) if is_open else right.status, row),
            "granted_on": Told(right.granted_on, row),
        }
        facts |= {
            name: Told(value, row)
            for name, value in (("filed_on", right.filed_on), ("expires_on", right.expires_on))
            if value is not None
        }
        facts |= self._stated(organisation, "right", right.pk)
        if right.family_key and right.family_key in self._abroad:
            facts["granted_abroad"] = Told(True, row)
        return facts | self._thread_facts(right, facts)

    def _thread_facts(self, right: Right, known: Mapping[str, Told]) -> dict[str, Told]:
        """Return what the events on the right tell; what they do not tell is left to statements, and else open."""
        events = self._events[right.pk]
        by_id = {event.fingerprint: event for event in events}
        facts: dict[str, Told] = {}
        for each in standing_on(event_facts(events), self._on):
            origin = _origin(by_id[each.event.fingerprint]) if each.event.fingerprint in by_id else None
            if origin is not None and each.kind is Kind.PLEDGE:
                facts["is_pledged"] = Told(True, origin)
            elif origin is not None and each.kind in _BINDING:
                facts["has_exclusive_licence"] = Told(True, origin)
            elif origin is not None and each.kind is Kind.STAY:
                facts["is_suspended"] = Told(True, origin)
        for event in events:
            if event.code == _PLEDGED:
                facts["pledge_registered"] = Told(True, _origin(event))
            elif event.code == _EVALUATION:
                facts["has_evaluation_report"] = Told(True, _origin(event))
        # What a claim of this platform drew, the claim itself tells.
        drawn = next(
            (event for event in events if event.code in _SUBSIDISED and "claim" not in event.details), None
        )
        claim = next(
            (each for each in self._claims if each.right_id == right.pk and each.once.startswith("right:")),
            None,
        )
        if claim is not None:
            facts["subsidised_before"] = Told(True, Origin("claim", claim.pk, claim.submitted_on))
        elif drawn is not None:
            facts["subsidised_before"] = Told(True, _origin(drawn))
        else:
            facts["subsidised_before"] = Told(False, Origin("claim"))
        return facts

    def _right_subject(self, one: Organisation, pk: int) -> Subject:
        right = self._rights[pk]
        codes = frozenset(event.code for event in self._events[pk])
        return Subject(
            f"right:{pk}", pk, right.display_title, right.number, self._right_facts(one.pk, right),
            on=right.granted_on, codes=codes,
        )  # fmt: skip

    def _deal_subject(
        self, organisation: int, right: Right, deal: Deal, side: str, other: Organisation | None
    ) -> Subject:
        facts = self._right_facts(organisation, right)
        first, dated = _of_event(deal.first), _of_event(deal.dated)
        facts["deal_kind"] = Told(deal.kind, first)
        if deal.dated.on is not None:
            facts["deal_on"] = Told(deal.dated.on, dated)
        if deal.recorded is not None:
            facts["deal_registered"] = Told(True, _of_event(deal.recorded))
        if other is not None:
            origin = Origin("organisation", other.pk)
            facts["other_kind"] = Told(_kind(other, "other_kind"), origin)
            facts["other_region"] = Told(_region(other, "other_region"), origin)
        facts |= self._stated(organisation, "deal", right.pk, deal.contract)
        facts |= _money_of(deal, side)
        affiliated = deal.first.details.get("affiliated") or (
            deal.recorded.details.get("affiliated") if deal.recorded else ""
        )
        if affiliated in ("yes", "no"):
            facts["deal_affiliated"] = Told(affiliated == "yes", first)
        keys = deal.keys
        claim = next((each for each in self._claims if each.contract in keys), None)
        if claim is not None:
            facts["contract_subsidised"] = Told(True, Origin("claim", claim.pk, claim.submitted_on))
        names = deal.first.details
        key = (
            deal.taker
            if side == "given"
            else deal.giver or (f"name:{other.display_name}" if other is not None else "")
        )
        printed = (
            other.display_name if other is not None else names.get("other", "") if key == deal.taker else ""
        )
        return Subject(
            f"deal:{deal.contract or deal.first.id}:{right.pk}", right.pk, right.display_title, right.number, facts,
            contract=deal.contract, side=side, other=printed, on=deal.dated.on,
        )  # fmt: skip


def _told(event: Event) -> EventTold:
    details = {name: str(value) for name, value in event.details.items()}
    return EventTold(
        event.pk, event.right_id, event.code, event.happened_on, details, event.amount_minor, event.currency
    )


def _origin(event: Event) -> Origin:
    return Origin("event", event.pk, event.happened_on, event.right_id)


def _of_event(event: EventTold) -> Origin:
    return Origin("event", event.id, event.on, event.right)


def _money_of(deal: Deal, side: str) -> dict[str, Told]:
    sums = [event for event in deal.paid if event.minor is not None and event.currency == "CNY"]
    if not sums:
        return {}
    total = Money(sum(event.minor or 0 for event in sums), "CNY")
    return {"deal_paid" if side == "taken" else "deal_income": Told(total, _of_event(sums[-1]))}


def _kind(one: Organisation, name: str) -> Value | Missing:
    return Missing(frozenset({name})) if one.kind == OrganisationKind.UNKNOWN else one.kind


def _region(one: Organisation, name: str) -> Value | Missing:
    """Return the code of this installation's region for a place of it, another word for a place elsewhere."""
    if not one.place:
        return Missing(frozenset({name})) if one.country in ("", "CN") else "elsewhere"
    known = region()
    return known.code if any(place.code == one.place for place in known.places) else "elsewhere"
