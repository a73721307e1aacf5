"""Receipts become documents of the payments that they prove: to the fen where they can be read, else as people choose."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from django.test import Client

from mainline.audit.models import Entry
from mainline.files.store import Unavailable
from mainline.orgs.enums import Role
from mainline.orgs.models import Membership
from mainline.portfolio.enums import ReceiptState
from mainline.portfolio.models import Receipt
from mainline.portfolio.receipts import actions
from mainline.portfolio.receipts.actions import bring_receipt, file_receipt, set_aside, take_up
from mainline.portfolio.receipts.queries import payments
from mainline.register.access import visible_documents
from mainline.register.deadlines.actions import open_dockets
from mainline.register.documents.actions import withdraw_document
from mainline.register.models import Document, Event, Right
from tests.factories import DAY, a_user, an_organisation, enter
from tests.portfolio.fees.samples import D, record
from tests.portfolio.reductions.samples import joint
from tests.register.samples import publication

pytestmark = pytest.mark.django_db
NUMBER = "201710601862.3"


def words(year: str = "9", amount: str = "2000.00") -> bytes:
    return f"中央非税收入统一票据（电子）\n申请号：{NUMBER}\n发明专利第{year}年年费  {amount}\n".encode()


@pytest.fixture
def right() -> Right:
    found = joint("北川大学")[0]
    record(
        found,
        "portfolio.annuity.paid",
        D(2025, 7, 15),
        details={"year": "9"},
        amount_minor=200000,
        currency="CNY",
    )
    return found


@pytest.fixture
def manager(right: Right) -> Any:
    return a_user(Role.MANAGER, right.dockets.get().organisation)


def bring(right: Right, by: Any, content: bytes, name: str = "r.txt") -> Receipt:
    return bring_receipt(chunks=[content], name=name, organisation=right.dockets.get().organisation, by=by)[0]


def missing(by: Any) -> list[str]:
    return [str(row.details["year"]) for row in payments(by).filter(has_receipt=False)]


def payment(right: Right, year: str) -> Event:
    return Event.objects.get(right=right, code="portfolio.annuity.paid", details__year=year)


def test_receipt_that_fits_is_found_and_filed(right: Right, manager: Any) -> None:
    assert missing(manager) == ["10", "9"]
    row = bring(right, manager, words())
    assert row.state == ReceiptState.READY
    file_receipt(receipt=row, events=[payment(right, "9").pk], by=manager)
    document = Document.objects.get(right=right)
    assert (document.event, document.sha256, document.name) == (payment(right, "9"), row.sha256, "r.txt")
    assert missing(manager) == ["10"]
    row.refresh_from_db()
    assert (row.state, row.content, row.filed_for) == (ReceiptState.DONE, None, [payment(right, "9").pk])
    assert Entry.objects.filter(code="receipt.filed", subject=f"right:{right.pk}").count() == 1


@pytest.mark.parametrize(("year", "amount"), [("9", "2000.01"), ("8", "2000.00")])
def test_receipt_that_does_not_fit_waits_for_a_person(
    right: Right, manager: Any, year: str, amount: str
) -> None:
    assert bring(right, manager, words(year, amount)).state == ReceiptState.MANUAL


def test_same_file_is_the_same_receipt(right: Right, manager: Any) -> None:
    first, again = bring(right, manager, words()), bring(right, manager, words(), "other name.txt")
    assert first.pk == again.pk
    assert Receipt.objects.count() == Entry.objects.filter(code="receipt.brought").count() == 1


def test_one_receipt_may_prove_several_payments(right: Right, manager: Any) -> None:
    row = bring(right, manager, b"nothing to read\n")
    both = [payment(right, "9").pk, payment(right, "10").pk]
    file_receipt(receipt=row, events=both, by=manager)
    assert (missing(manager), Document.objects.filter(right=right).count()) == ([], 1)
    withdraw_document(document=Document.objects.get(right=right), by=manager, reason="wrong")
    assert missing(manager) == ["10", "9"]


def test_office_form_in_a_package_is_read(right: Right, manager: Any) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("OFD.xml", "<ofd/>")
        archive.writestr("Doc_0/Pages/Page_0/Content.xml", f"<Page><TextCode>申请号 {NUMBER}</TextCode><TextCode>发明专利第9年年费 2000.00</TextCode></Page>")  # fmt: skip
    assert bring(right, manager, out.getvalue(), "票据.ofd").state == ReceiptState.READY


def test_what_cannot_be_filed_is_refused(right: Right, manager: Any) -> None:
    row = bring(right, manager, words())
    with pytest.raises(ValidationError):
        file_receipt(receipt=row, events=[], by=manager)
    with pytest.raises(ValidationError):
        file_receipt(receipt=row, events=[10**9], by=manager)
    file_receipt(receipt=row, events=[payment(right, "9").pk], by=manager)
    with pytest.raises(ValidationError):
        file_receipt(receipt=row, events=[payment(right, "10").pk], by=manager)
    second = bring(right, manager, b"another\n")
    with pytest.raises(ValidationError):
        file_receipt(receipt=second, events=[payment(right, "9").pk], by=manager)
    assert Document.objects.count() == 1


def test_set_aside_with_a_reason_and_taken_up_again(right: Right, manager: Any) -> None:
    row = bring(right, manager, words())
    with pytest.raises(ValidationError):
        set_aside(receipt=row, reason=" ", by=manager)
    assert set_aside(receipt=row, reason="not ours", by=manager).state == ReceiptState.ASIDE
    assert take_up(receipt=row, by=manager).state == ReceiptState.READY
    with pytest.raises(ValidationError):
        take_up(receipt=row, by=manager)


def test_of_others_nothing_is_seen_or_done(right: Right, manager: Any, en: Client) -> None:
    row = bring(right, manager, words())
    stranger = a_user(Role.MANAGER, an_organisation())
    with pytest.raises(PermissionDenied):
        file_receipt(receipt=row, events=[payment(right, "9").pk], by=stranger)
    with pytest.raises(PermissionDenied):
        bring(right, stranger, b"x\n")
    en.force_login(stranger)
    for address in (f"/dates/receipts/{row.pk}/", f"/dates/receipts/{row.pk}/file/"):
        assert en.get(address).status_code == 404
    assert missing(stranger) == []


def test_pages_take_several_files_and_file_what_was_found(
    right: Right, manager: Any, en: Client, zh: Client
) -> None:
    for client in (en, zh):
        client.force_login(manager)
    files = [SimpleUploadedFile(f"{n}.txt", text) for n, text in enumerate((words(), b"nothing\n"))]
    assert en.post("/dates/receipts/bring/", {"files": files}).status_code == 302
    assert "0.txt" in en.get("/dates/receipts/").content.decode()
    assert "票据" in zh.get("/dates/receipts/").content.decode()
    assert en.post("/dates/receipts/file/").status_code == 302
    assert missing(manager) == ["10"]
    left = Receipt.objects.get(state=ReceiptState.MANUAL)
    page = f"/dates/receipts/{left.pk}/"
    assert NUMBER not in en.get(page).content.decode()
    assert en.post(f"{page}act/", {"act": "file", "event": payment(right, "10").pk}).status_code == 302
    assert missing(manager) == []
    assert "Put on file" in en.get(page).content.decode()
    assert "10" in en.get("/dates/receipts/payments/?receipt=filed").content.decode()


OTHER = "201710699999.X"


@pytest.fixture
def client_of_the_agency(right: Right, manager: Any) -> Any:
    """Who reads the first right for its holder; the manager keeps its dates, and those of another's, for an agency."""
    agency = an_organisation()
    (second,) = enter(publication(application=OTHER, number="107699999", applicant="别家公司"))[-1:]
    paid = {"details": {"year": "9"}, "amount_minor": 200000, "currency": "CNY"}
    record(second, "portfolio.annuity.paid", D(2025, 7, 15), **paid)
    for one in (right, second):
        one.parties.create(role="agent", name=agency.name, organisation=agency)
        one.parties.create(role="applicant", name=agency.name, organisation=agency)
    open_dockets(rights=[right.pk, second.pk], organisation=agency, by=None, on=DAY)
    user = a_user(Role.MANAGER, agency)
    # Also of the holder: what is of several rights must not become the holder's by that.
    Membership.objects.create(user=user, organisation=right.dockets.first().organisation, role=Role.MANAGER)
    return manager, user, agency, second


