"""What a disclosure writes on the thread of its right: the record of a step as a source, and events with their proof."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.creation.disclosures.enums import DisclosureState
from mainline.creation.disclosures.logic import Draft, draft_of
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from mainline.creation.disclosures.records import Body, Told, record_of
from mainline.offices.record import RightKind
from mainline.orgs.models import Organisation
from mainline.register.actions import add_event
from mainline.register.enums import ImportState
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store, wait_for_writers
from mainline.register.models import Event, Import, Right, SourceRecord

PROOF = "disclosure"
"""Name of the address of a disclosure, as events point to it."""


def standing_right(disclosure: Disclosure) -> Right:
    """Return the right of a disclosure that was handed in, by the row that stands for it. Raises ``ValidationError``."""
    if disclosure.right is None:
        raise ValidationError(_("It has not been handed in yet."))
    return disclosure.right.merged_into or disclosure.right


def newest_version(disclosure: Disclosure) -> DisclosureVersion:
    """Return the version that was handed in last. Raises ``ValidationError`` where none was."""
    found = disclosure.versions.order_by("-number").first()
    if found is None:
        raise ValidationError(_("It has not been handed in yet."))
    return found


def handed_in(version: DisclosureVersion) -> Draft:
    """Return what a version says, in the shape of the form."""
    return draft_of(json.loads(version.content))


def files_in(version: DisclosureVersion) -> list[dict[str, object]]:
    """Return the files that a version names."""
    return list(json.loads(version.content)["files"])


def tell(
    disclosure: Disclosure,
    version: DisclosureVersion,
    *,
    by: AbstractBaseUser,
    on: dt.date,
    kind: RightKind | None = None,
    filing: tuple[str, dt.date] | None = None,
    is_released: bool = False,
    also: Right | None = None,
) -> Right:
    """Write a step as one more source of the right, or begin the right with it; return the right that stands.

    The right is a secret of the employer: nobody else's source tells of it. ``also`` is a row that is the same right.
    """
    now = timezone.now()
    draft = handed_in(version)
    told = Told(
        number=disclosure.number,
        disclosed_on=_first_day(disclosure),
        kind=kind or RightKind(draft.kind),
        title=draft.title,
        inventors=[one.name for one in draft.inventors],
        employer=_body(disclosure.organisation),
        agency=_agency(disclosure),
        on=on,
        at=now,
        sha256=version.sha256,
        filing=filing,
        is_released=is_released,
    )
    good = good_of(record_of(told), on)
    wait_for_writers()
    job = Import.objects.create(
        path="", name=disclosure.number, state=ImportState.DONE, requested_by=by,
        organisation=disclosure.organisation, requested_at=now, started_at=now, finished_at=now,
    )  # fmt: skip
    store = Store(job, on, now)
    if disclosure.right is None:
        store.write([good], [])
    else:
        store.tell({standing_right(disclosure).pk: [good]}, also=[also.pk] if also else [])
    source = SourceRecord.objects.select_related("right__merged_into").filter(digest=good.digest).first()
    if source is None:
        raise ValidationError(_("The register did not take this step. Try again."))
    return source.right.merged_into or source.right


def _first_day(disclosure: Disclosure) -> dt.date:
    first = disclosure.versions.order_by("number").values_list("content", flat=True).get(number=1)
    return handed_in_on(first)


def handed_in_on(content: str) -> dt.date:
    """Return the day on which a version was handed in, as its sealed text says it."""
    return dt.date.fromisoformat(str(json.loads(content)["submitted_on"]))


def _body(organisation: Organisation) -> Body:
    return Body(organisation.name, organisation.country)


def _agency(disclosure: Disclosure) -> Body | None:
    is_agreed = disclosure.state in (DisclosureState.ENTRUSTED, DisclosureState.FILED)
    return _body(disclosure.agency) if disclosure.agency is not None and is_agreed else None


def happened(
    disclosure: Disclosure,
    code: str,
    *,
    by: AbstractBaseUser,
    on: dt.date,
    organisation: int | None = None,
    happened_on: dt.date | None = None,
    details: Mapping[str, object] | None = None,
    supersedes: Event | None = None,
) -> Event:
    """Add an event to the thread of a disclosure's right, for those whom the right is entrusted to."""
    told = {"proof": f"{PROOF}:{disclosure.pk}", **(details or {})}
    return add_event(
        right=standing_right(disclosure), code=code, happened_on=happened_on or on, by=by, on=on,
        organisation=organisation or disclosure.organisation_id,
        details={name: str(value) for name, value in told.items() if value not in (None, "")},
        supersedes=supersedes,
    )  # fmt: skip


def named(organisation: Organisation, prefix: str = "party") -> dict[str, str]:
    """Return an organisation for the details of an event, in each language in which it has a name."""
    return {
        prefix: organisation.name,
        f"{prefix}_zh": organisation.name_zh or organisation.name,
        f"{prefix}_en": organisation.name_en or organisation.name,
    }
