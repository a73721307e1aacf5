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
from mainline.register.ledger.models import (
    Posting,
    PostingLine,
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
from mainline.service.claims.models import (
    Claim,
    ClaimPaper,
    ClaimStep,
)
from mainline.service.policies.models import (
    Call,
    Statement,
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
    "Call",
    "Checkpoint",
    "Claim",
    "ClaimPaper",
    "ClaimStep",
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
    "Posting",
    "PostingLine",
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
    "Statement",
    "Webhook",
]
