"""Re-exports only, so that Django finds the models. Import from the part that owns them."""

from mainline.orgs.models import Membership, MergeProposal, Organisation, PlatformState
from mainline.register.models import (
    Document,
    Event,
    Identifier,
    Import,
    IndexPending,
    Party,
    Quarantine,
    Right,
    SavedSearch,
    Share,
    SourceRecord,
)

__all__ = [
    "Document",
    "Event",
    "Identifier",
    "Import",
    "IndexPending",
    "Membership",
    "MergeProposal",
    "Organisation",
    "Party",
    "PlatformState",
    "Quarantine",
    "Right",
    "SavedSearch",
    "Share",
    "SourceRecord",
]
