"""Re-exports only, so that Django finds the models. Import from the part that owns them."""

from mainline.api.models import (
    IdempotencyKey,
)
from mainline.audit.models import (
    Checkpoint,
    Entry,
)
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
from mainline.portfolio.answers.models import (
    Answer,
    AnswerVersion,
)
from mainline.portfolio.billing.models import (
    Bill,
    BillLine,
    Price,
    Rating,
)
from mainline.portfolio.models import (
    Absence,
    CalendarFeed,
    FiscalYear,
    Notice,
    Receipt,
    ReductionClaim,
    Reminder,
    ReminderWish,
    Report,
    ReportReader,
    ReportRun,
)
from mainline.protection.cases.models import (
    Case,
    CaseAct,
    CasePaper,
)
from mainline.protection.watches.models import (
    Hit,
    Watch,
    WatchPending,
)
from mainline.register.deadlines.models import (
    Deadline,
    DeadlineChange,
    Docket,
    HouseFacts,
    LeadDays,
)
from mainline.register.differences.models import (
    Difference,
    DifferenceDecision,
)
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
from mainline.webhooks.models import (
    Delivery,
    Webhook,
)

__all__ = [
    "Absence",
    "Answer",
    "AnswerVersion",
    "ApiToken",
    "Bill",
    "BillLine",
    "CalendarFeed",
    "Case",
    "CaseAct",
    "CasePaper",
    "Checkpoint",
    "Deadline",
    "DeadlineChange",
    "Delivery",
    "Difference",
    "DifferenceDecision",
    "Docket",
    "Document",
    "Employment",
    "Entry",
    "Event",
    "FiscalYear",
    "Hit",
    "HouseFacts",
    "IdempotencyKey",
    "Identifier",
    "Import",
    "IndexPending",
    "Invitation",
    "LeadDays",
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
    "Receipt",
    "ReductionClaim",
    "Reminder",
    "ReminderWish",
    "Report",
    "ReportReader",
    "ReportRun",
    "Right",
    "SavedSearch",
    "SavedView",
    "Share",
    "SourceRecord",
    "Watch",
    "WatchPending",
    "Webhook",
]
