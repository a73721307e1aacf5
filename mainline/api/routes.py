"""``/api/v1``: what the pages show and do, as JSON; by the same access rule and the same actions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI

from mainline.api import (
    accounts,
    agreements,
    claims,
    creation,
    deadlines,
    disclosures,
    distribution,
    documents,
    events,
    evidence,
    exports,
    imports,
    indicators,
    ledger,
    market,
    open_licences,
    organisations,
    pledges,
    protection,
    questions,
    refusals,
    requests,
    rights,
    royalties,
    search,
    sharing_rules,
    statements,
    stock,
    webhooks,
)
from mainline.api.docs import Docs
from mainline.api.openapi import completed
from mainline.api.problems import Refused, answer

ROUTERS = (
    search.router,
    rights.router,
    events.router,
    organisations.router,
    documents.router,
    deadlines.router,
    creation.router,
    disclosures.router,
    market.router,
    stock.router,
    agreements.router,
    open_licences.router,
    royalties.router,
    distribution.router,
    sharing_rules.router,
    ledger.router,
    evidence.router,
    protection.router,
    claims.router,
    statements.router,
    pledges.router,
    requests.router,
    questions.router,
    imports.router,
    exports.router,
    indicators.router,
    webhooks.router,
    accounts.router,
)
DESCRIPTION = (
    "One right, one thread. Dates are ISO 8601, money is in minor units with its currency. Errors are"
    " application/problem+json with a code and the words in both languages. What you may not know of is not found."
)


class Api(NinjaAPI):
    """The API, with a schema that tells problems, headers and who may ask."""

    def get_openapi_schema(self, **named: Any) -> Any:
        """Return the schema, complete; it is made once and is for reading."""
        if not hasattr(self, "_schema"):
            self._schema = completed(super().get_openapi_schema(**named), self)
        return self._schema


api = Api(
    title="Mainline",
    version="1",
    description=DESCRIPTION,
    urls_namespace="api",
    docs=Docs(),
    openapi_url="/openapi.json",
    docs_url="/docs",
)
refusals.register(api)
for each in ROUTERS:
    api.add_router("", each)


@csrf_exempt
def unknown(request: HttpRequest) -> HttpResponse:
    """Answer for an address below the API that there is not."""
    return answer(
        Refused("not_found", "没有这个地址，见 /api/v1/docs。", "There is no such address: see /api/v1/docs.")
    )
