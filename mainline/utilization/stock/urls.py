"""Addresses of the stock."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.stock import views

urlpatterns = [
    path("utilization/stock/", views.index, name="stock"),
    path("utilization/stock/export/<slug:format>/", views.export, name="stock_export"),
    path("utilization/stock/template/<slug:format>/", views.template_file, name="stock_template"),
    path("utilization/stock/bring/", views.bring, name="stock_bring"),
    path("utilization/stock/survey/", views.survey, name="stock_survey"),
    path("utilization/stock/<int:pk>/", views.page, name="stock_item"),
    path("utilization/stock/<int:pk>/act/", views.act, name="stock_act"),
]
