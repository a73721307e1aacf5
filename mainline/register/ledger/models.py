"""Postings and their lines. Written once, never changed; a reversal is another posting."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation, Person
from mainline.register.ledger.enums import AccountCode


class Posting(models.Model):
    """One balanced entry in the book of an organisation."""

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="postings")
    """Whose book it is in."""
    posted_on = models.DateField()
    key = models.CharField(max_length=120)
    """Given by the act that posts: the same act told twice posts once."""
    digest = models.CharField(max_length=32)
    text = models.CharField(max_length=300)
    source = models.CharField(max_length=80, blank=True)
    """The record behind it, ``<name of its address>:<id>``."""
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        135,
        (
            "organisation_id", "posted_on", "key", "digest", "text", "source", "reverses_id", "made_by_id",
            "made_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "key"], name="posting_once")]
        indexes = [models.Index(fields=["organisation", "posted_on"])]

    def __str__(self) -> str:
        return f"{self.posted_on} {self.text}"


class PostingLine(models.Model):
    """One side of a posting: debit positive, credit negative, in minor units."""

    posting = models.ForeignKey(Posting, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    account = models.CharField(max_length=20, choices=AccountCode)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200, blank=True)
    """Whose amount it is, as printed."""
    other = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)

    SEALED = Sealed(
        136,
        ("posting_id", "position", "account", "person_id", "name", "other_id", "minor", "currency"),
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["posting", "position"], name="posting_line_once"),
            models.CheckConstraint(condition=~models.Q(minor=0), name="posting_line_not_nothing"),
        ]
        indexes = [models.Index(fields=["account", "person"])]

    def __str__(self) -> str:
        return f"{self.account} {self.minor} {self.currency}"
