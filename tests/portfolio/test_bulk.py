"""One decision on many dates: looked over first, nothing of others, confirmed by a second person just so."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.orgs.models import Organisation
from mainline.register.actions import record_event
from mainline.register.deadlines.actions import open_dockets
from mainline.register.deadlines.models import Deadline
from tests.factories import DAY, a_user, an_organisation, enter
from tests.register.samples import publication

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Organisation:
    """Of three inventions granted long ago, whose fees nobody told of."""
    rights = enter(
        *(
            publication(application=f"201710600{n:04d}.1", number=f"10760{n:04d}", kind="B", on="2020-05-12")
            for n in range(3)
        )
    )
    found = rights[0].parties.get(role="applicant").organisation
    assert found is not None
    open_dockets(rights=[right.pk for right in rights], organisation=found, by=None, on=DAY)
    return found


def late() -> list[int]:
    return list(Deadline.objects.filter(needs_check=True, fate="open").values_list("pk", flat=True))


def sent(client: Client, act: str, pks: list[int], **more: Any) -> str:
    response = client.post("/dates/decide/", {"act": act, "pk": pks, **more}, follow=True)
    return response.content.decode()


def test_many_are_looked_over_then_decided_then_confirmed_by_another(
    en: Client, holder: Organisation
) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    pks = late()
    assert len(pks) == 3

    shown = en.post("/dates/decide/look/?state=check", {"act": "closed", "all": "1"}).content.decode()
    assert "It was done: 3 dates" in shown
    assert not Deadline.objects.exclude(act="").exists()
    assert "Say why" in sent(en, "closed", pks)
    assert "Decided on 3 dates." in sent(en, "closed", pks, reason="Paid by our agency")

    own = en.post("/dates/decide/look/", {"act": "confirm", "pk": pks}).content.decode()
    en.force_login(a_user(Role.ATTORNEY, holder))
    sent(en, "confirm", pks)

    at_stake = Deadline.objects.filter(pk__in=pks, severity="loss")
    assert at_stake.count() == at_stake.exclude(confirmed_by=None).count()
    assert ("You decided this yourself" in own) == at_stake.exists()
    assert Entry.objects.filter(code="deadline.closed").count() == 3

    sent(en, "reopen", pks)
    assert not Deadline.objects.exclude(act="").exists()


def test_what_can_not_be_decided_is_left_out_with_its_reason(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    first, *rest = late()
    Deadline.objects.filter(pk=first).update(fate="done")
    shown = en.post("/dates/decide/look/", {"act": "waived", "pk": [first, *rest]}).content.decode()
    assert "1 date is left out" in shown
    assert "Decided on 2 dates." in sent(en, "waived", [first, *rest], reason="x")


def test_dates_of_others_are_never_among_them(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, an_organisation()))
    assert "Decided on 0 dates." in sent(en, "waived", late(), reason="x")
    assert not Deadline.objects.exclude(act="").exists()


def test_no_act_is_refused(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    assert en.post("/dates/decide/look/", {"pk": late()}).status_code == 403
    assert en.post("/dates/decide/", {"act": "delete", "pk": late()}).status_code == 403


def test_pledged_right_is_left_out_of_those_let_go(en: Client, holder: Organisation) -> None:
    en.force_login(a_user(Role.MANAGER, holder))
    last = Deadline.objects.filter(rule="cn.annuity.due", bar="grace", number=10).order_by("pk")
    pks, row = list(last.values_list("pk", flat=True)), last[0]
    record_event(
        right=row.docket.right, code="utilization.pledge.registered", happened_on=dt.date(2025, 3, 2), by=None,
        on=DAY, details={"other": "北川银行"},
    )  # fmt: skip
    shown = en.post("/dates/decide/look/", {"act": "waived", "pk": pks}).content.decode()
    assert "1 date is left out" in shown
    assert "北川银行" in shown
    assert "Decided on 2 dates." in sent(en, "waived", pks, reason="too dear")
