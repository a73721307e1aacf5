"""Organisations, their names, who belongs to them, and proposals that two are one."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language

from mainline.audit.seals import Sealed
from mainline.orgs.enums import OrganisationKind, ProposalState, Role


class Organisation(models.Model):
    """A body. One row for each distinct printed name, until a person says that two are one.

    A merge sets ``merged_into`` and moves nothing, so undoing it is clearing one field.
    """

    kind = models.CharField(max_length=20, choices=OrganisationKind, default=OrganisationKind.UNKNOWN)
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

    SEALED = Sealed(
        10,
        (
            "kind", "name", "name_zh", "name_en", "name_key", "country", "place", "industry", "uscc",
            "is_demo",
        ),
        is_whole=False,
    )  # fmt: skip

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
    role = models.CharField(max_length=20, choices=Role)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    added_at = models.DateTimeField(default=timezone.now)

    SEALED = Sealed(11, ("user_id", "organisation_id", "role", "added_by_id", "added_at"))

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

    SEALED = Sealed(
        12, ("left_id", "right_id", "state", "decided_by_id", "decided_at"), unless=("state", "open")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="proposal_once"),
            models.CheckConstraint(condition=models.Q(left__lt=models.F("right")), name="proposal_ordered"),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}? {self.score}"

    @property
    def hundredths(self) -> int:
        """How sure it is, never rounded up: what is not certain is not shown so."""
        return int(self.score * 100)


class Invitation(models.Model):
    """An offer to join an organisation in a role, taken up by whoever holds its secret address, once."""

    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="invitations")
    role = models.CharField(max_length=20, choices=Role)
    name = models.CharField(max_length=150)
    """Whom it is meant for, in words."""
    email = models.EmailField(blank=True)
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the address; the secret itself is not kept."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        13, ("organisation_id", "role", "name", "email", "token_hash", "made_by_id", "made_at", "expires_at")
    )
    """Not when it was taken up or revoked: those acts say so themselves."""

    def __str__(self) -> str:
        return f"{self.name} → {self.organisation_id} ({self.role})"


class ApiToken(models.Model):
    """A key by which a program acts as its user, within scopes and for a time."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100)
    hint = models.CharField(max_length=12)
    """Its first characters, to tell one from another."""
    token_hash = models.CharField(max_length=64, unique=True)
    """SHA-256; the token itself is shown once and not kept."""
    scopes = models.JSONField(default=list)
    """Codes of :data:`mainline.orgs.access.SCOPES`."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        14, ("user_id", "name", "hint", "token_hash", "scopes", "made_at", "expires_at", "revoked_at")
    )

    def __str__(self) -> str:
        return f"{self.hint}… {self.name}"


class Person(models.Model):
    """One human being, made by a member or from an identity key; never from a name alone.

    A merge sets ``merged_into`` and moves nothing, so undoing it is clearing one field.
    """

    name = models.CharField(max_length=200)
    name_zh = models.CharField(max_length=200, blank=True)
    name_en = models.CharField(max_length=200, blank=True)
    orcid = models.CharField(max_length=19, blank=True, db_index=True)
    """ORCID iD with hyphens, ISO 7064 check digit verified."""
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    is_demo = models.BooleanField(default=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    SEALED = Sealed(
        15,
        (
            "name", "name_zh", "name_en", "orcid", "user_id", "made_by_id", "made_at", "is_demo",
            "merged_into_id",
        ),
        is_whole=False,
    )  # fmt: skip

    def __str__(self) -> str:
        return self.display_name

    @property
    def display_name(self) -> str:
        """The name in the language of the page, else as entered."""
        wanted = self.name_zh if (get_language() or "").startswith("zh") else self.name_en
        return wanted or self.name


class Employment(models.Model):
    """A person at an organisation, under the number by which that organisation tells its people apart."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="employments")
    organisation = models.ForeignKey(Organisation, models.CASCADE, related_name="employments")
    employee_no = models.CharField(max_length=40, blank=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)

    SEALED = Sealed(16, ("person_id", "organisation_id", "employee_no", "since", "until"), is_whole=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "employee_no"], name="employment_once")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} at {self.organisation_id}"


class PersonProposal(models.Model):
    """A proposal that two persons are one, with its reasons. Only a person decides."""

    left = models.ForeignKey(Person, models.CASCADE, related_name="proposals_left")
    right = models.ForeignKey(Person, models.CASCADE, related_name="proposals_right")
    score = models.DecimalField(max_digits=5, decimal_places=4)
    reasons = models.JSONField(default=list)
    """List of ``{"zh": …, "en": …}``."""
    state = models.CharField(max_length=10, choices=ProposalState, default=ProposalState.OPEN)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        17, ("left_id", "right_id", "state", "decided_by_id", "decided_at"), unless=("state", "open")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["left", "right"], name="person_proposal_once"),
            models.CheckConstraint(
                condition=models.Q(left__lt=models.F("right")), name="person_proposal_ordered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.left_id} = {self.right_id}? {self.score}"


class SavedView(models.Model):
    """A table as a user wants to find it again: its address with filters, order and columns, under a name."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    table = models.CharField(max_length=40)
    """Code of the table: :attr:`mainline.web.tables.ListTable.code`."""
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=2000)
    """Path and query within this site."""
    is_default = models.BooleanField(default=False)
    """Whether the bare address of the table opens it."""
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "table", "name"], name="saved_view_once"),
            models.UniqueConstraint(
                fields=["user", "table"], name="saved_view_default", condition=models.Q(is_default=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def query(self) -> str:
        """The query of its address: filters, order and columns, whatever page of the table it was kept on."""
        return self.address.partition("?")[2]


class PlatformState(models.Model):
    """A handful of facts about this installation, such as its clock."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.JSONField()

    def __str__(self) -> str:
        return self.name
