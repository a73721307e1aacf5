"""Reads of notices: each takes the user, and what is not for the user is as if it were not there."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from django.db.models import Q, QuerySet

from mainline.offices import numbers
from mainline.offices.record import NumberRole
from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Notice
from mainline.portfolio.notices.drafting import PLAIN, Draft
from mainline.portfolio.notices.parsing import Read
from mainline.portfolio.notices.uspto import Entry
from mainline.register.access import changeable_rights, other_rights, rights_entrusted_to, visible_events
from mainline.register.deadlines.access import VIEW
from mainline.register.deadlines.models import Docket
from mainline.register.models import Event, Identifier, Right
from mainline.register.subsets import STANDING

_LONGEST = 100


def visible_notices(user: User, verb: str = VIEW) -> QuerySet[Notice]:
    """Return the notices that organisations brought for which the user may use a verb."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    # Rows that stand for another are among the others too: what counts is the right that stands for them.
    hidden = other_rights(user).filter(merged_into=None).values("pk")
    rows = Notice.objects.filter(organisation__in=own)
    return rows.filter(
        Q(right=None)
        | Q(right__merged_into=None) & ~Q(right__in=hidden)
        | Q(right__merged_into__isnull=False) & ~Q(right__merged_into__in=hidden)
    )


def notices(user: User) -> QuerySet[Notice]:
    """Return the same for a list, the newest first, without the files."""
    rows = visible_notices(user).select_related("right", "organisation", "uploaded_by")
    return rows.defer("content", "text", "right__abstracts", "right__classes").order_by("-uploaded_at", "-pk")


def notice(user: User, pk: int) -> Notice | None:
    """Return one notice, if the user may see it."""
    rows = visible_notices(user).select_related(
        "right__merged_into", "organisation", "uploaded_by", "decided_by", "event", "document"
    )
    return rows.defer("content").filter(pk=pk).first()


def right_of(notice: Notice) -> Right | None:
    """Return the row that stands for the right of a notice."""
    return (notice.right.merged_into or notice.right) if notice.right else None


def not_brought(organisation: Organisation, entries: Sequence[Entry]) -> list[Entry]:
    """Return those notices of a list that an organisation has not brought yet."""
    digests = {hashlib.sha256(each.content).hexdigest(): each for each in entries}
    known = Notice.objects.filter(organisation=organisation, sha256__in=digests)
    for digest in known.values_list("sha256", flat=True):
        digests.pop(digest, None)
    return list(digests.values())


def match(user: User, organisation: Organisation, number: str) -> Right | None:
    """Return the one right of this number that is entrusted to an organisation, or whose dates it keeps, and that the
    user may record on; ``None`` for none, and for more than one.
    """
    keys = set(_keys(number.strip()[:_LONGEST]))
    if not keys:
        return None
    told = Identifier.objects.filter(Q(key__in=keys) | Q(text=number.strip()[:_LONGEST])).values("right")
    kept = Docket.objects.filter(organisation=organisation, closed_at=None).values("right")
    own = Q(pk__in=rights_entrusted_to(organisation).values("pk")) | Q(pk__in=kept)
    found = list(changeable_rights(user).filter(own, pk__in=told)[:2])
    return found[0] if len(found) == 1 else None


def _keys(number: str) -> Iterator[str]:
    """Yield the identities that a number may have, as an application's first."""
    for role in (NumberRole.APPLICATION, None):
        try:
            yield from numbers.keys(number, role=role) if number else ()
        except numbers.NumberError:
            continue


def told_already(user: User, right: Right, draft: Draft) -> Event | None:
    """Return the event by which the thread tells of a notice already: of the same code and day."""
    if draft.code == PLAIN:
        return None
    rows = visible_events(user).filter(STANDING, right=right, code=draft.code, happened_on=draft.happened_on)
    return rows.order_by("pk").first()


def read_of(notice: Notice) -> dict[str, Read]:
    """Return what was read of a notice."""
    return {name: Read(*four) for name, four in notice.read.items()}
