"""Writing in the ledger. The acts that post have asked their own rule whether their user may."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.orgs.access import By
from mainline.orgs.models import Organisation
from mainline.register.ledger.logic import Line, check, digest, turned
from mainline.register.ledger.models import Posting, PostingLine
from mainline.rules.money import Money


class KeyUsed(ValueError):
    """The key stands on a posting that says something else."""


class AlreadyReversed(ValueError):
    """The posting was reversed before."""


@transaction.atomic
def post(
    *,
    organisation: Organisation,
    on: dt.date,
    lines: Sequence[Line],
    key: str,
    by: By,
    text: str,
    source: str = "",
    reverses: Posting | None = None,
) -> Posting:
    """Write one balanced posting into the book of ``organisation``, or return the one that stands under ``key``.

    ``by`` is who acts; whether they may was for the caller to ask. Raises ``Unbalanced``, and :class:`KeyUsed` where the same
    key was used for other lines, another day or another source.
    """
    check(lines)
    said = digest(on, source, lines)
    posting, is_new = Posting.objects.get_or_create(
        organisation=organisation,
        key=key,
        defaults={
            "posted_on": on,
            "digest": said,
            "text": text,
            "source": source,
            "reverses": reverses,
            "made_by": by,
            "made_at": timezone.now(),
        },
    )
    if not is_new:
        if posting.digest != said:
            raise KeyUsed(f"{key} stands on another posting: {posting.text}, {posting.posted_on}")
        return posting
    rows = PostingLine.objects.bulk_create(
        PostingLine(
            posting=posting,
            position=position,
            account=line.account,
            person_id=line.person,
            name=line.name,
            other_id=line.other,
            minor=line.money.minor,
            currency=line.money.currency,
        )
        for position, line in enumerate(lines, start=1)
    )
    record(
        code="ledger.reversed" if reverses else "ledger.posted",
        by=by,
        subject=f"organisation:{organisation.pk}",
        data={"posting": posting.pk, "text": text, "posted_on": on, "source": source, "lines": len(rows)},
        sealed=[posting, *rows],
    )
    return posting


@transaction.atomic
def reverse(*, posting: Posting, on: dt.date, by: By, reason: str) -> Posting:
    """Write the contrary of a posting, once; tell it again with the same day and the first is returned.

    Raises :class:`AlreadyReversed` where it was reversed under another day, and for a reversal itself: what it took back is
    posted anew, so that no posting counts as reversed and holds all the same.
    """
    if posting.reverses_id is not None:
        raise AlreadyReversed(f"{posting} is a reversal: post anew what it took back")
    lines = turned(lines_of(posting))
    try:
        return post(
            organisation=posting.organisation,
            on=on,
            lines=lines,
            key=f"reverse:{posting.pk}",
            by=by,
            text=reason,
            source=posting.source,
            reverses=posting,
        )
    except KeyUsed as used:
        raise AlreadyReversed(str(used)) from used


def lines_of(posting: Posting) -> list[Line]:
    """Return the lines of a posting in their order."""
    return [
        Line(row.account, Money(row.minor, row.currency), row.person_id, row.name, row.other_id)
        for row in posting.lines.order_by("position")
    ]
