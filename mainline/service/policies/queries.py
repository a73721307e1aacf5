"""Reads of policies: what an organisation may claim, and who may claim under a policy."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from django.db.models import QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, with_merged
from mainline.orgs.models import Organisation
from mainline.register.access import events_for, rights_known_to, visible_events, visible_rights
from mainline.rules.money import Money
from mainline.rules.policies.judging import Judge, Verdict, windows_on
from mainline.rules.policies.loading import ReadyPolicy, policybook
from mainline.rules.policies.schema import Policy
from mainline.rules.values import Missing, Value
from mainline.service.claims.enums import BINDING, LIVE
from mainline.service.claims.models import Claim
from mainline.service.policies.access import VIEW, deciding_offices, own_organisations, visible_statements
from mainline.service.policies.cases import Dossier, Facts, Origin, Subject, Told, values
from mainline.service.policies.gathering import Sight, gather
from mainline.service.policies.models import Call, Statement
from mainline.web.steps import Step
from mainline.web.templatetags.web import page_language

HIGH_VALUE = "cn.high_value"
STATES = ("met", "unknown", "not_met", "vetoed", "not_yet", "before", "ended")
SOON = dt.timedelta(days=45)


@cache
def judge() -> Judge:
    """Return the judge over the policies that come with the program."""
    return Judge(policybook())


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy says of an organisation, or of one of its rights or deals, with all facts that it was asked with."""

    dossier: Dossier
    subject: Subject | None
    verdict: Verdict
    facts: Facts
    claim: Claim | None = None
    """The claim that stands for it, if there is one."""

    @property
    def policy(self) -> Policy:
        """The policy that was asked."""
        return self.verdict.ready.policy

    @property
    def ref(self) -> str:
        """Under which the subject is found again; empty for the organisation itself."""
        return self.subject.ref if self.subject else ""

    @property
    def is_claimable(self) -> bool:
        """Whether a claim can be prepared: nothing forbids it, and none stands."""
        return self.policy.claimed and self.verdict.state in ("met", "unknown") and self.claim is None


@dataclass(slots=True)
class Line:
    """One policy for one organisation."""

    ready: ReadyPolicy
    answers: Sequence[Answer]
    closes_on: dt.date | None = None
    """The last day to claim, where one is known."""
    window: str = ""
    """``open``, ``before``, ``closed``, ``unknown``; empty where none is read."""
    counts: Mapping[str, int] = field(default_factory=dict)
    due: Money | None = None
    """Sum of what is met, priced and not claimed; ``None`` where nothing of it has an amount."""
    unpriced: int = 0
    """How many are met and have no amount."""
    claimed: int = 0
    """For how many a claim stands."""

    @property
    def state(self) -> str:
        """The best that comes of it."""
        return next((state for state in STATES if self.counts.get(state)), "none")


def sight_of(user: User, organisation: Organisation | None = None) -> Sight:
    """Return what may be known: by every member of an organisation, or else by the user."""
    if organisation is None:
        return Sight(visible_rights(user), visible_events(user), visible_statements(user))
    said = Statement.objects.filter(organisation__in=with_merged({organisation.pk}))
    return Sight(rights_known_to(organisation), events_for(organisation), said)


def dossier_of(
    user: User, organisation: Organisation, on: dt.date, *, without: Claim | None = None
) -> Dossier:
    """Return what an organisation's members know of it, for a day; ``without`` a claim that is not to count against itself."""
    return gather([organisation], on, sight_of(user, organisation), without=without)[0]


def answers(dossier: Dossier, policy: str) -> list[Answer]:
    """Return what a policy says: once for the organisation, or once for each of the rights or deals that it asks of."""
    ready = policybook().policies[policy]
    if ready.policy.who and dossier.kind not in ready.policy.who and dossier.kind != "unknown":
        return []
    shared = {**dossier.facts, **_call(dossier, policy)}
    if ready.policy.about == "organisation":
        deals = [each for each in dossier.deals if ready.policy.side in ("", each.side)]
        told = judge().judge(
            policy, values(shared), dossier.on,
            deals=[each.item() for each in deals], rights=[each.item() for each in dossier.rights],
        )  # fmt: skip
        return [Answer(dossier, None, told, shared)]
    return [_of_subject(dossier, policy, subject, shared) for subject in _subjects(dossier, ready.policy)]


