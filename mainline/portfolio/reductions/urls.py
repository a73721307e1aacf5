"""Addresses of reductions."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.reductions import views

urlpatterns = [
    path("dates/reductions/", views.index, name="reductions"),
    path("dates/reductions/export/<slug:format>/", views.export, name="reductions_export"),
    path("dates/reductions/applicant/", views.applicant, name="reduction_applicant"),
]
