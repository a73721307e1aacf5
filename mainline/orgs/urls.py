"""Addresses of log in and log out."""

from __future__ import annotations

from django.urls import path

from mainline.orgs import views

urlpatterns = [
    path("login/", views.Login.as_view(), name="login"),
    path("logout/", views.Logout.as_view(), name="logout"),
]
