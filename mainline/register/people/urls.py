"""Addresses of people and of who the names on rights are."""

from __future__ import annotations

from django.urls import path

from mainline.register.people.views import adding, index, keeping, linking, page, proposals

urlpatterns = [
    path("people/", index.index, name="people"),
    path("people/export/<slug:format>/", index.export, name="people_export"),
    path("people/add/", adding.add, name="add_person"),
    path("people/me/", adding.me, name="this_is_me"),
    path("people/printed/", adding.printed, name="printed_keys"),
    path("people/proposals/", proposals.index, name="person_proposals"),
    path("people/proposals/<int:pk>/decide/", proposals.decide, name="decide_person_proposal"),
    path("people/proposals/<int:pk>/undo/", proposals.undo, name="undo_person_proposal"),
    path("people/<int:pk>/", page.page, name="person"),
    path("people/<int:pk>/line/", page.line, name="person_line"),
    path("people/<int:pk>/export/<slug:format>/", page.export, name="person_export"),
    path("people/<int:pk>/change/", keeping.change, name="change_person"),
    path("people/<int:pk>/employment/", keeping.work, name="employ_person"),
    path("people/<int:pk>/account/", keeping.account, name="person_account"),
    path("people/<int:pk>/remove/", keeping.remove, name="remove_person"),
    path("people/<int:pk>/names/", linking.waiting, name="person_names"),
    path("rights/<int:pk>/people/", linking.names, name="right_people"),
]
