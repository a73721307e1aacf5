"""Reads of disclosures; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.creation.disclosures import thread
from mainline.creation.disclosures.access import (
    MAKE,
    decided_disclosures,
    employers,
    instructed_disclosures,
    own_disclosures,
    sees_work,
    visible_disclosures,
    visible_files,
    visible_versions,
)
from mainline.creation.disclosures.enums import DisclosureState
from mainline.creation.disclosures.logic import Draft, day_of, draft_of
from mainline.creation.disclosures.models import (
    Assessment,
    Disclosure,
    DisclosureAct,
    DisclosureFile,
    DisclosureVersion,
)
from mainline.orgs.access import User, can
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Membership, Organisation
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Right
from mainline.web.steps import Step

FILE_FIRST = "cn.novelty.file_first"
"""The rule by which a planned publication becomes a date."""
_OPEN = (DisclosureState.SUBMITTED, DisclosureState.ACCEPTED)


def _whole(rows: QuerySet[Disclosure]) -> QuerySet[Disclosure]:
    return rows.select_related("organisation", "agency", "right__merged_into", "made_by").order_by(
        "-saved_at", "-pk"
    )


def own(user: User) -> QuerySet[Disclosure]:
    """Return the disclosures that the user made or is named in, the newest first."""
    return _whole(own_disclosures(user))


def inbox(user: User) -> QuerySet[Disclosure]:
    """Return those that were handed in to the user's organisations, and those that the user's agencies were asked to file."""
    rows = (decided_disclosures(user) | instructed_disclosures(user)).distinct()
    newest = DisclosureVersion.objects.filter(disclosure=OuterRef("pk")).order_by("-number")
    return _whole(rows).annotate(
        handed_in_at=Subquery(newest.values("submitted_at")[:1]),
        sealed_title=Subquery(newest.values("title")[:1]),
    )


def has_inbox(user: User) -> bool:
    """Whether the user is of a technology office, or of an agency that was instructed."""
    return can(user, "disclosure.decide") or instructed_disclosures(user).exists()


def may_begin(user: User) -> bool:
    """Whether the user may disclose to some employer."""
    return can(user, MAKE) and bool(employers(user))


def disclosure(user: User, pk: int) -> Disclosure | None:
    """Return one disclosure, if the user may know of it."""
    return _whole(visible_disclosures(user)).filter(pk=pk).first()


@dataclass(frozen=True, slots=True)
class Version:
    """A version that was handed in, with what it says and what the office thought of it."""

    row: DisclosureVersion
    draft: Draft
    files: Sequence[Mapping[str, object]]
    assessments: Sequence[Assessment]


def versions(user: User, disclosure: Disclosure) -> list[Version]:
    """Return the versions that the user may read, the newest first."""
    rows = (
        visible_versions(user, disclosure).select_related("submitted_by").prefetch_related("assessments__by")
    )
    return [
        Version(row, thread.handed_in(row), thread.files_in(row), sorted(row.assessments.all(), key=lambda one: -one.pk))
        for row in rows.distinct().order_by("-number")
    ]  # fmt: skip


def version(user: User, disclosure: Disclosure, number: int) -> DisclosureVersion | None:
    """Return one version, if the user may read it."""
    rows = visible_versions(user, disclosure).select_related("submitted_by", "disclosure__organisation")
    return rows.filter(number=number).first()


def acts(disclosure: Disclosure) -> list[DisclosureAct]:
    """Return what was done with a disclosure after it was handed in, the newest first."""
    return list(disclosure.acts.select_related("by", "agency").order_by("-pk"))


def working_copy(user: User, disclosure: Disclosure) -> Draft | None:
    """Return what is being written, for those who may see it."""
    return draft_of(disclosure.content) if sees_work(user, disclosure) else None


def files(disclosure: Disclosure) -> list[DisclosureFile]:
    """Return the files of the working copy."""
    return list(disclosure.files.filter(removed_at=None).order_by("pk"))


def file(user: User, disclosure: Disclosure, pk: int) -> DisclosureFile | None:
    """Return one file, if the user may open it."""
    return visible_files(user, disclosure).filter(pk=pk).first()


def agencies() -> list[Organisation]:
    """Return the agencies that have members on this platform, by name."""
    here = Membership.objects.filter(organisation=OuterRef("pk"))
    rows = Organisation.objects.filter(kind=OrganisationKind.AGENCY, merged_into=None)
    return list(rows.filter(Exists(here)).order_by("name"))


def right_of(disclosure: Disclosure) -> Right | None:
    """Return the right that a disclosure began, by the row that stands for it."""
    return (disclosure.right.merged_into or disclosure.right) if disclosure.right else None


def file_first(disclosure: Disclosure) -> Deadline | None:
    """Return the date by which to file before it is made public, as the employer's docket has it."""
    right = right_of(disclosure)
    if right is None:
        return None
    rows = Deadline.objects.filter(
        docket__right=right, docket__organisation=disclosure.organisation_id, rule=FILE_FIRST
    )
    return rows.exclude(fate="gone").order_by("due_on", "pk").first()


def on_right(user: User, right: Right) -> list[Disclosure]:
    """Return the disclosures that began a right, as far as the user may know of them."""
    rows = visible_disclosures(user).filter(right__in=[right.pk, *right.merged.values_list("pk", flat=True)])
    return list(_whole(rows))


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of disclosures waits for a user: as inventor, as technology office, as agency."""
    mine = (
        own_disclosures(user).filter(made_by=user.pk) if user.is_authenticated else Disclosure.objects.none()
    )
    for row in _whole(mine.filter(state=DisclosureState.RETURNED)):
        yield _step(row, _("Returned to you: “%(title)s”"), "disclosure", is_wrong=True)
    for row in _whole(mine.filter(state=DisclosureState.DRAFT)):
        yield _step(row, _("Finish your disclosure “%(title)s”"), "disclosure_edit")
    for row in _whole(decided_disclosures(user).filter(state__in=[*_OPEN, DisclosureState.TO_FILE])):
        words = {
            DisclosureState.SUBMITTED.value: _("Disclosure “%(title)s” waits to be assessed"),
            DisclosureState.ACCEPTED.value: _("Decide on the disclosure “%(title)s”"),
            DisclosureState.TO_FILE.value: _("Instruct an agency for “%(title)s”, or enter its filing"),
        }
        yield _step(row, words[row.state], "disclosure")
    waiting = [DisclosureState.INSTRUCTED, DisclosureState.ENTRUSTED]
    for row in _whole(instructed_disclosures(user).filter(state__in=waiting)):
        is_new = row.state == DisclosureState.INSTRUCTED
        words_ = (
            _("Accept or decline to file “%(title)s”")
            if is_new
            else _("File “%(title)s” and enter its number")
        )
        yield _step(row, words_, "disclosure")


def _step(row: Disclosure, words: str, address: str, *, is_wrong: bool = False) -> Step:
    title = row.title or row.number or _("without a title yet")
    day = day_of(draft_of(row.content).when)
    due_on = day - dt.timedelta(days=1) if day is not None and day > dt.date.min else None
    return Step(words % {"title": title}, reverse(address, args=[row.pk]), is_wrong=is_wrong, due_on=due_on)
