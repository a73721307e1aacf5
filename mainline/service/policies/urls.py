"""Addresses of policies."""

from __future__ import annotations

from django.urls import path

from mainline.service.policies import views

urlpatterns = [
    path("service/policies/", views.index, name="policies"),
    path("service/policies/<slug:policy>/", views.policy, name="policy"),
    path("service/policies/<slug:policy>/all/", views.everybody, name="policy_everybody"),
    path(
        "service/policies/<slug:policy>/all/export/<slug:format>/",
        views.everybody_export,
        name="policy_everybody_export",
    ),
    path("service/entitlements/", views.entitlements, name="entitlements"),
    path("service/entitlements/export/<slug:format>/", views.entitlements_export, name="entitlements_export"),
    path("service/entitlements/<slug:policy>/", views.mine, name="policy_mine"),
    path("service/statements/", views.statements, name="statements"),
    path("service/calls/", views.calls, name="calls"),
]
