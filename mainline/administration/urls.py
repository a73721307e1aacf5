"""Addresses of the administration, of the public page on roles, and of the checkpoints."""

from __future__ import annotations

from django.urls import path

from mainline.administration.views import accounts, audit, jobs, organisations, overview

urlpatterns = [
    path("administration/", overview.overview, name="administration"),
    path("administration/accounts/", accounts.index, name="administration_accounts"),
    path("administration/accounts/export/<slug:format>/", accounts.export, name="administration_accounts_export"),
    path("administration/accounts/<int:pk>/", accounts.page, name="administration_account"),
    path("administration/organisations/", organisations.index, name="administration_organisations"),
    path("administration/organisations/export/<slug:format>/", organisations.export, name="administration_organisations_export"),
    path("administration/organisations/add/", organisations.add, name="administration_organisation_add"),
    path("administration/organisations/<int:pk>/", organisations.page, name="administration_organisation"),
    path("administration/jobs/", jobs.index, name="administration_jobs"),
    path("administration/jobs/export/<slug:format>/", jobs.export, name="administration_jobs_export"),
    path("administration/audit/", audit.index, name="audit"),
    path("administration/audit/export/<slug:format>/", audit.export, name="audit_export"),
    path("administration/audit/<int:number>/", audit.entry, name="audit_entry"),
    path("audit/checkpoints/", audit.checkpoints, name="checkpoints"),
    path("audit/checkpoints/export/<slug:format>/", audit.checkpoints_export, name="checkpoints_export"),
    path("audit/checkpoints/mainline-checkpoints.jsonl", audit.stamps, name="stamps"),
    path("roles/", overview.roles, name="roles"),
]  # fmt: skip
