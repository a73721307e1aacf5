"""A case before an IP office, what was done in it, and its papers."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.protection.cases.enums import ActCode, CaseState, PaperKind, PauseKind, Result, RoleLabel, Side
from mainline.register.models import Document, Event, Right


class Case(models.Model):
    """A request for administrative adjudication of an infringement, and what became of it."""

    right = models.ForeignKey(Right, models.PROTECT, related_name="cases")
    requester = models.ForeignKey(Organisation, models.PROTECT, related_name="cases_asked")
    office = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="cases_handled"
    )
    number = models.CharField(max_length=60, blank=True)
    """Given by the office when it dockets."""
    state = models.CharField(max_length=12, choices=CaseState, default=CaseState.DRAFT)
    role = models.CharField(max_length=10, choices=RoleLabel, blank=True)
    """As what the requester asks."""
    licence_event = models.ForeignKey(
        Event, models.SET_NULL, null=True, blank=True, related_name="+", db_index=False
    )
    """The event of the licence that gives standing."""
    holder_asks = models.BooleanField(null=True, blank=True)
    respondent_name = models.CharField(max_length=300, blank=True)
    respondent = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="cases_answered"
    )
    """Who the respondent is, where it is on this platform."""
    respondent_address = models.CharField(max_length=300, blank=True)
    respondent_is_person = models.BooleanField(default=False)
    respondent_abroad = models.BooleanField(default=False)
    place = models.CharField(max_length=12, blank=True)
    """Where it was infringed, or where the respondent is: a code of a place of the region pack."""
    claims = models.TextField(blank=True)
    """What is asked for."""
    facts = models.TextField(blank=True)
    evidence = models.JSONField(default=list)
    """Ids of the events by which the evidence that the request names was preserved or deposited."""
    knew_on = models.DateField(null=True, blank=True)
    is_ongoing = models.BooleanField(default=False)
    no_suit = models.BooleanField(default=False)
    no_other_way = models.BooleanField(default=False)
    result = models.CharField(max_length=14, choices=Result, blank=True)
    decision = models.TextField(blank=True)
    """What was decided and why, for both sides."""
    summary = models.TextField(blank=True)
    """The published summary, personal data masked."""
    hearing_on = models.DateField(null=True, blank=True)
    hearing_place = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    made_at = models.DateTimeField()

    SEALED = Sealed(
        117,
        (
            "right_id", "requester_id", "office_id", "number", "state", "role", "licence_event_id",
            "holder_asks", "respondent_name", "respondent_id", "respondent_address", "respondent_is_person",
            "respondent_abroad", "place", "claims", "facts", "evidence", "knew_on", "is_ongoing", "no_suit",
            "no_other_way", "result", "decision", "summary", "hearing_on", "hearing_place", "made_by_id",
            "made_at",
        ),
    )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.state}"


class CaseAct(models.Model):
    """One thing done in a case; never changed."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="acts")
    code = models.CharField(max_length=20, choices=ActCode)
    happened_on = models.DateField()
    kind = models.CharField(max_length=12, blank=True)
    """Of a pause its :class:`PauseKind`; of an extension by the higher office the months."""
    side = models.CharField(max_length=10, choices=Side)
    text = models.TextField(blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    SEALED = Sealed(118, ("case_id", "code", "happened_on", "kind", "side", "text", "by_id", "at"))

    def __str__(self) -> str:
        return f"{self.case_id} {self.code} {self.happened_on}"

    @property
    def kind_label(self) -> str:
        """The words of the pause that it begins or ends; empty for other acts."""
        return str(PauseKind(self.kind).label) if self.kind in PauseKind else ""


class CasePaper(models.Model):
    """A document that a side brought to a case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="papers")
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=PaperKind)
    side = models.CharField(max_length=10, choices=Side)
    for_office = models.BooleanField(default=False)
    """Whether the other side is not shown it, as it holds a business secret."""
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    SEALED = Sealed(119, ("case_id", "document_id", "kind", "side", "for_office", "by_id", "at"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "document"], name="case_paper_once")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind} {self.document_id}"
