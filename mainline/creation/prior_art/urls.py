"""Addresses of novelty reports."""

from __future__ import annotations

from django.urls import path

from mainline.creation.prior_art import views

urlpatterns = [
    path("creation/prior-art/", views.index, name="novelty_reports"),
    path("creation/prior-art/<int:pk>/", views.report, name="novelty_report"),
    path("creation/prior-art/<int:pk>/save/", views.save, name="novelty_save"),
    path("creation/prior-art/<int:pk>/act/", views.act, name="novelty_act"),
    path("creation/prior-art/<int:pk>/issues/<int:number>/<slug:format>/", views.paper, name="novelty_paper"),
    path("creation/rights/<int:pk>/prior-art/", views.of_right, name="prior_art"),
]
