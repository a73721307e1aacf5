"""What is stated for the policies, and the calls by which an office opens one."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.register.access import rights_known_to, visible_documents
from mainline.register.models import Document, Right
from mainline.register.storable import storable
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.claims.enums import BINDING
from mainline.service.claims.models import Claim
from mainline.service.policies.access import DECIDE, MAKE, deciding_offices
from mainline.service.policies.cases import BadValue, read, written
from mainline.service.policies.models import Call, Statement

FIRST_YEAR, YEARS_AHEAD = 2000, 1


@dataclass(frozen=True, slots=True)
class Said:
    """What is stated: a fact of the policies, its value as typed, and of what."""

    fact: str
    value: str
    year: int | None = None
    right: Right | None = None
    contract: str = ""
    document: Document | None = None
    reference: str = ""
    shown_to_offices: bool = False


@transaction.atomic
def say(*, organisation: Organisation, said: Said, by: AbstractBaseUser, on: dt.date) -> Statement:
    """State a fact for an organisation; the word before it is kept as ended. Said twice alike, it stays as it was.

    Raises ``ValidationError`` by field for what is no value of the fact, and ``PermissionDenied``.
    """
    require_for(by, MAKE, organisation.pk)
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    row = _statement(organisation, said, by, on)
    before = Statement.objects.filter(
        organisation=organisation, fact=row.fact, year=row.year, right=row.right, contract=row.contract, ended_at=None
    ).first()  # fmt: skip
    if before is not None and _told(before) == _told(row):
        return before
    sealed = [row]
    if before is not None:
        before.ended_at = row.said_at
        before.save(update_fields=["ended_at"])
        sealed.append(before)
    row.save(force_insert=True)
    _record("policy.stated", row, by, sealed)
    return row


@transaction.atomic
def withdraw_statement(*, statement: Statement, by: AbstractBaseUser) -> None:
    """Take back what was stated. Raises ``ValidationError`` for what stands no more."""
    require_for(by, MAKE, statement.organisation_id)
    row = Statement.objects.select_for_update().get(pk=statement.pk)
    if row.ended_at is not None:
        raise ValidationError(_("This was taken back or replaced already."))
    row.ended_at = timezone.now()
    row.save(update_fields=["ended_at"])
    _record("policy.statement_withdrawn", row, by, [row])


def _statement(organisation: Organisation, said: Said, by: AbstractBaseUser, on: dt.date) -> Statement:
    fact = policybook().facts.get(said.fact)
    if fact is None or not fact.said:
        raise ValidationError({"fact": _("This is no fact that an organisation states.")})
    try:
        value = written(read(fact, storable(said.value)))
    except BadValue as error:
        raise ValidationError({"value": _wanted(fact.type)}) from error
    if fact.year and said.year is None:
        raise ValidationError({"year": _("Say of which year it is.")})
    if said.year is not None and not FIRST_YEAR <= said.year <= on.year + YEARS_AHEAD:
        words = _("Give a year from %(first)s to %(last)s.")
        raise ValidationError({"year": words % {"first": FIRST_YEAR, "last": on.year + YEARS_AHEAD}})
    _check_of_what(organisation, said, fact.of, by)
    return Statement(
        organisation=organisation, fact=said.fact, value=value[:60], year=said.year if fact.year else None,
        right=said.right if fact.of in ("right", "deal") else None,
        contract=storable(said.contract)[:80] if fact.of == "deal" else "", document=said.document,
        reference=" ".join(storable(said.reference).split())[:120], shown_to_offices=said.shown_to_offices,
        said_on=on, said_by=by, said_at=timezone.now(),
    )  # fmt: skip


def _check_of_what(organisation: Organisation, said: Said, of: str, by: AbstractBaseUser) -> None:
    if said.right is not None and not rights_known_to(organisation).filter(pk=said.right.pk).exists():
        raise ValidationError({"right": _("There is no such right, or you may not see it.")})
    if of == "deal" and not said.contract and said.right is None:
        raise ValidationError({"contract": _("Say of which contract it is.")})
    if said.document is not None and not visible_documents(by).filter(pk=said.document.pk).exists():
        raise ValidationError({"document": _("There is no such document, or you may not see it.")})


def _wanted(kind: str) -> str:
    return {
        "bool": _("Choose yes or no."),
        "date": _("Give the day as 2026-01-31."),
        "number": _("Give a number, such as 299999."),
        "money": _("Give an amount of yuan with two decimals at most, such as 50000.00."),
    }.get(kind, _("Choose one of the list."))


def _told(row: Statement) -> tuple[object, ...]:
    return row.value, row.document_id, row.reference, row.shown_to_offices


def _record(code: str, row: Statement, by: AbstractBaseUser, sealed: list[Statement]) -> None:
    label = policybook().facts[row.fact].label
    record(
        code=code,
        by=by,
        subject=f"organisation:{row.organisation_id}",
        data={"statement": row.pk, "fact_zh": label.zh, "fact_en": label.en},
        sealed=sealed,
    )


@transaction.atomic
def open_call(
    *,
    policy: str,
    year: int,
    office: Organisation,
    budget: Money,
    opens_on: dt.date,
    closes_on: dt.date,
    reference: str,
    by: AbstractBaseUser,
) -> Call:
    """Open a policy for a year with its budget and window, or change what was opened.

    Raises ``ValidationError`` for a window that ends before it begins, a budget below what is approved already, and for
    another office's call.
    """
    require_for(by, DECIDE, office.pk)
    if not deciding_offices(by).filter(pk=office.pk).exists():
        raise PermissionDenied(_("Provincial offices open policies for a year."))
    ready = policybook().policies.get(policy)
    if ready is None or not ready.policy.claimed:
        raise ValidationError({"policy": _("This policy is not claimed here.")})
    words = " ".join(storable(reference).split())[:200]
    if not words:
        raise ValidationError({"reference": _("Give the notice by its number or title.")})
    if closes_on < opens_on:
        raise ValidationError({"closes_on": _("It closes before it opens.")})
    Organisation.objects.select_for_update().get(pk=office.pk)
    row = Call.objects.select_for_update().filter(policy=policy, year=year).first()
    if row is not None and row.organisation_id != office.pk:
        raise ValidationError(_("Another office opened this policy for the year."))
    bound = bound_minor(policy, year)
    if budget.currency != "CNY" or not max(bound, 0) <= budget.minor < 10**15:
        raise ValidationError(
            {
                "budget": _("%(money)s are approved already: the budget can't be less.")
                % {"money": Money(bound, "CNY")}
            }
        )
    row = row or Call(policy=policy, year=year, organisation=office)
    row.budget_minor, row.currency, row.opens_on, row.closes_on = budget.minor, "CNY", opens_on, closes_on
    row.reference, row.made_by, row.made_at = words, by, timezone.now()
    row.save()
    title = ready.policy.title
    record(
        code="policy.called",
        by=by,
        subject=f"organisation:{office.pk}",
        data={"call": row.pk, "year": year, "title_zh": title.zh, "title_en": title.en},
        sealed=[row],
    )
    return row


def bound_minor(policy: str, year: int) -> int:
    """Return what is approved under a policy for a year, in minor units of CNY."""
    rows = Claim.objects.filter(policy=policy, year=year, state__in=[str(state) for state in BINDING])
    return rows.aggregate(total=Sum("approved_minor"))["total"] or 0
