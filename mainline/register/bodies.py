"""What the page of an organisation shows beside its rights: years, agencies, people, other names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce

from mainline.orgs.access import User, is_admin, organisation_ids
from mainline.orgs.models import Membership, MergeProposal, Organisation, Person
from mainline.orgs.persons.queries import one_body
from mainline.register import queries
from mainline.register.access import visible_organisations
from mainline.register.models import Party, Right

_HEIGHT = 100
_MOST_YEARS = 40
_AGENCIES = 10


@dataclass(frozen=True, slots=True)
class Year:
    """How many rights were filed in one year; ``height`` is in hundredths of the tallest."""

    year: int
    count: int
    height: int

    @property
    def top(self) -> int:
        """Where the bar begins, counted from above."""
        return _HEIGHT - self.height


def years(counts: Mapping[int, int]) -> list[Year]:
    """Draw rights by the year of filing, the last forty years without a gap; nothing where no day is known."""
    if not counts:
        return []
    last = max(counts)
    most = max(counts.values())
    span = range(max(min(counts), last - _MOST_YEARS + 1), last + 1)
    return [Year(year, counts.get(year, 0), -(-_HEIGHT * counts.get(year, 0) // most)) for year in span]


def agencies(user: User, rights: QuerySet[Right]) -> list[tuple[Organisation, int]]:
    """Return the agencies that stand as agents on some rights, with how many, those of most first."""
    named = Party.objects.filter(
        role="agent", organisation__isnull=False, right__in=rights.order_by().values("pk")
    )
    one = Coalesce("organisation__merged_into", "organisation")
    counts = named.order_by().values_list(one).annotate(n=Count("right", distinct=True)).order_by("-n")
    ranked = list(counts[: _AGENCIES * 2])
    rows = visible_organisations(user).in_bulk([pk for pk, _count in ranked])
    return [(rows[pk], count) for pk, count in ranked if pk in rows][:_AGENCIES]


def handled_by(rights: QuerySet[Right], agency: Organisation) -> QuerySet[Right]:
    """Return those of some rights on which an agency stands as agent, under any of its names."""
    named = Party.objects.filter(role="agent", organisation__in=one_body(agency))
    return rights.filter(pk__in=named.values("right"))


def merged_names(user: User, organisation: Organisation) -> list[str]:
    """Return the other names of an organisation that the user may know of: some may stand on secret rights alone."""
    rows = Organisation.objects.filter(merged_into=organisation).exclude(name=organisation.name)
    # Most have none: whether the user may know of them is asked only where there are some.
    ids = list(rows.values_list("pk", flat=True))
    seen = visible_organisations(user).filter(pk__in=ids).order_by("name") if ids else rows.none()
    return list(seen.values_list("name", flat=True))


def proposals_of(user: User, organisation: Organisation) -> QuerySet[MergeProposal]:
    """Return the open and the accepted proposals on an organisation, of both sides of which the user may know."""
    named = Q(left=organisation) | Q(right=organisation)
    rows = MergeProposal.objects.filter(named, state__in=["open", "accepted"])
    ids = list(rows.values_list("pk", flat=True))
    return queries.proposals(user).filter(pk__in=ids) if ids else rows.none()


def is_colleague(user: User, organisation: Organisation) -> bool:
    """Whether the user is a member of an organisation, under any of its names, or administers the platform."""
    return is_admin(user) or organisation.pk in organisation_ids(user)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who belongs to an organisation, with all roles there."""

    name: str
    roles: Sequence[str]
    person: int | None


def members(user: User, organisation: Organisation) -> list[Member]:
    """Return who belongs to an organisation in which roles: for its members and for administrators alone."""
    if not is_colleague(user, organisation):
        return []
    rows = Membership.objects.filter(organisation__in=one_body(organisation), user__is_active=True)
    roles: dict[int, list[str]] = {}
    names: dict[int, str] = {}
    for row in rows.select_related("user").order_by("user__first_name", "user__username", "role"):
        names[row.user_id] = row.user.get_full_name() or row.user.get_username()
        roles.setdefault(row.user_id, []).append(row.get_role_display())
    people = dict(Person.objects.filter(user__in=names).values_list("user_id", "pk"))
    return [Member(name, list(dict.fromkeys(roles[pk])), people.get(pk)) for pk, name in names.items()]
