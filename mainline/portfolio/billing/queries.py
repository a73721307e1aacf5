"""Reads of bills; each takes the user or the agency for whom it is asked."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Membership, Organisation
from mainline.orgs.persons.queries import one_body
from mainline.portfolio.billing.access import KEEP, visible_bills, visible_prices
from mainline.portfolio.billing.amounts import Sum, sums
from mainline.portfolio.billing.enums import Answer, BillState, LineKind
from mainline.portfolio.billing.models import Bill, BillLine, Price, Rating
from mainline.register.access import events_for, rights_entrusted_to, visible_rights
from mainline.register.codes import event_code
from mainline.register.deadlines.enums import DeadlineFate
from mainline.register.deadlines.happenings import names_of
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Event, Party, Right
from mainline.register.subsets import STANDING
from mainline.rules.loading import rulebook
from mainline.rules.money import CURRENCIES, Money
from mainline.web.templatetags.web import own, page_language

MOST = 500
"""Items that one bill is offered."""
_PAYMENT = "U"
"""The category of WIPO ST.27 under which offices tell of payments."""


@dataclass(frozen=True, slots=True)
class Item:
    """Something that was done and stands on no bill yet, with what is asked for it."""

    key: str
    """``work-1`` or ``fee-1``: the id of the deadline, of the payment."""
    kind: LineKind
    what: str
    right: Right
    on: dt.date
    money: Money | None
    """``None`` where no price says it."""
    vat_percent: Decimal | None
    deadline: Deadline | None
    event: Event


def bills(user: User) -> QuerySet[Bill]:
    """Return the bills that a user may see, the newest first."""
    rows = visible_bills(user).select_related("agency", "client", "rating")
    lines = BillLine.objects.order_by("pk")
    return rows.prefetch_related(Prefetch("lines", lines)).order_by("-made_at", "-pk")


def bill(user: User, pk: int) -> Bill | None:
    """Return one bill, if the user may see it."""
    rows = visible_bills(user).select_related("agency", "client", "issued_by", "paid_by", "rating")
    return rows.filter(pk=pk).first()


def lines_of(bill: Bill) -> list[BillLine]:
    """Return the lines of a bill; what takes one back or stands in its place follows it."""
    rows = list(bill.lines.select_related("right", "answered_by", "corrects").order_by("pk"))
    place = {row.pk: (row.corrects_id or row.pk, row.pk) for row in rows}
    return sorted(rows, key=lambda row: place[row.pk])


def sums_of(rows: Sequence[BillLine]) -> list[Sum]:
    """Add up lines by currency."""
    return sums((row.currency, row.minor, row.vat_minor) for row in rows)


def seen_rights(user: User, rows: Sequence[BillLine]) -> set[int]:
    """Return which rights of some lines the user may open: an agency may have lost sight of one since."""
    ids = {row.right_id for row in rows if row.right_id is not None}
    return set(visible_rights(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()


def prices(user: User) -> QuerySet[Price]:
    """Return the prices of the user's agencies, the newest of a kind first."""
    return visible_prices(user).select_related("agency", "made_by").order_by("rule", "what", "-since")


def clients_of(agency: Organisation) -> list[Organisation]:
    """Return the organisations on this platform that hold rights which an agency acts for and keeps the dates of."""
    named = Party.objects.filter(
        right__in=_handled(agency), role__in=HOLDING_ROLES, organisation__isnull=False
    )
    told = named.values_list("organisation", "organisation__merged_into").distinct()
    roots = {root or pk for pk, root in told} - set(one_body(agency))
    here = set(
        Membership.objects.filter(Q(organisation__in=roots) | Q(organisation__merged_into__in=roots))
        .values_list("organisation", "organisation__merged_into")
    )  # fmt: skip
    ids = {root or pk for pk, root in here}
    return sorted(Organisation.objects.filter(pk__in=ids), key=lambda one: one.display_name)


