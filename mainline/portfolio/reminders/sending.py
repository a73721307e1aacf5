"""Tells people what the plan says, and notes each telling and each skip.

What is to be told is claimed first: its rows are written under a key that allows each but once, with the letter that it
is to stand in. Then the letter goes out, then the rows are marked as sent. Of two workers each sends what it claimed.
A worker that dies between claiming and sending loses nothing: a claim is a loan of some minutes, and whoever finds it
after that sends the letter. A worker that dies after the mail server took the letter and before the mark leaves the same
trace, and nobody can tell the two apart: the letter then goes out a second time, under the same Message-ID, by which mail
programs know that it is the same. That is the limit of e-mail, and the only way in which anything is told twice.
"""

from __future__ import annotations

import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from mainline.orgs import mail
from mainline.portfolio.enums import Channel, Outcome, Step
from mainline.portfolio.models import Reminder, ReminderWish
from mainline.portfolio.reminders import letters
from mainline.portfolio.reminders.gather import gather, wish_of
from mainline.portfolio.reminders.plan import Call, Wish
from mainline.portfolio.reminders.wishes import wish_for
from mainline.register.deadlines.models import Deadline

log = logging.getLogger("mainline.reminders")
LEASE = dt.timedelta(minutes=5)
"""So long a claim is whose it is: far longer than a mail server is waited for. Doubled with each failure."""
_LONGEST = dt.timedelta(hours=6)
_FARTHEST = 9999
_ATTEMPTS = 14
"""So often a letter is tried: for about three days."""


def remind_all(*, on: dt.date) -> int:
    """Tell everybody what is to be told on a day and was not told yet; return how many were told something."""
    found, told = gather(on), 0
    for pk in sorted(found.calls):
        letter = claim(pk, found.people.get(pk), found.wishes.get(pk, Wish()), found.calls[pk], on)
        told += any(not call.skip for call in found.calls[pk])
        if letter is not None:
            send(letter, on)
    return told


@transaction.atomic
def claim(pk: int, user: Any, wish: Wish, calls: Sequence[Call], on: dt.date) -> uuid.UUID | None:
    """Note what one person is told and what not; return the letter that is to be sent, if any.

    What somebody else noted meanwhile is theirs.
    """
    letter, now = uuid.uuid4(), timezone.now()
    by_email = _by_email(user, wish)
    rows = [
        Reminder(
            deadline_id=call.deadline,
            user_id=pk,
            due_on=call.due_on,
            lead=call.lead,
            step=call.step,
            channel=channel,
            outcome=call.skip or outcome,
            on=on,
            letter=letter if outcome == Outcome.CLAIMED and not call.skip else None,
            claimed_at=now,
            sent_at=now if outcome == Outcome.SENT and not call.skip else None,
        )
        for call in calls
        for channel, outcome in (
            (Channel.APP, Outcome.SENT if wish.in_app else Outcome.OFF),
            (Channel.EMAIL, by_email),
        )
    ]
    Reminder.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)
    return letter if Reminder.objects.filter(letter=letter).exists() else None


def tell_given(rows: Iterable[Deadline], user: Any, on: dt.date) -> None:
    """Note that dates were given to somebody to see to, inside the act that gives them; the letter goes out within a
    minute or two, by the worker. What has no day yet can't be told by one."""
    calls = [
        Call(row.pk, user.pk, row.due_on, min((row.due_on - on).days, _FARTHEST), Step.GIVEN)
        for row in rows
        if row.due_on is not None and row.due_on >= on
    ]
    letter = claim(user.pk, user, wish_for(user), calls, on)
    if letter is None:
        return
    # Nobody is at it: whoever looks next sends it.
    Reminder.objects.filter(letter=letter).update(claimed_at=timezone.now() - LEASE)


def _by_email(user: Any, wish: Wish) -> Outcome:
    if not wish.by_email:
        return Outcome.OFF
    if not settings.HAS_EMAIL:
        return Outcome.NO_MAIL
    return Outcome.CLAIMED if user is not None and user.email else Outcome.NO_ADDRESS


def send(letter: uuid.UUID, on: dt.date) -> bool:
    """Send a letter that was claimed, with what of it still presses, and mark it; False where it did not go out."""
    rows = list(Reminder.objects.filter(letter=letter, outcome=Outcome.CLAIMED).order_by("pk"))
    if not rows:
        return False
    user = get_user_model().objects.filter(pk=rows[0].user_id, is_active=True).first()
    wish = next((wish_of(row) for row in ReminderWish.objects.filter(user=rows[0].user_id)), Wish())
    if _by_email(user, wish) != Outcome.CLAIMED or user is None:
        _mark(rows, _by_email(user, wish) if user else Outcome.HIDDEN)
        return False
    written = letters.digest(user, rows, on, wish.language)
    if written is None:
        _mark(rows, Outcome.MOOT)
        return False
    try:
        mail.send_now(written.subject, written.text, user.email, f"reminder-{letter}")
    except OSError as error:
        _failed(rows, error)
        return False
    _mark([row for row in rows if row.pk in written.holds], Outcome.SENT)
    _mark([row for row in rows if row.pk not in written.holds], Outcome.MOOT)
    return True


def _mark(rows: Iterable[Reminder], outcome: Outcome) -> None:
    ids = [row.pk for row in rows]
    sent_at = timezone.now() if outcome == Outcome.SENT else None
    Reminder.objects.filter(pk__in=ids).update(outcome=outcome, sent_at=sent_at)


def _failed(rows: Sequence[Reminder], error: OSError) -> None:
    """Note a letter that the mail server did not take; it is tried again until that makes no sense any more."""
    log.error("A letter of reminders could not be sent: %s", type(error).__name__)
    mine = Reminder.objects.filter(letter=rows[0].letter, outcome=Outcome.CLAIMED)
    mine.update(attempts=F("attempts") + 1)
    mine.filter(attempts__gte=_ATTEMPTS).update(outcome=Outcome.FAILED)


def resend(*, on: dt.date, now: dt.datetime) -> int:
    """Send the letters whose claim has run out; return how many went out."""
    return sum(send(letter, on) for letter in _lent(now))


def _lent(now: dt.datetime) -> Iterator[uuid.UUID]:
    """Yield letters that nobody is at any more, each taken over: of two who find one, one gets it."""
    waiting = Reminder.objects.filter(
        outcome=Outcome.CLAIMED, letter__isnull=False, claimed_at__lt=now - LEASE
    )
    found = waiting.values("letter", "attempts").annotate(claimed=Min("claimed_at")).order_by("claimed")
    for letter, attempts, claimed in list(found.values_list("letter", "attempts", "claimed")):
        if claimed + min(LEASE * 2**attempts, _LONGEST) > now:
            continue
        mine = Reminder.objects.filter(letter=letter, outcome=Outcome.CLAIMED, claimed_at=claimed)
        if mine.update(claimed_at=now):
            yield letter


def forget(before: dt.date) -> int:
    """Forget what was noted of dates long past; return how many rows."""
    return (
        Reminder.objects.filter(due_on__lt=before, on__lt=before).exclude(outcome=Outcome.CLAIMED).delete()[0]
    )
