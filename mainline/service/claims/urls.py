"""Addresses of claims."""

from __future__ import annotations

from django.urls import path

from mainline.service.claims import views

urlpatterns = [
    path("service/claims/", views.index, name="claims"),
    path("service/claims/export/<slug:format>/", views.export, name="claims_export"),
    path("service/claims/begin/", views.begin, name="begin_claim"),
    path("service/claims/<int:pk>/", views.page, name="claim"),
    path("service/claims/<int:pk>/act/", views.act, name="claim_act"),
    path("service/claims/<int:pk>/papers/<int:paper>/", views.paper, name="claim_paper"),
]