@pytest.mark.parametrize("is_filed_on_both", [True, False])
def test_receipt_of_several_rights_is_for_who_files_it_alone(
    right: Right, client_of_the_agency: Any, is_filed_on_both: bool
) -> None:
    client, user, agency, second = client_of_the_agency
    text = f"{NUMBER} 发明专利第9年年费 2000.00\n{OTHER} 发明专利第9年年费 2000.00\n".encode()
    row = bring_receipt(chunks=[text], name="r.txt", organisation=agency, by=user)[0]
    events = [payment(right, "9").pk] + ([payment(second, "9").pk] if is_filed_on_both else [])
    file_receipt(receipt=row, events=events, by=user)
    papers = Document.objects.all()
    assert papers.count() == len(events)
    assert {(paper.confidentiality, paper.organisation_id) for paper in papers} == {("own", agency.pk)}
    assert not visible_documents(client).exists()
    assert visible_documents(user).count() == len(events)
    assert "9" in missing(client)


def test_receipt_of_one_right_is_for_its_holders(right: Right, client_of_the_agency: Any) -> None:
    client, user, agency, _second = client_of_the_agency
    row = bring_receipt(chunks=[words()], name="r.txt", organisation=agency, by=user)[0]
    file_receipt(receipt=row, events=[payment(right, "9").pk], by=user)
    assert visible_documents(client).get().confidentiality == "holder"


