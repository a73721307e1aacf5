"""What people say of applicants whose fees are reduced; the share of each right follows from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.orgs.names import normalise
from mainline.portfolio.enums import ApplicantKind
from mainline.portfolio.models import ReductionClaim
from mainline.portfolio.reductions.queries import applicants_of, proofs, rights_of, verdict
from mainline.portfolio.reductions.verdicts import INCOME, RIGHTS
from mainline.register.deadlines import following
from mainline.register.deadlines.access import KEEP
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import refresh_deadlines
from mainline.register.models import Document
from mainline.register.storable import storable

FACT = "reduction"
"""Fact of the rules that follows from the applicants."""
APPLICANTS = "applicants"
_MARK = following.mark_of(FACT)
FIRST_YEAR, LAST_YEARS = 2016, 2
"""The law on reductions is of 2016; so many years ahead something can be said."""
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of an applicant for a year."""

    kind: str
    year: int
    income_minor: int | None = None
    """Fen."""
    document: Document | None = None
    record_number: str = ""
    valid_until: dt.date | None = None


@transaction.atomic
def say_claim(
    *, organisation: Organisation, name: str, said: Said, by: AbstractBaseUser, on: dt.date
) -> ReductionClaim:
    """Say of an applicant, for a year, as what its fees are reduced and what proves it; the word before it is kept.

    Raises ``ValidationError`` by field for what cannot be, and for who is no applicant of a right that the organisation
    keeps; ``PermissionDenied``. Said twice alike, it stays as it was.
    """
    require_for(by, KEEP, organisation.pk)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    name = storable(name)
    key = normalise(name)
    dockets = rights_of(by, organisation, key)
    if not dockets:
        raise ValidationError({"name": _("No right whose dates you keep has this applicant.")})
    _check(said, on)
    if said.document and not proofs(by, dockets).filter(pk=said.document.pk).exists():
        raise ValidationError({"document": _("The document is not on a right of this applicant.")})
    row = ReductionClaim(
        organisation=organisation, name=name[:500], name_key=key[:600], kind=said.kind, year=said.year,
        income_minor=said.income_minor if said.kind in INCOME else None, document=said.document,
        record_number=" ".join(storable(said.record_number).split())[:60], valid_until=said.valid_until,
        said_by=by, said_at=timezone.now(),
    )  # fmt: skip
    before = ReductionClaim.objects.filter(
        organisation=organisation, name_key=row.name_key, year=said.year, ended_at=None
    ).first()
    if before is not None and _told(before) == _told(row):
        return before
    if before is not None:
        _end(before, "")
    row.save(force_insert=True)
    record(
        code="reduction.said",
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={"name": row.name, "year": row.year, "kind": row.kind, "reference": row.record_number},
        sealed=[row] if before is None else [before, row],
    )
    _follow(dockets, by, on)
    return row


@transaction.atomic
def withdraw_claim(*, claim: ReductionClaim, reason: str, by: AbstractBaseUser, on: dt.date) -> None:
    """Take back what was said of an applicant. Raises ``ValidationError`` without a reason, or for one that ended."""
    require_for(by, KEEP, claim.organisation_id)
    row = ReductionClaim.objects.select_for_update().select_related("organisation").get(pk=claim.pk)
    why = " ".join(storable(reason).split())[:500]
    if not why:
        raise ValidationError({"reason": _("Say why, so that whoever reads it later understands.")})
    if row.ended_at is not None:
        raise ValidationError(_("This was taken back or replaced already."))
    _end(row, why)
    record(
        code="reduction.taken_back",
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data={"name": row.name, "year": row.year, "reason": why},
        sealed=[row],
    )
    _follow(rights_of(by, row.organisation, row.name_key), by, on)


def carry_on(*, on: dt.date) -> int:
    """Let the shares of rights follow the proofs that begin and run out as days go by; return how many changed."""
    changed = 0
    told = ReductionClaim.objects.filter(ended_at=None).order_by().values_list("organisation", flat=True)
    # Of whom nothing is said any more a share may be left that followed from it.
    left = Docket.objects.filter(closed_at=None, facts__has_key=_MARK).order_by()
    for body in sorted({*told.distinct(), *left.values_list("organisation", flat=True).distinct()}):
        rows = Docket.objects.filter(
            organisation=body, closed_at=None, right__office="CN", right__kind__in=RIGHTS
        )
        for some in _chunks(rows.order_by("pk").values_list("pk", flat=True)):
            with transaction.atomic():
                dockets = Docket.objects.filter(pk__in=some).select_related("right", "organisation")
                changed += _follow(list(dockets), None, on)
    return changed


def _check(said: Said, on: dt.date) -> None:
    if said.kind not in ApplicantKind.values:
        raise ValidationError({"kind": _("Choose what the applicant is.")})
    if not FIRST_YEAR <= said.year <= on.year + LAST_YEARS:
        words = _("Give a year from %(first)s to %(last)s.")
        raise ValidationError({"year": words % {"first": FIRST_YEAR, "last": on.year + LAST_YEARS}})
    if said.income_minor is not None and not -(10**17) < said.income_minor < 10**17:
        raise ValidationError({"income": _("This amount cannot be.")})
    if said.valid_until is not None and said.valid_until < dt.date(said.year, 1, 1):
        raise ValidationError({"valid_until": _("The proof ran out before the year began.")})


def _told(row: ReductionClaim) -> tuple[object, ...]:
    return row.kind, row.year, row.income_minor, row.document_id, row.record_number, row.valid_until


def _end(row: ReductionClaim, why: str) -> None:
    row.ended_at, row.ended_because = timezone.now(), why
    row.save(update_fields=["ended_at", "ended_because"])


def _follow(dockets: list[Docket], by: By, on: dt.date) -> int:
    """Write the share of each right into the facts of its rules, where it is another, and derive its dates anew.

    A share that follows from applicants is marked so. Where nothing is said of any applicant any more it goes; one that
    people said of the right itself stays. All are of one organisation. Return how many changed.
    """
    told = {pk: verdict(applicants, on) for pk, applicants in applicants_of(dockets).items()}
    changed = []
    # Read anew under the lock: somebody may be saying another fact of the same right.
    for docket in Docket.objects.select_for_update().filter(pk__in=told).order_by("pk"):
        one = told[docket.pk]
        share = one.fact if one else ""
        if one is None and not following.follows(docket.facts, FACT):
            continue
        others = {name: text for name, text in docket.facts.items() if name not in (FACT, _MARK)}
        facts = {**others, FACT: share, _MARK: APPLICANTS} if share else others
        if facts != docket.facts:
            docket.facts = facts
            changed.append(docket)
    if changed:
        Docket.objects.bulk_update(changed, ["facts"], batch_size=_CHUNK)
        refresh_deadlines([docket.right_id for docket in changed], on=on, cause="facts", by=by)
        subject = f"organisation:{changed[0].organisation_id}"
        record(code="reduction.followed", by=by, subject=subject, data={"rights": len(changed)})
    return len(changed)


def _chunks(ids: Iterable[int]) -> Iterator[list[int]]:
    found = list(ids)
    for start in range(0, len(found), _CHUNK):
        yield found[start : start + _CHUNK]
