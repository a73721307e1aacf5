"""Organisations, their names, who belongs to them, and proposals that two are one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from mainline.orgs.enums import OrganisationKind, ProposalState, Role


class Organisation(models.Model):
    """A body. One row for each distinct printed name, until a person says that two are one.

    A merge sets ``merged_into`` and moves nothing, so undoing it is clearing one field.
    """

    kind = models.CharField(max_length=16, choices=OrganisationKind, default=OrganisationKind.UNKNOWN)
    name = models.CharField(max_length=500)
    name_zh = models.CharField(max_length=500, blank=True)
    name_en = models.CharField(max_length=500, blank=True)
    name_key = models.CharField(max_length=600, unique=True)
    """Normalised name and country: see :mod:`mainline.orgs.names`."""
    country = models.CharField(max_length=2, blank=True)
    place = models.CharField(max_length=12, blank=True)
    """Code of a place of the region pack."""
    industry = models.CharField(max_length=40, blank=True)
    uscc = models.CharField(max_length=18, blank=True)
    """Unified social credit code, GB 32100-2015."""
    is_demo = models.BooleanField(default=False)
    rights_known = models.PositiveIntegerField(default=0, db_default=0)
    """Rights under this name when they were last counted: it orders lists and is never shown."""
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    class Meta:
        indexes = [
            models.Index(fields=["kind"]),
            models.Index(fields=["place"]),
            models.Index(fields=["-rights_known", "name"]),
        ]

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the language of the page, else as printed."""
        wanted = self.name_zh if (get_language() or "").startswith("zh") else self.name_en
        return wanted or self.name


class Membership(models.Model):
    """A user's role in an organisation."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "role"], name="membership_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.role} {self.organisation_id}"


class MergeProposal(models.Model):
    """A proposal that two organisations are one, with its reasons. Only a person decides."""

    left = models.ForeignKey(Organisation, models.CASCADE, related_name="proposals_left")
    right = models.ForeignKey(Organisation, models.CASCADE, related_name="proposals_right")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    reasons = models.JSONField(default=list)
    """List of ``{"zh": …, "en": …}``."""
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="proposal_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="proposal_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}? {self.score}"


class PlatformState(models.Model):
    """A handful of facts about this installation, such as its clock."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
