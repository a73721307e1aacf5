"""What people decide about differences: the office's word is accepted, the own is kept, or either is taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.offices.record import Record
from mainline.orgs.access import By, require_for, with_merged
from mainline.register.access import organisations_trusted
from mainline.register.deadlines.access import KEEP
from mainline.register.differences.enums import Choice, DifferenceAct, DifferenceState
from mainline.register.differences.logic import (
    LABELS,
    NOTED_ONLY,
    Side,
    contradictions,
    decision_of,
    undoing,
)
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.differences.refresh import (
    Word,
    official_among,
    refresh_differences,
    sides,
    words_of,
)
from mainline.register.differences.standing import changeable, own_decisions, root_of
from mainline.register.enums import ImportState
from mainline.register.ingest.prepare import Good, good_of
from mainline.register.ingest.store import Store, wait_for_writers
from mainline.register.models import Import, SourceRecord

_LONGEST_REASON = 500


class Outdated(ValidationError):
    """Something is no more as it was looked at: :func:`compare_again` writes down how it is."""


@dataclass(slots=True)
class _Act:
    """One act of somebody on some differences: what it writes, and the digest of the record of each."""

    goods: dict[int, list[Good]]
    digests: dict[int, bytes]


@transaction.atomic
def settle(
    *, differences: Sequence[Difference], choice: str, reason: str, by: By, on: dt.date
) -> Sequence[DifferenceDecision]:
    """Let the office's word stand, or the own, in the fields of some differences of one organisation.

    Each becomes a source of its right, so that the right shows it, until something newer is published; on a right that
    the actor may not change it is noted for the organisation alone. Raises ``PermissionDenied`` for who may not decide for
    the organisation, ``ValidationError`` for no choice and where the right is changeable no more, and :class:`Outdated`
    for a difference that is no more what was looked at.
    """
    if choice not in Choice.values:
        raise ValidationError(_("Choose whose word stands."))
    wait_for_writers()
    rows = _locked(differences, by)
    if any(row.state == DifferenceState.GONE for row in rows):
        raise ValidationError(_("Both say the same now: there is nothing to decide."))
    if {row.pk: row.digest for row in rows} != {row.pk: row.digest for row in differences}:
        raise Outdated(_("One side says something else since you looked: look it over again."))
    words = words_of({row.right_id for row in rows})
    both = _both_sides(rows, words)
    _require_current(rows, both)
    allowed = _changeable(rows, words, by)
    act = _Act(defaultdict(list), {})
    now = timezone.now()
    for row in rows:
        if row.field not in NOTED_ONLY and row.right_id in allowed:
            ours, office = both[row.right_id]
            pair = (office, ours) if choice == Choice.OFFICE else (ours, office)
            told = [each.source for each in words[row.right_id]]
            _add(act, row, decision_of(row.pk, row.field, *pair, told, now.isoformat()), on)
    done = _write(rows, act, choice, reason, by, on, now)
    for row in rows:
        row.state, row.choice, row.decided_at, row.decided_by = DifferenceState.DECIDED, choice, now, by
    Difference.objects.bulk_update(rows, ["state", "choice", "decided_at", "decided_by"])
    _tell("difference.settled", rows, done, by, choice, reason)
    return done


@transaction.atomic
def take_back(
    *, differences: Sequence[Difference], reason: str, by: By, on: dt.date
) -> Sequence[DifferenceDecision]:
    """Undo the decisions that stand on some differences of one organisation: the newest source counts again.

    What an organisation decided it may take back, whosever the right is today. Raises ``PermissionDenied`` for who may
    not decide for the organisation, and ``ValidationError`` where nothing was decided.
    """
    wait_for_writers()
    rows = _locked(differences, by)
    if any(not row.choice for row in rows):
        raise ValidationError(_("Nothing was decided here."))
    words = words_of({row.right_id for row in rows})
    act = _Act(defaultdict(list), {})
    now = timezone.now()
    for row in rows:
        made = own_decisions(words[row.right_id], root_of(row.organisation_id), row.field)
        if made:
            told = [each.source for each in words[row.right_id]]
            digests = [each.digest for each in made]
            _add(act, row, undoing(row.pk, digests, told, now.isoformat()), on)
    done = _write(rows, act, DifferenceAct.UNDONE, reason, by, on, now)
    for row in rows:
        row.choice, row.decided_at, row.decided_by = "", None, None
        row.state = DifferenceState.GONE if row.state == DifferenceState.GONE else DifferenceState.OPEN
    Difference.objects.bulk_update(rows, ["state", "choice", "decided_at", "decided_by"])
    _tell("difference.undone", rows, done, by, "", reason)
    return done


def _locked(differences: Sequence[Difference], by: By) -> list[Difference]:
    """Return the rows as they stand now, one organisation's. Raises ``PermissionDenied`` where the actor may not decide."""
    ids = [row.pk for row in differences]
    rows = list(Difference.objects.select_for_update().filter(pk__in=ids).order_by("pk"))
    for organisation in {row.organisation_id for row in rows}:
        require_for(by, KEEP, organisation)
    if len({row.organisation_id for row in rows}) > 1:
        raise ValidationError(_("Decide for one organisation at a time."))
    return rows


