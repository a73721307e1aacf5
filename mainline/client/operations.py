"""Every operation of the API by its id, as its schema publishes them (a test compares)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

PREFIX = "/api/v1"

OPERATIONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "add_document": ("POST", "/rights/{right_id}/documents"),
        "cancel_import": ("POST", "/imports/{import_id}/cancel"),
        "change_webhook": ("PUT", "/webhooks/{webhook_id}"),
        "confirm_import": ("POST", "/imports/{import_id}/confirm"),
        "decide_deadline": ("POST", "/deadlines/{deadline_id}/decide"),
        "export_right": ("GET", "/rights/{right_id}/export.{format}"),
        "export_rights": ("GET", "/exports/rights.{format}"),
        "get_deadline": ("GET", "/deadlines/{deadline_id}"),
        "get_delivery": ("GET", "/webhooks/{webhook_id}/deliveries/{delivery_id}"),
        "get_document": ("GET", "/documents/{document_id}"),
        "get_document_file": ("GET", "/documents/{document_id}/file"),
        "get_event": ("GET", "/events/{event_id}"),
        "get_gains": ("GET", "/gains"),
        "get_import": ("GET", "/imports/{import_id}"),
        "get_indicator": ("GET", "/indicators/{code}"),
        "get_me": ("GET", "/me"),
        "get_organisation": ("GET", "/organisations/{organisation_id}"),
        "get_quarantined": ("GET", "/quarantine/{piece_id}"),
        "get_right": ("GET", "/rights/{right_id}"),
        "get_webhook": ("GET", "/webhooks/{webhook_id}"),
        "keep_dates": ("POST", "/rights/{right_id}/docket"),
        "list_deadlines": ("GET", "/deadlines"),
        "list_deliveries": ("GET", "/webhooks/{webhook_id}/deliveries"),
        "list_descriptions": ("GET", "/rights/{right_id}/descriptions"),
        "list_documents": ("GET", "/documents"),
        "list_event_codes": ("GET", "/event-codes"),
        "list_events": ("GET", "/events"),
        "list_imports": ("GET", "/imports"),
        "list_indicators": ("GET", "/indicators"),
        "list_organisation_rights": ("GET", "/organisations/{organisation_id}/rights"),
        "list_organisations": ("GET", "/organisations"),
        "list_quarantine": ("GET", "/quarantine"),
        "list_right_documents": ("GET", "/rights/{right_id}/documents"),
        "list_right_events": ("GET", "/rights/{right_id}/events"),
        "list_rights": ("GET", "/rights"),
        "list_shares": ("GET", "/rights/{right_id}/shares"),
        "list_tokens": ("GET", "/tokens"),
        "list_webhooks": ("GET", "/webhooks"),
        "make_webhook": ("POST", "/webhooks"),
        "pause_webhook": ("POST", "/webhooks/{webhook_id}/pause"),
        "record_event": ("POST", "/rights/{right_id}/events"),
        "remove_webhook": ("DELETE", "/webhooks/{webhook_id}"),
        "renew_webhook_secret": ("PUT", "/webhooks/{webhook_id}/secret"),
        "replay_delivery": ("POST", "/webhooks/{webhook_id}/deliveries/{delivery_id}/replay"),
        "replay_webhook": ("POST", "/webhooks/{webhook_id}/replay"),
        "resume_webhook": ("POST", "/webhooks/{webhook_id}/resume"),
        "retry_quarantine": ("POST", "/quarantine/{piece_id}/retry"),
        "revoke_token": ("DELETE", "/tokens/{token_id}"),
        "run_import_again": ("POST", "/imports/{import_id}/run-again"),
        "search": ("GET", "/search"),
        "share_right": ("PUT", "/rights/{right_id}/shares/{organisation_id}"),
        "test_webhook": ("POST", "/webhooks/{webhook_id}/test"),
        "unshare_right": ("DELETE", "/rights/{right_id}/shares/{organisation_id}"),
        "upload_import": ("POST", "/imports"),
        "withdraw_document": ("POST", "/documents/{document_id}/withdraw"),
    }
)
