"""Re-exports only, so that Django finds the models. Import from the part that owns them."""

from mainline.api.models import (
    IdempotencyKey,
)
from mainline.audit.models import (
    Checkpoint,
    Entry,
)
from mainline.creation.checks.models import (
    ClaimsDraft,
    ClaimsVersion,
    Dismissal,
)
from mainline.creation.prior_art.models import (
    NoveltyDocument,
    NoveltyIssue,
    NoveltyQuery,
    NoveltyReport,
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
from mainline.service.questions.models import (
    Question,
    QuestionPart,
)
from mainline.service.requests.models import (
    Quote,
    ServiceDelivery,
    ServiceRating,
    ServiceRequest,
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
    "Checkpoint",
    "ClaimsDraft",
    "ClaimsVersion",
    "Deadline",
    "DeadlineChange",
    "Delivery",
    "Difference",
    "DifferenceDecision",
    "Dismissal",
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
    "NoveltyDocument",
    "NoveltyIssue",
    "NoveltyQuery",
    "NoveltyReport",
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
    "Question",
    "QuestionPart",
    "Quote",
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
    "ServiceDelivery",
    "ServiceRating",
    "ServiceRequest",
    "Share",
    "SourceRecord",
    "Webhook",
]