def _subjects(dossier: Dossier, policy: Policy) -> Iterator[Subject]:
    if policy.about == "deal":
        yield from (each for each in dossier.deals if policy.side in ("", each.side))
        return
    after = set(policy.after)
    yield from (each for each in dossier.rights if not after or after & each.codes)


def _of_subject(dossier: Dossier, policy: str, subject: Subject, shared: Facts) -> Answer:
    facts = {**shared, **subject.facts}
    if policy != HIGH_VALUE:
        facts["high_value"] = Told(_high_value(facts, dossier.on), Origin("policy"))
    return Answer(dossier, subject, judge().judge(policy, values(facts), dossier.on), facts)


def _high_value(facts: Facts, on: dt.date) -> Value | Missing:
    """Return whether a right is a high-value invention by its five conditions; open with what they lack."""
    told = judge().judge(HIGH_VALUE, values(facts), on)
    if told.state in ("met", "not_met"):
        return told.state == "met"
    return Missing(told.missing or frozenset({"high_value"}))


def _call(dossier: Dossier, policy: str) -> dict[str, Told]:
    origin = dossier.calls.get(policy)
    return {"in_force_confirmed": Told(True, origin)} if origin else {}


def once_key(answer: Answer, year: int) -> str:
    """Return under what a policy pays once: a contract, a right, or an organisation and year."""
    policy, subject = answer.policy, answer.subject
    if policy.once == "contract" and subject is not None:
        return f"contract:{subject.contract or subject.ref}"[:160]
    if policy.once == "right" and subject is not None:
        return f"right:{subject.right}:{policy.together or policy.id}"
    return f"year:{answer.dossier.organisation}:{policy.id}:{year}" if policy.once == "year" else ""


def lines(user: User, organisation: Organisation, on: dt.date) -> list[Line]:
    """Return what an organisation may claim on a day, by policy; those that are for others are left out."""
    dossier = dossier_of(user, organisation, on)
    standing = _standing(organisation)
    calls = {call.policy: call for call in Call.objects.filter(year=on.year)}
    found = []
    for policy, ready in policybook().policies.items():
        if ready.policy.guard:
            continue
        told = [_with_claim(each, standing) for each in answers(dossier, policy)]
        if told:
            found.append(_line(ready, told, calls.get(policy), on, left_of_year(ready, organisation, on)))
    return sorted(found, key=lambda line: STATES.index(line.state))


def _standing(organisation: Organisation) -> dict[str, Claim]:
    rows = Claim.objects.filter(organisation=organisation, state__in=["draft", *(str(s) for s in LIVE)])
    return {claim.once: claim for claim in rows.order_by("pk")}


def _with_claim(answer: Answer, standing: Mapping[str, Claim]) -> Answer:
    claim = standing.get(once_key(answer, answer.dossier.on.year)) if answer.policy.claimed else None
    if claim is None:
        return answer
    return Answer(answer.dossier, answer.subject, answer.verdict, answer.facts, claim)


def left_of_year(ready: ReadyPolicy, organisation: Organisation, on: dt.date) -> Money | None:
    """Return what a policy may still give an organisation in the year of a day; ``None`` where it caps nothing."""
    edition = ready.edition(on)
    most = edition.version.most_per_year if edition is not None else None
    if most is None:
        return None
    had = Claim.objects.filter(
        organisation__in=with_merged({organisation.pk}), policy=ready.policy.id, year=on.year, state__in=BINDING
    ).aggregate(total=Sum("approved_minor"))["total"]  # fmt: skip
    return Money(max(most - (had or 0), 0), "CNY")


def _line(
    ready: ReadyPolicy, told: Sequence[Answer], call: Call | None, on: dt.date, left: Money | None
) -> Line:
    counts: dict[str, int] = defaultdict(int)
    for each in told:
        counts[each.verdict.state] += 1
    free = [each for each in told if each.verdict.state == "met" and (each.claim is None)]
    priced = [each.verdict.amount for each in free if each.verdict.amount is not None]
    total = Money(sum(money.minor for money in priced), "CNY") if priced else None
    if total is not None and left is not None:
        total = min(total, left)
    closes, window = window_of(ready, call, on)
    claimed = sum(each.claim is not None for each in told)
    return Line(ready, told, closes, window, counts, total, len(free) - len(priced), claimed)