@transaction.atomic
def compare_again(rights: Collection[int]) -> None:
    """Compare both sides of some rights anew, where something that no source says has changed whose word counts."""
    wait_for_writers()
    refresh_differences(rights, at=timezone.now())


def _changeable(rows: Sequence[Difference], words: Mapping[int, Sequence[Word]], by: By) -> set[int]:
    """Return those of the rights that the actor's word may change.

    Raises ``ValidationError`` for one that is changeable no more and on which a decision of theirs stands: noting another
    beside it would say what the right does not show.
    """
    if not rows:
        return set()
    organisation = rows[0].organisation_id
    found = changeable({row.right_id for row in rows}, organisation, by)
    root = root_of(organisation)
    if any(own_decisions(words[row.right_id], root, row.field) for row in rows if row.right_id not in found):
        raise ValidationError(
            _("This right is not yours any more: your decision on it can only be taken back.")
        )
    return found


_Pair = tuple[Side, Side]


def _both_sides(rows: Sequence[Difference], words: Mapping[int, Sequence[Word]]) -> dict[int, _Pair]:
    """Return what the own lists and the office say today of each right of which both say something."""
    trusted = organisations_trusted({row.right_id for row in rows})
    official = official_among(word for told in words.values() for word in told)
    found = {}
    for right, organisation in {row.right_id: row.organisation_id for row in rows}.items():
        insiders = with_merged({*trusted[right], organisation})
        ours, office = sides(words[right], organisation, official=official, insiders=insiders)
        if ours is not None and office is not None:
            found[right] = (ours, office)
    return found


def _require_current(rows: Sequence[Difference], both: Mapping[int, _Pair]) -> None:
    """Raise :class:`Outdated` unless both sides still say what stands written of each difference."""
    now = {(right, each.field): each.digest for right, pair in both.items() for each in contradictions(*pair)}
    if any(now.get((row.right_id, row.field)) != row.digest for row in rows):
        raise Outdated(_("One side says something else since you looked: look it over again."))


def _add(act: _Act, row: Difference, told: Record, on: dt.date) -> None:
    good = good_of(told, on)
    act.goods[row.right_id].append(good)
    act.digests[row.pk] = good.digest


def _write(
    rows: Sequence[Difference], act: _Act, what: str, reason: str, by: By, on: dt.date, at: dt.datetime
) -> list[DifferenceDecision]:
    """Put the records among the sources of their rights, and the acts on record."""
    if act.goods:
        job = Import.objects.create(
            path="",
            name=_("Decisions on differences"),
            state=ImportState.DONE,
            requested_by=by,
            organisation_id=rows[0].organisation_id,
            requested_at=at,
            started_at=at,
            finished_at=at,
        )
        Store(job, on, at).tell(act.goods)
    digests = SourceRecord.objects.filter(digest__in=act.digests.values()).values_list("digest", "pk")
    sources = {bytes(digest): pk for digest, pk in digests}
    return [
        DifferenceDecision.objects.create(
            difference=row,
            act=what,
            ours=row.ours,
            office=row.office,
            digest=row.digest,
            reason=_cut(reason),
            by=by,
            at=at,
            source_id=sources.get(act.digests.get(row.pk, b"")),
        )
        for row in rows
    ]


def _cut(reason: str) -> str:
    return reason.strip()[:_LONGEST_REASON]


def _tell(
    code: str,
    rows: Sequence[Difference],
    done: Sequence[DifferenceDecision],
    by: By,
    choice: str,
    reason: str,
) -> None:
    labels = {LABELS[row.field] for row in rows}
    one = len({row.right_id for row in rows}) == 1
    record(
        code=code,
        by=by,
        subject=f"right:{rows[0].right_id}" if one else f"organisation:{rows[0].organisation_id}",
        data={
            "number": len(rows),
            "fields_zh": "、".join(sorted(zh for zh, _en in labels)),
            "fields_en": ", ".join(sorted(en for _zh, en in labels)),
            **({"choice_zh": _CHOICES[choice][0], "choice_en": _CHOICES[choice][1]} if choice else {}),
            "reason": _cut(reason),
        },
        sealed=done,
    )


_CHOICES = {
    Choice.OFFICE.value: ("采纳官方记载", "the office's accepted"),
    Choice.OURS.value: ("保留我方记载", "ours kept"),
}
