"""The first page of the administration, the health of the platform, and what each role may."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from mainline.administration import queries
from mainline.administration.gate import administrators
from mainline.administration.health import health
from mainline.orgs.access import ROLES_OF_KIND, VERB_WORDS, VERBS
from mainline.orgs.enums import OrganisationKind, Role


@require_GET
@administrators
def overview(request: HttpRequest) -> HttpResponse:
    """What there is to run, in figures that open to their lists, and how the platform is."""
    found = health()
    context = {
        "n": queries.overview(),
        "findings": found,
        "unwell": sum(not finding.is_well for finding in found),
    }
    return render(request, "administration/overview.html", context)


@require_GET
def roles(request: HttpRequest) -> HttpResponse:
    """Which role may what, and which kind of organisation gives it. It is no secret."""
    context = {
        "roles": [(role.value, role.label) for role in Role],
        "verbs": [(verb, VERB_WORDS[verb], [role in may for role in Role]) for verb, may in VERBS.items()],
        "kinds": [
            (OrganisationKind(kind).label, [role in given for role in Role])
            for kind, given in ROLES_OF_KIND.items()
        ],
    }
    return render(request, "administration/roles.html", context)
