"""Addresses of questions."""

from __future__ import annotations

from django.urls import path

from mainline.service.questions import views

urlpatterns = [
    path("service/ask/", views.ask, name="ask"),
    path("service/ask/find/", views.find, name="question_find"),
    path("service/ask/<int:number>/<str:key>/", views.followed, name="question_followed"),
    path("service/questions/", views.index, name="questions"),
    path("service/questions/export/<slug:format>/", views.export, name="questions_export"),
    path("service/questions/<int:pk>/", views.page, name="question"),
    path("service/questions/<int:pk>/act/", views.act, name="question_act"),
]
