"""Addresses of differences."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.differences import views

urlpatterns = [
    path("dates/differences/", views.index, name="differences"),
    path("dates/differences/export/<slug:format>/", views.export, name="differences_export"),
    path("dates/differences/look/", views.preview, name="differences_preview"),
    path("dates/differences/decide/", views.decide, name="differences_decide"),
    path("dates/differences/<int:pk>/", views.page, name="difference"),
]
