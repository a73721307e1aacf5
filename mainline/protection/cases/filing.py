"""What the two sides do in a case: prepare and file a request, complete it, answer it, withdraw it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.protection.cases import queries, standing
from mainline.protection.cases.access import FILE, offices, sides_of, visible_papers
from mainline.protection.cases.enums import OPEN, ActCode, CaseState, PaperKind, RoleLabel, Side
from mainline.protection.cases.models import Case, CasePaper
from mainline.protection.cases.recording import (
    LONGEST,
    act,
    day_of_act,
    locked,
    require_side,
    require_state,
    said,
)
from mainline.protection.evidence.access import may_change
from mainline.protection.evidence.actions import show
from mainline.register.access import visible_rights
from mainline.register.documents.actions import add_document
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event, Right
from mainline.register.storable import storable

_EDITED = (CaseState.DRAFT, CaseState.INCOMPLETE)
_PATENTS = ("invention", "utility_model", "design")


@dataclass(frozen=True, slots=True)
class Said:
    """What the requester says of the dispute."""

    respondent_name: str
    respondent_address: str
    respondent_is_person: bool
    respondent_abroad: bool
    place: str
    office: int | None
    role: str
    holder_asks: bool | None
    claims: str
    facts: str
    knew_on: dt.date | None
    is_ongoing: bool
    no_suit: bool
    no_other_way: bool
    evidence: Sequence[int] = ()
    """Ids of events of evidence on the thread; others are left out."""


@transaction.atomic
def begin(*, right: Right, organisation: Organisation, by: AbstractBaseUser) -> Case:
    """Begin to prepare a request on a Chinese patent; a draft of the same organisation on it is returned as it is.

    Raises ``PermissionDenied``, and ``ValidationError`` for a right on which no office adjudicates.
    """
    require_for(by, FILE, organisation.pk)
    if not visible_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    if right.office != "CN" or right.kind not in _PATENTS:
        raise ValidationError(_("IP offices adjudicate infringements of Chinese patents only."))
    known = Case.objects.filter(right=right, requester=organisation, state=CaseState.DRAFT).first()
    if known is not None:
        return known
    made = Case.objects.create(right=right, requester=organisation, made_by=by, made_at=timezone.now())
    rows = queries.table_of(made, timezone.localdate())
    chosen = standing.standing_of(rows)
    made.role = chosen.role if chosen else ""
    made.licence_event = _event_of(chosen)
    made.save(update_fields=["role", "licence_event"])
    record(code="case.begun", by=by, subject=f"case:{made.pk}", data={"right": right.pk}, sealed=[made])
    return made


@transaction.atomic
def save(*, case: Case, told: Said, by: AbstractBaseUser, on: dt.date) -> Case:
    """Keep what the requester says while the request is prepared, or completed. Raises ``ValidationError`` by field."""
    row = locked(case)
    require_side(by, row, Side.REQUESTER)
    require_state(row, *_EDITED)
    if told.role and told.role not in RoleLabel:
        raise ValidationError({"role": _("There is no such role.")})
    if told.knew_on is not None and told.knew_on > on:
        raise ValidationError({"knew_on": _("The day lies in the future.")})
    if row.state == CaseState.DRAFT:
        row.office = offices().filter(pk=told.office).first() if told.office else None
    row.respondent_name = " ".join(storable(told.respondent_name).split())[:300]
    row.respondent_address = " ".join(storable(told.respondent_address).split())[:300]
    row.respondent = queries.respondent_called(row.respondent_name)
    if row.respondent is not None and row.respondent.pk == row.requester.pk:
        raise ValidationError({"respondent_name": _("Nobody asks against itself.")})
    row.respondent_is_person, row.respondent_abroad = told.respondent_is_person, told.respondent_abroad
    row.place, row.role, row.holder_asks = told.place[:12], told.role, told.holder_asks
    row.claims, row.facts = (storable(text).strip()[:LONGEST] for text in (told.claims, told.facts))
    row.knew_on, row.is_ongoing = told.knew_on, told.is_ongoing
    row.no_suit, row.no_other_way = told.no_suit, told.no_other_way
    known = {event.pk for event in queries.evidence_on_thread(row)}
    row.evidence = [pk for pk in told.evidence if pk in known]
    rows = queries.table_of(row, on)
    row.licence_event = _event_of(next((one for one in rows if one.role == row.role), None))
    row.save()
    record(code="case.saved", by=by, subject=f"case:{row.pk}", sealed=[row])
    return row


def _event_of(row: standing.Row | None) -> Event | None:
    return Event.objects.filter(pk=row.licence.event).first() if row and row.licence else None


def add_paper(
    *,
    case: Case,
    kind: str,
    chunks: Iterable[bytes],
    name: str,
    by: AbstractBaseUser,
    for_office: bool = False,
) -> CasePaper:
    """Add a paper to a case for the side on which the user stands. The same file twice is the same paper.

    Raises what :func:`mainline.register.documents.actions.add_document` does, and ``ValidationError``.
    """
    side, organisation = _bringer(case, by)
    if kind not in PaperKind:
        raise ValidationError(_("Choose what the paper is."))
    document = add_document(
        right=case.right, chunks=chunks, name=name, by=by, confidentiality=PartConfidentiality.OWN,
        organisation=organisation,
    )  # fmt: skip
    with transaction.atomic():
        row = locked(case)
        if row.state not in (CaseState.DRAFT, *OPEN, CaseState.DECIDED):
            raise ValidationError(_("The case is closed: it takes no more papers."))
        paper, is_new = CasePaper.objects.get_or_create(
            case=row, document=document,
            defaults={"kind": kind, "side": side, "for_office": for_office, "by": by, "at": timezone.now()},
        )  # fmt: skip
        if is_new:
            record(
                code="case.paper_added", by=by, subject=f"case:{row.pk}",
                data={"kind": kind, "document": document.pk}, sealed=[paper],
            )  # fmt: skip
    return paper


def _bringer(case: Case, by: AbstractBaseUser) -> tuple[Side, Organisation | None]:
    """Return the side for which a user brings papers, with its organisation. Raises ``PermissionDenied``."""
    sides = sides_of(by, case, FILE)
    if Side.REQUESTER in sides:
        return Side.REQUESTER, case.requester
    if Side.RESPONDENT in sides:
        return Side.RESPONDENT, case.respondent
    require_side(by, case, Side.OFFICE)
    return Side.OFFICE, case.office


@transaction.atomic
def file_request(*, case: Case, by: AbstractBaseUser, on: dt.date) -> Case:
    """File the request with its office: what is missing is refused with its name, what is not known the office decides.

    Raises ``ValidationError`` naming each condition that is not met and each paper that is missing.
    """
    row = locked(case)
    require_side(by, row, Side.REQUESTER)
    require_state(row, CaseState.DRAFT)
    _require_complete(row, on)
    row.state = CaseState.FILED
    details = _named(row)
    act(
        case=row, code=ActCode.REQUESTED, day=on, side=Side.REQUESTER, by=by, on=on, kind=row.role,
        details=details,
    )  # fmt: skip
    _show_evidence(row, by)
    return row


@transaction.atomic
def complete(*, case: Case, by: AbstractBaseUser, on: dt.date) -> Case:
    """Say that all that the office asked for is there: its time runs anew. Raises ``ValidationError``."""
    row = locked(case)
    require_side(by, row, Side.REQUESTER)
    require_state(row, CaseState.INCOMPLETE)
    _require_complete(row, on)
    row.state = CaseState.FILED
    act(case=row, code=ActCode.COMPLETED, day=on, side=Side.REQUESTER, by=by, on=on)
    _show_evidence(row, by)
    return row


def _show_evidence(row: Case, by: AbstractBaseUser) -> None:
    """Let the office open the deposits that the request names, as far as they are the requester's to show."""
    if row.office is None:
        return
    for evidence in queries.deposits_named(row):
        if may_change(by, evidence):
            reason = _("Named in a request for adjudication on %(number)s") % {"number": row.right.number}
            show(evidence=evidence, organisation=row.office, reason=reason, by=by)


