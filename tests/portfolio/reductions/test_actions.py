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
from mainline.portfolio.fees.budget import fees_ahead
from mainline.portfolio.fees.schedule import check_facts, page_of
from mainline.portfolio.models import ReductionClaim
from mainline.portfolio.reductions.actions import carry_on, say_claim, withdraw_claim
from mainline.portfolio.reductions.queries import applicant_names, lines
from mainline.register.deadlines.actions import close_dockets, open_dockets, say_facts
from mainline.register.deadlines.following import said
from mainline.register.deadlines.models import Docket
from mainline.register.documents.actions import add_document, withdraw_document
from mainline.register.models import Right
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.typesetting import NotTypeset
from mainline.web.exports import WRITERS
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
    say(docket, FIRST, manager, valid_until=D(2030, 12, 31))
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


def test_share_goes_with_the_applicants_of_whom_it_was_said(pair: tuple[Right, Docket], manager: Any) -> None:
    right, docket = pair
    for name in (FIRST, SECOND):
        say(docket, name, manager)
    assert (fact(docket), today(manager)) == ("0.7", Money(120000, "CNY"))
    Right.objects.filter(pk=right.pk).update(holder_name="某公司")
    assert today(manager) == Money(400000, "CNY")
    assert page_of(Docket.objects.get(pk=docket.pk), DAY, DAY)["reduction"] == ""
    assert (carry_on(on=DAY), fact(docket), carry_on(on=DAY)) == (1, "", 0)


def test_share_that_people_said_of_the_right_stays(pair: tuple[Right, Docket], manager: Any) -> None:
    docket, other = pair[1], joint_of_another_number()
    say_facts(docket=other, facts={"reduction": "0.85"}, by=None, on=DAY)
    say(docket, FIRST, manager)
    assert (carry_on(on=DAY), fact(other)) == (0, "0.85")


def joint_of_another_number() -> Docket:
    """A right of an applicant of whom nothing is said, kept by whom the pair is."""
    (right,) = enter(publication(application="201710699999.X", number="107699999", applicant="别家公司"))[-1:]
    party = right.parties.get(role="applicant")
    assert party.organisation is not None
    open_dockets(rights=[right.pk], organisation=party.organisation, by=None, on=DAY)
    return Docket.objects.get(right=right)


def test_reopened_docket_keeps_what_people_said_alone(pair: tuple[Right, Docket], manager: Any) -> None:
    right, docket = pair
    say_facts(docket=docket, facts={"open_licence_implemented": "true"}, by=manager, on=DAY)
    claims = [say(docket, name, manager) for name in (FIRST, SECOND)]
    close_dockets(dockets=[docket.pk], organisation=docket.organisation, by=manager)
    for claim in claims:
        withdraw_claim(claim=claim, reason="wrong", by=manager, on=DAY)
    open_dockets(rights=[right.pk], organisation=docket.organisation, by=manager, on=DAY)
    assert Docket.objects.get(pk=docket.pk).facts == {"open_licence_implemented": "true"}


def test_share_said_anew_by_people_follows_no_more(pair: tuple[Right, Docket], manager: Any) -> None:
    docket = pair[1]
    for name in (FIRST, SECOND):
        say(docket, name, manager)
    assert said(Docket.objects.get(pk=docket.pk).facts) == {}
    say_facts(docket=docket, facts={"reduction": "0.85"}, by=manager, on=DAY)
    assert said(Docket.objects.get(pk=docket.pk).facts) == {"reduction": "0.85"}
    assert not [name for name in rulebook().facts if name.endswith("_from")]


def test_proof_of_a_year_reaches_no_further_in_what_is_still_to_be_paid() -> None:
    docket = joint(FIRST)[1]
    manager = a_user(Role.MANAGER, docket.organisation)
    say(docket, FIRST, manager)
    page = page_of(Docket.objects.get(pk=docket.pk), DAY, DAY)
    payable = {line.year.number: line.costs.payable for line, _ in page["lines"]}  # type: ignore[attr-defined]
    assert (payable[11], payable[12]) == (Money(400000, "CNY"), Money(400000, "CNY"))
    (row,) = rows_of(due_fees(manager, DAY), DAY)
    before = row
    say(docket, FIRST, manager, valid_until=D(2028, 12, 31))
    (row,) = rows_of(due_fees(manager, DAY), DAY)
    # Year 11 is paid today in either case; year 12, due in 2028, is now proved too.
    assert before.to_end[0].minor - row.to_end[0].minor == 340000
    assert before.total == row.total


def test_budget_has_at_least_what_a_proof_noted_for_later_leaves() -> None:
    docket = joint(FIRST)[1]
    manager = a_user(Role.MANAGER, docket.organisation)
    say(docket, FIRST, manager, year=2027)
    ends = {fee.number: (fee.low, fee.high) for fee in fees_ahead(manager, DAY)[0]}
    assert ends[11] == (Money(60000, "CNY"), Money(400000, "CNY"))
    assert ends[12] == (Money(400000, "CNY"), Money(400000, "CNY"))


@pytest.mark.parametrize(
    ("held", "parties", "expected"),
    [
        ("甲", [], ["甲"]),
        ("", [("applicant", "甲; 乙")], ["甲; 乙"]),
        ("甲; 乙", [("applicant", "甲; 乙")], ["甲; 乙"]),
        ("甲; 乙", [("applicant", "甲"), ("applicant", "乙")], ["甲", "乙"]),
        ("丙; 乙", [("applicant", "甲; 丁"), ("assignee", "丙; 乙")], ["丙; 乙"]),
        ("丙; 甲; 丁; 戊", [("applicant", "甲; 丁"), ("assignee", "丙")], ["丙", "甲; 丁", "戊"]),
        ("甲" * 499 + ";", [("applicant", "甲" * 499), ("applicant", "乙")], ["甲" * 499, "乙"]),
        ("甲" * 500, [("applicant", "甲" * 300), ("assignee", "丙")], ["甲" * 300, "丙"]),
    ],
)
def test_applicants_are_the_parties_and_not_pieces_of_a_line(
    held: str, parties: list[tuple[str, str]], expected: list[str]
) -> None:
    assert applicant_names(Right(holder_name=held), parties) == expected


def test_control_characters_are_left_out(pair: tuple[Right, Docket], manager: Any, en: Client) -> None:
    docket = pair[1]
    row = say(docket, f"{FIRST}\0", manager, record_number="FJ\0-1")
    assert (row.name, row.record_number) == (FIRST, "FJ-1")
    withdraw_claim(claim=row, reason="wr\0ong", by=manager, on=DAY)
    row.refresh_from_db()
    assert row.ended_because == "wrong"
    en.force_login(manager)
    address = f"/dates/reductions/applicant/?organisation={docket.organisation_id}&name={FIRST}%00"
    assert en.get(address).status_code == 200


def test_list_that_is_no_paper_is_told_on_a_page(
    pair: tuple[Right, Docket], manager: Any, en: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_table: Any) -> Any:
        raise NotTypeset("busy")

    media_type = WRITERS["pdf"][0]
    monkeypatch.setitem(WRITERS, "pdf", (media_type, refuse))  # type: ignore[misc]
    en.force_login(manager)
    assert en.get("/dates/reductions/export/pdf/").status_code == 503
