"""Who may see and change webhooks, and which events one may tell."""

from __future__ import annotations

from django.db.models import QuerySet

from mainline.orgs.access import User, can_for, is_admin, organisation_ids
from mainline.orgs.models import Organisation
from mainline.register.access import events_for, own_events
from mainline.register.models import Event
from mainline.webhooks.models import Delivery, Webhook

MANAGE = "webhook.manage"


def visible_webhooks(user: User) -> QuerySet[Webhook]:
    """Webhooks of the organisations for which the user manages them."""
    if is_admin(user):
        return Webhook.objects.all()
    return Webhook.objects.filter(organisation__in=organisation_ids(user, MANAGE))


def visible_deliveries(user: User) -> QuerySet[Delivery]:
    """Deliveries of these webhooks."""
    return Delivery.objects.filter(webhook__in=visible_webhooks(user))


def own_organisation(user: User, pk: int) -> Organisation | None:
    """Return an organisation that the user belongs to, or any to the platform's administrator."""
    if not (is_admin(user) or pk in organisation_ids(user)):
        return None
    return Organisation.objects.filter(pk=pk).first()


def can_manage(user: User, organisation: Organisation) -> bool:
    """Whether the user manages the webhooks of an organisation."""
    return can_for(user, MANAGE, organisation.pk)


def tellable_events(webhook: Webhook) -> QuerySet[Event]:
    """Events that a webhook may tell, whatever their kind: the rule of the pages, asked for its organisation."""
    events = own_events if webhook.is_own_only else events_for
    return events(webhook.organisation)
