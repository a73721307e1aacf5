"""Claims as organisations make them: begun from what is held, completed, submitted, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.register.access import visible_documents
from mainline.register.actions import add_event
from mainline.register.models import Document, Event
from mainline.register.storable import storable
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.rules.policies.schema import Paper
from mainline.service.claims.access import MAKE
from mainline.service.claims.enums import LIVE, ClaimAct, ClaimState
from mainline.service.claims.judged import snapshot
from mainline.service.claims.models import Claim, ClaimPaper, ClaimStep
from mainline.service.policies import queries as policies
from mainline.web.templatetags.web import page_language

PROMISE = 60
"""Working days in which the office decides (handbook of the platform of policies for enterprises)."""
CALENDAR = "cn_patent"
_EDITED = (ClaimState.DRAFT, ClaimState.RETURNED)


@transaction.atomic
def begin(*, organisation: Organisation, policy: str, ref: str, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Begin a claim, with the facts and papers that the platform holds; a second time it is the same one.

    ``ref`` names the right or deal that it is for; empty for the organisation itself. Raises ``ValidationError`` where the
    policy is not met, vetoed, or not in force, with the reason.
    """
    require_for(by, MAKE, organisation.pk)
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    answer = _answer(organisation, policy, ref, by, on)
    once = policies.once_key(answer, on.year)
    known = Claim.objects.filter(organisation=organisation, once=once, state__in=[*_EDITED, *LIVE]).first()
    if known is not None and once:
        return known
    _require_possible(answer)
    subject, edition = answer.subject, answer.verdict.edition
    assert edition is not None
    claim = Claim.objects.create(
        organisation=organisation, policy=policy, year=on.year, right_id=subject.right if subject else None,
        contract=_contract(answer), once=once, version_since=edition.version.since,
        judged=_judged(answer), computed_minor=_minor(answer), made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    papers = _papers_held(claim, answer, by)
    tell("begun", claim, by, sealed=[claim, *papers])
    return claim


@transaction.atomic
def set_paper(
    *, claim: Claim, code: str, document: Document | None, reference: str, by: AbstractBaseUser
) -> ClaimPaper:
    """Put a paper to a claim: a document of the register, or the number under which the office has it.

    Raises ``ValidationError`` while the office has the claim, for a paper that is not asked for, and for neither of both.
    """
    row = _edited(claim, by)
    if code not in {paper.code for paper in papers_wanted(row)}:
        raise ValidationError(_("The policy asks for no such paper."))
    words = " ".join(storable(reference).split())[:200]
    if document is None and not words:
        raise ValidationError(_("Choose a document, or give the number of the paper."))
    if document is not None and not visible_documents(by).filter(pk=document.pk).exists():
        raise ValidationError(_("There is no such document, or you may not see it."))
    paper, _new = ClaimPaper.objects.update_or_create(
        claim=row, code=code, defaults={"document": document, "reference": words}
    )
    tell("paper_set", row, by, sealed=[paper])
    return paper


@transaction.atomic
def submit(*, claim: Claim, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Hand a claim in: judged anew on the day, its promise set, its event on the right.

    Raises ``ValidationError`` where a clause is not met, a paper is lacking, the window is closed, or the contract or right
    was drawn on by another claim.
    """
    row = _edited(claim, by)
    ref = _ref_of(row)
    answer = _answer(row.organisation, row.policy, ref, by, on, itself=row)
    _require_possible(answer)
    _require_window(row, on)
    lacking = [paper for paper in papers_wanted(row) if paper.code not in {p.code for p in row.papers.all()}]
    if lacking:
        names = "; ".join(str(paper.title.of(page_language())) for paper in lacking)
        raise ValidationError(_("These papers are lacking: %(names)s.") % {"names": names})
    edition = answer.verdict.edition
    assert edition is not None
    row.year = on.year
    row.once, row.version_since = policies.once_key(answer, on.year), edition.version.since
    row.judged, row.computed_minor = _judged(answer), _minor(answer)
    row.state, row.submitted_on, row.due_on = ClaimState.SUBMITTED, on, promised(on)
    _save_once(row)
    step = add_step(row, ClaimAct.SUBMIT, by, on)
    tell("submitted", row, by, sealed=[row, step])
    on_thread(row, "service.policy.claimed", on, by, row.computed_minor)
    return row


@transaction.atomic
def withdraw(*, claim: Claim, words: str, by: AbstractBaseUser, on: dt.date) -> Claim:
    """Withdraw a claim before it is decided. Raises ``ValidationError`` for one that is."""
    row = locked(claim)
    require_for(by, MAKE, row.organisation_id)
    if row.state not in (*_EDITED, ClaimState.SUBMITTED):
        raise ValidationError(_("What is decided can't be withdrawn."))
    was_told, row.state = row.submitted_on is not None, ClaimState.WITHDRAWN
    row.save(update_fields=["state"])
    step = add_step(row, ClaimAct.WITHDRAW, by, on, words=words)
    tell("withdrawn", row, by, sealed=[row, step])
    if was_told:
        on_thread(row, "service.policy.withdrawn", on, by, more={"reason": step.words})
    return row


def promised(on: dt.date) -> dt.date:
    """Return the day by which the office decides: sixty working days after submission."""
    return rulebook().books.calendar(CALENDAR).add_working_days(on, PROMISE)


def papers_wanted(claim: Claim) -> list[Paper]:
    """Return the papers that the version of the policy asks for by which the claim is judged."""
    edition = policybook().policies[claim.policy].edition(claim.version_since)
    return list(edition.version.paper) if edition else []


def locked(claim: Claim) -> Claim:
    """Return the row as it stands, for whoever changes it."""
    rows = Claim.objects.select_for_update(of=("self",)).select_related("organisation", "right")
    return rows.get(pk=claim.pk)


def add_step(
    claim: Claim,
    act: ClaimAct,
    by: AbstractBaseUser,
    on: dt.date,
    *,
    clause: str = "",
    words: str = "",
    amount: int | None = None,
    confirmed: list[list[str]] | None = None,
) -> ClaimStep:
    """Write down what was done."""
    return ClaimStep.objects.create(
        claim=claim, act=act, clause=clause, words=" ".join(storable(words).split())[:1000], amount_minor=amount,
        confirmed=confirmed or [], on=on, by=by, at=timezone.now(),
    )  # fmt: skip


def on_thread(
    claim: Claim,
    code: str,
    on: dt.date,
    by: By,
    minor: int | None = None,
    more: Mapping[str, str] | None = None,
    supersedes: Event | None = None,
) -> None:
    """Write on the thread of the claim's right, if it has one, for the organisation that claims; with ``supersedes`` in the
    place of what was told before.
    """
    if claim.right is None:
        return
    title, body = policybook().policies[claim.policy].policy.title, claim.organisation
    details = {
        "title": title.zh, "title_zh": title.zh, "title_en": title.en,
        "party": body.name, "party_zh": body.name_zh or body.name, "party_en": body.name_en or body.name,
        "rule": claim.policy, "claim": str(claim.pk), "contract": claim.contract, "proof": f"claim:{claim.pk}",
        **(more or {}),
    }  # fmt: skip
    add_event(
        right=claim.right, code=code, happened_on=on, by=by, on=on, organisation=claim.organisation_id,
        details=details, amount_minor=minor, currency="CNY" if minor is not None else "", supersedes=supersedes,
    )  # fmt: skip


def tell(act: str, claim: Claim, by: By, *, sealed: Iterable[Model]) -> None:
    """End an act on a claim in the audit."""
    title = policybook().policies[claim.policy].policy.title
    minor = claim.approved_minor
    record(
        code=f"claim.{act}",
        by=by,
        subject=f"organisation:{claim.organisation_id}",
        data={
            "claim": claim.pk,
            "title_zh": title.zh,
            "title_en": title.en,
            "amount": str(Money(minor, claim.currency)) if minor is not None else "",
        },
        sealed=sealed,
    )


def _answer(
    organisation: Organisation,
    policy: str,
    ref: str,
    by: AbstractBaseUser,
    on: dt.date,
    itself: Claim | None = None,
) -> policies.Answer:
    ready = policybook().policies.get(policy)
    if ready is None or not ready.policy.claimed:
        raise ValidationError(_("This policy is not claimed here."))
    dossier = policies.dossier_of(by, organisation, on, without=itself)
    found = next((each for each in policies.answers(dossier, policy) if each.ref == ref), None)
    if found is None:
        raise ValidationError(_("The policy is not for this organisation, right or contract."))
    return found


def _require_possible(answer: policies.Answer) -> None:
    verdict, language = answer.verdict, page_language()
    if verdict.state == "vetoed":
        why = "; ".join(veto.ready.policy.title.of(language) for veto in verdict.vetoed_by)
        raise ValidationError(_("Vetoed: %(why)s.") % {"why": why})
    if verdict.edition is None:
        raise ValidationError(_("No version of this policy is in force on this day."))
    wrong = [result.clause.title.of(language) for result in verdict.of("not_met")]
    if wrong:
        raise ValidationError(_("Not met: %(clauses)s.") % {"clauses": "; ".join(wrong)})


def _require_window(claim: Claim, on: dt.date) -> None:
    ready, call = policybook().policies[claim.policy], policies.call_of(claim.policy, on.year)
    closes, state = policies.window_of(ready, call, on)
    if state == "closed" and claim.state != ClaimState.RETURNED:
        raise ValidationError(_("The window closed on %(day)s.") % {"day": closes})
    if state == "before":
        raise ValidationError(_("The window is not open yet."))


def _save_once(claim: Claim) -> None:
    """Save, or say which claim stands already: the database holds one contract and one right to one claim."""
    taken = Claim.objects.filter(state__in=LIVE).exclude(pk=claim.pk)
    words = _("The contract %(contract)s has drawn on a subsidy already: one contract, one subsidy.")
    told = words % {"contract": claim.contract}
    if claim.contract and taken.filter(contract=claim.contract).exists():
        raise ValidationError(told)
    other = _("A claim for the same stands already: it is paid once.")
    if claim.once and taken.filter(once=claim.once).exists():
        raise ValidationError(other)
    try:
        with transaction.atomic():
            claim.save()
    except IntegrityError as error:
        raise ValidationError(told if "contract" in str(error) else other) from error


def _edited(claim: Claim, by: AbstractBaseUser) -> Claim:
    row = locked(claim)
    require_for(by, MAKE, row.organisation_id)
    if row.state not in _EDITED:
        raise ValidationError(_("The claim is with the office or decided: it can't be changed now."))
    return row


def _ref_of(claim: Claim) -> str:
    return str(claim.judged.get("ref", ""))


def _judged(answer: policies.Answer) -> dict[str, object]:
    kept = snapshot(policybook(), answer.verdict, answer.facts)
    subject = answer.subject
    return kept | {
        "ref": answer.ref,
        "about": {"title": subject.title, "number": subject.number, "other": subject.other}
        if subject
        else {},
    }


def _contract(answer: policies.Answer) -> str:
    return answer.subject.contract if answer.subject and answer.policy.once == "contract" else ""


def _minor(answer: policies.Answer) -> int | None:
    return answer.verdict.amount.minor if answer.verdict.amount is not None else None


def _papers_held(claim: Claim, answer: policies.Answer, by: AbstractBaseUser) -> list[ClaimPaper]:
    """Put the documents to the claim that stand behind the right's events: nobody hands in twice what is here."""
    edition = answer.verdict.edition
    if claim.right_id is None or edition is None:
        return []
    found = []
    documents = (
        visible_documents(by).filter(right=claim.right_id, event__isnull=False).select_related("event")
    )
    held = list(documents.order_by("pk"))
    for paper in edition.version.paper:
        fitting = next((one for one in held if one.event and one.event.code in paper.proves), None)
        if fitting is not None:
            found.append(ClaimPaper.objects.create(claim=claim, code=paper.code, document=fitting))
    return found
