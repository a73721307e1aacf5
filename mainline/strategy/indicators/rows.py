"""Which records each indicator is made of, as of a day: the one place from which figures, lists and files take them.

Every row has ``fate``: counted, or why not; and ``at``: the place of the region, empty where it is none. By the day on
which things happened, with all that is known of it today: what came in late counts on its day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    FilteredRelation,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.logic.terms import add_months
from mainline.register.models import Event, Right
from mainline.register.search import region
from mainline.register.subsets import STANDING
from mainline.strategy.gain.law import OLD_LAW, REWARDS, last_grant_due
from mainline.strategy.indicators.access import Edition
from mainline.strategy.indicators.levelling import OFFICE
from mainline.strategy.indicators.logic import COUNTED

FATES: Mapping[str, object] = MappingProxyType(
    {
        COUNTED: _("Counted"),
        "demonstration": _("Demonstration"),
        "elsewhere": _("Place outside the region"),
        "unplaced": _("Place not known"),
        "lapsed_or_not": _("Whether it was renewed is not known"),
        "undecided": _("Not known: conditions that cannot be decided"),
        "no_amount": _("Amount not known"),
        "no_kind": _("Kind of a party not known"),
        "no_start": _("Opening not known"),
        "no_employer": _("Employer not known"),
        "other_parties": _("Not from a university or institute to a firm"),
    }
)
"""What became of a record; all but the first are counted apart."""
PATENTS = ("invention", "utility_model", "design")
CONVERSIONS = ("utilization.licence.recorded", "utilization.transfer.recorded")
EMPLOYERS = (OrganisationKind.ENTERPRISE, OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE)
SCIENCE = (OrganisationKind.UNIVERSITY, OrganisationKind.INSTITUTE)
NATIONAL_AWARDS = (
    "中国专利奖", "中国专利金奖", "中国专利银奖", "中国外观设计金奖", "国家科学技术", "国家技术发明奖", "国家自然科学奖",
    "China Patent Award", "State Science and Technology", "State Technological Invention",
)  # fmt: skip
"""Words in the name of an award by which condition (5) of a high-value invention is met."""
_MAINTAINED_YEARS = 10


@dataclass(frozen=True, slots=True)
class Rows:
    """The records of one indicator as of a day."""

    rows: QuerySet[Any]
    top: str = ""
    """Annotation that a figure adds up: minor units, or 1 for what fulfils."""
    bottom: str = ""
    """Annotation that it is divided by; empty with ``top`` of a share: the number of records."""
    days: tuple[str, str] | None = None
    """Fields of the days between which it counts."""
    holder: str = "holder_name"
    """Field of whose record it is."""


def _places(field: str) -> Case:
    known = [place.code for place in (region().root, *region().divisions)]
    return Case(When(**{f"{field}__in": known}, then=F(field)), default=Value(""), output_field=CharField())


def _fate(edition: Edition, prefix: str, *own: When) -> Case:
    """Return why a record is not counted: whose it is first, then what the indicator itself says."""
    known = [place.code for place in (region().root, *region().divisions)]
    left_out = When(**{f"{prefix}is_demo": True}, then=Value("demonstration"))
    return Case(
        *([] if edition.counts_demonstration else [left_out]),
        When(**{f"{prefix}place": ""}, then=Value("unplaced")),
        When(~Q(**{f"{prefix}place__in": known}), then=Value("elsewhere")),
        *own,
        default=Value(COUNTED),
        output_field=CharField(),
    )


def _standing_rights(edition: Edition, kind: str, on: dt.date) -> QuerySet[Right]:
    """Return the rights of a kind that were in force on a day, or may have been: ``state`` says which."""
    held = FilteredRelation(
        "spans", condition=Q(spans__since__lte=on) & (Q(spans__until=None) | Q(spans__until__gt=on))
    )
    rights = edition.rights().filter(kind=kind, office=OFFICE).annotate(held=held).filter(held__kind=kind)
    return rights.annotate(at=_places("place"), state=F("held__state"))


def _unsure() -> When:
    return When(state="unknown", then=Value("lapsed_or_not"))


def _stock(kind: str) -> Callable[[Edition, dt.date], Rows]:
    def rows(edition: Edition, on: dt.date) -> Rows:
        found = _standing_rights(edition, kind, on)
        return Rows(found.annotate(fate=_fate(edition, "", _unsure())).order_by("pk"))

    return rows


def _high_value(edition: Edition, on: dt.date) -> Rows:
    """Conditions (2), (3) and (5) alone can be met here; not to meet them decides nothing."""
    # Sets that are gathered once: asked of each right apart, either costs the register.
    abroad = Right.objects.filter(~Q(office=OFFICE), ~Q(family_key=""), granted_on__lte=on, set_apart=None)
    named = Q()
    for words in NATIONAL_AWARDS:
        named |= Q(details__title__icontains=words) | Q(details__title_en__icontains=words)
    awarded = edition.events().filter(named, STANDING, code="service.award.received", happened_on__lte=on)
    met = (
        Q(filed_on__lt=add_months(on, -12 * _MAINTAINED_YEARS))
        | Q(family_key__in=abroad.order_by().values("family_key"))
        | Q(pk__in=awarded.order_by().values("right"))
    )
    found = _standing_rights(edition, "invention", on).annotate(is_met=_one_if(met))
    undecided = When(is_met=0, then=Value("undecided"))
    return Rows(found.annotate(fate=_fate(edition, "", _unsure(), undecided)).order_by("pk"))


def _granted(edition: Edition, on: dt.date) -> Rows:
    rights = edition.rights().filter(
        kind__in=PATENTS,
        office=OFFICE,
        life__grant_on__gte=on.replace(month=1, day=1),
        life__grant_on__lte=on,
    )
    return Rows(rights.annotate(at=_places("place"), fate=_fate(edition, "")).order_by("pk"))


def _events(edition: Edition, on: dt.date, *codes: str, everything: bool = False) -> QuerySet[Event]:
    """Return what happened in the year of a day, up to the day, and stands; ``everything``: also what the reader may not
    see, of rights that all may know of.
    """
    events = Event.objects.filter(right__set_apart=None) if everything else edition.events()
    return events.filter(
        STANDING, code__in=codes, happened_on__gte=on.replace(month=1, day=1), happened_on__lte=on
    ).annotate(at=_places("right__place"))


def _once(edition: Edition, found: QuerySet[Event], on: dt.date) -> QuerySet[Event]:
    """Leave out what a record of the same right tells again under the same number: an office and the parties tell of one
    registration. The one that says the amount stays, of several the first.
    """
    same = edition.events().filter(
        ~Q(details__reference=""), STANDING, right=OuterRef("right"), code=OuterRef("code"), happened_on__lte=on,
        details__reference=OuterRef("details__reference"),
    )  # fmt: skip
    known, first = same.filter(amount_minor__isnull=False), Q(pk__lt=OuterRef("pk"))
    again = Q(amount_minor=None) & (Exists(known) | Exists(same.filter(first, amount_minor=None)))
    again |= Q(amount_minor__isnull=False) & Exists(known.filter(first))
    return found.filter(~again)


def _happened(edition: Edition, found: QuerySet[Event], *own: When, **named: Any) -> Rows:
    rows = found.annotate(fate=_fate(edition, "right__", *own)).order_by("pk")
    return Rows(rows, holder="right__holder_name", **named)


def _pct(edition: Edition, on: dt.date) -> Rows:
    code = "creation.pct.filed"
    found = _events(edition, on, code)
    # The same filing told of two members of a family, or twice of one, is one.
    earlier = edition.events().filter(STANDING, code=code, happened_on__lte=on, pk__lt=OuterRef("pk"))
    same = Q(right=OuterRef("right")) | (
        ~Q(right__family_key="") & Q(right__family_key=OuterRef("right__family_key"))
    )
    return _happened(edition, found.filter(~Exists(earlier.filter(same))))


def _counted_events(*codes: str) -> Callable[[Edition, dt.date], Rows]:
    return lambda edition, on: _happened(edition, _once(edition, _events(edition, on, *codes), on))


def _amounts(*codes: str, everything: bool = False) -> Callable[[Edition, dt.date], Rows]:
    """Return the rows of sums in yuan; an amount in another currency is not known in yuan."""

    def rows(edition: Edition, on: dt.date) -> Rows:
        found = _events(edition, on, *codes, everything=everything)
        found = found if everything else _once(edition, found, on)
        unknown = When(Q(amount_minor=None) | ~Q(currency="CNY"), then=Value("no_amount"))
        return _happened(edition, found, unknown, top="amount_minor")

    return rows


def _university_to_firm(edition: Edition, on: dt.date) -> Rows:
    """Who is on either side: by the ids that the record holds, else the holder's kind and the exact name."""
    found = _once(edition, _events(edition, on, *CONVERSIONS), on)
    told = list(found.order_by().values_list("pk", "code", "details", "right__holder_kind"))
    ids = {side for _pk, _code, details, _kind in told for side in _sides(details)}
    kinds = dict(Organisation.objects.filter(pk__in=ids).values_list("pk", "kind"))
    names = {str(details.get(name, "")) for _pk, _code, details, _kind in told for name in ("other", "party")}
    by_name = _kinds_by_name(names - {""})
    unknown, others = [], []
    for pk, code, details, holder in told:
        from_id, to_id = (_id(details.get(name)) for name in ("from_org", "to_org"))
        giver = kinds.get(from_id or 0) or by_name.get(str(details.get("party", "")), "")
        if not giver and code == CONVERSIONS[0]:
            giver = holder
        taker = kinds.get(to_id or 0) or by_name.get(str(details.get("other", "")), "")
        known = [kind for kind in (giver, taker) if kind and kind != OrganisationKind.UNKNOWN]
        if giver in SCIENCE and taker == OrganisationKind.ENTERPRISE:
            continue
        is_other = (giver in known and giver not in SCIENCE) or (
            taker in known and taker != OrganisationKind.ENTERPRISE
        )
        (others if is_other else unknown).append(pk)
    return _happened(
        edition,
        found,
        When(pk__in=others, then=Value("other_parties")),
        When(pk__in=unknown, then=Value("no_kind")),
    )


