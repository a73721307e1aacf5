"""Whose word lays a right open, and with whose records a secret is never put together.

An office's word does, the command line's, and that of those the right is entrusted to. What somebody else's file says is
no publication, whatever its format: it can be forged. So a secret, and a record of one, never meets a right that nobody
but strangers have told of; else their invention of a publication would lay it open for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from mainline.orgs.access import with_merged
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.register.access import organisations_trusted
from mainline.register.disclosure import is_disclosed
from mainline.register.enums import Confidentiality
from mainline.register.ingest import rows
from mainline.register.ingest.grouping import Group
from mainline.register.ingest.prepare import Good, Prepared
from mainline.register.models import Import, Right, SourceRecord

_KIND, _PUBLISHED, _GRANTED = map(rows.RIGHT_COLUMNS.index, ("kind", "published_on", "granted_on"))


def shows_disclosure(formats: Iterable[str], prepared: Prepared) -> bool:
    """Whether records of these formats, as they were read, say that their right was made public."""
    right = prepared.rows.right
    has_date = right[_PUBLISHED] is not None or right[_GRANTED] is not None
    roles = (str(row[0]) for row in prepared.rows.identifiers)
    return is_disclosed(str(right[_KIND]), formats, roles, has_date=has_date)


def is_private(good: Good) -> bool:
    """Whether a record by itself tells of something that nobody has published."""
    return not shows_disclosure({good.format}, good.prepared)


def official_imports() -> QuerySet[Import]:
    """Imports of the command line, of the platform's administrators and of an office's staff."""
    officers = Membership.objects.filter(role=Role.OFFICER).values("user")
    by_office = Q(requested_by__is_superuser=True) | Q(requested_by__in=officers)
    return Import.objects.filter(Q(requested_by=None) | by_office)


def vouched(insiders: Collection[int]) -> QuerySet[SourceRecord]:
    """Sources whose word counts for what is entrusted to some organisations: official ones, and those they brought."""
    own = Import.objects.filter(organisation__in=with_merged(set(insiders)))
    return SourceRecord.objects.filter(
        Q(imported_by=None)
        | Q(imported_by__in=official_imports().values("pk"))
        | Q(imported_by__in=own.values("pk"))
    )


def strangers(rights: Collection[int], insiders: Collection[int]) -> set[int]:
    """Those of some public rights of which nobody has told but members of organisations outside."""
    told = vouched(insiders).filter(right=OuterRef("pk"))
    public = Right.objects.filter(pk__in=rights, confidentiality=Confidentiality.PUBLIC)
    return set(public.filter(~Exists(told)).values_list("pk", flat=True)) if rights else set()


def is_official(job: Import) -> bool:
    """Whether an import is an office's word."""
    return job.requested_by_id is None or official_imports().filter(pk=job.pk).exists()


def set_strangers_apart(groups: Sequence[Group], owner: int | None, *, by_office: bool) -> list[Group]:
    """Take out of each group that holds a secret the rights that only strangers told of; return groups left with none.

    Where an office itself publishes it, all are one.
    """
    ids = {pk for group in groups for pk in group.right_ids}
    secret = set(
        Right.objects.filter(pk__in=ids)
        .exclude(confidentiality=Confidentiality.PUBLIC)
        .values_list("pk", flat=True)
    )
    alone = []
    for group in groups:
        own = secret & group.right_ids
        if by_office and not all(map(is_private, group.goods)):
            continue
        if not group.right_ids - own or not (
            own or (owner is not None and any(map(is_private, group.goods)))
        ):
            continue
        insiders = set() if owner is None else {owner}
        for trusted in organisations_trusted(own).values():
            insiders |= trusted
        if apart := strangers(group.right_ids - own, insiders):
            group.right_ids -= apart
            if not group.right_ids:
                alone.append(group)
    return alone
