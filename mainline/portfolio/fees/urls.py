"""Addresses of fees."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.fees import views

urlpatterns = [
    path("dates/fees/<int:pk>/", views.fees, name="fees"),
    path("dates/annuities/", views.annuities, name="annuities"),
    path("dates/annuities/export/<slug:format>/", views.annuities_export, name="annuities_export"),
    path("dates/annuities/preview/", views.preview, name="annuities_preview"),
    path("dates/annuities/decide/", views.decide, name="annuities_decide"),
    path("dates/annuities/list/<slug:office>/<slug:format>/", views.payments, name="annuities_list"),
]
