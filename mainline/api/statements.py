"""What organisations state of themselves for the policies, and the calls by which an office opens one for a year."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router

from mainline.api.answers import Answer, listed
from mainline.api.cursors import LONGEST, MOST, USUAL, Cursors, rows_of
from mainline.api.gate import Gate, user_of
from mainline.api.operations import read, write
from mainline.api.problems import wrong
from mainline.api.shapes import statements as shapes
from mainline.api.things import one_of
from mainline.orgs import clock
from mainline.orgs.models import Organisation
from mainline.register.access import rights_known_to, visible_documents
from mainline.register.models import Document, Right
from mainline.rules.money import Money
from mainline.rules.policies.loading import policybook
from mainline.service.policies import actions, queries
from mainline.service.policies.access import (
    DECIDE,
    MAKE,
    VIEW,
    deciding_offices,
    own_organisations,
    visible_statements,
)
from mainline.service.policies.actions import Said, bound_minor
from mainline.service.policies.models import Call, Statement
from mainline.service.policies.shown import ready_of

router = Router(tags=["claims"])
SEEN = Gate(needs_user=True, verb=VIEW)
STATED = Gate("record", needs_user=True, verb=MAKE)
OPENED = Gate("record", needs_user=True, verb=DECIDE)


@read(router, "/organisations/{organisation_id}/statements", shapes.Statements, gate=SEEN)
def list_statements(
    request: HttpRequest,
    organisation_id: int,
    limit: int = Query(USUAL, ge=1, le=MOST),
    cursor: str = Query("", max_length=LONGEST),
) -> Answer:
    """List what one of your organisations states of itself, newest first."""
    rows = queries.statements(user_of(request), _own(request, organisation_id))
    piece = rows_of(Cursors(request, cursor), rows, limit, is_newest_first=True)
    return listed(piece, [_statement(row) for row in piece.items])


@write(router, "POST", "/organisations/{organisation_id}/statements", shapes.StatementRow, gate=STATED)
def state_fact(request: HttpRequest, organisation_id: int, given: shapes.NewStatement) -> Answer:
    """State a fact for one of your organisations.

    The word before it is kept as ended; said twice alike, it is answered as it stands.
    """
    body = _own(request, organisation_id)
    said = Said(
        given.fact, given.value, given.year, _right(body, given.right), given.contract,
        _document(request, given.document), given.reference, given.shown_to_offices,
    )  # fmt: skip
    return Answer(
        _statement(actions.say(organisation=body, said=said, by=user_of(request), on=clock.today()))
    )


@write(router, "POST", "/statements/{statement_id}/withdraw", shapes.StatementRow, gate=STATED)
def withdraw_statement(request: HttpRequest, statement_id: int) -> Answer:
    """Take back what one of your organisations stated; it is kept as ended."""
    user = user_of(request)
    rows = visible_statements(user).filter(organisation__in=own_organisations(user))
    row: Statement = one_of(rows, statement_id, "声明", "statement")
    actions.withdraw_statement(statement=row, by=user)
    row.refresh_from_db()
    return Answer(_statement(row))


@read(router, "/calls", shapes.Calls)
def list_calls(request: HttpRequest) -> Answer:
    """List the calls of all years with what is left of each budget; anybody may ask."""
    return Answer({"items": [_call(row) for row in queries.calls()]})


@write(router, "POST", "/calls", shapes.CallRow, gate=OPENED)
def open_call(request: HttpRequest, given: shapes.NewCall) -> Answer:
    """Open a policy for a year, as a provincial office, or change what was opened.

    The budget can't be less than what is approved already.
    """
    user, ready = user_of(request), ready_of(given.policy)
    office = deciding_offices(user).first()
    if office is None:
        raise PermissionDenied(_("Provincial offices open policies for a year."))
    if ready is None:
        raise wrong("/policy", f"没有政策 {given.policy}。", f"There is no policy {given.policy}.")
    try:
        row = actions.open_call(
            policy=ready.policy.id, year=given.year, office=office, budget=Money(given.budget_minor, "CNY"),
            opens_on=given.opens_on, closes_on=given.closes_on, reference=given.reference, by=user,
        )  # fmt: skip
    except ValidationError as error:
        raise _by_field_given(error) from error
    return Answer(_call(row))


def _by_field_given(error: ValidationError) -> ValidationError:
    """Return what an action refused under the names of the body: a budget comes here as what it is counted in."""
    if not hasattr(error, "error_dict"):
        return error
    given = {"budget": "budget_minor"}
    return ValidationError({given.get(name, name): told for name, told in error.error_dict.items()})


def _own(request: HttpRequest, pk: int) -> Organisation:
    found: Organisation = one_of(own_organisations(user_of(request)), pk, "组织", "organisation")
    return found


def _right(body: Organisation, pk: int | None) -> Right | None:
    """Return the right that is meant, of those that the organisation may know of, as its page asks."""
    if pk is None:
        return None
    found = rights_known_to(body).filter(pk=pk).first()
    if found is None:
        raise ValidationError({"right": _("There is no such right, or you may not see it.")})
    return found


def _document(request: HttpRequest, pk: int | None) -> Document | None:
    if pk is None:
        return None
    found = visible_documents(user_of(request)).filter(pk=pk).first()
    if found is None:
        raise ValidationError({"document": _("There is no such document, or you may not see it.")})
    return found


def _statement(row: Statement) -> dict[str, Any]:
    fact = policybook().facts.get(row.fact)
    names = ("fact", "value", "year", "contract", "reference", "shown_to_offices", "said_on", "ended_at")
    return {
        "id": row.pk,
        "organisation": row.organisation_id,
        **{name: getattr(row, name) for name in names},
        "title": {"zh": fact.label.zh if fact else row.fact, "en": fact.label.en if fact else row.fact},
        "type": fact.type if fact else "",
        "right": row.right_id,
        "document": row.document_id,
        "said_by": row.said_by.get_username(),
    }


def _call(row: Call) -> dict[str, Any]:
    ready, bound = policybook().policies.get(row.policy), bound_minor(row.policy, row.year)
    title = ready.policy.title if ready else None
    names = ("year", "budget_minor", "currency", "opens_on", "closes_on", "reference")
    return {
        "id": row.pk,
        "policy": ready.policy.code if ready else row.policy,
        "title": {"zh": title.zh if title else row.policy, "en": title.en if title else row.policy},
        "organisation": row.organisation_id,
        **{name: getattr(row, name) for name in names},
        "approved_minor": bound,
        "left_minor": row.budget_minor - bound,
    }
