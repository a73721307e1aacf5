"""Novelty reports: the working copy, the searches made for it, the documents judged, and each report as it was given."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.creation.prior_art.enums import Basis, Category, Kind, Outcome, Relevance, ReportState
from mainline.orgs.models import Organisation
from mainline.register.models import Event, Right


class NoveltyReport(models.Model):
    """The working copy of a report on a right."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="novelty_reports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    """For which it is made."""
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.BEGUN)
    subject = models.TextField(blank=True)
    """The words by which is searched: at first those of the invention itself."""
    claims = models.TextField(blank=True)
    cut_off = models.DateField()
    basis = models.CharField(max_length=10, choices=Basis)
    chart = models.JSONField(default=dict)
    """As :func:`mainline.register.features.plain` writes it."""
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_claims = models.CharField(max_length=200, blank=True)
    conclusion = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_on = models.DateField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"novelty report on {self.right_id} {self.state}"


class NoveltyQuery(models.Model):
    """One search as it was made: what was asked, what the index held, what came. Never changed, so it can be repeated."""

    report = models.ForeignKey(NoveltyReport, models.PROTECT, related_name="queries")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.BEFORE)
    text = models.TextField()
    cut_off = models.DateField()
    total = models.PositiveIntegerField()
    found = models.JSONField(default=list)
    """Ids of the first rights found, in their order."""
    documents = models.PositiveIntegerField()
    """Documents that the index held for everybody."""
    newest = models.DateField(null=True)
    """The newest day of publication among them."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        85,
        (
            "report_id", "number", "kind", "text", "cut_off", "total", "found", "documents", "newest", "made_by_id",
            "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="novelty_query_once")]

    def __str__(self) -> str:
        return f"search {self.number} of {self.report_id}"


class NoveltyDocument(models.Model):
    """A document that was judged, found by a search or named by its number."""

    report = models.ForeignKey(NoveltyReport, models.PROTECT, related_name="documents")
    right = models.ForeignKey(Right, models.SET_NULL, null=True, blank=True, related_name="+")
    number = models.CharField(max_length=80)
    title = models.CharField(max_length=1000, blank=True)
    published_on = models.DateField(null=True, blank=True)
    filed_on = models.DateField(null=True, blank=True)
    relevance = models.CharField(max_length=8, choices=Relevance, default=Relevance.OPEN, blank=True)
    category = models.CharField(max_length=1, choices=Category, default=Category.NONE, blank=True)
    claims = models.CharField(max_length=200, blank=True)
    passage = models.TextField(blank=True)
    note = models.CharField(max_length=2000, blank=True)
    judged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="novelty_document_once")]

    def __str__(self) -> str:
        return f"{self.number} in {self.report_id}"


class NoveltyIssue(models.Model):
    """A report as it was given. Its words change no more; what is found later makes another."""

    report = models.ForeignKey(NoveltyReport, models.PROTECT, related_name="issues")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    """All that stands on it: see :mod:`mainline.creation.prior_art.papers`."""
    issued_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    issued_on = models.DateField()
    issued_at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")

    SEALED = Sealed(88, ("report_id", "number", "content", "issued_by_id", "issued_on", "issued_at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="novelty_issue_once")]

    def __str__(self) -> str:
        return f"issue {self.number} of {self.report_id}"
