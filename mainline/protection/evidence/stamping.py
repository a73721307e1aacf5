"""Time stamps: asked for in the transaction of the deposit, fetched by the worker, checked before they are held."""

from __future__ import annotations

import datetime as dt
import logging
import secrets

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline import outward
from mainline.audit.actions import record
from mainline.audit.canonical import instant
from mainline.orgs.access import By, can_for
from mainline.protection.evidence import authorities
from mainline.protection.evidence.access import DEPOSIT
from mainline.protection.evidence.enums import TokenState
from mainline.protection.evidence.logic import authority, tokens
from mainline.protection.evidence.logic.tokens import Told, Unusable
from mainline.protection.evidence.models import Evidence, TimestampToken
from mainline.protection.evidence.words import problem as words_of
from mainline.register.actions import add_event

log = logging.getLogger("mainline.evidence")
PRESERVED = "protection.evidence.preserved"
_LEASE = dt.timedelta(seconds=90)
"""Longer than a request takes: one whose asker died is asked again."""
_WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720))
"""After an attempt in vain; the last again and again."""
_MOST_ATTEMPTS = 20
"""About a week."""
_CLOCKS = dt.timedelta(minutes=10)
_HELD = (TokenState.STAMPED, TokenState.VERIFIED)


@transaction.atomic
def ask(*, evidence: Evidence, by: By) -> TimestampToken | None:
    """Ask for a time stamp over a deposit, of whoever stamps for its organisation; ``None`` where nobody does.

    One that waits is asked for at once instead. Raises ``PermissionDenied``.
    """
    if by is not None and not can_for(by, DEPOSIT, evidence.organisation_id):
        raise PermissionDenied(_("This evidence belongs to another organisation."))
    chosen = authorities.authority_for(evidence.organisation)
    if chosen is None:
        return None
    now = timezone.now()
    waiting = evidence.tokens.filter(state=TokenState.PENDING, url=chosen.url).first()
    if waiting is not None:
        TimestampToken.objects.filter(pk=waiting.pk).update(next_at=now, attempts=0)
        return waiting
    token = TimestampToken.objects.create(
        evidence=evidence, url=chosen.url, certificates=chosen.certificates, policy=chosen.policy,
        nonce=str(secrets.randbits(63) + 1), asked_at=now, next_at=now,
    )  # fmt: skip
    data = {"evidence": evidence.pk, "authority": _host(chosen.url)}
    record(
        code="evidence.asked",
        by=by,
        subject=f"organisation:{evidence.organisation_id}",
        data=data,
        sealed=[token],
    )
    return token


def _host(url: str) -> str:
    try:
        return outward.target_of(url, settings.OUTWARD_ALLOW).authority if url else "demonstration"
    except outward.Refused:
        return "?"


def work_once(*, on: dt.date) -> int:
    """Fetch every stamp that is due, one after the other; return how many were tried. ``on`` is the day of events."""
    tried = 0
    while (token := _claim()) is not None:
        fetch(token, on=on)
        tried += 1
    return tried


def _claim() -> TimestampToken | None:
    """Take the next token that is due, lent for a while: only one asker gets it."""
    now = timezone.now()
    due = TimestampToken.objects.filter(state=TokenState.PENDING, next_at__lte=now)
    for row in due.select_related("evidence__organisation", "evidence__right").order_by("next_at", "pk")[:5]:
        mine = due.filter(pk=row.pk, attempts=row.attempts)
        if mine.update(next_at=now + _LEASE, attempts=row.attempts + 1):
            row.attempts += 1
            return row
    return None


def fetch(token: TimestampToken, *, on: dt.date) -> TimestampToken:
    """Ask the authority once, and hold what it answers if it answers our question; else note why not."""
    digest = bytes.fromhex(token.evidence.digest)
    try:
        response = _answer(token, digest)
        told = tokens.read(response)
        tokens.check(told, digest, int(token.nonce), token.policy)
        problem = _vouched(response, digest, token.certificates)
    except Unusable as fault:
        return _in_vain(token, fault)
    return _hold(token, response, told, problem, on)


def _answer(token: TimestampToken, digest: bytes) -> bytes:
    """Return what the authority answers. Raises :class:`Unusable`."""
    request = tokens.request_of(digest, int(token.nonce), token.policy)
    if token.is_demonstration:
        return authority.answer(authorities.demonstration(), request, timezone.now())
    headers = {"Content-Type": tokens.MEDIA_TYPE_QUERY, "Accept": tokens.MEDIA_TYPE_REPLY}
    guard = outward.Guard(allow=settings.OUTWARD_ALLOW)
    try:
        answer = outward.send(token.url, guard=guard, body=request, headers=headers)
    except outward.Refused as fault:
        raise Unusable("address", fault.message_en) from fault
    except outward.Unreachable as fault:
        raise Unusable("unreachable", fault.message_en) from fault
    if answer.status != 200 or answer.is_cut:
        raise Unusable("http" if answer.status != 200 else "rubbish", f"HTTP {answer.status}")
    return answer.body


