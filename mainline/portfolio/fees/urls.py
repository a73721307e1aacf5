"""Addresses of fees."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.fees import bank_views, batch_views, budget_views, views

urlpatterns = [
    path("dates/budget/", budget_views.page, name="budget"),
    path("dates/budget/rights/", budget_views.rights, name="budget_rights"),
    path("dates/budget/department/", budget_views.department, name="budget_department"),
    path("dates/budget/export/<slug:format>/", budget_views.export, name="budget_export"),
    path("dates/fees/<int:pk>/", views.fees, name="fees"),
    path("dates/fees/<int:pk>/facts/", views.fee_facts, name="fee_facts"),
    path("dates/fees/<int:pk>/payer/", views.fee_payer, name="fee_payer"),
    path("dates/annuities/", views.annuities, name="annuities"),
    path("dates/annuities/export/<slug:format>/", views.annuities_export, name="annuities_export"),
    path("dates/annuities/preview/", views.preview, name="annuities_preview"),
    path("dates/annuities/decide/", views.decide, name="annuities_decide"),
    path("dates/annuities/bank/", bank_views.bank, name="annuities_bank"),
    path("dates/annuities/bank/book/", bank_views.book, name="annuities_book"),
    path("dates/annuities/batch/", batch_views.page, name="annuities_batch"),
    path("dates/annuities/batch/<int:number>/", batch_views.file, name="annuities_batch_file"),
    path("dates/annuities/bulk/", batch_views.bulk, name="annuities_bulk"),
    path("dates/annuities/bulk/file/", batch_views.bulk_file, name="annuities_bulk_file"),
    path("dates/annuities/list/<slug:office>/<slug:format>/", views.payments, name="annuities_list"),
]
