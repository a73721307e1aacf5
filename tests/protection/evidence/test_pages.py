"""The pages: a deposit from the form to its archive, what strangers get, and the page on which everybody verifies."""

from __future__ import annotations

import io
import json
import re
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mainline.orgs.enums import Role
from mainline.protection.evidence import actions, jobs, panels, queries, seeding, stamping
from mainline.protection.evidence.logic.checklist import STEPS
from mainline.protection.evidence.models import Evidence, TimestampAuthority, TimestampToken
from mainline.register.documents.storage import store
from tests.factories import DAY, a_user
from tests.protection.evidence.samples import FACTS, Cast, a_capture, a_cast

pytestmark = pytest.mark.django_db
NEW = "/protection/evidence/new/"
VERIFY = "/protection/evidence/verify/"


def given(**changes: Any) -> dict[str, Any]:
    steps = {f"step-{code}": "done" for code in STEPS}
    files = [
        SimpleUploadedFile("页面.html", b"<script>page</script>"),
        SimpleUploadedFile("录屏.mp4", b"video"),
    ]
    return {"title": "店铺页面", "files": files, "secrecy": "own", **FACTS, **steps, **changes}


def text_of(response: Any) -> str:
    return str(response.content.decode())


def test_form_to_archive(cast: Cast, en: Client) -> None:
    en.force_login(cast.manager)
    form = text_of(en.get(f"{NEW}?right={cast.right.pk}"))
    assert form.count('type="radio"') == 3 * len(STEPS)
    assert f'value="{cast.right.number}"' in form
    response = en.post(NEW, given(number=cast.right.number))
    row = Evidence.objects.get()
    assert response.headers["Location"] == f"/protection/evidence/{row.pk}/"
    jobs.work_once()
    page = text_of(en.get(f"/protection/evidence/{row.pk}/"))
    assert "nobody recognises" in page
    assert "页面.html" in page
    file = en.get(f"/protection/evidence/{row.pk}/files/1/")
    assert b"".join(file.streaming_content) == b"<script>page</script>"
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert en.get(f"/protection/evidence/{row.pk}/files/3/").status_code == 404
    archive = b"".join(en.get(f"/protection/evidence/{row.pk}/archive/").streaming_content)
    assert "statement.tsr" in zipfile.ZipFile(io.BytesIO(archive)).namelist()
    assert en.get(f"/protection/evidence/{row.pk}/certificate/").content.startswith(b"%PDF")
    assert "店铺页面" in text_of(en.get("/protection/evidence/"))
    exported = en.get("/protection/evidence/export/csv/")
    assert "店铺页面" in b"".join(exported.streaming_content).decode()


def test_left_out_steps_are_named_and_a_supplement_settles_them(cast: Cast, en: Client) -> None:
    en.force_login(cast.manager)
    en.post(NEW, given(**{"step-cache": "not_done"}))
    row = Evidence.objects.get()
    page = text_of(en.get(f"/protection/evidence/{row.pk}/"))
    assert "Browser cache, cookies and history emptied before" in page
    steps = list(queries.steps(cast.manager, DAY))
    assert [step.href for step in steps] == [f"/protection/evidence/{row.pk}/"]
    form = text_of(en.get(f"{NEW}?supplements={row.pk}"))
    assert "证明店铺销售被控侵权产品" in form
    en.post(NEW, given(supplements=row.pk))
    assert Evidence.objects.get(supplements=row).is_complete
    assert list(queries.steps(cast.manager, DAY)) == []
    assert list(queries.steps(cast.stranger, DAY)) == []


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"title": ""}, "Give it a name"),
        ({"files": []}, "Choose at least one file"),
        ({"files": [SimpleUploadedFile("leer.txt", b"")]}, "0 bytes"),
        ({"captured_at": "yesterday"}, "Give the time as"),
        ({"number": "CN000"}, "No right of this number"),
        ({"secrecy": "everybody"}, "Choose who may see it"),
        ({"step-cache": "perhaps"}, "Say of each step"),
        ({"organisation": "999999"}, "deposit for this organisation"),
    ],
)
def test_what_cannot_be_is_told_and_what_was_typed_stays(
    cast: Cast, en: Client, changes: dict[str, Any], words: str
) -> None:
    en.force_login(cast.manager)
    response = en.post(NEW, given(**changes))
    assert response.status_code == 400
    assert words in text_of(response)
    assert "证明店铺销售被控侵权产品" in text_of(response)
    assert not Evidence.objects.exists()


