"""What the API answers, typed. Members that a newer server adds are left out; a test compares with the schema."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from mainline.client.accounts import Me as Me
from mainline.client.accounts import Membership as Membership
from mainline.client.accounts import TokenRow as TokenRow
from mainline.client.asked import AskedQuestion as AskedQuestion
from mainline.client.asked import PublishedQuestion as PublishedQuestion
from mainline.client.asked import QuestionDetail as QuestionDetail
from mainline.client.asked import QuestionPartRow as QuestionPartRow
from mainline.client.asked import QuestionRow as QuestionRow
from mainline.client.asked import QuestionThread as QuestionThread
from mainline.client.base import Pair as Pair
from mainline.client.base import Shape as Shape
from mainline.client.dates import DeadlineChangeRow as DeadlineChangeRow
from mainline.client.dates import DeadlineDetail as DeadlineDetail
from mainline.client.dates import DeadlineFact as DeadlineFact
from mainline.client.dates import DeadlineRow as DeadlineRow
from mainline.client.dates import DeadlineStep as DeadlineStep
from mainline.client.dates import DeadlineWhy as DeadlineWhy
from mainline.client.dates import Kept as Kept
from mainline.client.drafts import ClaimEdit as ClaimEdit
from mainline.client.drafts import ClaimFinding as ClaimFinding
from mainline.client.drafts import ClaimNode as ClaimNode
from mainline.client.drafts import ClaimsCheck as ClaimsCheck
from mainline.client.drafts import ClaimsDraftDetail as ClaimsDraftDetail
from mainline.client.drafts import NoveltyDocumentRow as NoveltyDocumentRow
from mainline.client.drafts import NoveltyReportDetail as NoveltyReportDetail
from mainline.client.drafts import NoveltyReportRow as NoveltyReportRow
from mainline.client.drafts import NoveltySearch as NoveltySearch
from mainline.client.entitlements import ClaimDetail as ClaimDetail
from mainline.client.entitlements import ClaimPaperRow as ClaimPaperRow
from mainline.client.entitlements import ClaimRow as ClaimRow
from mainline.client.entitlements import ClaimStepRow as ClaimStepRow
from mainline.client.entitlements import ClauseRow as ClauseRow
from mainline.client.entitlements import EntitlementRow as EntitlementRow
from mainline.client.entitlements import Entitlements as Entitlements
from mainline.client.loans import LenderRow as LenderRow
from mainline.client.loans import PledgeDetail as PledgeDetail
from mainline.client.loans import PledgedRightRow as PledgedRightRow
from mainline.client.loans import PledgeFlag as PledgeFlag
from mainline.client.loans import PledgeInvitationRow as PledgeInvitationRow
from mainline.client.loans import PledgeOfferRow as PledgeOfferRow
from mainline.client.loans import PledgeRow as PledgeRow
from mainline.client.loans import PledgeSignatureRow as PledgeSignatureRow
from mainline.client.orders import AgencyRow as AgencyRow
from mainline.client.orders import QuoteRow as QuoteRow
from mainline.client.orders import ServiceDeliveryRow as ServiceDeliveryRow
from mainline.client.orders import ServiceRatingRow as ServiceRatingRow
from mainline.client.orders import ServiceRequestDetail as ServiceRequestDetail
from mainline.client.orders import ServiceRequestRow as ServiceRequestRow
from mainline.client.trade import FoundWord as FoundWord
from mainline.client.trade import GradeRow as GradeRow
from mainline.client.trade import MatchRow as MatchRow
from mainline.client.trade import NeedDetail as NeedDetail
from mainline.client.trade import NeedRow as NeedRow
from mainline.client.trade import OfferRow as OfferRow
from mainline.client.trade import ScorePart as ScorePart
from mainline.client.trade import StockRow as StockRow
from mainline.client.trade import SuggestionRow as SuggestionRow


class RightRow(Shape, frozen=True, kw_only=True):
    """A right in a list."""

    id: int
    number: str
    kind: str
    office: str
    titles: dict[str, str]
    holder: str
    filed_on: dt.date | None
    published_on: dt.date | None
    granted_on: dt.date | None
    expires_on: dt.date | None
    status: str
    status_since: dt.date | None
    status_as_of: dt.date | None
    status_certainty: str
    is_demo: bool

    def title(self, language: str = "zh") -> str:
        """Return the title in a language, else the best there is; empty where none is known."""
        return (
            self.titles.get(language)
            or self.titles.get("zh")
            or self.titles.get("en")
            or next(iter(self.titles.values()), "")
        )


class Found(RightRow, frozen=True, kw_only=True):
    """A right in a result; ``across``: found only by a translation of the query."""

    across: bool


class FacetValue(Shape, frozen=True, kw_only=True):
    """One value of a facet."""

    value: str
    label: str
    count: int


class SearchAnswer(Shape, frozen=True, kw_only=True):
    """One page of a result."""

    query: str
    total: int
    page: int
    pages: int
    mode: str
    did_you_mean: str
    took_ms: float
    items: tuple[Found, ...]
    facets: dict[str, tuple[FacetValue, ...]]
    next: str | None


class EventRow(Shape, frozen=True, kw_only=True):
    """One event of a thread."""

    id: int
    code: str
    link: str
    st27: str
    office: str
    office_code: str
    on: dt.date | None
    happened_on: dt.date | None
    effective_on: dt.date | None
    recorded_at: dt.datetime
    label: str
    sentence: str
    source: str
    who: str
    confidentiality: str
    documents: tuple[int, ...]
    amount_minor: int | None
    currency: str


class RightOfEvent(Shape, frozen=True, kw_only=True):
    """The right that an event happened to."""

    id: int
    number: str
    title: str


class EventOfRight(EventRow, frozen=True, kw_only=True):
    """An event with its right."""

    right: RightOfEvent


class EventDetail(EventOfRight, frozen=True, kw_only=True):
    """One event with all that was said of it."""

    details: dict[str, str]
    supersedes: int | None
    superseded_by: int | None
    url: str


class EventCode(Shape, frozen=True, kw_only=True):
    """A kind of event that can be recorded."""

    code: str
    link: str
    label: str
    st27: str
    details: tuple[str, ...]


class NumberRow(Shape, frozen=True, kw_only=True):
    """A number of a right, as printed."""

    role: str
    office: str
    text: str
    kind_code: str
    on: dt.date | None


class PartyRow(Shape, frozen=True, kw_only=True):
    """Who stands in which role to a right; the name as printed."""

    role: str
    name: str
    language: str
    country: str
    is_person: bool | None
    share: Decimal | None
    """Percent."""
    organisation: int | None


class SymbolRow(Shape, frozen=True, kw_only=True):
    """One class."""

    scheme: str
    symbol: str


class NextDateRow(Shape, frozen=True, kw_only=True):
    """A date ahead, with the source of its rule."""

    code: str
    on: dt.date
    title: Pair
    citation: Pair
    caveat: Pair


class CitationRow(Shape, frozen=True, kw_only=True):
    """A document cited."""

    office: str
    number: str
    kind_code: str
    text: str
    on: dt.date | None
    category: str
    phase: str
    claims: str


class DescriptionRow(Shape, frozen=True, kw_only=True):
    """That there is a description in a language, and how long it is."""

    language: str
    paragraphs: int
    characters: int
    url: str


class Description(Shape, frozen=True, kw_only=True):
    """The description of a right in one language."""

    language: str
    paragraphs: tuple[str, ...]


class GoodsRow(Shape, frozen=True, kw_only=True):
    """Goods and services of a mark in one Nice class."""

    nice_class: str
    text: str


class ImageRow(Shape, frozen=True, kw_only=True):
    """A drawing or specimen that a source names."""

    reference: str
    kind: str
    source: int


class SourceRow(Shape, frozen=True, kw_only=True):
    """One record of one file that tells of the right."""

    id: int
    format: str
    format_label: Pair
    file: str
    record: int
    offset: int
    as_of: dt.date | None
    is_recovered: bool


class RightDetail(RightRow, frozen=True, kw_only=True):
    """A right with all that its page shows."""

    status_sentence: Pair
    no_term: Pair | None
    abstracts: dict[str, str]
    classes: tuple[SymbolRow, ...]
    family: tuple[RightRow, ...]
    numbers: tuple[NumberRow, ...]
    parties: tuple[PartyRow, ...]
    events: tuple[EventRow, ...]
    next_dates: tuple[NextDateRow, ...]
    citations: tuple[CitationRow, ...]
    claims: dict[str, tuple[str, ...]]
    descriptions: tuple[DescriptionRow, ...]
    goods: tuple[GoodsRow, ...]
    images: tuple[ImageRow, ...]
    sources: tuple[SourceRow, ...]


class OrganisationRow(Shape, frozen=True, kw_only=True):
    """An organisation with the number of its rights that the user may see."""

    id: int
    name: str
    name_zh: str
    name_en: str
    kind: str
    country: str
    place: str
    rights: int


class ShareRow(Shape, frozen=True, kw_only=True):
    """An organisation that may know of an unpublished right though it is no party to it."""

    organisation: int
    name: str
    is_named: bool
    shared_at: dt.datetime
    shared_by: str


class DocumentRow(Shape, frozen=True, kw_only=True):
    """A document in a list."""

    id: int
    right: int
    event: int | None
    organisation: int | None
    name: str
    media_type: str
    size: int
    sha256: str
    language: str
    confidentiality: str
    pages: int | None
    text_state: str
    replaces: int | None
    added_at: dt.datetime
    added_by: str
    url: str
    file_url: str


class DocumentDetail(DocumentRow, frozen=True, kw_only=True):
    """A document with its text."""

    text: str


class Counts(Shape, frozen=True, kw_only=True):
    """What became of records: read = new + changed + same + quarantined; recovered and warned are among them."""

    read: int
    new: int
    changed: int
    same: int
    recovered: int
    quarantined: int
    warned: int = 0


class ImportRow(Shape, frozen=True, kw_only=True):
    """An import in a list."""

    id: int
    name: str
    state: str
    is_dry_run: bool
    requested_by: str
    requested_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    bytes_total: int
    bytes_done: int
    counts: Counts
    url: str

    @property
    def has_ended(self) -> bool:
        """Whether nothing more happens to it by itself."""
        return self.state in ("done", "failed", "cancelled")


class Unrecognised(Shape, frozen=True, kw_only=True):
    """A file that is no record of any known format."""

    file: str
    bytes: int
    reason: Pair


class Rejected(Shape, frozen=True, kw_only=True):
    """A piece that could not be read."""

    file: str
    record: int
    reason: Pair
    detail: str


class Warned(Shape, frozen=True, kw_only=True):
    """A record that was taken, though something of it should be mended in the file."""

    file: str
    record: int
    reason: Pair
    detail: str
    """Column and value."""


class Rehearsed(Shape, frozen=True, kw_only=True):
    """A record of a dry run, and what would become of it: ``new``, ``changed`` or ``same``."""

    file: str
    record: int
    outcome: str
    number: str
    title: str
    holder: str
    right: int | None = None
    """The right that is there already, where you may see it."""
    filed_on: dt.date | None = None


class ImportDetail(ImportRow, frozen=True, kw_only=True):
    """An import with what its page tells."""

    by_format: dict[str, Counts]
    unrecognised: tuple[Unrecognised, ...]
    rejected: tuple[Rejected, ...]
    quarantine: int
    error: str
    can_confirm: bool
    can_run_again: bool
    warnings: tuple[Warned, ...] = ()
    rehearsed: tuple[Rehearsed, ...] = ()


class QuarantineRow(Shape, frozen=True, kw_only=True):
    """A piece that could not be read."""

    id: int
    format: str
    file: str
    record: int
    offset: int
    reason: Pair
    code: str
    detail: str
    tried_at: dt.datetime


class Retried(Shape, frozen=True, kw_only=True):
    """What reading a piece again gave."""

    records: int


class WebhookRow(Shape, frozen=True, kw_only=True):
    """A webhook, without its secret."""

    id: int
    organisation: int
    receiver: str
    is_own_only: bool
    codes: tuple[str, ...]
    condition: str
    waiting: int
    given_up: int
    last_sent_at: dt.datetime | None
    last_answer: str
    made_at: dt.datetime
    made_by: str
    url: str


class DeliveryRow(Shape, frozen=True, kw_only=True):
    """One event told to a webhook, or a test."""

    id: int
    code: str
    event: int | None
    state: str
    attempts: int
    answer: str
    made_at: dt.datetime
    sent_at: dt.datetime | None
    next_at: dt.datetime | None
    url: str


class DeliveryDetail(DeliveryRow, frozen=True, kw_only=True):
    """A delivery with what is sent."""

    body: str


class Replayed(Shape, frozen=True, kw_only=True):
    """What is sent again."""

    deliveries: int
