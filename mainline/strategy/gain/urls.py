"""Addresses of gains."""

from __future__ import annotations

from django.urls import path

from mainline.strategy.gain import views

urlpatterns = [
    path("strategy/gains/", views.mine, name="my_gains"),
    path("strategy/gains/statement/", views.paper, name="gain_statement"),
    path("strategy/gains/survey/", views.felt, name="felt"),
    path("strategy/gains/holders/", views.of_holders, name="gains"),
    path("strategy/gains/records/<slug:part>/", views.records, name="gain_records"),
    path("strategy/gains/records/<slug:part>/<slug:format>/", views.export, name="gain_export"),
]
