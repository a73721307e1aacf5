"""Who may see a right: naming organisations, taking it back, laying it open."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from mainline.orgs.models import Organisation
from mainline.register import queries
from mainline.register.models import Right
from mainline.register.sharing import Sharing, actions, sharing_of
from mainline.register.sharing.queries import found_organisations
from mainline.register.sight import Sight
from mainline.register.views.gate import member, needs, signed_in

_LARGEST_ID = 2**63 - 1


@require_GET
@signed_in
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Who may see a right, and organisations that could be named."""
    sharing = _sharing(request, pk)
    text = request.GET.get("q", "").replace("\0", "").strip()[:200] if sharing.can_share else ""
    context = {
        "right": sharing.right,
        "sharing": sharing,
        "text": text,
        "found": found_organisations(request.user, sharing, text),
    }
    is_part = request.headers.get("HX-Target") == "sharing"
    response = render(request, "register/sharing.html" if is_part else "register/sharing_page.html", context)
    response["Vary"] = "HX-Target"
    return response


@require_POST
@needs("right.share")
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Name an organisation that may know of a right."""
    right = _right(request, pk)
    try:
        named = actions.share_right(right=right, organisation=_organisation(request), by=member(request))
        messages.success(request, _("%(name)s may see it now.") % {"name": named.organisation})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return _back(request, pk)


@require_POST
@needs("right.share")
def unshare(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that an organisation may know of a right."""
    organisation = _organisation(request)
    if actions.unshare_right(right=_right(request, pk), organisation=organisation, by=member(request)):
        messages.success(request, _("%(name)s may not see it any more.") % {"name": organisation})
    return _back(request, pk)


@require_http_methods(["GET", "HEAD", "POST"])
@needs("right.share")
def open_right(request: HttpRequest, pk: int) -> HttpResponse:
    """Lay a right open: say why, then confirm."""
    sharing = _sharing(request, pk)
    if not sharing.can_share:
        raise Http404(_gone(pk))
    context = {"right": sharing.right, "reason": " ".join(request.POST.get("reason", "").split())}
    if sharing.is_open:
        messages.info(request, _("Everybody may see it already."))
        return redirect("right", pk)
    if request.method == "POST":
        try:
            if request.POST.get("confirm") == "yes":
                actions.open_right(right=sharing.right, reason=context["reason"], by=member(request))
                messages.success(request, _("Everybody may see it now."))
                return redirect("right", pk)
            actions.checked_reason(context["reason"])
        except ValidationError as error:
            context["problem"] = " ".join(error.messages)
    return render(request, "register/open_right.html", context)


def _sharing(request: HttpRequest, pk: int) -> Sharing:
    """Return who may see a right; to whom it is not entrusted that is not there."""
    found = sharing_of(Sight(request.user, _right(request, pk)))
    if found is None:
        raise Http404(_gone(pk))
    return found


def _right(request: HttpRequest, pk: int) -> Right:
    found = queries.rights_by_id(request.user, [pk], with_texts=False) if pk <= _LARGEST_ID else []
    if not found:
        raise Http404(_gone(pk))
    return found[0]


def _gone(pk: int) -> str:
    return _("There is no right %(number)s, or you may not see it.") % {"number": pk}


def _organisation(request: HttpRequest) -> Organisation:
    """Return the organisation that the button names, if the user may know of it."""
    text = request.POST.get("organisation", "")
    pk = int(text) if text.isdecimal() and len(text) < 19 else 0
    found = queries.organisation(request.user, pk)
    if found is None:
        raise Http404(_("There is no organisation %(number)s.") % {"number": pk})
    return found


def _back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return to the page that the button stood on, if it is one of ours."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        return redirect(f"{target.partition('#')[0]}#sharing")
    return redirect("sharing", pk)
