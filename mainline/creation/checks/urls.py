"""Addresses of claims and their checks."""

from __future__ import annotations

from django.urls import path

from mainline.creation.checks import views

urlpatterns = [
    path("creation/claims/", views.index, name="claims_drafts"),
    path("creation/claims/check/", views.free, name="claims_check"),
    path("creation/claims/versions/<int:pk>/", views.version, name="claims_version"),
    path("creation/rights/<int:pk>/claims/", views.draft, name="claims_draft"),
    path("creation/rights/<int:pk>/claims/act/", views.act, name="claims_act"),
]
