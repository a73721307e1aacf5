"""Addresses of receipts."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.receipts import views

urlpatterns = [
    path("dates/receipts/", views.index, name="receipts"),
    path("dates/receipts/export/<slug:format>/", views.export, name="receipts_export"),
    path("dates/receipts/bring/", views.bring, name="bring_receipts"),
    path("dates/receipts/file/", views.file_ready, name="file_receipts"),
    path("dates/receipts/payments/", views.payments, name="payments"),
    path("dates/receipts/payments/export/<slug:format>/", views.payments_export, name="payments_export"),
    path("dates/receipts/<int:pk>/", views.page, name="receipt"),
    path("dates/receipts/<int:pk>/file/", views.file, name="receipt_file"),
    path("dates/receipts/<int:pk>/act/", views.act, name="receipt_act"),
]
