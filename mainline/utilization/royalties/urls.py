"""Addresses of royalty reports and receipts."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.royalties import views

urlpatterns = [
    path("utilization/royalties/", views.index, name="royalty_reports"),
    path("utilization/royalties/export/<slug:format>/", views.export, name="royalty_reports_export"),
    path("utilization/royalties/<int:pk>/", views.page, name="royalty_report"),
    path("utilization/royalties/<int:pk>/act/", views.act, name="royalty_report_act"),
    path("utilization/agreements/<int:pk>/report/", views.new, name="royalty_report_new"),
    path("utilization/receipts/<int:pk>/", views.receipt, name="royalty_receipt"),
    path("utilization/receipts/<int:pk>/reverse/", views.receipt_reverse, name="royalty_receipt_reverse"),
]
