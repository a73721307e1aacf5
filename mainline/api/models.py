"""What the API remembers of its own requests."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class IdempotencyKey(models.Model):
    """A write that was asked for under a key: asked for again, it is answered and not done again."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    request_hash = models.CharField(max_length=64)
    """SHA-256 of method, path and body: the same key for another request is refused."""
    status = models.PositiveSmallIntegerField(null=True)
    """``None`` while the first request is still running."""
    body = models.TextField(blank=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="idempotency_once")]
        indexes = [models.Index(fields=["made_at"])]

    def __str__(self) -> str:
        return self.key
