"""The pages: typed, kept, taken up again, handed in, read by whom it is for; and what is sent by hand."""

from __future__ import annotations

import hashlib
import io
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from mainline.creation.disclosures import filing, panels
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from tests.creation.disclosures.samples import NUMBER, Cast, a_cast
from tests.creation.disclosures.test_actions import PNG
from tests.factories import DAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def form(**changes: str) -> dict[str, str]:
    """What the browser sends of a whole form."""
    return {
        "revision": "0", "title": "一种大豆收获机", "kind": "invention", "problem": "损失率高", "solution": "柔性割台",
        "inventor-1": "王伟 · 0017", "share-1": "66.66", "inventor-2": "李娜 · 0018", "share-2": "33.34", **changes,
    }  # fmt: skip


def begun(cast: Cast, client: Any) -> Disclosure:
    client.force_login(cast.inventor)
    assert client.post("/creation/disclosures/new/").status_code == 302
    return Disclosure.objects.get()


def text(client: Any, address: str, **more: Any) -> str:
    response = client.get(address, **more)
    assert response.status_code == 200, address
    return response.content.decode()


def test_ten_minutes_from_the_first_word_to_the_receipt_without_script(cast: Cast, en: Any) -> None:
    row = begun(cast, en)
    page = text(en, f"/creation/disclosures/{row.pk}/edit/")
    assert 'value="王伟 · 0017"' in page
    en.post(f"/creation/disclosures/{row.pk}/save/", form())
    page = text(en, f"/creation/disclosures/{row.pk}/edit/")
    assert "柔性割台" in page
    assert "100 %" in page
    checked = en.post(f"/creation/disclosures/{row.pk}/act/", form(revision="1", act="check"))
    page = text(en, checked.url)
    assert "This is missing" not in page
    done = en.post(f"/creation/disclosures/{row.pk}/submit/", {"revision": "1"})
    assert done.url == f"/creation/disclosures/{row.pk}/versions/1/"
    version = DisclosureVersion.objects.get()
    assert version.sha256 in text(en, done.url)
    content = en.get(f"{done.url}json/").content
    assert hashlib.sha256(content).hexdigest() == version.sha256


def test_receipt_on_paper_says_digest_and_shares_in_both_languages(cast: Cast, en: Any, zh: Any) -> None:
    row = cast.submitted()
    version = DisclosureVersion.objects.get()
    for client, words in ((en, "How to check it"), (zh, "D2026-000001")):
        client.force_login(cast.inventor)
        pdf = client.get(f"/creation/disclosures/{row.pk}/versions/1/pdf/").content
        document = pypdfium2.PdfDocument(io.BytesIO(pdf))
        told = document[0].get_textpage().get_text_range()
        document.close()
        assert words in told
        assert version.sha256 in "".join(told.split())
        assert "2/3" in told


def test_autosave_answers_with_the_sum_and_an_older_window_is_told(cast: Cast, en: Any) -> None:
    row = begun(cast, en)
    part = {"HTTP_HX_REQUEST": "true"}
    told = en.post(
        f"/creation/disclosures/{row.pk}/save/", form(**{"share-1": "33.33"}), **part
    ).content.decode()
    assert "66.67 %" in told
    assert 'name="revision" value="1"' in told
    late = en.post(f"/creation/disclosures/{row.pk}/save/", form(title="older"), **part).content.decode()
    assert "Another window saved this meanwhile" in late
    assert 'name="revision" value="0"' in late
    row.refresh_from_db()
    assert row.title == "一种大豆收获机"


def test_what_is_missing_is_told_in_sentences_and_leads_to_its_field(cast: Cast, en: Any, zh: Any) -> None:
    row = begun(cast, en)
    en.post(
        f"/creation/disclosures/{row.pk}/save/", form(title="", kind="", **{"share-2": "1/0"}, when="31.12.")
    )
    page = text(en, f"/creation/disclosures/{row.pk}/check/")
    for words in ("Title: please fill this in.", "Share of inventor 2", "give it as 2026-01-31"):
        assert words in page
    assert "#share-2" in page
    assert f"/creation/disclosures/{row.pk}/submit/" not in page
    refused = en.post(f"/creation/disclosures/{row.pk}/submit/", {"revision": "1"}, follow=True)
    assert "please fill this in" in refused.content.decode()
    assert not DisclosureVersion.objects.exists()


def test_planned_talk_warns_on_the_form_and_before_it_is_handed_in(cast: Cast, en: Any) -> None:
    row = begun(cast, en)
    en.post(f"/creation/disclosures/{row.pk}/save/", form(venue="talk", what="学会报告", when="2099-12-10"))
    for address in ("edit", "check"):
        assert "File before that day" in text(en, f"/creation/disclosures/{row.pk}/{address}/")