def _id(value: object) -> int | None:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def _sides(details: Mapping[str, object]) -> list[int]:
    return [pk for name in ("from_org", "to_org") if (pk := _id(details.get(name))) is not None]


def _kinds_by_name(names: set[str]) -> dict[str, str]:
    """Return the kind of each body of exactly this printed name; of two of one name and unlike kinds none is told."""
    found: dict[str, set[str]] = {}
    told = Organisation.objects.filter(name__in=names).values_list("name", "kind", "merged_into__kind")
    for name, kind, whole in told:
        found.setdefault(name, set()).add(whole or kind)
    return {name: kinds.pop() for name, kinds in found.items() if len(kinds) == 1}


def _adjudication_days(edition: Edition, on: dt.date) -> Rows:
    found = _once(edition, _events(edition, on, "protection.adjudication.decided"), on)
    opened = Event.objects.filter(
        STANDING,
        code="protection.adjudication.accepted",
        right=OuterRef("right"),
        details__reference=OuterRef("details__reference"),
        happened_on__lte=OuterRef("happened_on"),
    ).order_by("-happened_on", "-pk")
    found = found.annotate(opened_on=Subquery(opened.values("happened_on")[:1], output_field=DateField()))
    unknown = When(opened_on=None, then=Value("no_start"))
    return _happened(edition, found, unknown, days=("opened_on", "happened_on"))


