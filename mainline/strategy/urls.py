"""Addresses of the strategy."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("mainline.strategy.indicators.urls")),
    path("", include("mainline.strategy.programme.urls")),
    path("", include("mainline.strategy.gain.urls")),
]
