"""Addresses of pledges."""

from __future__ import annotations

from django.urls import path

from mainline.utilization.pledges import views

urlpatterns = [
    path("utilization/pledges/", views.index, name="pledges"),
    path("utilization/pledges/export/<slug:format>/", views.export, name="pledges_export"),
    path("utilization/pledges/new/", views.new, name="pledge_new"),
    path("utilization/pledges/<int:pk>/", views.page, name="pledge"),
    path("utilization/pledges/<int:pk>/paper/", views.paper, name="pledge_paper"),
    path("utilization/pledges/<int:pk>/act/", views.act, name="pledge_act"),
]
