"""Puts the demonstration province into an empty register: all of it, or nothing."""

from __future__ import annotations

import datetime as dt
import json
import logging
import secrets
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.audit.registry import sealed_models, table_seals
from mainline.creation.checks import seeding as checks
from mainline.creation.disclosures import seeding as disclosures
from mainline.creation.prior_art import seeding as prior_art
from mainline.demo.generate import generate
from mainline.demo.province import DemoAccount, DemoEvent, DemoOrganisation, DemoProvince, DemoRight
from mainline.files.refusals import Refused
from mainline.files.store import Unavailable
from mainline.offices.record import Position
from mainline.orgs import clock, names
from mainline.orgs.access import VERBS
from mainline.orgs.enums import Role
from mainline.orgs.models import Employment, Membership, Organisation, Person
from mainline.orgs.persons.actions import propose_for
from mainline.protection.cases import seeding as cases
from mainline.protection.evidence import seeding as evidence
from mainline.protection.watches import seeding as watches
from mainline.regions.loader import load_region, region_folder
from mainline.register import codes
from mainline.register.access import rights_entrusted_to
from mainline.register.actions import derive_statuses
from mainline.register.deadlines.actions import ENDED, open_dockets
from mainline.register.documents import actions as documents
from mainline.register.enums import CREATOR_ROLES, Confidentiality, ImportState
from mainline.register.ingest import bulk, rows
from mainline.register.ingest.prepare import Good, good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Event, Import, Party, PersonLink, Right, Share, SourceRecord
from mainline.register.people.links import apply_links
from mainline.register.projection import event_fingerprint
from mainline.register.sentences import sentence
from mainline.service import seeding as service
from mainline.service.claims import seeding as claims
from mainline.strategy import seeding as strategy
from mainline.utilization.agreements import seeding as agreements
from mainline.utilization.market import seeding as market
from mainline.utilization.pledges import seeding as pledges
from mainline.utilization.stock import seeding as stock

log = logging.getLogger("mainline.seeding")
SEED = 20_261_120
DAY = dt.date(2026, 11, 20)
"""The day on which the demonstration stands still until ``mainline clock real``."""
_SECRET_FATES = {"pending", "drafted", "trade_secret"}
_TWICE = "王伟"
"""Name of somebody whom the first university entered a second time."""
_ADMINISTERED = ("u1", "e3", "a1", "b1", "po")
"""Accounts that administer their organisation too."""
_PAPERS = {
    "creation.disclosure.submitted": ("技术交底书", "Invention disclosure"),
    "utilization.licence.signed": ("许可合同摘要", "Licence agreement, in short"),
    "utilization.valuation.made": ("价值评估摘要", "Valuation, in short"),
    "protection.evidence.preserved": ("证据保全记录", "Record of preserved evidence"),
}
_PAPERS_EACH = 2
_PARTS: Sequence[Callable[[dt.date], None]] = (
    disclosures.seed,
    prior_art.seed,
    checks.seed,
    market.seed,
    stock.seed,
    agreements.seed,
    pledges.seed,
    watches.seed,
    cases.seed,
    claims.seed,
    service.seed,
    strategy.seed,
)
"""What parts write of themselves by their own acts, in the order of the chain."""
_NOT_REAL = ("演示数据，并非真实文件。", "Demonstration data, no real paper.")
_SHOWN = ("po", "u1", "e3", "a1", "b1", "inventor-u1")


def seed_demonstration(*, region: str, seed: int = SEED, day: dt.date = DAY) -> DemoProvince:
    """Generate the province and write it in one transaction; accounts get one random password."""
    province = generate(load_region(region_folder(region)), seed, day)
    with transaction.atomic():
        organisations = _write_organisations(province.organisations)
        rights = _write_rights(province, day)
        _place(province, organisations, rights)
        _write_events(province, organisations, rights)
        _share_pledged(province, organisations, rights)
        people = _write_people(province, organisations, rights)
        derive_statuses(rights=Right.objects.filter(is_demo=True), on=day)
        _write_accounts(province.accounts, organisations, people)
        clock.set_clock(day)
        _keep_dates(day)
        _seal(province)
        for part in _PARTS:
            part(day)
        # Parts act as of days past: what they touched was derived for those.
        derive_statuses(rights=Right.objects.filter(events__recorded_by__isnull=False).distinct(), on=day)
    try:
        _add_papers()
        evidence.seed(day)
    except (Refused, Unavailable) as error:
        # The province stands without what the store does not take.
        log.warning("No papers in the demonstration: %s", error)
    return province