def test_too_large_a_file_is_told(cast: Cast, en: Client, settings: Any) -> None:
    settings.EVIDENCE_MAX_BYTES = 3
    en.force_login(cast.manager)
    response = en.post(NEW, given())
    assert response.status_code == 400
    assert "larger than" in text_of(response)


def test_stranger_finds_nothing(cast: Cast, en: Client) -> None:
    row = cast.deposit()
    en.force_login(cast.stranger)
    for rest in ("", "files/1/", "archive/", "certificate/"):
        assert en.get(f"/protection/evidence/{row.pk}/{rest}").status_code == 404
    assert en.post(f"/protection/evidence/{row.pk}/act/", {"act": "ask"}).status_code == 404
    assert en.get(f"/protection/evidence/{2**70}/").status_code == 404
    assert "店铺页面" not in text_of(en.get("/protection/evidence/"))
    en.force_login(a_user(Role.VIEWER, cast.holder))
    assert en.get(f"/protection/evidence/{row.pk}/").status_code == 200
    assert en.get(NEW).status_code == 403


def test_handler_opens_what_is_shown_and_may_change_nothing(cast: Cast, en: Client) -> None:
    row = cast.deposit()
    actions.show(evidence=row, organisation=cast.centre, reason="案件", by=cast.manager)
    en.force_login(cast.handler)
    page = text_of(en.get(f"/protection/evidence/{row.pk}/"))
    assert "Link it" not in page
    assert en.post(f"/protection/evidence/{row.pk}/act/", {"act": "ask"}).status_code == 403


def test_buttons_link_ask_and_say_what_was_wrong(cast: Cast, en: Client) -> None:
    row = cast.deposit()
    en.force_login(cast.manager)

    def do(**words: str) -> str:
        return text_of(en.post(f"/protection/evidence/{row.pk}/act/", words, follow=True))

    assert "Choose what you decide" in do(act="")
    assert "No right of this number" in do(act="link", number="X")
    assert "Linked" in do(act="link", number=cast.right.number, secrecy="holder")
    assert "linked to a right already" in do(act="link", number=cast.right.number)
    assert "asked for" in do(act="ask")
    assert "waits to be verified" in do(act="verify", token="1")
    shown = panels.panel(cast.manager, cast.right)
    assert shown is not None
    assert shown.content["number"] == 1
    assert panels.panel(a_user(), cast.right) is None


def test_verify_again_by_its_button(cast: Cast, en: Client) -> None:
    row = cast.deposit()
    jobs.work_once()
    TimestampToken.objects.update(state="stamped", verified_at=None, problem="no_certificates")
    en.force_login(cast.manager)
    token = TimestampToken.objects.get()
    page = en.post(f"/protection/evidence/{row.pk}/act/", {"act": "verify", "token": token.pk}, follow=True)
    assert "leads to a certificate" in text_of(page)


def archive_of(client: Client, row: Evidence) -> bytes:
    return b"".join(client.get(f"/protection/evidence/{row.pk}/archive/").streaming_content)


def test_everybody_verifies_an_archive_and_nothing_is_kept(cast: Cast, en: Client) -> None:
    row = cast.deposit(capture=a_capture("cache"))
    jobs.work_once()
    en.force_login(cast.manager)
    whole = archive_of(en, row)
    visitor = Client(headers={"accept-language": "en"})
    assert visitor.get(VERIFY).status_code == 200
    before = sorted(store().older_than(queries.timezone.now() + queries._LATE))
    page = text_of(visitor.post(VERIFY, {"file": SimpleUploadedFile("a.zip", whole)}))
    assert "stamped by the demonstration" in page
    assert "Browser cache" in page
    altered = SimpleUploadedFile("a.zip", whole.replace(b"video", b"videp"))
    page = text_of(visitor.post(VERIFY, {"file": altered}))
    assert re.search(r"altered</span> files/02-录屏\.mp4", page)
    assert sorted(store().older_than(queries.timezone.now() + queries._LATE)) == before


