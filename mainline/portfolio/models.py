"""Feeds of dates for calendars, reminders and how people wish them, notices, receipts, and who has fees reduced."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.portfolio.enums import (
    ApplicantKind,
    Channel,
    Every,
    NoticeState,
    Outcome,
    ReceiptState,
    RunOutcome,
    Step,
)
from mainline.register.deadlines.models import Deadline
from mainline.register.models import Document, Event, Right


class CalendarFeed(models.Model):
    """A secret address from which a calendar fetches what its owner may see, until it is revoked."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="calendar_feeds")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=12)
    """The first characters of its secret, to tell one from another."""
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256; the secret itself is shown once and not kept."""
    is_mine_only = models.BooleanField(default=False)
    """Whether it holds only what its owner sees to."""
    made_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(21, ("user_id", "name", "hint", "token_hash", "is_mine_only", "made_at", "revoked_at"))

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}"


class ReminderWish(models.Model):
    """How somebody wishes to be reminded, where that is not as usual."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_wish")
    leads = models.JSONField(default=dict)
    """Severity → days ahead, most first, as ``{"loss": [30, 7, 1]}``; empty: not reminded ahead."""
    digest_day = models.PositiveSmallIntegerField(default=0)
    """0: every day; 1–7: from Monday to Sunday."""
    in_app = models.BooleanField(default=True)
    by_email = models.BooleanField(default=True)
    language = models.CharField(max_length=7, blank=True)
    """``zh-hans`` or ``en``; empty: letters in both."""

    def __str__(self) -> str:
        return f"{self.user_id} {self.leads}"


