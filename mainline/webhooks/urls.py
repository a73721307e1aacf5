"""Addresses of webhooks."""

from __future__ import annotations

from django.urls import path

from mainline.webhooks import views

urlpatterns = [
    path("organisations/<int:pk>/webhooks/", views.index, name="webhooks"),
    path("organisations/<int:pk>/webhooks/new/", views.new, name="new_webhook"),
    path("webhooks/<int:pk>/", views.page, name="webhook"),
    path("webhooks/<int:pk>/do/", views.act, name="webhook_act"),
    path("webhooks/<int:pk>/change/", views.change, name="change_webhook"),
    path("webhooks/<int:pk>/secret/", views.renew, name="renew_webhook"),
    path("webhooks/<int:pk>/remove/", views.remove, name="remove_webhook"),
    path("webhooks/<int:pk>/export/<slug:format>/", views.export, name="deliveries_export"),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/", views.delivery, name="delivery"),
    path("webhooks/<int:pk>/deliveries/<int:delivery>/again/", views.again, name="replay_delivery"),
]
