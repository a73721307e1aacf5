"""Rights, people and imports for tests: plain functions that write what a page then shows."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from mainline.offices.record import Record
from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, MergeProposal, Organisation, Person
from mainline.orgs.persons import actions as persons
from mainline.register import actions, indexing
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Import, Quarantine, Right
from tests.register.samples import publication

DAY = dt.date(2026, 11, 20)
PASSWORD = "correct horse battery"
_numbers = itertools.count(1)


def an_import(**fields: Any) -> Import:
    """An import that is done, as the command line leaves it."""
    given = {
        "path": "/somewhere/file.xml",
        "name": "file.xml",
        "state": "done",
        "requested_at": timezone.now(),
    }
    if "organisation" not in fields and (by := fields.get("requested_by")) is not None:
        first = Membership.objects.filter(user=by).order_by("pk").first()
        given["organisation"] = first.organisation if first else None
    return Import.objects.create(**{**given, **fields})


def enter(*records: Record, on: dt.date = DAY) -> list[Right]:
    """Enter records as an import would, index them, and return their rights in order of entry."""
    Store(an_import(), on, timezone.now()).write([good_of(record, on) for record in records], [])
    indexing.level()
    return list(Right.objects.filter(merged_into=None).order_by("pk"))


def some_publications(count: int, title: str = "一种大豆收获机") -> list[Record]:
    """Publications of different rights with the same applicant."""
    return [
        publication(application=f"2017106{index:05d}.X", number=f"1076{index:05d}", title=f"{title}{index}")
        for index in range(count)
    ]


def an_organisation(name: str = "", kind: str = OrganisationKind.UNIVERSITY, **fields: Any) -> Organisation:
    """An organisation of its own name."""
    name = name or f"北川大学{next(_numbers)}"
    return Organisation.objects.create(name=name, name_zh=name, name_key=f"{name}|CN", kind=kind, **fields)


def a_user(role: Role | None = None, organisation: Organisation | None = None, name: str = "") -> Any:
    """A user, with a role in an organisation if one is told."""
    user = get_user_model().objects.create_user(name or f"user{next(_numbers)}", password=PASSWORD)
    if role is not None:
        # IP office staff are so only in an IP office.
        kind = OrganisationKind.OFFICE if role == Role.OFFICER else OrganisationKind.UNIVERSITY
        Membership.objects.create(
            user=user, organisation=organisation or an_organisation(kind=kind), role=role
        )
    return user


def a_person(organisation: Organisation, name: str = "王伟", **fields: Any) -> Person:
    """Somebody who works at an organisation; ``employee_no`` and ``orcid`` as in ``add_person``."""
    return persons.add_person(organisation=organisation, by=None, name_zh=name, **fields)


def a_proposal(left: Organisation, right: Organisation) -> MergeProposal:
    """A proposal that two organisations are one."""
    first, second = sorted((left, right), key=lambda each: each.pk)
    reasons = [{"zh": "名称只差法律形式", "en": "The names differ in the legal form alone"}]
    return MergeProposal.objects.create(left=first, right=second, score="0.9300", reasons=reasons)


def a_quarantined(raw: bytes = b"<broken", **fields: Any) -> Quarantine:
    """A piece that could not be read."""
    given: dict[str, Any] = {
        "digest": next(_numbers).to_bytes(20, "big"),
        "format": "cnipa.xml",
        "path": "/somewhere/file.xml",
        "member": "file.xml",
        "reason": "xml.malformed",
        "detail": "line 1, column 8",
        "raw": raw,
        "tried_at": timezone.now(),
    }
    return Quarantine.objects.create(**{**given, **fields})


def an_event(right: Right, code: str = "utilization.licence.signed", **facts: Any) -> None:
    """One event on a thread; ``happened_on`` and others as in ``record_event``."""
    given: dict[str, Any] = {
        "happened_on": dt.date(2024, 3, 18),
        "by": None,
        "on": DAY,
        "source_text": "合同",
        "confidentiality": "public",
    }
    actions.record_event(right=right, code=code, **{**given, **facts})


def a_right_in_force(on: dt.date = DAY, **facts: Any) -> Right:
    """A granted invention; ``facts`` as in ``publication``."""
    right = enter(publication(**facts), on=on)[-1]
    granted = on - dt.timedelta(days=400)
    an_event(right, "creation.right.granted", happened_on=granted, on=on)
    right.refresh_from_db()
    return right


def index_all() -> None:
    """Bring the index level with the register."""
    indexing.drain()


def names(rights: Sequence[Right]) -> list[str]:
    """Titles, for a readable comparison."""
    return [right.title for right in rights]
