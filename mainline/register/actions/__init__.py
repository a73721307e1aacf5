"""Every write to the register that is not an import's batch. Keyword-only, the actor named, atomic, audited."""

from mainline.register.actions.batches import accept_proposals, reopen_proposals
from mainline.register.actions.bodies import (
    decide_proposal,
    settle_organisations,
    undo_proposal,
)
from mainline.register.actions.events import (
    add_event,
    derive_all,
    derive_status,
    derive_statuses,
    record_event,
    refold_all,
    refresh_expired,
)
from mainline.register.actions.imports import (
    cancel_import,
    claim_import,
    confirm_import,
    forget_uploads,
    keep_upload,
    read_columns_as,
    request_import,
    request_kept,
    request_upload,
    retry_quarantine,
    run_again,
)
from mainline.register.actions.searches import (
    forget_search,
    save_search,
)

__all__ = [
    "accept_proposals",
    "add_event",
    "cancel_import",
    "claim_import",
    "confirm_import",
    "decide_proposal",
    "derive_all",
    "derive_status",
    "derive_statuses",
    "forget_search",
    "forget_uploads",
    "keep_upload",
    "read_columns_as",
    "record_event",
    "refold_all",
    "refresh_expired",
    "reopen_proposals",
    "request_import",
    "request_kept",
    "request_upload",
    "retry_quarantine",
    "run_again",
    "save_search",
    "settle_organisations",
    "undo_proposal",
]
