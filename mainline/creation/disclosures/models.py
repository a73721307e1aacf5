"""An invention disclosure: its working copy, the versions that were handed in, files, assessments, and what was decided."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from mainline.audit.seals import Sealed
from mainline.creation.disclosures.enums import Act, DisclosureState
from mainline.orgs.models import Organisation, Person
from mainline.register.models import Event, Right

_MARKS = [MinValueValidator(1), MaxValueValidator(5)]


class Disclosure(models.Model):
    """The working copy, kept as it is typed, and how far the disclosure has come. What counts are its versions."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="disclosures")
    """The employer to which it is disclosed."""
    number = models.CharField(max_length=20, blank=True)
    """``D2026-000012``, given when it is first handed in."""
    state = models.CharField(max_length=10, choices=DisclosureState, default=DisclosureState.DRAFT)
    content = models.JSONField(default=dict)
    """As :func:`mainline.creation.disclosures.logic.plain` writes it."""
    revision = models.PositiveIntegerField(default=0)
    """How often it was saved: who saves an older one is told."""
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="disclosures")
    """The right whose thread it began; the row may point on to the one that stands for it."""
    agency = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    """Whom the employer instructed, while it has not declined."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="disclosures")
    made_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["number"], name="disclosure_number_once", condition=~models.Q(number="")
            )
        ]

    def __str__(self) -> str:
        return f"{self.number or self.pk} {self.state}"

    @property
    def title(self) -> str:
        """The title of the working copy; it may still be empty."""
        return str(self.content.get("title", ""))


class NamedInventor(models.Model):
    """That a person of the register is an inventor of a disclosure: of its working copy (version 0) or of one handed in."""

    disclosure = models.ForeignKey(Disclosure, models.CASCADE, related_name="named")
    version = models.PositiveSmallIntegerField(default=0)
    person = models.ForeignKey(Person, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "version", "person"], name="named_inventor_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.disclosure_id}/{self.version}"


class DisclosureVersion(models.Model):
    """A disclosure as it was handed in. Its content is the very text whose SHA-256 is the digest."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    content = models.TextField()
    """Canonical JSON: see :mod:`mainline.audit.canonical`."""
    sha256 = models.CharField(max_length=64)
    title = models.CharField(max_length=300)
    """As the content says it, for lists."""
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")

    SEALED = Sealed(
        80, ("disclosure_id", "number", "content", "sha256", "title", "submitted_by_id", "submitted_at")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disclosure", "number"], name="disclosure_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.disclosure_id} version {self.number}"


class DisclosureFile(models.Model):
    """A drawing or another file of a disclosure; its content stands in the store of documents."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="files")
    name = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64, db_index=True)
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)
    """Taken out of the working copy; versions that name it keep it."""

    SEALED = Sealed(
        81,
        ("disclosure_id", "name", "sha256", "media_type", "size", "added_by_id", "added_at", "removed_at"),
        content="sha256",
    )

    def __str__(self) -> str:
        return self.name


class Assessment(models.Model):
    """What the technology office thinks of a version: three marks from 1 to 5, each with its reason."""

    version = models.ForeignKey(DisclosureVersion, models.PROTECT, related_name="assessments")
    patentability = models.PositiveSmallIntegerField(validators=_MARKS)
    patentability_reason = models.CharField(max_length=2000)
    market = models.PositiveSmallIntegerField(validators=_MARKS)
    market_reason = models.CharField(max_length=2000)
    strategy = models.PositiveSmallIntegerField(validators=_MARKS)
    strategy_reason = models.CharField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")

    SEALED = Sealed(
        82,
        (
            "version_id", "patentability", "patentability_reason", "market", "market_reason", "strategy",
            "strategy_reason", "by_id", "at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(patentability__range=(1, 5), market__range=(1, 5), strategy__range=(1, 5)),
                name="assessment_marks",
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}: {self.patentability} {self.market} {self.strategy}"


class DisclosureAct(models.Model):
    """One step after a disclosure was handed in, with its reason and the event that it left on the thread."""

    disclosure = models.ForeignKey(Disclosure, models.PROTECT, related_name="acts")
    version = models.PositiveSmallIntegerField()
    """Of the disclosure, the newest at that time."""
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=2000, blank=True)
    agency = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    event = models.ForeignKey(Event, models.SET_NULL, null=True, blank=True, related_name="+")

    SEALED = Sealed(83, ("disclosure_id", "version", "act", "reason", "agency_id", "by_id", "at"))

    def __str__(self) -> str:
        return f"{self.disclosure_id} {self.act}"