def _vouched(response: bytes, digest: bytes, certificates: str) -> str:
    """Return "" where who signed is trusted, else why that can't be said. Raises :class:`Unusable` for a wrong chain."""
    if not certificates.strip():
        return "no_certificates"
    tokens.verify(response, digest, certificates)
    return ""


@transaction.atomic
def _in_vain(token: TimestampToken, fault: Unusable) -> TimestampToken:
    row = TimestampToken.objects.select_for_update().get(pk=token.pk)
    if row.state != TokenState.PENDING:
        return row
    row.problem, row.problem_detail = fault.code, fault.detail
    if row.attempts < _MOST_ATTEMPTS:
        row.next_at = timezone.now() + _WAITS[min(row.attempts, len(_WAITS)) - 1]
        row.save(update_fields=["problem", "problem_detail", "next_at"])
        return row
    row.state, row.next_at = TokenState.REFUSED, None
    row.save(update_fields=["problem", "problem_detail", "next_at", "state"])
    data = {"evidence": row.evidence_id, "problem": fault.code}
    record(
        code="evidence.refused",
        by=None,
        subject=f"organisation:{row.evidence.organisation_id}",
        data=data,
        sealed=[row],
    )
    return row


@transaction.atomic
def _hold(token: TimestampToken, response: bytes, told: Told, problem: str, on: dt.date) -> TimestampToken:
    """Keep an answer that is one to our question, and tell the thread of it."""
    row = TimestampToken.objects.select_for_update().get(pk=token.pk)
    if row.state != TokenState.PENDING:
        return row
    now = timezone.now()
    if not problem and abs(now - told.at) > _CLOCKS:
        problem = "clock"
    row.response, row.stamped_at, row.issuer, row.serial = response, told.at, told.issuer, told.serial
    row.granted_policy, row.next_at, row.problem, row.problem_detail = told.policy, None, problem, ""
    is_verified = problem != "no_certificates"
    row.state = TokenState.VERIFIED if is_verified else TokenState.STAMPED
    row.verified_at = now if is_verified else None
    row.save()
    evidence = (
        Evidence.objects.select_for_update(of=("self",)).select_related("right").get(pk=row.evidence_id)
    )
    preserved(evidence, on=on)
    data = {"evidence": evidence.pk, "stamped_at": instant(told.at), "issuer": told.issuer}
    sealed = [row, evidence]
    record(
        code="evidence.stamped",
        by=None,
        subject=f"organisation:{evidence.organisation_id}",
        data=data,
        sealed=sealed,
    )
    return row


def preserved(evidence: Evidence, *, on: dt.date) -> None:
    """Enter on the thread of its right, once, that a deposit is stamped. The caller seals it."""
    if evidence.right is None or evidence.event_id is not None:
        return
    first = evidence.tokens.filter(state__in=_HELD).order_by("stamped_at").first()
    if first is None or first.stamped_at is None:
        return
    evidence.event = add_event(
        right=evidence.right, code=PRESERVED, happened_on=on, by=None, on=on,
        organisation=evidence.organisation_id, confidentiality=evidence.secrecy,
        details={
            "document": evidence.title, "evidence": str(evidence.pk), "proof": f"evidence:{evidence.pk}",
            "stamped_at": instant(first.stamped_at),
        },
    )  # fmt: skip
    evidence.save(update_fields=["event"])


@transaction.atomic
def verify_again(*, token: TimestampToken, by: By) -> TimestampToken:
    """Check who signed a stamp that is held, with the certificates that are entered for its authority now.

    Raises ``PermissionDenied``, and ``ValidationError`` where it does not lead to one of them.
    """
    row = TimestampToken.objects.select_for_update().get(pk=token.pk)
    evidence = row.evidence
    if by is not None and not can_for(by, DEPOSIT, evidence.organisation_id):
        raise PermissionDenied(_("This evidence belongs to another organisation."))
    if row.state != TokenState.STAMPED or row.response is None:
        raise ValidationError(_("This stamp is not one that waits to be verified."))
    chosen = authorities.authority_for(evidence.organisation)
    certificates = chosen.certificates if chosen is not None and chosen.url == row.url else row.certificates
    try:
        tokens.verify(bytes(row.response), bytes.fromhex(evidence.digest), certificates)
    except Unusable as fault:
        raise ValidationError(words_of(fault.code)) from fault
    row.certificates, row.state, row.verified_at, row.problem = (
        certificates,
        TokenState.VERIFIED,
        timezone.now(),
        "",
    )
    row.save(update_fields=["certificates", "state", "verified_at", "problem"])
    data = {"evidence": evidence.pk, "issuer": row.issuer}
    record(
        code="evidence.verified",
        by=by,
        subject=f"organisation:{evidence.organisation_id}",
        data=data,
        sealed=[row],
    )
    return row