def _require_complete(row: Case, on: dt.date) -> None:
    from mainline.protection.cases.enums import CheckLabel

    rows = queries.table_of(row, on)
    wrong = [CheckLabel(one.code).label for one in queries.checks_of(row, rows, on) if one.answer == "no"]
    missing = [
        PaperKind(kind).label
        for kind, is_required, is_there in queries.needed_papers(row, rows)
        if is_required and not is_there
    ]
    told = []
    if wrong:
        told.append(_("Not met: %(what)s.") % {"what": "; ".join(map(str, wrong))})
    if missing:
        told.append(_("Missing papers: %(what)s.") % {"what": "; ".join(map(str, missing))})
    if told:
        raise ValidationError(told)


def _named(row: Case) -> dict[str, str]:
    """Name the respondent in both languages, for the sentence of the event."""
    details = {"other": row.respondent_name}
    if row.respondent is not None:
        details |= {"other_zh": row.respondent.name_zh, "other_en": row.respondent.name_en}
    return {name: text for name, text in details.items() if text}


@transaction.atomic
def withdraw(*, case: Case, reason: str, by: AbstractBaseUser, on: dt.date) -> Case:
    """Withdraw a request; a draft too, of which the office never heard. Raises ``ValidationError`` without a reason."""
    row = locked(case)
    require_side(by, row, Side.REQUESTER)
    require_state(row, CaseState.DRAFT, *OPEN)
    why, was_draft = said(reason, _("Say why it is withdrawn.")), row.state == CaseState.DRAFT
    row.state = CaseState.WITHDRAWN
    if was_draft:
        row.office = None
        row.save()
        record(code="case.dropped", by=by, subject=f"case:{row.pk}", sealed=[row])
        return row
    act(case=row, code=ActCode.WITHDRAWN, day=on, side=Side.REQUESTER, by=by, on=on, text=why)
    return row