def _annuities(edition: Edition, on: dt.date) -> Rows:
    found = _events(edition, on, "portfolio.annuity.paid", "portfolio.annuity.paid_late")
    found = found.annotate(fulfils=_one_if(Q(code="portfolio.annuity.paid")))
    return _happened(edition, found, top="fulfils")


def _lapses(edition: Edition, on: dt.date) -> Rows:
    """Of what ceased, what nobody had decided to let go: holders' own decisions, so the number alone is told."""
    decided = Event.objects.filter(
        STANDING,
        code__in=("portfolio.annuity.declined", "portfolio.right.renounced"),
        right=OuterRef("right"),
        happened_on__lte=OuterRef("happened_on"),
    )
    found = _events(edition, on, "portfolio.right.ceased").annotate(fulfils=_one_if(~Exists(decided)))
    return _happened(edition, found, top="fulfils")


def _one_if(condition: Any) -> Case:
    return Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())


def _pay(edition: Edition, on: dt.date) -> Rows:
    """Patents whose reward fell due in the year: the least that the law asks, and what was paid."""
    before, last = last_grant_due(dt.date(on.year - 1, 12, 31)), last_grant_due(on)
    rights = edition.rights().filter(
        kind__in=PATENTS, office=OFFICE, life__grant_on__gt=before, life__grant_on__lte=last,
        life__grant_on__gte=OLD_LAW,
    )  # fmt: skip
    paid = Event.objects.filter(
        Q(details__kind="reward") | Q(details__ground="grant"),
        STANDING,
        right=OuterRef("pk"),
        code="utilization.reward.paid",
        happened_on__lte=on,
        currency="CNY",
    )
    least = Case(
        *[
            When(life__grant_on__gte=since, kind=kind, then=Value(minor))
            for since, amounts in REWARDS
            for kind, minor in amounts.items()
        ],
        output_field=IntegerField(),
    )
    rights = rights.annotate(
        due_minor=least,
        paid_minor=Coalesce(
            Subquery(paid.order_by().values("right").annotate(all=Sum("amount_minor")).values("all")), 0
        ),
        at=_places("place"),
    )
    unknown = When(~Q(holder_kind__in=EMPLOYERS), then=Value("no_employer"))
    rows = rights.annotate(fate=_fate(edition, "", unknown)).order_by("pk")
    return Rows(rows, top="paid_minor", bottom="due_minor")


