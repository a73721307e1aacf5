"""What an inventor does with a disclosure: begin it, save it, add files, hand it in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.creation.disclosures import thread, words
from mainline.creation.disclosures.access import EDITED, MAKE, employers, is_writer
from mainline.creation.disclosures.colleagues import myself, name_of, names_of
from mainline.creation.disclosures.enums import DisclosureState
from mainline.creation.disclosures.logic import (
    Draft,
    HandedIn,
    Kept,
    day_of,
    draft_of,
    lacks,
    plain,
    renamed,
    sealed_text,
    share_of,
)
from mainline.creation.disclosures.models import Disclosure, DisclosureFile, DisclosureVersion, NamedInventor
from mainline.creation.disclosures.numbering import next_number
from mainline.creation.disclosures.records import creator_role
from mainline.offices.record import RightKind
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation, Person
from mainline.orgs.persons.queries import person_of
from mainline.register.deadlines.actions import open_dockets
from mainline.register.documents.storing import kept_file
from mainline.register.models import Event, Right
from mainline.register.shares.actions import Agreed, agree_shares
from mainline.register.storable import all_storable

MOST_FILES = 50
PLANNED, MADE, DROPPED = (f"creation.publication.{verb}" for verb in ("planned", "made", "cancelled"))


class Overtaken(ValidationError):
    """Somebody, or another window, saved meanwhile."""


@transaction.atomic
def begin(*, organisation: Organisation, by: AbstractBaseUser, draft: Draft | None = None) -> Disclosure:
    """Begin a disclosure to an employer, with oneself as its inventor. Raises ``PermissionDenied`` for who does not work there."""
    require_for(by, MAKE, organisation.pk)
    if organisation.pk not in {one.pk for one in employers(by)}:
        raise PermissionDenied(_("One discloses to one's employer."))
    now = timezone.now()
    row = Disclosure.objects.create(
        organisation=organisation, made_by=by, made_at=now, saved_by=by, saved_at=now,
        content=plain(draft or Draft(inventors=(myself(by, organisation),))),
    )  # fmt: skip
    _name(row)
    _told(row, "begun", by)
    return row


@transaction.atomic
def save(*, disclosure: Disclosure, draft: Draft, revision: int, by: AbstractBaseUser) -> Disclosure:
    """Keep the working copy as it is typed, right or not. The same again is no new one.

    Raises :class:`Overtaken` where a later one was saved, and ``ValidationError`` for one that is handed in.
    """
    row = _edited(disclosure, by)
    fresh = all_storable(plain(draft))
    if fresh == row.content:
        return row
    if row.revision != revision:
        raise Overtaken(
            _(
                "Another window saved this meanwhile, at %(at)s. Nothing of it was overwritten: open the page anew, and copy over what you typed here."
            )
            % {"at": f"{timezone.localtime(row.saved_at):%H:%M:%S}"}
        )
    row.content, row.revision, row.saved_by, row.saved_at = fresh, row.revision + 1, by, timezone.now()
    row.save(update_fields=["content", "revision", "saved_by", "saved_at"])
    _name(row)
    return row


def add_file(
    *, disclosure: Disclosure, chunks: Iterable[bytes], name: str, by: AbstractBaseUser
) -> DisclosureFile:
    """Keep a drawing or another file with a disclosure; the same content again is the file that is there.

    The file first, the row after it: a kill leaves a file that no row names, and the worker removes such.
    Raises what :func:`kept_file` raises, and ``ValidationError`` past :data:`MOST_FILES`.
    """
    _require_writer(disclosure, by)
    with kept_file(chunks, name) as kept, transaction.atomic():
        row = _edited(disclosure, by)
        standing = row.files.filter(removed_at=None)
        if (same := standing.filter(sha256=kept.sha256).first()) is not None:
            return same
        if standing.count() >= MOST_FILES:
            raise ValidationError(_("A disclosure holds %(most)s files at most.") % {"most": MOST_FILES})
        kept.settle()
        made = DisclosureFile.objects.create(
            disclosure=row, name=kept.name, sha256=kept.sha256, media_type=kept.media_type, size=kept.size,
            added_by=by, added_at=timezone.now(),
        )  # fmt: skip
        _told(row, "file_added", by, made)
        return made


@transaction.atomic
def remove_file(*, disclosure: Disclosure, file: int, by: AbstractBaseUser) -> bool:
    """Take a file out of the working copy; False where it is not there. What was handed in with it keeps it."""
    row = _edited(disclosure, by)
    found = row.files.filter(pk=file, removed_at=None).first()
    if found is None:
        return False
    found.removed_at = timezone.now()
    found.save(update_fields=["removed_at"])
    _told(row, "file_removed", by, found)
    return True


@transaction.atomic
def discard(*, disclosure: Disclosure, by: AbstractBaseUser) -> None:
    """Throw a draft away that was never handed in. Raises ``ValidationError`` for one that was."""
    row = _edited(disclosure, by)
    if row.number:
        raise ValidationError(_("What was handed in stays on record."))
    gone = list(row.files.all())
    record(
        code="disclosure.discarded", by=by, subject=f"organisation:{row.organisation_id}",
        data={"disclosure": row.pk}, gone=gone,
    )  # fmt: skip
    row.files.all().delete()
    row.delete()


@transaction.atomic
def submit(*, disclosure: Disclosure, revision: int, by: AbstractBaseUser, on: dt.date) -> DisclosureVersion:
    """Hand a disclosure in: seal its content and files, begin the thread of the right with it or add to it, and keep its dates.

    All or nothing. Raises :class:`Overtaken` where a later working copy was saved than the one looked at, and
    ``ValidationError`` with all that it lacks.
    """
    row = _edited(disclosure, by)
    if row.revision != revision:
        raise Overtaken(_("It was saved anew since you looked: read it once more, then hand it in."))
    draft = draft_of(row.content)
    _require_whole(draft, by)
    draft = renamed(draft, names_of(one.person for one in draft.inventors if one.person is not None))
    version = _sealed(row, draft, by, on)
    first = row.right is None
    right = thread.tell(row, version, by=by, on=on)
    row.right, row.state = right, DisclosureState.SUBMITTED
    row.save(update_fields=["right", "state"])
    _agree(right, draft, by, on)
    version.event = thread.happened(
        row, "creation.disclosure.submitted", by=by, on=on,
        details={**thread.named(row.organisation), "title": draft.title, "version": version.number,
                 "sha256": version.sha256},
    )  # fmt: skip
    version.save(update_fields=["event"])
    _tell_publication(row, version, draft, by, on)
    if first:
        _place(right, row.organisation)
        open_dockets(rights=[right.pk], organisation=row.organisation, by=None, on=on)
    record(
        code="disclosure.submitted", by=by, subject=f"right:{right.pk}",
        data={"disclosure": row.pk, "number": row.number, "version": version.number, "sha256": version.sha256},
        sealed=[version, *([right] if first else [])],
    )  # fmt: skip
    return version


def _require_whole(draft: Draft, by: AbstractBaseUser) -> None:
    person = person_of(by)
    found = lacks(draft, me=person.pk if person else None, my_names={name_of(by), by.get_username()})
    if found:
        raise ValidationError([text for _field, text in words.said(found)])


def _sealed(row: Disclosure, draft: Draft, by: AbstractBaseUser, on: dt.date) -> DisclosureVersion:
    now = timezone.now()
    if not row.number:
        row.number = next_number(on)
        row.save(update_fields=["number"])
    last = row.versions.order_by("-number").values_list("number", flat=True).first() or 0
    told = HandedIn(row.number, last + 1, on, now, name_of(by), row.organisation.name)
    files = [
        Kept(one.name, one.sha256, one.size, one.media_type) for one in row.files.filter(removed_at=None)
    ]
    content, sha256 = sealed_text(draft, told, files)
    version = DisclosureVersion.objects.create(
        disclosure=row,
        number=last + 1,
        content=content,
        sha256=sha256,
        title=draft.title,
        submitted_by=by,
        submitted_at=now,
    )
    people = {one.person for one in draft.inventors if one.person is not None}
    NamedInventor.objects.bulk_create(
        NamedInventor(disclosure=row, version=version.number, person_id=pk) for pk in sorted(people)
    )
    return version


def _agree(right: Right, draft: Draft, by: AbstractBaseUser, on: dt.date) -> None:
    people = Person.objects.in_bulk([one.person for one in draft.inventors if one.person is not None])
    shares = [
        Agreed(one.name, share_of(one.share), people.get(one.person) if one.person is not None else None)
        for one in draft.inventors
    ]
    agree_shares(right=right, shares=shares, role=creator_role(RightKind(draft.kind)).value, by=by, on=on)


def _tell_publication(
    row: Disclosure, version: DisclosureVersion, draft: Draft, by: AbstractBaseUser, on: dt.date
) -> None:
    """Tell the thread of what is, or was, to be made public; what was said before and is otherwise now is superseded."""
    before = (
        Event.objects.filter(
            right=thread.standing_right(row), code__in=[PLANNED, MADE], superseded_by__isnull=True,
            details__proof=f"{thread.PROOF}:{row.pk}",
        )
        .order_by("-pk")
        .first()
    )  # fmt: skip
    day = day_of(draft.when)
    if day is None:
        if before is not None:
            told = {"title": before.details.get("title"), "version": version.number}
            thread.happened(row, DROPPED, by=by, on=on, details=told, supersedes=before)
        return
    is_made = day <= on
    details = {"title": draft.what, "place": draft.where, "venue": draft.venue, "until": day.isoformat()}
    code = MADE if is_made else PLANNED
    same = {name: value for name, value in details.items() if value}
    if before is not None and before.code == code and same.items() <= before.details.items():
        return
    thread.happened(
        row, code, by=by, on=on, happened_on=day if is_made else on,
        details={**details, "version": version.number}, supersedes=before,
    )  # fmt: skip


def _place(right: Right, organisation: Organisation) -> None:
    """Give the right what no source says: where its holder is, of what kind, and whether all of it is a demonstration."""
    right.place, right.holder_kind = organisation.place, organisation.kind
    right.is_demo = organisation.is_demo
    right.save(update_fields=["place", "holder_kind", "is_demo"])


def _name(row: Disclosure) -> None:
    """Let the people of the register who are named as inventors see the working copy, and nobody who is not."""
    people = {one.person for one in draft_of(row.content).inventors if one.person is not None}
    known = set(Person.objects.filter(pk__in=people).values_list("pk", flat=True))
    had = set(row.named.filter(version=0).values_list("person", flat=True))
    if known != had:
        row.named.filter(version=0).exclude(person__in=known).delete()
        NamedInventor.objects.bulk_create(
            NamedInventor(disclosure=row, person_id=pk) for pk in sorted(known - had)
        )


def _edited(disclosure: Disclosure, by: AbstractBaseUser) -> Disclosure:
    """Return a disclosure, locked, on which the actor may write now."""
    rows = Disclosure.objects.select_for_update(of=("self",))
    row = rows.select_related("organisation", "right__merged_into", "agency").filter(pk=disclosure.pk).first()
    if row is None:
        raise ValidationError(_("This draft was thrown away."))
    _require_writer(row, by)
    if row.state not in EDITED:
        raise ValidationError(_("It is handed in: it is not written on unless it is returned."))
    return row


def _require_writer(row: Disclosure, by: AbstractBaseUser) -> None:
    if not is_writer(by, row):
        raise PermissionDenied(_("Whoever began a disclosure writes it."))


def _told(row: Disclosure, what: str, by: AbstractBaseUser, *sealed: DisclosureFile) -> None:
    # A draft is its inventors' own: no entry holds a word of it.
    record(
        code=f"disclosure.{what}", by=by, subject=f"organisation:{row.organisation_id}",
        data={"disclosure": row.pk}, sealed=sealed,
    )  # fmt: skip
