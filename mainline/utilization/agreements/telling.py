"""How agreements are told on the threads of their rights, and in the audit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model

from mainline.audit.actions import record
from mainline.orgs.models import Organisation
from mainline.register.actions import add_event
from mainline.register.models import Event, Right
from mainline.register.storable import storable
from mainline.rules.money import Money
from mainline.utilization.agreements.enums import AgreementKind
from mainline.utilization.agreements.logic import Terms, divided
from mainline.utilization.agreements.models import Agreement


def in_a_line(text: str, longest: int) -> str:
    """Return a text in one line, as every database takes it."""
    return " ".join(storable(text).split())[:longest]


def named(name: str, body: Organisation) -> dict[str, str]:
    """Return the names of an organisation in both languages, as details of an event under ``name``."""
    return {
        name: body.name,
        f"{name}_zh": body.name_zh or body.name,
        f"{name}_en": body.name_en or body.name,
    }


def details_of(agreement: Agreement, terms: Terms) -> dict[str, str]:
    """Return what every event of an agreement says beside its own: who, what kind, until when, and its proof."""
    until = terms.until.isoformat() if terms.until else ""
    given = {
        **named("other", agreement.licensee),
        "reference": agreement.reference,
        "agreement": str(agreement.pk),
        "from_org": str(agreement.licensor_id),
        "to_org": str(agreement.licensee_id),
        "affiliated": terms.affiliated,
        "until": until,
        "proof": f"agreement:{agreement.pk}",
    }
    if agreement.kind != AgreementKind.ASSIGNMENT:
        given["licence"] = agreement.kind
    return {key: value for key, value in given.items() if value}


def tell(
    agreement: Agreement, terms: Terms, code: str, day: dt.date, by: AbstractBaseUser, on: dt.date, *,
    minor: int | None = None, more: Mapping[str, str] | None = None,
) -> list[Event]:  # fmt: skip
    """Record one event on each right of an agreement. An amount is divided among them as their income is, so that the sum
    over all threads is the amount.

    It is recorded for the licensee: the holder knows of it as holder, the licensee as who recorded it.
    """
    parts = divided(minor, terms.weights) if minor else {}
    rights = {right.pk: right for right in Right.objects.filter(agreed__agreement=agreement)}
    return [
        add_event(
            right=rights[pk],
            code=code,
            happened_on=day,
            by=by,
            on=on,
            organisation=agreement.licensee_id,
            details={**details_of(agreement, terms), **(more or {})},
            amount_minor=parts.get(pk) or None,
            currency=terms.currency if parts.get(pk) else "",
        )
        for pk in sorted(rights)
    ]


def audited(
    agreement: Agreement, what: str, by: AbstractBaseUser, *, sealed: Collection[Model] = (), **data: object
) -> Agreement:
    """Put an act on an agreement into the audit, under the licensor."""
    record(
        code=f"agreement.{what}",
        by=by,
        subject=f"organisation:{agreement.licensor_id}",
        data={"agreement": agreement.pk, "reference": agreement.reference, **data},
        sealed=[agreement, *sealed],
    )
    return agreement


def undo(event: Event, code: str, day: dt.date, by: AbstractBaseUser, on: dt.date, reason: str) -> Event:
    """Record that what an event told was reversed: an event of another code stands in its place, without an amount to add up."""
    details = {**event.details, "reason": reason, "undone": str(event.pk)}
    if event.amount_minor is not None:
        details["amount"] = str(Money(event.amount_minor, event.currency))
    return add_event(
        right=event.right, code=code, happened_on=day, by=by, on=on, organisation=event.organisation_id,
        details=details, supersedes=event, confidentiality=event.confidentiality,
    )  # fmt: skip
