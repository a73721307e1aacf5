"""Addresses of bills."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.billing import standing_views, views

urlpatterns = [
    path("dates/bills/", views.index, name="bills"),
    path("dates/bills/export/<slug:format>/", views.export, name="bills_export"),
    path("dates/bills/new/", views.new, name="new_bill"),
    path("dates/bills/prices/", views.prices, name="prices"),
    path("dates/bills/prices/export/<slug:format>/", views.prices_export, name="prices_export"),
    path("dates/bills/<int:pk>/", views.page, name="bill"),
    path("dates/bills/<int:pk>/act/", views.act, name="bill_act"),
    path("dates/bills/<int:pk>/export/<slug:format>/", views.page_export, name="bill_export"),
    path("dates/on-time/<int:pk>/", standing_views.on_time, name="on_time"),
    path(
        "dates/on-time/<int:pk>/export/<slug:format>/", standing_views.on_time_export, name="on_time_export"
    ),
]
