"""All addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from mainline import pages
from mainline.api.routes import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", pages.home, name="home"),
    path("rights/<int:pk>/", pages.right, name="right"),
    path("rights/<int:pk>/text/", pages.right_text, name="right_text"),
    path("rights/<int:pk>/export/<slug:format>/", pages.right_export, name="right_export"),
    path("", include("mainline.register.urls")),
    path("", include("mainline.orgs.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("api/v1/", api.urls),
    path("healthz", pages.healthz, name="healthz"),
]