def test_files_come_with_what_is_typed_beside_them(cast: Cast, en: Any) -> None:
    row = begun(cast, en)
    sent = {**form(title="typed beside"), "act": "add", "file": SimpleUploadedFile("图1.png", PNG)}
    en.post(f"/creation/disclosures/{row.pk}/act/", sent)
    row.refresh_from_db()
    kept = row.files.get()
    assert row.title == "typed beside"
    answer = en.get(f"/creation/disclosures/{row.pk}/files/{kept.pk}/")
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Disposition"].startswith("attachment")
    bad = {**form(revision="1"), "act": "add", "file": SimpleUploadedFile("x.png", b"MZ" + bytes(99))}
    told = en.post(f"/creation/disclosures/{row.pk}/act/", bad, follow=True).content.decode()
    assert "program" in told
    en.post(f"/creation/disclosures/{row.pk}/act/", {**form(revision="1"), "act": f"remove-{kept.pk}"})
    assert not row.files.filter(removed_at=None).exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"title": "\x00\ud800<script>alert(1)</script>" + "x" * 1000},
        {"inventor-1": "' OR 1=1 --", "share-1": "1e9"},
        {"share-1": "9" * 400, "share-2": "-1/2"},
        {"when": "9999-99-99", "venue": "../../etc"},
        {"kind": "trade_secret"},
        {"revision": "99999999999999999999"},
        {"revision": "-1"},
        {f"inventor-{nth}": "x" for nth in range(1, 400)},
    ],
)
def test_hostile_forms_are_kept_or_refused_and_never_break(
    cast: Cast, en: Any, hostile: dict[str, str]
) -> None:
    row = begun(cast, en)
    sent = {**form(), **hostile}
    sent = {
        name: value.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
        for name, value in sent.items()
    }
    en.post(f"/creation/disclosures/{row.pk}/save/", sent)
    row.refresh_from_db()
    page = text(en, f"/creation/disclosures/{row.pk}/edit/")
    assert "<script>alert(1)" not in page
    assert len(row.content["inventors"]) <= 50
    assert text(en, f"/creation/disclosures/{row.pk}/check/")
    en.post(f"/creation/disclosures/{row.pk}/submit/", {"revision": str(row.revision)})
    handed_in = DisclosureVersion.objects.first()
    assert handed_in is None or ("\x00" not in handed_in.content and len(handed_in.title) <= 300)


def test_strangers_find_nothing_at_any_address(cast: Cast, en: Any) -> None:
    row = cast.submitted()
    at = f"/creation/disclosures/{row.pk}"
    for user in (cast.colleague, cast.attorney, cast.rival, cast.officer):
        en.force_login(user)
        for address in (
            "",
            "edit/",
            "check/",
            "versions/1/",
            "versions/1/json/",
            "versions/1/pdf/",
            "files/1/",
        ):
            assert en.get(f"{at}/{address}").status_code == 404, (user, address)
        for address in ("decide/", "submit/", "save/", "act/"):
            assert en.post(f"{at}/{address}", {"act": "accept", "revision": "0"}).status_code in (403, 404)
        assert row.title not in text(en, "/creation/disclosures/")
        assert row.title not in text(en, "/creation/handed-in/")
    assert en.get("/creation/disclosures/99999999999999999999/").status_code == 404


def test_inventor_sees_state_and_reasons_and_decides_nothing(cast: Cast, en: Any) -> None:
    row = cast.decided("publish")
    en.force_login(cast.second)
    page = text(en, f"/creation/disclosures/{row.pk}/")
    assert "值得申请" in page
    assert "检索未见相同方案" in page
    assert (
        en.post(f"/creation/disclosures/{row.pk}/decide/", {"act": "return", "reason": "x"}).status_code
        == 403
    )


def test_office_and_agency_go_the_whole_way_by_their_pages(cast: Cast, en: Any) -> None:
    row = cast.submitted()
    at = f"/creation/disclosures/{row.pk}/decide/"

    def act(user: Any, **given: str) -> str:
        en.force_login(user)
        return en.post(at, given, follow=True).content.decode()

    marks = {"patentability": "4", "market": "3", "strategy": "5"}
    reasons = {f"{name}_reason": "有理由" for name in marks}
    assert "Give each mark from 1 to 5" in act(
        cast.manager, act="assess", **{**marks, "market": "9"}, **reasons
    )
    act(cast.manager, act="assess", **marks, **reasons)
    assert "Tick that you know" in act(cast.manager, act="decide", decision="publish", reason="x")
    act(cast.manager, act="decide", decision="file", reason="值得申请")
    assert "Choose an agency" in act(cast.manager, act="instruct", agency=str(cast.own.pk))
    act(cast.manager, act="instruct", agency=str(cast.agency.pk))
    en.force_login(cast.attorney)
    assert row.number in text(en, "/creation/handed-in/")
    assert "损失率高" in text(en, f"/creation/disclosures/{row.pk}/")
    act(cast.attorney, act="agree")
    wrong = act(cast.attorney, act="enter", number="202610600001.9", filed_on=DAY.isoformat())
    assert "The check digit would be 2" in wrong
    act(cast.attorney, act="enter", number=NUMBER, filed_on=DAY.isoformat())
    row.refresh_from_db()
    assert row.state == "filed"


def test_agency_that_declines_is_led_away_without_an_error(cast: Cast, en: Any) -> None:
    row = cast.decided()
    filing.instruct(disclosure=row, agency=cast.agency, by=cast.manager, on=DAY)
    en.force_login(cast.attorney)
    told = en.post(
        f"/creation/disclosures/{row.pk}/decide/", {"act": "decline", "reason": "冲突"}, follow=True
    )
    assert told.status_code == 200
    assert "Declined" in told.content.decode()


def test_panel_is_for_those_who_may_know_of_the_disclosure(cast: Cast) -> None:
    row = cast.submitted(venue="talk", what="报告", when="2026-12-10")
    right = row.right
    assert right is not None
    shown = panels.panel(cast.manager, right)
    assert shown is not None
    assert shown.content["shares"] == [("王伟", "2/3"), ("李娜", "1/3")]
    assert panels.panel(cast.colleague, right) is None


def test_lists_cost_the_same_with_one_and_with_three(
    cast: Cast, en: Any, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    cast.submitted()
    en.force_login(cast.manager)
    text(en, "/creation/handed-in/")
    with CaptureQueriesContext(connection) as one:
        text(en, "/creation/handed-in/")
    cast.submitted(title="二")
    cast.submitted(title="三")
    with CaptureQueriesContext(connection) as three:
        text(en, "/creation/handed-in/")
    assert len(three) == len(one)
