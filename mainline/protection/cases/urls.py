"""Addresses of cases and of published decisions."""

from __future__ import annotations

from django.urls import path

from mainline.protection.cases import views

urlpatterns = [
    path("protection/cases/", views.index, name="cases"),
    path("protection/cases/new/", views.new, name="case_new"),
    path("protection/cases/<int:pk>/", views.page, name="case"),
    path("protection/cases/<int:pk>/act/", views.act, name="case_act"),
    path("protection/cases/<int:pk>/papers/", views.add_paper, name="case_add_paper"),
    path("protection/cases/<int:pk>/papers/<int:paper>/", views.paper, name="case_paper"),
    path("protection/decisions/", views.decisions, name="decisions"),
    path("protection/decisions/<int:pk>/", views.decision, name="decision"),
]