_MADE: Mapping[str, Callable[[Edition, dt.date], Rows]] = MappingProxyType(
    {
        "valid_inventions": _stock("invention"),
        "high_value_inventions": _high_value,
        "patents_granted": _granted,
        "pct_filings": _pct,
        "trademarks": _stock("trademark"),
        "gis": _stock("gi"),
        "pledges": _counted_events("utilization.pledge.registered"),
        "pledge_amount": _amounts("utilization.pledge.registered"),
        "conversions": _counted_events(*CONVERSIONS),
        "conversion_amount": _amounts(*CONVERSIONS),
        "university_to_firm": _university_to_firm,
        "adjudications": _counted_events("protection.adjudication.decided"),
        "adjudication_days": _adjudication_days,
        "annuities_on_time": _annuities,
        "unintended_lapses": _lapses,
        "inventor_pay": _pay,
        "support_paid": _amounts("service.policy.paid", everything=True),
    }
)


_SAME = {
    "valid_inventions_per_10k": "valid_inventions",
    "high_value_inventions_per_10k": "high_value_inventions",
}


def made_as(code: str) -> str:
    """Return the indicator that is made of the same records as one."""
    return _SAME.get(code, code)


def rows_of(code: str, edition: Edition, on: dt.date) -> Rows:
    """Return the records of an indicator as of a day. An unknown code is a fault of ours: KeyError."""
    return _MADE[made_as(code)](edition, on)


def shown_rows(code: str, edition: Edition, on: dt.date) -> Rows:
    """Return those of them that the reader may see: all, but of what holders keep to themselves."""
    found = rows_of(code, edition, on)
    if code != "support_paid":
        return found
    return Rows(
        found.rows.filter(pk__in=edition.events().values("pk")),
        found.top,
        found.bottom,
        found.days,
        found.holder,
    )