def _keep_dates(day: dt.date) -> None:
    """Let each organisation with members keep the dates of its rights that have not ended."""
    for organisation in Organisation.objects.filter(is_demo=True, memberships__isnull=False).distinct():
        own = rights_entrusted_to(organisation).exclude(status__in=ENDED)
        ids = list(own.order_by("pk").values_list("pk", flat=True))
        if ids:
            open_dockets(rights=ids, organisation=organisation, by=None, on=day)


def _seal(province: DemoProvince) -> None:
    """Put all of it under seal: the register was empty before."""
    record(
        code="demonstration.seeded",
        by=None,
        data={"region": province.region, "rights": len(province.rights)},
        seals=[seal for model in sealed_models() for seal in table_seals(model)],
    )


@transaction.atomic
def _add_papers() -> None:
    """Put papers beside some events, as members of the organisation that entered them would: what they say, in a file."""
    managers = {
        row.organisation_id: row.user
        for row in Membership.objects.filter(role__in=VERBS["document.add"])
        .select_related("user")
        .order_by("-pk")
    }
    for code, (zh, en) in _PAPERS.items():
        events = Event.objects.filter(code=code, right__is_demo=True, organisation__in=managers)
        for event in events.select_related("right").order_by("pk")[:_PAPERS_EACH]:
            lines = [f"{zh} · {en}", "", event.right.number, event.right.title, ""]
            lines += [
                sentence(event, "zh"),
                sentence(event, "en"),
                "",
                str(event.happened_on or ""),
                "",
                *_NOT_REAL,
            ]
            documents.add_document(
                right=event.right,
                chunks=["\n".join(lines).encode()],
                name=f"{zh}.txt",
                by=managers[event.organisation_id],
                event=event,
                language="zh",
            )


def accounts_file() -> Path:
    """The file that keeps the demonstration's password, readable by its owner alone."""
    return Path(settings.DATA_DIR) / "demo-accounts.json"


def _write_organisations(demo: Iterable[DemoOrganisation]) -> dict[str, Organisation]:
    made = {
        one.code: Organisation(
            kind=one.kind.value,
            name=one.name_zh,
            name_zh=one.name_zh,
            name_en=one.name_en,
            name_key=names.name_key(one.name_zh, "CN"),
            country="CN",
            place=one.place,
            industry=one.industries[0] if one.industries else "",
            uscc=one.uscc,
            is_demo=True,
        )
        for one in demo
    }
    Organisation.objects.bulk_create(made.values())
    return made


def _write_rights(province: DemoProvince, day: dt.date) -> dict[str, int]:
    """Write the records as an import would; return the id of each right by its code."""
    now = timezone.now()
    job = Import.objects.create(
        path=f"demo:{province.region}:{province.seed}",
        name=f"Demonstration province {province.region}",
        state=ImportState.DONE,
        requested_at=now,
        started_at=now,
        finished_at=now,
    )
    goods = [_good(right, number, day) for number, right in enumerate(province.rights, 1)]
    written = Store(job, day, now).write(goods, [])
    job.counts = written.counts
    job.save(update_fields=["counts"])
    digests = [good.digest for good in goods]
    ids = dict(SourceRecord.objects.filter(imported_by=job).values_list("digest", "right_id"))
    by_digest = {bytes(digest): pk for digest, pk in ids.items()}
    return {right.code: by_digest[digest] for right, digest in zip(province.rights, digests, strict=True)}


def _good(right: DemoRight, number: int, day: dt.date) -> Good:
    record = replace(right.record, position=Position("demonstration", 0, number))
    return good_of(record, day)


def _place(
    province: DemoProvince, organisations: Mapping[str, Organisation], rights: Mapping[str, int]
) -> None:
    """Give rights what no office says: place, sort of holder, shares, and secrecy before publication."""
    for demo in province.rights:
        holder = organisations[demo.holders[0]]
        Right.objects.filter(pk=rights[demo.code]).update(
            place=demo.place,
            holder_kind=holder.kind,
            is_demo=True,
            confidentiality=Confidentiality.HOLDER if demo.fate in _SECRET_FATES else Confidentiality.PUBLIC,
        )
        for code, share in demo.inventors:
            named = Party.objects.filter(right=rights[demo.code], identifier=f"demo:{code}")
            named.exclude(role="agent").update(share=Decimal(share) / 100)


def _write_events(
    province: DemoProvince, organisations: Mapping[str, Organisation], rights: Mapping[str, int]
) -> None:
    at = connection.ops.adapt_datetimefield_value(timezone.now())
    known = set(Event.objects.filter(right__in=rights.values()).values_list("right_id", "fingerprint"))
    found: dict[tuple[int, str], tuple[object, ...]] = {}
    for demo in province.rights:
        for event in demo.events:
            pk = rights[demo.code]
            row = _event_row(event, at)
            if (pk, row[7]) not in known:
                # A person acts for the organisation that begins their code.
                recorder = organisations.get(event.by.split("-", 1)[0])
                found.setdefault((pk, str(row[7])), (pk, *row, recorder.pk if recorder else None))
    columns = (*rows.EVENT_COLUMNS, "amount_minor", "organisation_id")
    bulk.insert(Event, columns, found.values())