def test_one_receipt_that_is_not_filed_leaves_the_others(
    right: Right, manager: Any, en: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(right, "portfolio.annuity.paid", D(2024, 7, 15), details={"year": "8"}, amount_minor=200000, currency="CNY")  # fmt: skip
    for year in ("8", "9"):
        bring(right, manager, words(year), f"year-{year}.txt")
    kept = actions.add_document

    def failing(*, name: str, **given: Any) -> Document:
        if name == "year-8.txt":
            raise Unavailable("away")
        return kept(name=name, **given)

    monkeypatch.setattr(actions, "add_document", failing)
    en.force_login(manager)
    page = en.post("/dates/receipts/file/", follow=True).content.decode()
    assert "1 receipt was filed. year-9.txt" in page
    assert "1 receipt was not filed. year-8.txt: The store of files does not answer now." in page
    states = dict(Receipt.objects.values_list("name", "state"))
    assert states == {"year-8.txt": ReceiptState.READY, "year-9.txt": ReceiptState.DONE}


def test_control_characters_are_left_out(right: Right, manager: Any) -> None:
    row = bring(right, manager, words())
    assert set_aside(receipt=row, reason="not\0 ours\x07", by=manager).reason == "not ours"


def test_payments_are_locked_while_a_receipt_is_filed(
    right: Right, manager: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked: list[str] = []
    kept = QuerySet.select_for_update

    def noting(self: Any, *given: Any, **more: Any) -> Any:
        locked.append(self.model.__name__)
        return kept(self, *given, **more)

    monkeypatch.setattr(QuerySet, "select_for_update", noting)
    file_receipt(receipt=bring(right, manager, words()), events=[payment(right, "9").pk], by=manager)
    assert "Event" in locked[: locked.index("Right")]


def test_receipt_whose_document_was_taken_back_is_taken_in_anew(right: Right, manager: Any) -> None:
    row = bring(right, manager, words())
    file_receipt(receipt=row, events=[payment(right, "9").pk], by=manager)
    again, is_new = bring_receipt(chunks=[words()], name="r.txt", organisation=row.organisation, by=manager)
    assert (again.pk, is_new, again.state) == (row.pk, False, ReceiptState.DONE)
    withdraw_document(document=Document.objects.get(right=right), by=manager, reason="wrong")
    again, is_new = bring_receipt(chunks=[words()], name="r.txt", organisation=row.organisation, by=manager)
    assert (again.pk, is_new, again.state, again.filed_for) == (row.pk, True, ReceiptState.READY, [])
    assert bytes(Receipt.objects.get(pk=row.pk).content or b"") == words()
    file_receipt(receipt=again, events=[payment(right, "9").pk], by=manager)
    assert missing(manager) == ["10"]
    assert Document.objects.filter(right=right, withdrawn_at=None).get().event == payment(right, "9")


@pytest.mark.parametrize(
    ("said", "currency", "expected"),
    [
        ("2000.00", "CNY", ReceiptState.READY),
        ("¥2,000.00", "CNY", ReceiptState.READY),
        ("EUR 2,000.00", "CNY", ReceiptState.MANUAL),
        ("2000.00", "EUR", ReceiptState.MANUAL),
        ("EUR 2,000.00", "EUR", ReceiptState.READY),
        ("2000.00\n$ 2,000.00 = €", "EUR", ReceiptState.MANUAL),
    ],
)
def test_amount_fits_in_its_currency_alone(
    right: Right, manager: Any, said: str, currency: str, expected: str
) -> None:
    Event.objects.filter(pk=payment(right, "9").pk).update(currency=currency)
    assert bring(right, manager, words(amount=said)).state == expected
