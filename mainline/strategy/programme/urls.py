"""Addresses of the programme."""

from __future__ import annotations

from django.urls import path

from mainline.strategy.programme import views

urlpatterns = [path("strategy/programme/", views.page, name="programme")]