def _share_pledged(
    province: DemoProvince, organisations: Mapping[str, Organisation], rights: Mapping[str, int]
) -> None:
    """Let a bank know all of the rights that it lent on, as their holders do when they pledge them."""
    lent = {
        (rights[demo.code], organisations[event.by].pk)
        for demo in province.rights
        for event in demo.events
        if event.code == "utilization.loan.granted" and event.by in organisations
    }
    Share.objects.bulk_create(
        Share(right_id=right, organisation_id=bank, shared_at=timezone.now(), is_named=True)
        for right, bank in sorted(lent)
    )


def _event_row(event: DemoEvent, at: object) -> tuple[object, ...]:
    details = {name: str(value) for name, value in event.detail.items()}
    details |= {"source_zh": event.source.zh, "source_en": event.source.en}
    office = event.by if event.by == "CN" else ""
    identity = tuple(sorted(details.items()))
    fingerprint = event_fingerprint(event.code, event.happened_on, office, "", identity)
    return (
        event.code,
        codes.event_code(event.code).st27,
        office,
        "",
        event.happened_on.isoformat(),
        details.get("effective_on"),
        json.dumps(details, ensure_ascii=False),
        fingerprint,
        rows.confidentiality_of(event.code),
        at,
        None,
        event.source.zh,
        event.currency,
        event.amount_minor,
    )


def _write_people(
    province: DemoProvince, organisations: Mapping[str, Organisation], rights: Mapping[str, int]
) -> dict[str, Person]:
    """Make people with employee numbers, and link the names on their rights; the sources say which of them is meant.

    One of them was entered twice, without a number, and has the name of two others: somebody has to decide.
    """
    people = {
        one.code: Person(name=one.name_zh, name_zh=one.name_zh, name_en=one.name_en, is_demo=True)
        for one in province.people
    }
    twice = Person(name=_TWICE, name_zh=_TWICE, is_demo=True)
    Person.objects.bulk_create([*people.values(), twice])
    jobs = [(people[one.code], one.organisation, one.employee_number) for one in province.people]
    Employment.objects.bulk_create(
        Employment(person=person, organisation=organisations[code], employee_no=number)
        for person, code, number in [*jobs, (twice, "u1", "")]
    )
    propose_for(twice)
    at, links = timezone.now(), []
    printed = Party.objects.filter(right__in=rights.values(), role__in=CREATOR_ROLES)
    counted: Counter[tuple[int, str, str]] = Counter()
    for party in printed.order_by("right", "role", "sequence", "pk"):
        name = (party.right_id, party.role, party.name)
        counted[name] += 1
        person = people.get(party.identifier.removeprefix("demo:"))
        if person is not None:
            links.append(_link(party, counted[name], person, at))
    PersonLink.objects.bulk_create(links)
    apply_links(list(rights.values()))
    return people


def _link(party: Party, place: int, person: Person, at: dt.datetime) -> PersonLink:
    return PersonLink(
        right_id=party.right_id,
        role=party.role,
        name=party.name,
        place=place,
        identifier=party.identifier,
        person=person,
        linked_at=at,
    )


def _write_accounts(
    accounts: Iterable[DemoAccount], organisations: Mapping[str, Organisation], people: Mapping[str, Person]
) -> None:
    password = secrets.token_urlsafe(9)
    hashed = make_password(password)
    shown = []
    for account in accounts:
        user = User.objects.create(
            username=account.username, password=hashed, first_name=account.name_zh[:150]
        )
        Membership.objects.create(
            user=user, organisation=organisations[account.organisation], role=account.role
        )
        if account.person:
            Person.objects.filter(pk=people[account.person].pk).update(user=user)
        shown.append(
            {
                "username": account.username,
                "password": password,
                "zh": account.name_zh,
                "en": account.name_en,
                "is_shown": account.username in _SHOWN,
            }
        )
    for code in _ADMINISTERED:
        Membership.objects.create(
            user=User.objects.get(username=code), organisation=organisations[code], role=Role.ADMIN
        )
    User.objects.create(username="admin", password=hashed, first_name="平台管理员", is_superuser=True)
    shown.append(
        {
            "username": "admin",
            "password": password,
            "zh": "平台管理员",
            "en": "Administrator of the platform",
            "is_shown": True,
        }
    )
    file = accounts_file()
    file.touch(mode=0o600)
    file.write_text(json.dumps(shown, ensure_ascii=False, indent=1), encoding="utf-8")
