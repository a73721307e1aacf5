"""A request to agencies, the quotes that follow, what is delivered, and how it is rated."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from mainline.audit.seals import Sealed
from mainline.orgs.models import Organisation
from mainline.register.models import Right
from mainline.service.requests.enums import DeliveryState, QuoteState, RequestState, ServiceKind


class ServiceRequest(models.Model):
    """Work that a client wants done, asked of one or several agencies."""

    client = models.ForeignKey(Organisation, models.PROTECT, related_name="service_requests")
    kind = models.CharField(max_length=12, choices=ServiceKind)
    title = models.CharField(max_length=200)
    text = models.TextField()
    right = models.ForeignKey(Right, models.PROTECT, null=True, blank=True, related_name="+")
    wanted_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.OPEN)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was cancelled."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(
        140,
        (
            "client_id", "kind", "title", "text", "right_id", "wanted_on", "state", "reason", "made_by_id",
            "made_at",
        ),
    )  # fmt: skip

    class Meta:
        indexes = [models.Index(fields=["client", "state"])]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        """What people call it: ``SR-000012``."""
        return f"SR-{self.pk:06d}"


class Quote(models.Model):
    """What one agency asks for a request, or that it declined."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="quotes")
    agency = models.ForeignKey(Organisation, models.PROTECT, related_name="quotes")
    state = models.CharField(max_length=10, choices=QuoteState, default=QuoteState.ASKED)
    minor = models.BigIntegerField(null=True, blank=True)
    """Without tax, in minor units."""
    currency = models.CharField(max_length=3, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    text = models.CharField(max_length=1000, blank=True)
    """What the price holds and does not, or why the agency declined."""
    said_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    said_at = models.DateTimeField(null=True, blank=True)

    SEALED = Sealed(
        141,
        (
            "request_id", "agency_id", "state", "minor", "currency", "promised_on", "text", "said_by_id",
            "said_at",
        ),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "agency"], name="quote_once"),
            models.UniqueConstraint(
                fields=["request"], name="quote_accepted_once", condition=models.Q(state="accepted")
            ),
            models.CheckConstraint(
                condition=models.Q(minor__isnull=True) | models.Q(minor__gte=0), name="quote_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.agency_id} {self.state}"


class ServiceDelivery(models.Model):
    """What the engaged agency hands over; sent back, another follows it."""

    request = models.ForeignKey(ServiceRequest, models.PROTECT, related_name="deliveries")
    text = models.TextField()
    delivered_on = models.DateField()
    state = models.CharField(max_length=8, choices=DeliveryState, default=DeliveryState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was sent back."""
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(142, ("request_id", "text", "delivered_on", "state", "reason", "made_by_id", "made_at"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["request"], name="delivery_waits_once", condition=models.Q(state="waiting")
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.delivered_on}"


class ServiceRating(models.Model):
    """How a client found work that was delivered and accepted. Once for each request."""

    request = models.OneToOneField(ServiceRequest, models.PROTECT, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    SEALED = Sealed(143, ("request_id", "stars", "words", "made_by_id", "made_at"))

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(stars__gte=1, stars__lte=5), name="service_rating_stars"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.stars}"
