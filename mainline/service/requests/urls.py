"""Addresses of service requests."""

from __future__ import annotations

from django.urls import path

from mainline.service.requests import views

urlpatterns = [
    path("service/requests/", views.index, name="service_requests"),
    path("service/requests/export/<slug:format>/", views.export, name="service_requests_export"),
    path("service/requests/new/", views.new, name="new_service_request"),
    path("service/requests/<int:pk>/", views.page, name="service_request"),
    path("service/requests/<int:pk>/act/", views.act, name="service_request_act"),
]
