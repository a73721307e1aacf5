"""What the other side of an agreement, a stranger, and who held a right before may not learn or do by one."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from mainline.orgs import clock
from mainline.orgs.enums import OrganisationKind, Role
from mainline.register.enums import Confidentiality
from mainline.register.models import Event, Party, Right
from mainline.utilization.agreements import actions, open_licences
from mainline.utilization.agreements.enums import AgreementKind, Side
from mainline.utilization.agreements.models import Agreement, OpenDeclaration
from mainline.utilization.agreements.queries import pending_version
from tests.api.typed import typed
from tests.factories import DAY, a_user, an_organisation
from tests.utilization.cast import Cast, a_cast, lump

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    clock.set_clock(DAY)
    return a_cast()


def as_(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def page(user: Any, name: str, *arguments: Any) -> str:
    answer = as_(user).get(reverse(name, args=arguments))
    assert answer.status_code == 200
    return answer.content.decode()


def asked_by(cast: Cast, user: Any, body: Any, kind: str = AgreementKind.EXCLUSIVE) -> Agreement:
    return actions.draft(
        kind=kind, licensor=cast.university, licensee=body, side=Side.LICENSEE, terms=cast.terms(), reference="",
        by=user,
    )  # fmt: skip


def test_draft_of_a_would_be_licensee_does_not_tell_the_secret_licences_of_others(cast: Cast) -> None:
    cast.signed(AgreementKind.EXCLUSIVE)
    rival = an_organisation("竞争对手公司", kind=OrganisationKind.ENTERPRISE)
    spy = a_user(Role.MANAGER, rival)

    row = asked_by(cast, spy, rival)
    told = page(spy, "agreement", row.pk)

    assert cast.enterprise.name not in told
    assert "exclusive licence" not in told.lower().replace("exclusive licence</p>", "").replace(
        "exclusive licence ·", ""
    )
    assert "stands since" not in told

    actions.send(agreement=row, by=spy)
    # It signs what it sent itself: that tells it nothing either. What stands is found when the licensor signs.
    cast.sign(Agreement.objects.get(pk=row.pk), spy)
    told = page(spy, "agreement", row.pk)
    assert cast.enterprise.name not in told
    assert "stands since" not in told
    version = pending_version(row)
    assert version is not None
    with pytest.raises(ValidationError, match=cast.enterprise.name):
        actions.sign(agreement=row, digest_seen=version.digest, by=cast.manager, on=DAY)
    assert cast.enterprise.name in page(cast.manager, "agreement", row.pk)


def test_last_signature_of_a_licensee_is_refused_without_naming_what_it_may_not_know(cast: Cast) -> None:
    rival = an_organisation("竞争对手公司", kind=OrganisationKind.ENTERPRISE)
    spy = a_user(Role.MANAGER, rival)
    row = asked_by(cast, spy, rival)
    actions.send(agreement=row, by=spy)
    cast.sign(Agreement.objects.get(pk=row.pk), cast.manager)
    cast.signed(AgreementKind.ORDINARY)
    version = pending_version(row)
    assert version is not None

    with pytest.raises(ValidationError) as refused:
        actions.sign(agreement=row, digest_seen=version.digest, by=spy, on=DAY)

    assert cast.enterprise.name not in str(refused.value)
    assert "HT-2026-01" not in str(refused.value)
    assert not Event.objects.filter(
        code="utilization.licence.signed", details__agreement=str(row.pk)
    ).exists()


def test_version_taken_back_to_work_is_not_read_on_by_the_other_side(cast: Cast) -> None:
    row = cast.drafted(lumps=(lump(100_000_00),))
    actions.send(agreement=row, by=cast.manager)
    actions.take_back(agreement=row, words="", by=cast.manager)
    row = Agreement.objects.get(pk=row.pk)
    secret = cast.terms(lumps=(lump(7_654_321_00),), note="底线七百万")
    actions.save(agreement=row, terms=secret, reference="机密稿", revision=row.revision, by=cast.manager)

    told = page(cast.buyer, "agreement", row.pk) + page(cast.buyer, "agreements")
    assert "100,000.00" in told
    assert "7,654,321" not in told
    assert "底线" not in told
    assert "机密稿" not in told
    assert as_(cast.buyer).get(reverse("agreement_edit", args=[row.pk])).status_code == 404
    api = typed(cast.buyer)
    answers = f"{api.agreements.get(row.pk)} {list(api.agreements.all())}"
    assert "765432100" not in answers
    assert "7,654,321" not in answers
    assert "底线" not in answers
    assert "机密稿" not in answers
    export = b"".join(as_(cast.buyer).get(reverse("agreements_export", args=["csv"])).streaming_content)  # type: ignore[attr-defined]
    assert b"7,654,321" not in export
    assert "7,654,321" in page(cast.manager, "agreement", row.pk)


def test_list_of_agreements_names_no_right_that_its_reader_may_not_know(cast: Cast) -> None:
    row = cast.drafted()
    actions.send(agreement=row, by=cast.manager)
    Right.objects.filter(pk=cast.right.pk).update(confidentiality=Confidentiality.HOLDER, set_apart=1)

    assert cast.right.number not in page(cast.buyer, "agreements")
    assert cast.right.number not in page(cast.buyer, "agreement", row.pk)
    assert cast.right.number in page(cast.manager, "agreements")


def test_who_applied_once_and_holds_no_more_neither_lays_open_nor_licenses(cast: Cast) -> None:
    before = an_organisation("从前的申请人", kind=OrganisationKind.ENTERPRISE)
    former = a_user(Role.MANAGER, before)
    Party.objects.create(right=cast.right, role="applicant", name=before.name, organisation=before)

    with pytest.raises(ValidationError, match="not held by"):
        open_licences.declare(
            right=cast.right, organisation=before, terms=cast.terms(), reason="", by=former, on=DAY
        )
    with pytest.raises(ValidationError, match="not held by"):
        actions.draft(
            kind=AgreementKind.ORDINARY, licensor=before, licensee=cast.enterprise, side=Side.LICENSOR,
            terms=cast.terms(), reference="", by=former,
        )  # fmt: skip
    with pytest.raises(ValidationError, match="neither a co-owner"):
        open_licences.consent(right=cast.right, act="transfer", organisation=before, by=former, on=DAY)
    assert not OpenDeclaration.objects.exists()
    assert as_(former).get(reverse("open_licence_declare", args=[cast.right.pk])).status_code == 404
