"""Stable codes of the register, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import lazystr
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mainline.register.logic import LABELS, StatusCode


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


class _InOwnWords:
    """A status in the language of the page: :data:`LABELS` is its one table."""

    def __init__(self, code: StatusCode) -> None:
        self.pair = LABELS[code]

    def __str__(self) -> str:
        return self.pair[0 if (get_language() or "").startswith("zh") else 1]


class StatusLabel(TextChoices):
    """Plain status, derived from events (codes of :class:`mainline.register.logic.StatusCode`)."""

    PENDING = "pending", lazystr(_InOwnWords(StatusCode.PENDING))
    PUBLISHED = "published", lazystr(_InOwnWords(StatusCode.PUBLISHED))
    IN_FORCE = "in_force", lazystr(_InOwnWords(StatusCode.IN_FORCE))
    LAPSED_RESTORABLE = "lapsed_restorable", lazystr(_InOwnWords(StatusCode.LAPSED_RESTORABLE))
    CEASED = "ceased", lazystr(_InOwnWords(StatusCode.CEASED))
    EXPIRED = "expired", lazystr(_InOwnWords(StatusCode.EXPIRED))
    REFUSED = "refused", lazystr(_InOwnWords(StatusCode.REFUSED))
    WITHDRAWN = "withdrawn", lazystr(_InOwnWords(StatusCode.WITHDRAWN))
    INVALIDATED = "invalidated", lazystr(_InOwnWords(StatusCode.INVALIDATED))
    UNDER_CHALLENGE = "under_challenge", lazystr(_InOwnWords(StatusCode.UNDER_CHALLENGE))
    UNKNOWN = "unknown", lazystr(_InOwnWords(StatusCode.UNKNOWN))


class CertaintyLabel(TextChoices):
    """What a status follows from (codes of :class:`mainline.register.logic.Certainty`)."""

    RECORDED = "recorded", _("Follows from recorded events.")
    AS_PUBLISHED = "as_published", _("Follows from what was filed or published alone.")
    COMPUTED = "computed", _("Computed from the term of the law; no office had to announce it.")


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
CREATOR_ROLES = (
    PartyRoleLabel.INVENTOR,
    PartyRoleLabel.DESIGNER,
    PartyRoleLabel.BREEDER,
    PartyRoleLabel.AUTHOR,
)
"""Who made what the right protects; reference managers call all of them authors."""


class NumberRoleLabel(TextChoices):
    """Roles of a number (codes of :class:`mainline.offices.record.NumberRole`)."""

    APPLICATION = "application", _("Application number")
    PUBLICATION = "publication", _("Publication number")
    REGISTRATION = "registration", _("Registration number")
    INTERNATIONAL = "international", _("International number")
    INTERNAL = "internal", _("Disclosure number")


class Confidentiality(TextChoices):
    """Who may see a right at all, and an event or a document on it."""

    PUBLIC = "public", _("Public")
    HOLDER = "holder", _("Holder's members only")
    """Those whom the right is entrusted to; of an event or document also who brought it."""


class PartConfidentiality(TextChoices):
    """Who may see an event or a document on a right that they may see."""

    PUBLIC = "public", _("Public")
    HOLDER = "holder", _("Holder's members and those named")
    OWN = "own", _("My organisation only")


class TextState(TextChoices):
    """Whether the text of a document has been read out of it."""

    WAITING = "waiting", _("Being read")
    READ = "read", _("Text read")
    NONE = "none", _("No text in it")
    FAILED = "failed", _("Could not be read")


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


class Verdict(TextChoices):
    """Whether a cited document shows a feature."""

    OPEN = "open", _("Not judged yet")
    SHOWN = "shown", _("Disclosed")
    PARTLY = "partly", _("Disclosed in part")
    NOT_SHOWN = "absent", _("Not disclosed")