def test_everybody_verifies_a_file_with_its_stamp(cast: Cast, en: Client) -> None:
    row = cast.deposit()
    jobs.work_once()
    token = SimpleUploadedFile("s.tsr", bytes(row.tokens.get().response or b""))
    file = SimpleUploadedFile("statement.json", row.statement.encode())
    page = text_of(en.post(VERIFY, {"file": file, "token": token}))
    assert "not altered" in page
    token.seek(0)
    page = text_of(en.post(VERIFY, {"file": SimpleUploadedFile("x", b"x"), "token": token}))
    assert "The stamp is over something else" in page
    page = text_of(
        en.post(
            VERIFY, {"file": SimpleUploadedFile("x", b"x"), "token": SimpleUploadedFile("s.tsr", b"rubbish")}
        )
    )
    assert "The answer is no time stamp" in page


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({}, "Choose a file"),
        ({"file": SimpleUploadedFile("a.pdf", b"%PDF")}, "no ZIP archive"),
        (
            {"file": SimpleUploadedFile("a", b"x"), "certificates": SimpleUploadedFile("c.pem", b"\xff")},
            "can&#x27;t be read",
        ),
    ],
)
def test_what_cannot_be_verified_is_told(db: None, en: Client, files: dict[str, Any], words: str) -> None:
    response = en.post(VERIFY, files)
    assert response.status_code == 400
    assert words in text_of(response)


def test_organisation_chooses_its_authority(en: Client) -> None:
    cast = a_cast(is_demo=False)
    en.force_login(cast.manager)
    address = "/protection/evidence/authority/"
    assert "Nobody stamps yet" in text_of(en.get(address))
    wrong = en.post(address, {"url": "http://10.0.0.1/", "certificates": "x", "policy": "y"})
    assert wrong.status_code == 400
    assert text_of(wrong).count("field-error") == 3
    en.post(address, {"url": "https://tsa.example.org/tsr", "certificates": "", "policy": "1.2.3"})
    own = TimestampAuthority.objects.get()
    assert (own.organisation, own.url, own.policy) == (cast.holder, "https://tsa.example.org/tsr", "1.2.3")
    row = cast.deposit()
    assert row.tokens.get().url == own.url
    en.post(address, {"act": "remove"})
    assert not TimestampAuthority.objects.exists()
    assert stamping.ask(evidence=row, by=cast.manager) is None
    en.force_login(cast.handler)
    assert en.get(address).status_code == 403


def test_late_stamp_waits_for_somebody(cast: Cast) -> None:
    row = cast.deposit()
    TimestampToken.objects.update(attempts=20, state="refused")
    (step,) = queries.steps(cast.manager, DAY)
    assert (step.is_wrong, step.href) == (True, f"/protection/evidence/{row.pk}/")


def test_list_asks_the_database_the_same_for_one_and_for_three(
    cast: Cast, en: Client, django_assert_max_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    en.force_login(cast.manager)
    counts = []
    for more in (1, 2):
        for _each in range(more):
            cast.deposit(right=cast.right)
        with CaptureQueriesContext(connection) as asked:
            en.get("/protection/evidence/")
        counts.append(sorted(one["sql"].split("WHERE")[0] for one in asked))
    assert len(counts[1]) <= len(counts[0]), set(counts[1]) - set(counts[0])


def test_demonstration_has_deposits_and_a_second_seed_adds_none(cast: Cast) -> None:
    seeding.seed(DAY)
    rows = Evidence.objects.order_by("pk")
    assert [row.is_complete for row in rows] == [True, False]
    assert {json.loads(row.statement)["complete"] for row in rows} == {True, False}
    assert TimestampToken.objects.filter(state="verified").count() == 2
    seeding.seed(DAY)
    assert rows.count() == 2
