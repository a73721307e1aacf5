"""Stable codes of the register, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RightKindLabel(TextChoices):
    """Kinds of right (codes of :class:`mainline.offices.record.RightKind`)."""

    INVENTION = "invention", _("Invention patent")
    UTILITY_MODEL = "utility_model", _("Utility model")
    DESIGN = "design", _("Design")
    TRADEMARK = "trademark", _("Trademark")
    PLANT_VARIETY = "plant_variety", _("Plant variety")
    GI = "gi", _("Geographical indication")
    IC_LAYOUT = "ic_layout", _("Layout-design")
    SOFTWARE_COPYRIGHT = "software_copyright", _("Software copyright")
    COPYRIGHT = "copyright", _("Copyright")
    TRADE_SECRET = "trade_secret", _("Trade secret")


class StatusLabel(TextChoices):
    """Plain status, derived from events."""

    PENDING = "pending", _("Pending")
    PUBLISHED = "published", _("Published")
    IN_FORCE = "in_force", _("In force")
    LAPSED_RESTORABLE = "lapsed_restorable", _("Lapsed, can be restored")
    CEASED = "ceased", _("Ceased")
    EXPIRED = "expired", _("Expired")
    REFUSED = "refused", _("Refused")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    INVALIDATED = "invalidated", _("Invalidated")
    UNDER_CHALLENGE = "under_challenge", _("Under challenge")
    UNKNOWN = "unknown", _("Not known")


class PartyRoleLabel(TextChoices):
    """Roles (codes of :class:`mainline.offices.record.PartyRole`)."""

    APPLICANT = "applicant", _("Applicant")
    HOLDER = "holder", _("Holder")
    INVENTOR = "inventor", _("Inventor")
    DESIGNER = "designer", _("Designer")
    BREEDER = "breeder", _("Breeder")
    AUTHOR = "author", _("Author")
    AGENT = "agent", _("Agent")
    CORRESPONDENT = "correspondent", _("Correspondence address")
    EXAMINER = "examiner", _("Examiner")
    ASSIGNOR = "assignor", _("Assignor")
    ASSIGNEE = "assignee", _("Assignee")
    LICENSEE = "licensee", _("Licensee")
    PLEDGEE = "pledgee", _("Pledgee")
    OPPONENT = "opponent", _("Opponent")
    OTHER = "other", _("Other")


HOLDING_ROLES = (PartyRoleLabel.APPLICANT, PartyRoleLabel.HOLDER, PartyRoleLabel.ASSIGNEE)
"""Roles by which a right is counted as an organisation's."""


class NumberRoleLabel(TextChoices):
    """Roles of a number (codes of :class:`mainline.offices.record.NumberRole`)."""

    APPLICATION = "application", _("Application number")
    PUBLICATION = "publication", _("Publication number")
    REGISTRATION = "registration", _("Registration number")
    INTERNATIONAL = "international", _("International number")


class Confidentiality(TextChoices):
    """Who may see a right at all."""

    PUBLIC = "public", _("Public")
    HOLDER = "holder", _("Holder's members only")


class ImportState(TextChoices):
    """Where an import stands."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    CANCELLING = "cancelling", _("Stopping")
    CANCELLED = "cancelled", _("Cancelled")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")


class QuarantineState(TextChoices):
    """Where a rejected piece stands."""

    OPEN = "open", _("Open")
    RESOLVED = "resolved", _("Read since")
