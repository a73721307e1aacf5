"""All addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from mainline.api.routes import api, unknown
from mainline.pages import agencies, frame, home, my_day, recording, right, sources, taking_away
from mainline.register.ledger import views as ledger

urlpatterns: list[URLPattern | URLResolver] = [
    # First: what is asked most often is not compared with every other address before.
    path("api/v1/", api.urls),
    re_path("^api/", unknown),
    path("", home.home, name="home"),
    path("rights/<int:pk>/", right.right, name="right"),
    path("rights/<int:pk>/like/", right.right_like, name="right_like"),
    path("rights/<int:pk>/text/", right.right_text, name="right_text"),
    path("rights/<int:pk>/export/<slug:format>/", right.right_export, name="right_export"),
    path("rights/<int:pk>/sources/", sources.beside, name="sources"),
    path("rights/<int:pk>/sources/<int:source>/", sources.original, name="source"),
    path("rights/<int:pk>/sources/<int:source>/original/", sources.original_file, name="source_file"),
    path("rights/<int:pk>/record/", recording.record, name="record"),
    path("organisations/<int:pk>/take-away/", taking_away.take_away, name="take_away"),
    path("my-day/", my_day.page, name="my_day"),
    path("", include("mainline.register.urls")),
    path("ledger/", ledger.index, name="ledger"),
    path("ledger/export/<slug:format>/", ledger.export, name="ledger_export"),
    path("", include("mainline.creation.checks.urls")),
    path("", include("mainline.creation.prior_art.urls")),
    path("", include("mainline.portfolio.urls")),
    path("", include("mainline.portfolio.fees.urls")),
    path("", include("mainline.portfolio.reductions.urls")),
    path("", include("mainline.portfolio.receipts.urls")),
    path("", include("mainline.portfolio.notices.urls")),
    path("", include("mainline.portfolio.differences.urls")),
    path("", include("mainline.portfolio.billing.urls")),
    path("", include("mainline.portfolio.answers.urls")),
    path("", include("mainline.portfolio.reports.urls")),
    path("service/agencies/", agencies.agencies, name="agencies"),
    path("", include("mainline.service.requests.urls")),
    path("", include("mainline.service.questions.urls")),
    path("", include("mainline.creation.disclosures.urls")),
    path("", include("mainline.utilization.market.urls")),
    path("", include("mainline.utilization.stock.urls")),
    path("", include("mainline.utilization.agreements.urls")),
    path("", include("mainline.utilization.pledges.urls")),
    path("", include("mainline.utilization.royalties.urls")),
    path("", include("mainline.utilization.distribution.urls")),
    path("", include("mainline.strategy.urls")),
    path("", include("mainline.protection.evidence.urls")),
    path("", include("mainline.protection.watches.urls")),
    path("", include("mainline.protection.cases.urls")),
    path("", include("mainline.service.policies.urls")),
    path("", include("mainline.service.claims.urls")),
    path("", include("mainline.orgs.urls")),
    path("", include("mainline.orgs.list_urls")),
    path("", include("mainline.administration.urls")),
    path("", include("mainline.webhooks.urls")),
    path("i18n/", include("django.conf.urls.i18n")),
    path("healthz", frame.healthz, name="healthz"),
]
