"""Addresses of plans, rules and costs of a unit, and of one's own statement."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.distribution import unit_views, views

urlpatterns = [
    path("utilization/distribution/", views.index, name="distribution_plans"),
    path("utilization/distribution/export/<slug:format>/", views.export, name="distribution_plans_export"),
    path("utilization/distribution/new/<int:pk>/", views.new, name="distribution_new"),
    path("utilization/distribution/rules/", unit_views.unit_rules, name="unit_rules"),
    path("utilization/distribution/costs/", unit_views.costs, name="recoverable_costs"),
    path("utilization/distribution/<int:pk>/", views.page, name="distribution_plan"),
    path("utilization/distribution/<int:pk>/act/", views.act, name="distribution_plan_act"),
    path("utilization/my-statement/", views.gains, name="inventor_statement"),
    path(
        "utilization/my-statement/export/<slug:format>/", views.gains_export, name="inventor_statement_export"
    ),
]
