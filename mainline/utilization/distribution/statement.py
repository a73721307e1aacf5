"""My gains 我的收益: what each right of an inventor earned, and which part of it is theirs; every line opens to its plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.orgs.persons.queries import person_of
from mainline.register.access import visible_rights
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, Right
from mainline.rules.money import Money
from mainline.utilization.agreements.access import family
from mainline.utilization.agreements.enums import AgreementState
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.distribution.access import own_lines
from mainline.utilization.distribution.enums import PlanState
from mainline.utilization.distribution.models import DistributionPlan, PlanLine
from mainline.utilization.distribution.queries import ShownLine, lines_of_plan
from mainline.web.exports import Table
from mainline.web.papers import Heading


@dataclass(frozen=True, slots=True)
class Share:
    """One of the user's lines with its plan."""

    plan: DistributionPlan
    line: ShownLine

    @property
    def received(self) -> Money:
        """What came in for the right and is shared by the plan."""
        return Money(self.plan.income_minor, self.plan.currency)


@dataclass(frozen=True, slots=True)
class OfRight:
    """What one right brought its inventor."""

    right: Right
    users: Sequence[Agreement]
    """Agreements in effect or ended about it."""
    shares: Sequence[Share]


@dataclass(frozen=True, slots=True)
class Total:
    """What stands where in one currency."""

    paid: Money
    pending: Money
    disputed: Money


@dataclass(frozen=True, slots=True)
class Statement:
    """All of it; ``name`` is empty for who is connected with no person of the register."""

    name: str
    rights: Sequence[OfRight]
    totals: Sequence[Total]


def statement(user: User) -> Statement:
    """Return what a user's inventions brought them, the newest right first."""
    person, persons = person_of(user) if user.is_authenticated else None, family(user)
    if person is None:
        return Statement("", [], [])
    made = Party.objects.filter(person__in=persons, role__in=CREATOR_ROLES).values("right")
    rows = (
        own_lines(user)
        .exclude(plan__state=PlanState.CANCELLED)
        .select_related("plan__right", "plan__organisation")
    )
    shares = [_share(row) for row in rows.order_by("-plan__proposed_at", "pk")]
    named = {share.plan.right_id for share in shares}
    known = {right.pk: right for right in visible_rights(user).filter(pk__in=made)}
    known |= {share.plan.right_id: share.plan.right for share in shares}
    rights = sorted(known.values(), key=lambda right: (right.pk not in named, -right.pk))
    found = [
        OfRight(right, _users(right), [share for share in shares if share.plan.right_id == right.pk])
        for right in rights
    ]
    return Statement(person.display_name, found, _totals(shares))


def _share(row: PlanLine) -> Share:
    line = next(shown for shown in lines_of_plan(row.plan) if shown.line.pk == row.pk)
    return Share(row.plan, line)


def _users(right: Right) -> list[Agreement]:
    """Return the agreements about a right that took effect: who uses it is told to its inventors."""
    rows = Agreement.objects.filter(
        covered__right=right, state__in=(AgreementState.SIGNED, AgreementState.ENDED)
    )
    return list(rows.select_related("licensee").order_by("-signed_on", "-pk"))


def _totals(shares: Sequence[Share]) -> list[Total]:
    currencies = dict.fromkeys(share.plan.currency for share in shares)
    return [
        _total([share for share in shares if share.plan.currency == currency], currency)
        for currency in currencies
    ]


def _total(shares: Sequence[Share], currency: str) -> Total:
    def money(minors: Sequence[int]) -> Money:
        return Money(sum(minors), currency)

    return Total(
        money([share.line.paid.minor for share in shares]),
        money([share.line.pending.minor for share in shares]),
        money([share.line.frozen.minor for share in shares]),
    )


def paper(told: Statement, by: str) -> Table:
    """Return a statement as a table for a file: a row for each share of a plan, amounts as printed."""
    columns = (
        ("right", _("Right")), ("number", _("Number")), ("stage", _("Status")), ("users", _("Used by")),
        ("plan", _("Plan")), ("received", _("Money received")), ("share", _("My share")), ("amount", _("Mine")),
        ("paid", _("Paid out")), ("pending", _("Pending")), ("disputed", _("Held back")),
    )  # fmt: skip
    rows = [cells for one in told.rights for cells in _cells(one)]
    sums = "; ".join(
        f"{_('Paid out')} {one.paid}, {_('Pending')} {one.pending}, {_('Held back')} {one.disputed}"
        for one in told.totals
    )
    return Table(
        [code for code, _label in columns], [label for _code, label in columns], rows,
        looks=["", "", "", "", "", "n", "n", "n", "n", "n", "n"],
        heading=Heading(_("My statement"), told.name, filters=[sums] if sums else [], by=by),
    )  # fmt: skip


def _cells(one: OfRight) -> list[list[str]]:
    users = _(", ").join(dict.fromkeys(row.licensee.display_name for row in one.users))
    head = [one.right.display_title, one.right.number, str(one.right.get_status_display()), users]
    if not one.shares:
        return [[*head, "", "", "", "", "", "", ""]]
    return [
        [
            *head, f"{share.plan.pk} {share.plan.get_kind_display()}", str(share.received), f"{share.line.percent} %",
            str(share.line.money), str(share.line.paid), str(share.line.pending), str(share.line.frozen),
        ]
        for share in one.shares
    ]  # fmt: skip
