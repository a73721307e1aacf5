"""Re-exports only, so that Django finds the models. Import from the part that owns them."""

from mainline.api.models import IdempotencyKey
from mainline.audit.models import Checkpoint, Entry
from mainline.orgs.models import (
    ApiToken,
    Employment,
    Invitation,
    Membership,
    MergeProposal,
    Organisation,
    Person,
    PersonProposal,
    PlatformState,
    SavedView,
)
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.portfolio.billing.models import Bill, BillLine, Price, Rating
from mainline.portfolio.models import CalendarFeed, Notice, Reminder, ReminderWish
from mainline.register.deadlines.models import Deadline, DeadlineChange, Docket
from mainline.register.models import (
    Document,
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    PersonLink,
    Quarantine,
    Right,
    SavedSearch,
    Share,
    SourceRecord,
)
from mainline.webhooks.models import Delivery, Webhook

__all__ = [
    "Answer",
    "AnswerVersion",
    "ApiToken",
    "Bill",
    "BillLine",
    "CalendarFeed",
    "Checkpoint",
    "Deadline",
    "DeadlineChange",
    "Delivery",
    "Docket",
    "Document",
    "Employment",
    "Entry",
    "Event",
    "IdempotencyKey",
    "Identifier",
    "Import",
    "IndexPending",
    "Invitation",
    "Membership",
    "MergeProposal",
    "Notice",
    "Organisation",
    "Party",
    "Person",
    "PersonLink",
    "PersonProposal",
    "PlatformState",
    "Price",
    "Quarantine",
    "Rating",
    "Reminder",
    "ReminderWish",
    "Right",
    "SavedSearch",
    "SavedView",
    "Share",
    "SourceRecord",
    "Webhook",
]
