"""Addresses of indicators."""

from __future__ import annotations

from django.urls import path

from mainline.strategy.indicators import views

urlpatterns = [
    path("strategy/", views.dashboard, name="strategy"),
    path("strategy/figures/<slug:format>/", views.figures, name="indicator_figures"),
    path("strategy/indicators/<slug:code>/", views.indicator, name="indicator"),
    path("strategy/indicators/<slug:code>/chart/", views.chart, name="indicator_chart"),
    path("strategy/indicators/<slug:code>/records/", views.records, name="indicator_records"),
    path("strategy/indicators/<slug:code>/records/<slug:format>/", views.export, name="indicator_export"),
    path("strategy/indicators/<slug:code>/target/", views.target, name="indicator_target"),
]
