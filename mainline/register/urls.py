"""Addresses of the register's pages."""

from __future__ import annotations

from django.urls import path

from mainline.register.views import (
    chain,
    columns,
    imported,
    imports,
    mine,
    organisations,
    quarantine,
    search,
    sharing,
)

urlpatterns = [
    path("search/", search.results, name="search"),
    path("search/export/", search.export, name="search_export"),
    path("search/help/", search.help_page, name="search_help"),
    path("search/saved/", search.saved, name="saved"),
    path("search/save/", search.save, name="save_search"),
    path("search/saved/<int:pk>/forget/", search.forget, name="forget_search"),
    path("chain/<slug:code>/", chain.link, name="link"),
    path("chain/<slug:code>/export/<slug:format>/", chain.export, name="link_export"),
    path("my-rights/", mine.page, name="my_rights"),
    path("my-rights/export/<slug:format>/", mine.export, name="my_rights_export"),
    path("organisations/", organisations.index, name="organisations"),
    path("organisations/export/<slug:format>/", organisations.index_export, name="organisations_export"),
    path("organisations/<int:pk>/", organisations.page, name="organisation"),
    path("organisations/<int:pk>/export/<slug:format>/", organisations.export, name="organisation_export"),
    path("rights/<int:pk>/sharing/", sharing.page, name="sharing"),
    path("rights/<int:pk>/sharing/add/", sharing.share, name="share"),
    path("rights/<int:pk>/sharing/remove/", sharing.unshare, name="unshare"),
    path("rights/<int:pk>/open/", sharing.open_right, name="open_right"),
    path("proposals/", organisations.proposals, name="proposals"),
    path("proposals/<int:pk>/decide/", organisations.decide, name="decide_proposal"),
    path("proposals/<int:pk>/undo/", organisations.undo, name="undo_proposal"),
    path("imports/", imports.index, name="imports"),
    path("imports/export/<slug:format>/", imports.export, name="imports_export"),
    path("imports/upload/", imports.upload, name="upload"),
    path("imports/<int:pk>/", imports.page, name="import"),
    path("imports/<int:pk>/columns/", columns.page, name="import_columns"),
    path("imports/<int:pk>/records/", imported.page, name="imported"),
    path("imports/<int:pk>/records/export/<slug:format>/", imported.export, name="imported_export"),
    path("imports/<int:pk>/progress/", imports.progress, name="import_progress"),
    path("imports/<int:pk>/confirm/", imports.confirm, name="confirm_import"),
    path("imports/<int:pk>/again/", imports.again, name="run_again"),
    path("imports/<int:pk>/cancel/", imports.cancel, name="cancel_import"),
    path("quarantine/", quarantine.index, name="quarantine"),
    path("quarantine/export/<slug:format>/", quarantine.export, name="quarantine_export"),
    path("quarantine/<int:pk>/", quarantine.page, name="quarantined"),
    path("quarantine/<int:pk>/raw/", quarantine.raw, name="quarantined_raw"),
    path("quarantine/<int:pk>/retry/", quarantine.retry, name="retry_quarantined"),
]