def items(agency: Organisation, client: Organisation, first: dt.date, last: dt.date) -> list[Item]:
    """Return what was done for a client from one day to another, both among them, and stands on no bill."""
    held = Party.objects.filter(organisation__in=one_body(client), role__in=HOLDING_ROLES).values("right")
    rights = _handled(agency).filter(pk__in=held)
    asked = list(Price.objects.filter(agency__in=one_body(agency)).exclude(rule="").order_by("since", "pk"))
    works = [_work(row, asked) for row in _works(agency, rights, first, last)]
    fees = [_fee(event) for event in _fees(agency, rights, first, last)]
    return sorted([*works, *fees], key=lambda item: (item.on, item.right.number, item.key))[:MOST]


def _handled(agency: Organisation) -> QuerySet[Right]:
    """Return the rights that an agency acts for, or that were shared with it, and whose dates it keeps."""
    kept = Docket.objects.filter(organisation__in=one_body(agency), closed_at=None)
    return rights_entrusted_to(agency).filter(pk__in=kept.values("right"))


def _works(
    agency: Organisation, rights: QuerySet[Right], first: dt.date, last: dt.date
) -> Iterator[Deadline]:
    """Yield what was done, each once: the several days of one thing to do, as that of an annual fee and the end of its
    grace, are ended by one event and stand on a bill together."""
    rows = Deadline.objects.filter(
        docket__organisation__in=one_body(agency),
        docket__right__in=rights.order_by().values("pk"),
        fate=DeadlineFate.DONE,
        ended_by__happened_on__range=(first, last),
    ).annotate(is_billed=Exists(BillLine.objects.filter(deadline=OuterRef("pk"))))
    found: dict[tuple[object, ...], list[Deadline]] = defaultdict(list)
    for row in rows.select_related("docket__right", "ended_by").order_by("pk"):
        found[thing_of(row)].append(row)
    for one in found.values():
        if was_done(one[0]) and not any(getattr(row, "is_billed", False) for row in one):
            yield one[0]


def was_done(row: Deadline) -> bool:
    """Whether the event that ended a date did what was to be done. One that only proves that it must have been done,
    as a grant proves that the filing was paid, says nothing of who did it and when."""
    ready, event, right = rulebook().rules.get(row.rule), row.ended_by, row.docket.right
    if ready is None or event is None:
        return False
    return bool(names_of(event.code, right.office, right.kind) & set(ready.rule.clears))


def thing_of(row: Deadline) -> tuple[object, ...]:
    """Return what the several days of one thing to do have in common."""
    return (row.docket_id, row.rule, row.trigger, row.occurrence, row.number)


def _named(row: Deadline) -> str:
    """Name a work without its day: its rule, and which of many it is."""
    ready = rulebook().rules.get(row.rule)
    if ready is None:
        return row.rule
    title = ready.rule.title.of(page_language())
    if not row.number or ready.rule.each is None:
        return title
    return f"{title} · {rulebook().label(ready.rule.each[0]).of(page_language())} {row.number}"


def _work(row: Deadline, asked: Sequence[Price]) -> Item:
    event = row.ended_by
    if event is None or event.happened_on is None:
        raise ValueError(f"deadline {row.pk} is done by no dated event")
    day = event.happened_on
    price = next((one for one in reversed(asked) if one.rule == row.rule and one.since <= day), None)
    money = Money(price.minor, price.currency) if price else None
    percent = price.vat_percent if price else None
    return Item(
        f"work-{row.pk}", LineKind.WORK, _named(row), row.docket.right, day, money, percent, row, event
    )


def _fees(agency: Organisation, rights: QuerySet[Right], first: dt.date, last: dt.date) -> Iterator[Event]:
    """Yield the official fees that the agency itself recorded as paid and no bill has, the first paid first; one that
    was billed and then corrected is not billed again."""
    billed = BillLine.objects.filter(event=OuterRef("pk"), kind=LineKind.FEE)
    rows = (
        events_for(agency)
        .filter(
            STANDING,
            ~Exists(billed),
            right__in=rights.order_by().values("pk"),
            organisation__in=one_body(agency),
            st27=_PAYMENT,
            amount_minor__gt=0,
            currency__in=list(CURRENCIES),
            happened_on__range=(first, last),
        )
        .exclude(pk__in=_corrections_of_billed(rights))
    )
    yield from rows.select_related("right").order_by("happened_on", "pk")[:MOST]


