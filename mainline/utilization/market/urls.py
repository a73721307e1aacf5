"""Addresses of the market."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.market.views import matches, needs, offers

urlpatterns = [
    path("utilization/needs/", needs.index, name="needs"),
    path("utilization/needs/export/<slug:format>/", needs.export, name="needs_export"),
    path("utilization/needs/new/", needs.new, name="need_new"),
    path("utilization/needs/promise/", needs.promise, name="need_promise"),
    path("utilization/needs/<int:pk>/", needs.page, name="need"),
    path("utilization/needs/<int:pk>/edit/", needs.edit, name="need_edit"),
    path("utilization/needs/<int:pk>/act/", needs.act, name="need_act"),
    path("utilization/offers/", offers.index, name="offers"),
    path("utilization/offers/export/<slug:format>/", offers.export, name="offers_export"),
    path("utilization/offers/new/", offers.new, name="offer_new"),
    path("utilization/offers/<int:pk>/", offers.page, name="offer"),
    path("utilization/offers/<int:pk>/withdraw/", offers.withdraw, name="offer_withdraw"),
    path("utilization/matches/", matches.index, name="matches"),
    path("utilization/matches/export/<slug:format>/", matches.export, name="matches_export"),
    path("utilization/matches/<int:pk>/", matches.page, name="match"),
    path("utilization/matches/<int:pk>/act/", matches.act, name="match_act"),
]
