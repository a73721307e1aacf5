"""One agreement as its page shows it."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Any

from mainline.orgs.access import User
from mainline.register.access import visible_rights
from mainline.utilization.agreements import queries
from mainline.utilization.agreements.access import KEEP, SIGN, VIEW, sides_of
from mainline.utilization.agreements.enums import AgreementKind, AgreementState, Side
from mainline.utilization.agreements.logic import Terms, terms_of
from mainline.utilization.agreements.models import Agreement
from mainline.utilization.agreements.tables import fee_words, name_of
from mainline.utilization.agreements.typed import percent
from mainline.utilization.agreements.words import clauses
from mainline.utilization.royalties import queries as royalties
from mainline.utilization.royalties.access import INCOME

_LIVE = (AgreementState.SIGNED, AgreementState.ENDED)


def page_of(user: User, row: Agreement, on: dt.date) -> dict[str, Any]:
    """Return what the page of an agreement shows to a user."""
    pending, signed = queries.pending_version(row), queries.signed_version(row)
    holding = signed or pending
    terms = terms_of(holding.terms) if holding else queries.terms_shown(row)
    rights, keeps = queries.rights_of(row), sides_of(user, row, KEEP)
    signs, income = sides_of(user, row, SIGN), sides_of(user, row, INCOME)
    is_open = row.kind == AgreementKind.OPEN
    dues = [day for right in rights if (day := queries.recordal_due(row, right))]
    return {
        "row": row,
        "title": name_of(row),
        "fee": fee_words(terms),
        "terms": terms,
        "clauses": list(clauses(terms)),
        "rights": _rights(user, terms),
        "pending": pending if not is_open else None,
        "pending_clauses": _changed(terms, terms_of(pending.terms)) if pending and signed else [],
        "versions": queries.versions(row),
        "hindrances": queries.hindrances_told(user, row, rights, on),
        "can_edit": row.state == AgreementState.DRAFT and Side(row.drafted_for) in keeps,
        "can_sign": bool(pending)
        and not is_open
        and any(not queries.signed_by(pending, side) for side in signs if pending),
        "can_take_back": bool(pending) and not is_open and bool(keeps),
        "can_change": row.state == AgreementState.SIGNED and not is_open and not pending and bool(keeps),
        "can_record": row.state == AgreementState.SIGNED and not row.recordal_number and bool(keeps),
        "can_end": row.state == AgreementState.SIGNED and bool(signs),
        "recordal_due": min(dues) if dues and not row.recordal_number else None,
        "is_recordal_late": bool(dues) and min(dues) < on,
        "today": on,
        **_money(user, row, terms, income, keeps, on),
    }


def _rights(user: User, terms: Terms) -> list[tuple[object, str]]:
    """Return the rights that the user may know of with their parts of the income."""
    parts = dict(terms.weights)
    rows = visible_rights(user).filter(pk__in=parts).order_by("pk")
    return [(right, percent(parts[right.pk]) if len(parts) > 1 else "") for right in rows]


def _changed(now: Terms, then: Terms) -> list[tuple[str, str]]:
    """Return the clauses that a proposed version changes or adds."""
    before = list(clauses(now))
    return [clause for clause in clauses(then) if clause not in before]


def _money(
    user: User, row: Agreement, terms: Terms, income: set[Side], keeps: set[Side], on: dt.date
) -> dict[str, object]:
    is_live = row.state in _LIVE or row.kind == AgreementKind.OPEN
    missing = royalties.missing_periods(row, on) if row.state in _LIVE else []
    return {
        "owed": royalties.owed(row) if is_live else [],
        "receipts": list(royalties.receipts(user).filter(agreement=row)),
        "credit": royalties.credit(row) if is_live else None,
        "reports": list(royalties.reports(user).filter(agreement=row)) if terms.running else [],
        "missing": missing,
        "can_receive": is_live and Side.LICENSOR in income,
        "can_report": bool(terms.running) and row.state in _LIVE and Side.LICENSEE in keeps,
        "has_money": is_live
        and bool(sides_of(user, row, VIEW) or royalties.receipts(user).filter(agreement=row)),
        "key": secrets.token_urlsafe(12),
        "currency": terms.currency,
    }
