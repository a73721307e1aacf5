"""Addresses of documents."""

from __future__ import annotations

from django.urls import path

from mainline.register.documents import views

urlpatterns = [
    path("documents/", views.index, name="documents"),
    path("documents/export/<slug:format>/", views.export, name="documents_export"),
    path("documents/<int:pk>/", views.page, name="document"),
    path("documents/<int:pk>/file/", views.file, name="document_file"),
    path("documents/<int:pk>/picture/", views.picture, name="document_picture"),
    path("documents/<int:pk>/pages/<int:number>/", views.sheet, name="document_sheet"),
    path("documents/<int:pk>/replace/", views.replace, name="replace_document"),
    path("documents/<int:pk>/confidentiality/", views.set_confidentiality, name="document_confidentiality"),
    path("documents/<int:pk>/withdraw/", views.withdraw, name="withdraw_document"),
    path("rights/<int:pk>/documents/add/", views.add, name="add_documents"),
]
