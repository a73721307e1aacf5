"""Addresses of notices."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.notices import views

urlpatterns = [
    path("dates/notices/", views.index, name="notices"),
    path("dates/notices/bring/", views.bring, name="bring_notices"),
    path("dates/notices/export/<slug:format>/", views.export, name="notices_export"),
    path("dates/notices/<int:pk>/", views.page, name="notice"),
    path("dates/notices/<int:pk>/act/", views.act, name="notice_act"),
    path("dates/notices/<int:pk>/file/", views.file, name="notice_file"),
]