@transaction.atomic
def answer(*, case: Case, text: str, by: AbstractBaseUser, on: dt.date) -> Case:
    """Answer the request as the respondent, once; later words are papers. Raises ``ValidationError``."""
    row = locked(case)
    require_side(by, row, Side.RESPONDENT)
    require_state(row, CaseState.SERVED)
    if row.acts.filter(code=ActCode.ANSWERED).exists():
        raise ValidationError(_("The answer was filed already: add what else you have as a paper."))
    words = said(text, _("Write the answer, or its main points with the full text as a paper."))
    act(case=row, code=ActCode.ANSWERED, day=on, side=Side.RESPONDENT, by=by, on=on, text=words)
    return row


@transaction.atomic
def sue(*, case: Case, day: dt.date, reference: str, by: AbstractBaseUser, on: dt.date) -> Case:
    """Note that a side sued against the decision. Raises ``ValidationError``."""
    row = locked(case)
    sides = sides_of(by, row, FILE)
    if not sides & {Side.REQUESTER, Side.RESPONDENT}:
        require_side(by, row, Side.REQUESTER)
    require_state(row, CaseState.DECIDED)
    if row.acts.filter(code=ActCode.SUED).exists():
        raise ValidationError(_("The suit stands here already."))
    side = Side.REQUESTER if Side.REQUESTER in sides else Side.RESPONDENT
    act(
        case=row, code=ActCode.SUED, day=day_of_act(row, day, on), side=side, by=by, on=on,
        text=" ".join(storable(reference).split())[:60],
    )  # fmt: skip
    return row


def papers_to_serve(by: AbstractBaseUser, case: Case) -> int:
    """Return how many papers the respondent is shown once it is served."""
    return visible_papers(by, case).filter(side=Side.REQUESTER, for_office=False).count()
