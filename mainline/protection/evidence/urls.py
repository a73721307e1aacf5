"""Addresses of the evidence vault."""

from __future__ import annotations

from django.urls import path

from mainline.protection.evidence import verify_views, views

urlpatterns = [
    path("protection/evidence/", views.index, name="evidence_list"),
    path("protection/evidence/export/<slug:format>/", views.list_export, name="evidence_export"),
    path("protection/evidence/new/", views.new, name="evidence_new"),
    path("protection/evidence/verify/", verify_views.verify, name="evidence_verify"),
    path("protection/evidence/authority/", verify_views.authority, name="evidence_authority"),
    path("protection/evidence/<int:pk>/", views.page, name="evidence"),
    path("protection/evidence/<int:pk>/act/", views.act, name="evidence_act"),
    path("protection/evidence/<int:pk>/files/<int:number>/", views.file, name="evidence_file"),
    path("protection/evidence/<int:pk>/archive/", views.archive, name="evidence_archive"),
    path("protection/evidence/<int:pk>/certificate/", views.paper, name="evidence_certificate"),
]
