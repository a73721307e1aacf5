"""Addresses of the docket."""

from __future__ import annotations

from django.urls import path

from mainline.portfolio import bulk, house, overview, people, rights, views, week
from mainline.portfolio.calendar import views as calendar
from mainline.portfolio.reminders import views as reminders

urlpatterns = [
    path("dates/", views.index, name="docket"),
    path("portfolio/", overview.page, name="portfolio"),
    path("portfolio/costs/", overview.costs, name="portfolio_costs"),
    path("portfolio/chart/<slug:code>/<slug:format>/", overview.chart, name="portfolio_chart"),
    path("dates/calendar/", calendar.page, name="calendar"),
    path("dates/feed/", calendar.my_feeds, name="feeds"),
    path("dates/feed/export/<slug:format>/", calendar.feeds_export, name="feeds_export"),
    path("dates/reminders/", reminders.page, name="reminders"),
    path("dates/reminders/export/<slug:format>/", reminders.export, name="reminders_export"),
    path("dates/export/<slug:format>/", views.export, name="docket_export"),
    path("dates/keep/", views.keep, name="keep_dates"),
    path("dates/decide/look/", bulk.preview, name="dates_preview"),
    path("dates/decide/", bulk.decide, name="dates_decide"),
    path("dates/week/", week.page, name="week"),
    path("dates/rights/", rights.page, name="kept_rights"),
    path("dates/rights/export/<slug:format>/", rights.export, name="kept_rights_export"),
    path("dates/rights/give/", rights.give, name="give_rights"),
    path("dates/house/", house.page, name="house"),
    path("dates/house/lead/", house.lead, name="house_lead"),
    path("dates/house/facts/", house.facts, name="house_facts"),
    path("dates/people/away/", people.away, name="away"),
    path("dates/people/away/<int:pk>/end/", people.back_again, name="away_end"),
    path("dates/people/", people.page, name="docket_people"),
    path("dates/people/hand-over/", people.hand_over, name="hand_over"),
    path("dates/<int:pk>/", views.page, name="deadline"),
    path("dates/<int:pk>/paper/", views.on_paper, name="deadline_paper"),
    path("dates/<int:pk>/act/", views.act, name="deadline_act"),
    path("feeds/<str:secret>.ics", calendar.feed, name="feed"),
]
