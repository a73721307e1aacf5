"""Addresses of invention disclosures."""

from __future__ import annotations

from django.urls import path

from mainline.creation.disclosures import views
from mainline.creation.disclosures.views import office, receipts

urlpatterns = [
    path("creation/disclosures/", views.index, name="disclosures"),
    path("creation/disclosures/export/<slug:format>/", views.export, name="disclosures_export"),
    path("creation/disclosures/new/", views.new, name="disclosure_new"),
    path("creation/disclosures/<int:pk>/", office.page, name="disclosure"),
    path("creation/disclosures/<int:pk>/edit/", views.edit, name="disclosure_edit"),
    path("creation/disclosures/<int:pk>/save/", views.save, name="disclosure_save"),
    path("creation/disclosures/<int:pk>/act/", views.act, name="disclosure_act"),
    path("creation/disclosures/<int:pk>/check/", views.check, name="disclosure_check"),
    path("creation/disclosures/<int:pk>/submit/", views.submit, name="disclosure_submit"),
    path("creation/disclosures/<int:pk>/decide/", office.decide, name="disclosure_decide"),
    path("creation/disclosures/<int:pk>/files/<int:file>/", receipts.file, name="disclosure_file"),
    path("creation/disclosures/<int:pk>/versions/<int:number>/", receipts.page, name="disclosure_receipt"),
    path("creation/disclosures/<int:pk>/versions/<int:number>/pdf/", receipts.paper, name="disclosure_receipt_pdf"),
    path("creation/disclosures/<int:pk>/versions/<int:number>/json/", receipts.content, name="disclosure_content"),
    path("creation/handed-in/", office.inbox, name="disclosure_inbox"),
    path("creation/handed-in/export/<slug:format>/", office.inbox_export, name="disclosure_inbox_export"),
]  # fmt: skip
