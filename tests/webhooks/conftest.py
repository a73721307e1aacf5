"""A receiver of webhooks, and an organisation whose events are told to it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from mainline.orgs.models import Organisation
from mainline.register.models import Event, Party, Right
from mainline.webhooks import actions
from mainline.webhooks.models import Webhook
from tests.factories import an_event, an_organisation, enter
from tests.receivers import listening
from tests.register.samples import publication


@pytest.fixture
def receiver(settings: Any) -> Iterator[Any]:
    """A receiver on this machine, excepted by the operator."""
    with listening() as server:
        settings.OUTWARD_ALLOW = frozenset([server.entry])
        yield server


@pytest.fixture
def owner(db: None) -> Organisation:
    """The organisation."""
    return an_organisation()


@pytest.fixture
def right(owner: Organisation) -> Right:
    """A public right of the organisation; its own events came in before any webhook."""
    found = enter(publication())[0]
    Party.objects.create(right=found, role="holder", name=owner.name, organisation=owner)
    return found


@pytest.fixture
def webhook(right: Right, owner: Organisation, receiver: Any) -> Webhook:
    """A webhook of the organisation, with its ``plain`` secret."""
    return a_webhook(owner, receiver)


def a_webhook(owner: Organisation, receiver: Any, **fields: Any) -> Webhook:
    """Make a webhook as a person does."""
    given = {"receiver": receiver.url, "codes": [], "is_own_only": True, "by": None}
    made, secret = actions.make_webhook(organisation=owner, **{**given, **fields})
    vars(made)["plain"] = secret
    return made


def happens(right: Right, code: str = "utilization.licence.signed", **facts: Any) -> Event:
    """Something happens to a right, which the outside may know unless ``facts`` say otherwise."""
    an_event(right, code, **facts)
    return Event.objects.order_by("-pk")[0]


def later(**span: int) -> Any:
    """An instant from now."""
    import datetime as dt

    return timezone.now() + dt.timedelta(**span)
