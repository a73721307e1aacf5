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
from mainline.creation.disclosures.models import (
    Assessment,
    Disclosure,
    DisclosureAct,
    DisclosureFile,
    DisclosureVersion,
    NamedInventor,
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
from mainline.protection.cases.models import (
    Case,
    CaseAct,
    CasePaper,
)
from mainline.protection.evidence.models import (
    Evidence,
    EvidenceFile,
    EvidenceShare,
    TimestampAuthority,
    TimestampToken,
    TreeHead,
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
from mainline.register.shares.models import (
    AgreedShare,
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
from mainline.strategy.models import (
    Felt,
    Life,
    Span,
    Target,
)
from mainline.utilization.agreements.models import (
    Agreement,
    AgreementRight,
    AgreementVersion,
    OpenDeclaration,
)
from mainline.utilization.distribution.models import (
    DistributionPlan,
    PlanLine,
    PlanPart,
    PlanPayment,
    RecoverableCost,
    UnitRule,
)
from mainline.utilization.market.models import (
    Feedback,
    Match,
    MatchMessage,
    Need,
    NeedReply,
    Offer,
    OfferRight,
    ReplyPromise,
)
from mainline.utilization.pledges.models import (
    Pledge,
    PledgedRight,
    PledgeInvitation,
    PledgeOffer,
    PledgeSignature,
)
from mainline.utilization.royalties.models import (
    Invoice,
    ReceiptMatch,
    RoyaltyReceipt,
    RoyaltyReport,
)
from mainline.utilization.stock.models import (
    StockGrade,
    StockItem,
)
from mainline.webhooks.models import (
    Delivery,
    Webhook,
)

__all__ = [
    "Absence",
    "AgreedShare",
    "Agreement",
    "AgreementRight",
    "AgreementVersion",
    "Answer",
    "AnswerVersion",
    "ApiToken",
    "Assessment",
    "Bill",
    "BillLine",
    "CalendarFeed",
    "Call",
    "Case",
    "CaseAct",
    "CasePaper",
    "Checkpoint",
    "Claim",
    "ClaimPaper",
    "ClaimStep",
    "ClaimsDraft",
    "ClaimsVersion",
    "Deadline",
    "DeadlineChange",
    "Delivery",
    "Difference",
    "DifferenceDecision",
    "Disclosure",
    "DisclosureAct",
    "DisclosureFile",
    "DisclosureVersion",
    "Dismissal",
    "DistributionPlan",
    "Docket",
    "Document",
    "Employment",
    "Entry",
    "Event",
    "Evidence",
    "EvidenceFile",
    "EvidenceShare",
    "Feedback",
    "Felt",
    "FiscalYear",
    "Hit",
    "HouseFacts",
    "IdempotencyKey",
    "Identifier",
    "Import",
    "IndexPending",
    "Invitation",
    "Invoice",
    "LeadDays",
    "Life",
    "Match",
    "MatchMessage",
    "Membership",
    "MergeProposal",
    "NamedInventor",
    "Need",
    "NeedReply",
    "Notice",
    "NoveltyDocument",
    "NoveltyIssue",
    "NoveltyQuery",
    "NoveltyReport",
    "Offer",
    "OfferRight",
    "OpenDeclaration",
    "Organisation",
    "Party",
    "Person",
    "PersonLink",
    "PersonProposal",
    "PlanLine",
    "PlanPart",
    "PlanPayment",
    "PlatformState",
    "Pledge",
    "PledgeInvitation",
    "PledgeOffer",
    "PledgeSignature",
    "PledgedRight",
    "Posting",
    "PostingLine",
    "Price",
    "Quarantine",
    "Question",
    "QuestionPart",
    "Quote",
    "Rating",
    "Receipt",
    "ReceiptMatch",
    "RecoverableCost",
    "ReductionClaim",
    "Reminder",
    "ReminderWish",
    "ReplyPromise",
    "Report",
    "ReportReader",
    "ReportRun",
    "Right",
    "RoyaltyReceipt",
    "RoyaltyReport",
    "SavedSearch",
    "SavedView",
    "ServiceDelivery",
    "ServiceRating",
    "ServiceRequest",
    "Share",
    "SourceRecord",
    "Span",
    "Statement",
    "StockGrade",
    "StockItem",
    "Target",
    "TimestampAuthority",
    "TimestampToken",
    "TreeHead",
    "UnitRule",
    "Watch",
    "WatchPending",
    "Webhook",
]
