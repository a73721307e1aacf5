"""Addresses of saved views."""

from __future__ import annotations

from django.urls import path

from mainline.orgs import list_pages

urlpatterns = [
    path("views/", list_pages.index, name="saved_views"),
    path("views/export/<slug:format>/", list_pages.export, name="saved_views_export"),
    path("views/save/", list_pages.save, name="save_view"),
    path("views/<int:pk>/rename/", list_pages.rename, name="rename_view"),
    path("views/<int:pk>/choose/", list_pages.choose, name="choose_view"),
    path("views/<int:pk>/forget/", list_pages.forget, name="forget_view"),
]
