"""Addresses of the docket."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio import views

urlpatterns = [
    path("dates/", views.index, name="docket"),
    path("dates/export/<slug:format>/", views.export, name="docket_export"),
    path("dates/keep/", views.keep, name="keep_dates"),
    path("dates/<int:pk>/", views.page, name="deadline"),
    path("dates/<int:pk>/act/", views.act, name="deadline_act"),
]
