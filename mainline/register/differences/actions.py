"""What people decide about differences: the office's word is accepted, the own is kept, or either is taken back."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.offices.record import Record
from mainline.orgs.access import By, require_for, with_merged
from mainline.register.access import changeable_rights, organisations_trusted
from mainline.register.deadlines.access import KEEP
from mainline.register.differences.enums import Choice, DifferenceAct, DifferenceState
from mainline.register.differences.logic import LABELS, NOTED_ONLY, Side, decision_of, undoing
from mainline.register.differences.models import Difference, DifferenceDecision
from mainline.register.differences.refresh import Word, official_among, sides, words_of
from mainline.register.enums import ImportState
from mainline.register.ingest.prepare import Good, good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Import, SourceRecord
from mainline.register.projection import fold

_LONGEST_REASON = 500


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
    the organisation, and ``ValidationError`` for no choice, and for a difference that is no more what was looked at.
    """
    if choice not in Choice.values:
        raise ValidationError(_("Choose whose word stands."))
    rows = _locked(differences, by)
    if any(row.state == DifferenceState.GONE for row in rows):
        raise ValidationError(_("Both say the same now: there is nothing to decide."))
    if {row.pk: row.digest for row in rows} != {row.pk: row.digest for row in differences}:
        raise ValidationError(_("One side says something else since you looked: look it over again."))
    words = words_of({row.right_id for row in rows})
    changeable = _changeable(rows, by)
    act = _Act(defaultdict(list), {})
    now = timezone.now()
    for row in rows:
        if row.field not in NOTED_ONLY and row.right_id in changeable:
            chosen = _side(row, words[row.right_id], choice)
            told = [each.source for each in words[row.right_id]]
            _add(act, row, decision_of(row.field, chosen, fold(told), told, now.isoformat()), on)
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

    Raises as :func:`settle`, and ``ValidationError`` where nothing was decided.
    """
    rows = _locked(differences, by)
    if any(not row.choice for row in rows):
        raise ValidationError(_("Nothing was decided here."))
    words = words_of({row.right_id for row in rows})
    changeable = _changeable(rows, by)
    act = _Act(defaultdict(list), {})
    now = timezone.now()
    for row in rows:
        made = row.decisions.filter(source__isnull=False).exclude(act=DifferenceAct.UNDONE)
        digests = [bytes(each) for each in made.values_list("source__digest", flat=True)]
        if digests and row.right_id not in changeable:
            raise PermissionDenied(_("This right belongs to another organisation."))
        if digests:
            told = [each.source for each in words[row.right_id]]
            _add(act, row, undoing(digests, fold(told), told, now.isoformat()), on)
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


def _changeable(rows: Sequence[Difference], by: By) -> set[int]:
    """Return those of the rights that the actor's word may change.

    Who decided there before may do so again, though that very decision made their organisation no party any more.
    """
    rights, organisations = {row.right_id for row in rows}, {row.organisation_id for row in rows}
    own = DifferenceDecision.objects.filter(
        difference__right__in=rights, difference__organisation__in=organisations, source__isnull=False
    )
    found = changeable_rights(by).filter(pk__in=rights).values_list("pk", flat=True)
    return {*found, *own.values_list("difference__right_id", flat=True)}


def _side(row: Difference, words: Sequence[Word], choice: str) -> Side:
    insiders = with_merged({*organisations_trusted([row.right_id])[row.right_id], row.organisation_id})
    pair = sides(words, row.organisation_id, official=official_among(words), insiders=insiders)
    chosen = pair[1] if choice == Choice.OFFICE else pair[0]
    if chosen is None:
        raise ValidationError(_("Both say the same now: there is nothing to decide."))
    return chosen


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
            reason=reason.strip()[:_LONGEST_REASON],
            by=by,
            at=at,
            source_id=sources.get(act.digests.get(row.pk, b"")),
        )
        for row in rows
    ]


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
            "reason": reason.strip(),
        },
        sealed=done,
    )


_CHOICES = {
    Choice.OFFICE.value: ("采纳官方记载", "the office's accepted"),
    Choice.OURS.value: ("保留我方记载", "ours kept"),
}
