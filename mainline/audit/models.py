"""Entries of the hash chain, and its signed checkpoints."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One act. Each entry carries the hash of the one before; nothing here is ever changed or deleted."""

    number = models.BigIntegerField(primary_key=True)
    """1, 2, 3 …, without a gap."""
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    """Who acted; empty: the command line or the platform itself."""
    by_name = models.CharField(max_length=150, blank=True)
    """The login name at that time."""
    code = models.CharField(max_length=60)
    """What was done, ``noun.verb``."""
    subject = models.CharField(max_length=80, blank=True)
    """On what: ``right:123``."""
    data = models.JSONField(default=dict)
    """What is needed to say it in a sentence; never a secret."""
    seals = models.BinaryField(default=b"")
    """Seals of the rows that this act wrote: see :mod:`mainline.audit.seals`."""
    previous = models.BinaryField(max_length=32)
    """Hash of the entry before; 32 zero bytes in the first."""
    hash = models.BinaryField(max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["subject", "number"]),
            models.Index(fields=["by", "number"]),
            models.Index(fields=["code", "number"]),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.code} {self.subject}"


class Checkpoint(models.Model):
    """The head of the chain at one time, signed: who keeps a copy can prove later what stood before it."""

    entry = models.OneToOneField(Entry, models.PROTECT, related_name="checkpoint")
    hash = models.BinaryField(max_length=32)
    """The entry's, as it was signed: should the chain be written anew, this still says what it was."""
    at = models.DateTimeField()
    public_key = models.BinaryField(max_length=32)
    """Ed25519, raw."""
    signature = models.BinaryField(max_length=64)

    def __str__(self) -> str:
        return f"checkpoint at {self.entry_id}"