def window_of(ready: ReadyPolicy, call: Call | None, on: dt.date) -> tuple[dt.date | None, str]:
    """Return the last day to claim and how it stands: what an office opened for the year goes before what a notice said."""
    if call is not None:
        state = "before" if on < call.opens_on else "closed" if on > call.closes_on else "open"
        return call.closes_on, state
    edition = ready.edition(on)
    own = [
        (window, state)
        for window, state in (windows_on(edition, on) if edition else ())
        if not window.is_for_office
    ]
    if not own:
        return None, ""
    # A window of an earlier year whose last day was not read says nothing of this one.
    window, state = own[-1]
    return window.closes, state


def unclaimed(found: Iterable[Line]) -> Money:
    """Return the sum of support that is met, priced and not claimed. What has no amount is in no sum."""
    sums = [line.due.minor for line in found if line.due is not None and line.ready.policy.gain == "subsidy"]
    return Money(sum(sums), "CNY")


# ——— all organisations for one policy ———


@dataclass(frozen=True, slots=True)
class Row:
    """One organisation under one policy, as far as the asker may know."""

    organisation: Organisation
    state: str
    answers: Sequence[Answer]
    clauses: Sequence[str]
    """Clauses because of which it is not met, or open."""
    missing: Sequence[str]


def everybody(user: User, policy: str, on: dt.date) -> list[Row]:
    """Return how a policy stands for each organisation that it is for, from what the user may know.

    One whose facts are its own and not shown to offices comes out as open: nothing is guessed.
    """
    ready = policybook().policies[policy]
    bodies = Organisation.objects.filter(merged_into=None).exclude(kind="unknown")
    bodies = bodies.filter(kind__in=ready.policy.who) if ready.policy.who else bodies
    found = []
    all_of_them = list(bodies.order_by("pk"))
    for dossier, body in zip(gather(all_of_them, on, sight_of(user)), all_of_them, strict=True):
        told = answers(dossier, policy)
        if told:
            found.append(_row(body, told))
    return sorted(found, key=lambda row: STATES.index(row.state))


def _row(body: Organisation, told: Sequence[Answer]) -> Row:
    state = next(state for state in STATES if any(each.verdict.state == state for each in told))
    best = [each for each in told if each.verdict.state == state]
    wanted = "not_met" if state == "not_met" else "unknown"
    clauses = {result.clause.id for each in best for result in each.verdict.clauses if result.state == wanted}
    missing = {name for each in best for name in each.verdict.missing} if state == "unknown" else set()
    return Row(body, state, told, sorted(clauses), sorted(missing))


def calls(policy: str = "") -> QuerySet[Call]:
    """Return the calls of all years, which are public."""
    rows = Call.objects.select_related("organisation").order_by("-year", "policy")
    return rows.filter(policy=policy) if policy else rows


def call_of(policy: str, year: int) -> Call | None:
    """Return the call of a policy for a year."""
    return Call.objects.filter(policy=policy, year=year).select_related("organisation").first()


def organisation_for(user: User, asked: str = "") -> Organisation | None:
    """Return the organisation that an address names, or the user's first; ``None`` where there is none."""
    own = list(own_organisations(user, VIEW))
    return next((one for one in own if not asked or str(one.pk) == asked), None)


def statements(user: User, organisation: Organisation) -> QuerySet[Statement]:
    """Return what an organisation stated and stands, newest first."""
    rows = visible_statements(user).filter(organisation=organisation, ended_at=None)
    return rows.select_related("right", "document", "said_by").order_by("-pk")


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield the windows that close soon, for who claims: a policy that an office opened and that nothing was claimed under."""
    closing = Call.objects.filter(opens_on__lte=on, closes_on__gte=on, closes_on__lte=on + SOON)
    offices = deciding_offices(user).exists()
    for body in own_organisations(user, "claim.make") if not offices else ():
        made = set(Claim.objects.filter(organisation=body, year=on.year).values_list("policy", flat=True))
        for call in closing.order_by("closes_on", "pk"):
            ready = policybook().policies.get(call.policy)
            if (
                ready is None
                or call.policy in made
                or (ready.policy.who and body.kind not in ready.policy.who)
            ):
                continue
            words = _("Claims under “%(title)s” close") % {"title": ready.policy.title.of(page_language())}
            yield Step(
                words,
                f"{reverse('policy_mine', args=[ready.policy.code])}?organisation={body.pk}",
                False,
                call.closes_on,
            )