class Reminder(models.Model):
    """That somebody was reminded of a date by one way, or why not. Each once: what a key names is never sent again."""

    deadline = models.ForeignKey(Deadline, models.CASCADE, related_name="reminders")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", db_index=False
    )
    due_on = models.DateField()
    """Of which day it speaks: a date that moves is reminded of anew."""
    lead = models.SmallIntegerField()
    """How many days ahead; below 0: it is overdue, by at least so many days."""
    step = models.PositiveSmallIntegerField(choices=Step, default=Step.OWN)
    channel = models.CharField(max_length=5, choices=Channel)
    outcome = models.CharField(max_length=10, choices=Outcome)
    on = models.DateField()
    """The platform's day on which it was decided."""
    letter = models.UUIDField(null=True, blank=True)
    """The letter that it stands in, by which its Message-ID is made."""
    claimed_at = models.DateTimeField()
    """When somebody took it to send it last; it is theirs for a few minutes."""
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["deadline", "user", "due_on", "lead", "step", "channel"], name="reminder_once"
            )
        ]
        indexes = [
            models.Index(fields=["user", "on"], name="reminder_of"),
            models.Index(
                fields=["claimed_at"], name="reminder_unsent", condition=models.Q(outcome=Outcome.CLAIMED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.deadline_id} {self.user_id} {self.lead} {self.channel} {self.outcome}"


class Absence(models.Model):
    """That somebody is away for some days, and who stands in for them in an organisation."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="absences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    from_on = models.DateField()
    until_on = models.DateField()
    """The last day away."""
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When it was taken back; it stays on record."""

    SEALED = Sealed(
        22, ("organisation_id", "user_id", "stand_in_id", "from_on", "until_on", "said_at", "ended_at")
    )

    def __str__(self) -> str:
        return f"{self.user_id} {self.from_on}–{self.until_on}"


class Notice(models.Model):
    """An office's notice that somebody brought, until it stands on the thread of its right or is set aside."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="notices")
    sha256 = models.CharField(max_length=64)
    """Of the file. The same file is the same notice."""
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField(null=True, blank=True)
    """The file; null once a document on the right holds it."""
    text = models.TextField(blank=True)
    text_note = models.CharField(max_length=20, blank=True)
    """Code of :data:`mainline.files.notes.NOTES`, where there is no text or not all of it."""
    read = models.JSONField(default=dict)
    """What was read: field → ``[value, line, text, problem]``."""
    said = models.JSONField(default=dict)
    """What people put in its place: field → value, of all fields."""
    state = models.CharField(max_length=6, choices=NoticeState)
    right = models.ForeignKey(Right, models.SET_NULL, null=True, blank=True, related_name="notices")
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    """Why it was set aside."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="notice_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class ReductionClaim(models.Model):
    """What an organisation knows of an applicant's right to reduced fees for one year. Never changed: another row follows."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reduction_claims")
    """Who says so: the one that keeps the dates."""
    name = models.CharField(max_length=500)
    """The applicant, as printed on a right."""
    name_key = models.CharField(max_length=600)
    """Normalised: see :func:`mainline.orgs.names.normalise`."""
    kind = models.CharField(max_length=20, choices=ApplicantKind)
    year = models.PositiveSmallIntegerField()
    """The calendar year for which it is claimed; the income is that of the year before."""
    income_minor = models.BigIntegerField(null=True, blank=True)
    """Fen: of an individual a month's income, of an enterprise the year's taxable income; null: not known."""
    document = models.ForeignKey(Document, models.SET_NULL, null=True, blank=True, related_name="+")
    record_number = models.CharField(max_length=60, blank=True)
    """Of the record in the office's own system."""
    valid_until = models.DateField(null=True, blank=True)
    """Last day; null: to the end of its year."""
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    """When another took its place, or it was taken back."""
    ended_because = models.CharField(max_length=500, blank=True)

    SEALED = Sealed(
        70,
        (
            "organisation_id", "name", "name_key", "kind", "year", "income_minor", "document_id", "record_number",
            "valid_until", "said_by_id", "said_at", "ended_at", "ended_because",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name_key", "year"],
                condition=models.Q(ended_at=None),
                name="reduction_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.year}"


class Receipt(models.Model):
    """A receipt that somebody brought, until it is a document of each payment that it proves, or is set aside."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="receipts")
    sha256 = models.CharField(max_length=64)
    """Of the file. The same file is the same receipt."""
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField(null=True, blank=True)
    """The file; null once a document on the right holds it."""
    text = models.TextField(blank=True)
    text_note = models.CharField(max_length=20, blank=True)
    """Code of :data:`mainline.files.notes.NOTES`, where there is no text or not all of it."""
    read = models.JSONField(default=list)
    """What was read: ``[[number, year, minor units, line, problem, currency], …]``."""
    state = models.CharField(max_length=6, choices=ReceiptState)
    filed_for = models.JSONField(default=list)
    """Ids of the events of the payments that it proves, once it is filed."""
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    """Why it was set aside."""
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "sha256"], name="receipt_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.state}"


class FiscalYear(models.Model):
    """In which month the year of an organisation begins, where that is not January."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="fiscal_year")
    begins = models.PositiveSmallIntegerField(default=1)
    """The month, 1 to 12."""

    SEALED = Sealed(65, ("organisation_id", "begins"))

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.begins}"


class Report(models.Model):
    """A list of an organisation kept under a name, to be made as a file: when asked for, or by a schedule."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="reports")
    name = models.CharField(max_length=120)
    table = models.CharField(max_length=40)
    """Code of the list."""
    query = models.CharField(max_length=2000, blank=True)
    """Filters, columns and order, as the address of the list says them."""
    format = models.CharField(max_length=5)
    language = models.CharField(max_length=7)
    """``zh-hans`` or ``en``."""
    every = models.CharField(max_length=5, choices=Every, blank=True)
    day = models.PositiveSmallIntegerField(default=0)
    """Weekly from 1, Monday, to 7; monthly from 1 to 31, the last day of a shorter month."""
    scheduled_on = models.DateField(null=True, blank=True)
    """The day on which its schedule was said: it begins the day after."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reports")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        66,
        (
            "organisation_id", "name", "table", "query", "format", "language", "every", "day", "scheduled_on",
            "made_by_id", "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "name"], name="report_name")]

    def __str__(self) -> str:
        return self.name


class ReportReader(models.Model):
    """Who gets a scheduled report: made anew for each, with what that person may see."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="readers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = models.DateField()
    """The day on which the reader was added: what was planned before is not sent."""

    SEALED = Sealed(67, ("report_id", "user_id", "since"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "user"], name="report_reader_once")]

    def __str__(self) -> str:
        return f"{self.report_id} {self.user_id}"


class ReportRun(models.Model):
    """That a report was made for somebody, and what became of it. By a schedule each day once."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="runs")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    on = models.DateField()
    """The planned day, or the platform's day on which somebody asked."""
    is_planned = models.BooleanField()
    outcome = models.CharField(max_length=10, choices=RunOutcome)
    letter = models.UUIDField(unique=True)
    """By which the Message-ID of its letter is made."""
    rows = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True, blank=True)
    """The file, for some weeks."""
    is_attached = models.BooleanField(default=False)
    """Whether the letter held the file, and not only where to fetch it."""
    claimed_at = models.DateTimeField()
    """When somebody took it to make and send it last; it is theirs for some minutes."""
    made_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["report", "user", "on"],
                condition=models.Q(is_planned=True),
                name="report_run_once",
            )
        ]
        indexes = [
            models.Index(
                fields=["claimed_at"], name="report_unsent", condition=models.Q(outcome=RunOutcome.CLAIMED)
            )
        ]

    def __str__(self) -> str:
        return f"{self.report_id} {self.user_id} {self.on} {self.outcome}"
