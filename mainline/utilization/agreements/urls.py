"""Addresses of agreements and open licences."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.agreements import open_views, views

urlpatterns = [
    path("utilization/agreements/", views.index, name="agreements"),
    path("utilization/agreements/export/<slug:format>/", views.export, name="agreements_export"),
    path("utilization/agreements/new/", views.new, name="agreement_new"),
    path("utilization/agreements/<int:pk>/", views.page, name="agreement"),
    path("utilization/agreements/<int:pk>/edit/", views.edit, name="agreement_edit"),
    path("utilization/agreements/<int:pk>/act/", views.act, name="agreement_act"),
    path("utilization/open-licences/", open_views.index, name="open_licences"),
    path("utilization/open-licences/export/<slug:format>/", open_views.export, name="open_licences_export"),
    path("utilization/open-licences/declare/<int:pk>/", open_views.declare, name="open_licence_declare"),
    path("utilization/open-licences/<int:pk>/", open_views.page, name="open_licence"),
    path("utilization/open-licences/<int:pk>/act/", open_views.act, name="open_licence_act"),
    path("utilization/consent/<int:pk>/", open_views.consent, name="consent_give"),
]
