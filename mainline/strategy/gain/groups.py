"""What the gains of many holders come to: middle and ends of their sums, never a holder's own; of fewer than five nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Avg, Count, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.models import Event
from mainline.register.search import region
from mainline.register.subsets import STANDING
from mainline.strategy.gain.forms import QUESTIONS
from mainline.strategy.gain.logic import DIMENSIONS, Spread, spread
from mainline.strategy.gain.parts import FEES, INCOME
from mainline.strategy.gain.windows import Window
from mainline.strategy.indicators.logic import FEWEST, rounded_text
from mainline.strategy.models import Felt

TOLD: Mapping[str, tuple[object, tuple[str, ...]]] = {
    "income": (_("Licence and transfer income"), INCOME),
    "support": (_("Support paid on their rights"), ("service.policy.paid",)),
    "official_fees": (_("Official fees paid"), FEES),
    "rewards_paid": (_("Rewards and remuneration paid to inventors"), ("utilization.reward.paid",)),
}
KINDS = (OrganisationKind.ENTERPRISE, OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE)


@dataclass(frozen=True, slots=True)
class Line:
    """One sum over the holders of one kind, in yuan."""

    label: object
    kind: str
    spread: Spread

    @property
    def told(self) -> Sequence[str]:
        """The tenth, fiftieth and ninetieth percentile, printed."""
        return [_yuan(value) for value in (self.spread.p10, self.spread.median, self.spread.p90)]


def lines(window: Window, place: str, *, counts_demonstration: bool) -> list[Line]:
    """Return the spread of each sum over the holders of a place that have a record of it, by kind of holder.

    Holders without a record are not among them: that nothing is recorded does not say that there was nothing.
    """
    own = Q(right__place=place) if place != region().root.code else Q(right__place__in=_places())
    found = Event.objects.filter(
        STANDING, own, right__set_apart=None, currency="CNY", amount_minor__isnull=False
    )
    found = found.filter(happened_on__lte=window.last)
    if window.first:
        found = found.filter(happened_on__gte=window.first)
    if not counts_demonstration:
        found = found.filter(right__is_demo=False)
    told = []
    for label, codes in TOLD.values():
        sums: dict[str, list[int]] = {kind: [] for kind in KINDS}
        rows = found.filter(code__in=codes).order_by()
        for kind, minor in _by_holder(rows, is_income=codes == INCOME):
            if kind in sums:
                sums[kind].append(minor)
        told += [
            Line(label, str(OrganisationKind(kind).label), spread(values)) for kind, values in sums.items()
        ]
    return told


def _by_holder(rows: QuerySet[Event], *, is_income: bool) -> list[tuple[str, int]]:
    """Return (kind, sum) of each holder; income is whose the record says that gave: of a right sold the buyer is holder now."""
    told = rows.values_list("right__holder_kind", "right__holder_name", "details__from_org")
    told_sums = list(told.annotate(minor=Sum("amount_minor")))
    ids = {str(giver) for _kind, _name, giver, _minor in told_sums if giver} if is_income else set()
    bodies = Organisation.objects.filter(pk__in=[int(pk) for pk in ids if pk.isdecimal() and len(pk) < 18])
    givers = {str(one.pk): one.merged_into or one for one in bodies.select_related("merged_into")}
    found: Counter[tuple[str, str]] = Counter()
    for kind, name, giver, minor in told_sums:
        body = givers.get(str(giver or ""))
        found[(body.kind, body.name) if body is not None else (kind, name)] += minor
    return [(kind, minor) for (kind, _name), minor in found.items()]


def _places() -> list[str]:
    return [place.code for place in (region().root, *region().divisions)]


def _yuan(value: Fraction | None) -> str:
    return rounded_text(value / 100, 2) if value is not None else ""


def felt(year: int) -> list[tuple[object, int, str]]:
    """Return each dimension of the survey: its name, how many answered it, and the mean; empty of fewer than five."""
    rows = Felt.objects.filter(year=year)
    sums = rows.aggregate(
        **{f"n_{name}": Count(name) for name in DIMENSIONS},
        **{f"mean_{name}": Avg(name) for name in DIMENSIONS},
    )
    return [
        (
            label,
            sums[f"n_{name}"],
            f"{float(sums[f'mean_{name}']):.1f}" if sums[f"n_{name}"] >= FEWEST else "",
        )
        for name, label in QUESTIONS.items()
    ]
