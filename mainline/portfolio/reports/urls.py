"""Addresses of reports."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.reports import sheet_views, views

urlpatterns = [
    path("dates/sheet/right/<int:pk>/", sheet_views.right, name="right_sheet"),
    path("dates/sheet/organisation/<int:pk>/", sheet_views.organisation, name="organisation_sheet"),
    path("dates/reports/", views.index, name="reports"),
    path("dates/reports/export/<slug:format>/", views.export, name="reports_export"),
    path("dates/reports/new/", views.new, name="report_new"),
    path("dates/reports/refilter/", views.refilter, name="report_refilter"),
    path("dates/reports/year/", views.year, name="fiscal_year"),
    path("dates/reports/files/<int:pk>/", views.file, name="report_file"),
    path("dates/reports/<int:pk>/", views.page, name="report"),
    path("dates/reports/<int:pk>/run/", views.run, name="report_run"),
    path("dates/reports/<int:pk>/delete/", views.delete, name="report_delete"),
    path("dates/reports/<int:pk>/runs/<slug:format>/", views.runs_export, name="report_runs_export"),
]
