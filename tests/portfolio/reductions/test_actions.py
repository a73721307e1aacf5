"""What is said of applicants, and that the fees of their rights follow: on the day, as days go by, never added up."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client

from mainline.audit.models import Entry
from mainline.orgs.enums import Role
from mainline.portfolio.fees.board import due_fees, kept, rows_of
from mainline.portfolio.fees.schedule import check_facts, page_of
from mainline.portfolio.models import ReductionClaim
from mainline.portfolio.reductions.actions import carry_on, say_claim, withdraw_claim
from mainline.portfolio.reductions.queries import lines
from mainline.register.deadlines.actions import say_facts
from mainline.register.deadlines.models import Docket
from mainline.register.documents.actions import add_document, withdraw_document
from mainline.register.models import Right
from mainline.rules.money import Money
from tests.factories import DAY, a_user, an_organisation, enter
from tests.portfolio.reductions.samples import SAID, joint
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
D = dt.date
FIRST, SECOND = "北川大学", "黑土农机有限公司"


@pytest.fixture
def pair() -> tuple[Right, Docket]:
    return joint(FIRST, SECOND)


@pytest.fixture
def manager(pair: tuple[Right, Docket]) -> Any:
    return a_user(Role.MANAGER, pair[1].organisation)


def say(docket: Docket, name: str, by: Any, **changes: Any) -> ReductionClaim:
    return say_claim(
        organisation=docket.organisation, name=name, said=dataclasses.replace(SAID, **changes), by=by, on=DAY
    )


def today(manager: Any) -> Money | None:
    (row,) = rows_of(due_fees(manager, DAY), DAY)
    return row.total


def fact(docket: Docket) -> str:
    return str(Docket.objects.get(pk=docket.pk).facts.get("reduction", ""))


def test_all_joint_applicants_must_qualify(pair: tuple[Right, Docket], manager: Any) -> None:
    docket = pair[1]
    assert today(manager) == Money(400000, "CNY")
    say(docket, FIRST, manager)
    assert (fact(docket), today(manager)) == ("", Money(400000, "CNY"))
    say(docket, SECOND, manager, kind="enterprise", income_minor=99_999_999)
    assert (fact(docket), today(manager)) == ("0.7", Money(120000, "CNY"))
    say(docket, SECOND, manager, kind="enterprise", income_minor=100_000_000)
    assert (fact(docket), today(manager)) == ("", Money(400000, "CNY"))


def test_one_applicant_alone_pays_fifteen_percent() -> None:
    docket = joint(FIRST)[1]
    manager = a_user(Role.MANAGER, docket.organisation)
    say(docket, FIRST, manager)
    assert (fact(docket), today(manager)) == ("0.85", Money(60000, "CNY"))


def test_reduction_and_open_licence_are_never_added_up() -> None:
    docket = joint(FIRST)[1]
    manager = a_user(Role.MANAGER, docket.organisation)
    say_facts(docket=docket, facts={"open_licence_implemented": "true"}, by=manager, on=DAY)
    assert today(manager) == Money(340000, "CNY")
    say(docket, FIRST, manager)
    assert today(manager) == Money(60000, "CNY")
    # Past the ten years from the year of grant the licence is all there is.
    (one,) = kept([Docket.objects.get(pk=docket.pk)])
    late = page_of(one.docket, DAY, DAY)["lines"]
    payable = {line.year.number: line.costs.payable for line, _ in late}  # type: ignore[attr-defined]
    assert payable[12] == Money(60000, "CNY")
    assert payable[13] == Money(600000 * 85 // 100, "CNY")


def test_proof_that_runs_out_is_seen_on_the_day_and_by_the_daily_round(
    pair: tuple[Right, Docket], manager: Any
) -> None:
    docket = pair[1]
    for name in (FIRST, SECOND):
        say(docket, name, manager)
    (one,) = kept([Docket.objects.get(pk=docket.pk)])
    assert one.thread_on(D(2026, 12, 31)).facts["reduction"]
    assert "reduction" not in one.thread_on(D(2027, 1, 1)).facts
    page = page_of(docket, DAY, D(2027, 7, 1))
    assert FIRST in page["reduced"].on_the_day  # type: ignore[attr-defined]
    assert carry_on(on=DAY) == 0
    assert (carry_on(on=D(2027, 1, 1)), fact(docket)) == (1, "")


def test_document_is_proof_until_it_is_taken_back(pair: tuple[Right, Docket], manager: Any) -> None:
    right, docket = pair
    paper = add_document(right=right, chunks=[b"proof\n"], name="p.txt", by=manager)
    say(docket, FIRST, manager)
    say(docket, SECOND, manager, record_number="", document=paper)
    assert fact(docket) == "0.7"
    withdraw_document(document=paper, by=manager, reason="wrong file")
    assert (carry_on(on=DAY), fact(docket)) == (1, "")


def test_word_before_is_kept_and_the_same_word_said_once(pair: tuple[Right, Docket], manager: Any) -> None:
    docket = pair[1]
    first = say(docket, FIRST, manager)
    assert say(docket, FIRST, manager).pk == first.pk
    second = say(docket, FIRST, manager, record_number="FJ2026-002")
    rows = ReductionClaim.objects.order_by("pk")
    assert [(row.pk, row.ended_at is None) for row in rows] == [(first.pk, False), (second.pk, True)]
    assert Entry.objects.filter(code="reduction.said").count() == 2


def test_what_is_taken_back_leaves_no_share(manager: Any, pair: tuple[Right, Docket]) -> None:
    docket = pair[1]
    claims = [say(docket, name, manager) for name in (FIRST, SECOND)]
    withdraw_claim(claim=claims[0], reason="wrong", by=manager, on=DAY)
    assert fact(docket) == ""
    with pytest.raises(ValidationError):
        withdraw_claim(claim=claims[0], reason="again", by=manager, on=DAY)
    with pytest.raises(ValidationError):
        withdraw_claim(claim=claims[1], reason=" ", by=manager, on=DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"kind": "duke"}, "kind"),
        ({"year": 2015}, "year"),
        ({"year": 2029}, "year"),
        ({"valid_until": D(2025, 12, 31)}, "valid_until"),
        ({"income_minor": 10**17}, "income"),
    ],
)
def test_what_cannot_be_is_refused(
    pair: tuple[Right, Docket], manager: Any, changes: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as error:
        say(pair[1], FIRST, manager, **changes)
    assert field in error.value.message_dict
    assert not ReductionClaim.objects.exists()


def test_of_others_nothing_can_be_said(pair: tuple[Right, Docket], manager: Any) -> None:
    with pytest.raises(ValidationError):
        say(pair[1], "某公司", manager)
    with pytest.raises(PermissionDenied):
        say(pair[1], FIRST, a_user(Role.MANAGER, an_organisation()))
    other = joint_document()
    with pytest.raises(ValidationError):
        say(pair[1], FIRST, manager, document=other)


def joint_document() -> Any:
    """A document on a right of somebody else."""
    right = enter(publication(application="201710699999.X", number="107699999", applicant="别家公司"))[-1]
    return add_document(right=right, chunks=[b"other\n"], name="o.txt", by=None)


def test_share_is_not_said_by_hand_where_applicants_decide(pair: tuple[Right, Docket], manager: Any) -> None:
    docket = pair[1]
    check_facts({"reduction": "0.7"}, docket)
    say(docket, FIRST, manager)
    with pytest.raises(ValidationError):
        check_facts({"reduction": "0.7"}, docket)


def test_lines_count_who_makes_a_right_pay_in_full(pair: tuple[Right, Docket], manager: Any) -> None:
    docket = pair[1]
    assert lines(manager, docket.organisation, DAY)[1]["unsaid"] == 1
    say(docket, FIRST, manager)
    rows, counts = lines(manager, docket.organisation, DAY)
    assert {row.name: row.alone_to_blame for row in rows} == {FIRST: 0, SECOND: 1}
    assert counts == {"0.85": 0, "0.7": 0, "full": 1, "unsaid": 0}


def test_pages_say_who_lacks_what(pair: tuple[Right, Docket], manager: Any, en: Client, zh: Client) -> None:
    docket = pair[1]
    for client in (en, zh):
        client.force_login(manager)
    address = f"/dates/reductions/applicant/?organisation={docket.organisation_id}&name={SECOND}"
    assert SECOND in en.get("/dates/reductions/").content.decode()
    posted = {"organisation": docket.organisation_id, "name": SECOND, "kind": "enterprise", "year": "2026"}
    assert en.post(address, {**posted, "income": "x"}).status_code == 422
    assert en.post(address, {**posted, "income": "900000.00"}).status_code == 302
    page = en.get(f"/dates/fees/{docket.pk}/").content.decode()
    assert "neither a document nor the number" in page
    assert "in full" in page
    assert "证明材料" in zh.get(f"/dates/fees/{docket.pk}/").content.decode()
    row = ReductionClaim.objects.get(ended_at=None)
    assert (row.income_minor, row.said_by_id) == (90_000_000, manager.pk)
    assert en.post(address, {**posted, "claim": row.pk, "reason": "x"}).status_code == 302
    exported = b"".join(en.get("/dates/reductions/export/csv/").streaming_content).decode()  # type: ignore[attr-defined]
    assert SECOND in exported


def test_strangers_see_nothing(pair: tuple[Right, Docket], en: Client) -> None:
    en.force_login(a_user(Role.MANAGER, an_organisation()))
    address = f"/dates/reductions/applicant/?organisation={pair[1].organisation_id}&name={FIRST}"
    assert en.get(address).status_code == 404
    assert en.get(f"/dates/reductions/?organisation={pair[1].organisation_id}").status_code == 404
