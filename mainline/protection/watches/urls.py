"""Addresses of watches and hits."""

from __future__ import annotations

from django.urls import path

from mainline.protection.watches import views

urlpatterns = [
    path("protection/watches/", views.index, name="watches"),
    path("protection/watches/new/", views.new, name="watch_new"),
    path("protection/watches/<int:pk>/", views.page, name="watch"),
    path("protection/watches/<int:pk>/act/", views.act, name="watch_act"),
    path("protection/hits/", views.hits, name="hits"),
    path("protection/hits/<int:pk>/", views.hit, name="hit"),
    path("protection/hits/<int:pk>/decide/", views.decide, name="hit_decide"),
]