def _corrections_of_billed(rights: QuerySet[Right]) -> set[int]:
    """Return the ids of what corrected billed payments, and of what corrected that: few, followed step by step."""
    fees = BillLine.objects.filter(kind=LineKind.FEE, event__right__in=rights.order_by().values("pk"))
    found: set[int] = set()
    fresh = set(Event.objects.filter(supersedes__in=fees.values("event")).values_list("pk", flat=True))
    while fresh:
        found |= fresh
        fresh = set(Event.objects.filter(supersedes__in=fresh).values_list("pk", flat=True)) - found
    return found


def _fee(event: Event) -> Item:
    if event.happened_on is None or event.amount_minor is None:
        raise ValueError(f"payment {event.pk} has no day or amount")
    year, document = event.details.get("year", ""), event.details.get("document", "")
    parts = (
        own(event_code(event.code).label),
        _("patent year %(year)s") % {"year": year} if year else "",
        document,
    )
    what = " · ".join(part for part in parts if part)[:300]
    money = Money(event.amount_minor, event.currency)
    return Item(
        f"fee-{event.pk}", LineKind.FEE, what, event.right, event.happened_on, money, None, None, event
    )


def free_prices(agency: Organisation, on: dt.date) -> list[Price]:
    """Return what an agency asks today for work of kinds that no rule names, the newest of each."""
    rows = Price.objects.filter(agency__in=one_body(agency), rule="", since__lte=on).order_by("since", "pk")
    return sorted({row.what: row for row in rows}.values(), key=lambda row: row.what)


@dataclass(frozen=True, slots=True)
class Waiting:
    """What of bills waits for a user, by how many bills."""

    to_answer: Sequence[Bill]
    to_pay: Sequence[Bill]
    disputed: Sequence[Bill]
    drafts: Sequence[Bill]


def waiting(user: User) -> Waiting:
    """Return the bills that wait for a user as client or as agency."""
    own_ids = organisation_ids(user, KEEP) if user.is_authenticated else set()
    if not own_ids:
        return Waiting((), (), (), ())
    rows = Bill.objects.select_related("agency", "client").order_by("pk")
    issued = rows.filter(state=BillState.ISSUED)
    open_lines = BillLine.objects.filter(corrected_by=None)
    unanswered = open_lines.filter(answer=Answer.WAITING).values("bill")
    disputed = open_lines.filter(answer=Answer.DISPUTED).values("bill")
    mine = issued.filter(client__in=own_ids)
    return Waiting(
        list(mine.filter(pk__in=unanswered)),
        list(mine.exclude(pk__in=unanswered).exclude(pk__in=disputed)),
        list(issued.filter(agency__in=own_ids, pk__in=disputed)),
        list(rows.filter(agency__in=own_ids, state=BillState.DRAFT)),
    )


def has_bills(user: User) -> bool:
    """Whether there is anything about bills that a user may see."""
    return visible_bills(user).exists()


def ratings_of(agency: Organisation) -> list[Rating]:
    """Return what clients said of an agency, the newest first."""
    rows = Rating.objects.filter(bill__agency__in=one_body(agency), bill__state=BillState.PAID)
    return list(rows.order_by("-rated_at", "-pk"))


def next_number(agency: Organisation, on: dt.date) -> str:
    """Propose the number of the next bill of a year."""
    start = f"{on.year}-"
    known = Bill.objects.filter(agency=agency, number__startswith=start).values_list("number", flat=True)
    used = [int(tail) for one in known if (tail := one.removeprefix(start)).isdecimal() and len(tail) < 9]
    return f"{start}{max(used, default=0) + 1:04d}"
