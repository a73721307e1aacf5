"""Addresses of answers to office actions."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio.answers import views

urlpatterns = [
    path("dates/<int:pk>/answer/", views.begin, name="begin_answer"),
    path("dates/answers/<int:pk>/", views.page, name="answer"),
    path("dates/answers/<int:pk>/save/", views.save, name="answer_save"),
    path("dates/answers/<int:pk>/act/", views.act, name="answer_act"),
    path("dates/answers/<int:pk>/chart/<slug:format>/", views.chart_export, name="answer_chart"),
]
