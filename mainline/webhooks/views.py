"""Pages of webhooks: the list of an organisation, one with its deliveries, and what a person can do to them."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from mainline.orgs.access import require_for
from mainline.orgs.gate import member, needs
from mainline.orgs.list_pages import lists
from mainline.orgs.models import Organisation
from mainline.orgs.views.gate import own_page
from mainline.web.returning import back
from mainline.web.tables import as_file, files
from mainline.webhooks import actions, queries
from mainline.webhooks.access import MANAGE, own_organisation, visible_webhooks
from mainline.webhooks.bodies import pretty
from mainline.webhooks.forms import WebhookForm, form_of
from mainline.webhooks.models import Webhook
from mainline.webhooks.tables import DELIVERIES, WEBHOOKS

_LARGEST_ID = 2**63 - 1


@require_GET
@needs(MANAGE)
@lists(WEBHOOKS)
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The webhooks of an organisation."""
    organisation = _organisation(request, pk)
    context = {
        "organisation": organisation,
        "about": organisation.display_name,
        "table": WEBHOOKS.shown(request, queries.webhooks_of(organisation), queries.webhook_rows),
    }
    return WEBHOOKS.answer(request, "webhooks/index.html", context)


@own_page
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a webhook; its secret is shown once, on the page that answers."""
    organisation = _organisation(request, pk)
    form = WebhookForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = actions.make_webhook(organisation=organisation, by=member(request), **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            return render(
                request, "webhooks/secret.html", {"webhook": made, "secret": secret, "is_new": True}
            )
    return render(request, "webhooks/form.html", {"organisation": organisation, "form": form})


@require_GET
@needs(MANAGE)
@lists(DELIVERIES)
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One webhook: how it is, and its deliveries."""
    webhook = _webhook(request, pk)
    row = queries.webhook_rows([webhook])[0]
    context = {
        "webhook": webhook,
        "row": row,
        "last_answer": queries.answer_words(row.last.answer) if row.last else "",
        "about": webhook.url,
        "table": DELIVERIES.shown(request, queries.deliveries_of(webhook)),
        "files": files("deliveries_export", pk=pk),
    }
    return DELIVERIES.answer(request, "webhooks/page.html", context)


@require_GET
@needs(MANAGE)
def export(request: HttpRequest, pk: int, format: str) -> HttpResponseBase:
    """The deliveries as a file, in the order of their table."""
    rows = DELIVERIES.asked(request, queries.deliveries_of(_webhook(request, pk)))
    return as_file(request, DELIVERIES, rows.iterator(chunk_size=500), format, f"deliveries-{pk}")


@own_page
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change where and of what a webhook is told."""
    webhook = _webhook(request, pk)
    form = form_of(webhook, request.POST)
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_webhook(webhook=webhook, by=member(request), **form.given())
        except ValidationError as error:
            form.take(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("webhook", pk)
    context = {"organisation": webhook.organisation, "webhook": webhook, "form": form}
    return render(request, "webhooks/form.html", context)


@own_page
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what a new secret means; make it, and show it once."""
    webhook, secret = _webhook(request, pk), ""
    if request.method == "POST":
        secret = actions.renew_secret(webhook=webhook, by=member(request))
    return render(request, "webhooks/secret.html", {"webhook": webhook, "secret": secret})


@own_page
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what removing a webhook means, and do it."""
    webhook = _webhook(request, pk)
    if request.method == "POST":
        actions.remove_webhook(webhook=webhook, by=member(request))
        messages.success(request, _("The webhook is removed."))
        return redirect("webhooks", webhook.organisation_id)
    return render(request, "webhooks/remove.html", {"webhook": webhook})


@require_POST
@needs(MANAGE)
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of a webhook's page asks."""
    webhook, by, asked = _webhook(request, pk), member(request), request.POST.get("act")
    try:
        if asked == "test":
            actions.send_test(webhook=webhook, by=by)
            messages.success(request, _("A test is on its way. Its answer shows below in a moment."))
        elif asked == "pause":
            actions.pause_webhook(webhook=webhook, by=by)
            messages.success(request, _("Paused. What happens meanwhile is told when it goes on."))
        elif asked == "resume":
            actions.resume_webhook(webhook=webhook, by=by)
            messages.success(request, _("It goes on, first with what it missed."))
        elif asked == "replay":
            _replay(request, webhook)
        else:
            raise PermissionDenied
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("webhook", pk)


def _replay(request: HttpRequest, webhook: Webhook) -> None:
    """Send everything again from a day on. Raises ``ValidationError`` where that is no day."""
    try:
        since = dt.date.fromisoformat(request.POST.get("since", ""))
    except ValueError as error:
        raise ValidationError(_("Say from which day on, as 2026-11-20.")) from error
    at = queries.since_of(since, get_current_timezone())
    again = actions.replay_since(webhook=webhook, since=at, by=member(request))
    said = ngettext("%(n)s delivery is sent again.", "%(n)s deliveries are sent again.", again)
    messages.success(request, said % {"n": again})


@require_GET
@needs(MANAGE)
def delivery(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """One delivery: what was sent and what was answered."""
    webhook = _webhook(request, pk)
    found = queries.delivery_of(webhook, delivery) if delivery <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no such delivery."))
    context = {
        "webhook": webhook,
        "delivery": found,
        "label": queries.code_label(found.code),
        "answer": queries.answer_words(found.answer),
        "body": pretty(found.body),
        "can_replay": found.state in actions.FINISHED,
    }
    return render(request, "webhooks/delivery.html", context)


@require_POST
@needs(MANAGE)
def again(request: HttpRequest, pk: int, delivery: int) -> HttpResponse:
    """Send one delivery again."""
    found = queries.delivery_of(_webhook(request, pk), delivery) if delivery <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no such delivery."))
    try:
        if actions.replay_delivery(delivery=found, by=member(request)):
            messages.success(request, _("It is sent again, under the same id."))
        else:
            messages.info(request, _("It waits to be sent anyway."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return back(request, f"/webhooks/{pk}/")


def _organisation(request: HttpRequest, pk: int) -> Organisation:
    """Return an organisation whose webhooks the user manages: 404 to a stranger, 403 to a member of another role."""
    user = member(request)
    found = own_organisation(user, pk) if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no organisation %(number)s of yours.") % {"number": pk})
    require_for(user, MANAGE, found.pk)
    return found


def _webhook(request: HttpRequest, pk: int) -> Webhook:
    rows = visible_webhooks(member(request)).select_related("organisation", "made_by")
    found = rows.filter(pk=pk).first() if pk <= _LARGEST_ID else None
    if found is None:
        raise Http404(_("There is no webhook %(number)s of yours.") % {"number": pk})
    return found
