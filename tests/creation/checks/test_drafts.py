"""The claims of a right: drafted, checked under a stamp, findings set aside, approved and sealed."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from docx import Document as Docx

from mainline.audit.models import Entry
from mainline.creation.checks import actions, queries
from mainline.creation.checks.access import visible_drafts, visible_versions
from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion
from mainline.creation.checks.panels import panel
from mainline.creation.checks.reading import claims_section
from mainline.creation.checks.shown import shown
from mainline.pages import chain
from mainline.register.models import Event
from tests.creation.samples import BAD, GOOD, Cast
from tests.factories import DAY

pytestmark = pytest.mark.django_db


def drafted(cast: Cast, text: str = GOOD) -> ClaimsDraft:
    draft = actions.begin(right=cast.right, jurisdiction="CN", by=cast.manager)
    return actions.save(draft=draft, text=text, jurisdiction="CN", revision=draft.revision, by=cast.manager)


def checked(cast: Cast, text: str = GOOD) -> ClaimsDraft:
    return actions.check_draft(draft=drafted(cast, text), by=cast.manager)


def test_stamp_is_stale_when_the_words_change(cast: Cast) -> None:
    draft = checked(cast)
    assert (queries.is_fresh(draft), draft.errors) == (True, 0)
    draft = actions.save(
        draft=draft, text=GOOD + "\n", jurisdiction="CN", revision=draft.revision, by=cast.manager
    )
    assert queries.is_fresh(draft)
    draft = actions.save(
        draft=draft, text=GOOD[:-1], jurisdiction="CN", revision=draft.revision, by=cast.manager
    )
    assert not queries.is_fresh(draft)
    with pytest.raises(ValidationError, match="check the claims again"):
        actions.approve(draft=draft, by=cast.manager, on=DAY)
    assert any("changed after their check" in step.text for step in chain.steps(cast.manager, DAY))


def test_stamp_is_stale_when_the_rules_change(cast: Cast) -> None:
    draft = checked(cast)
    draft.checked_version = "2020.1"
    assert not queries.is_fresh(draft)


def test_approved_version_is_sealed_and_stands_on_the_thread(cast: Cast) -> None:
    draft = checked(cast)
    version = actions.approve(draft=draft, by=cast.manager, on=DAY)
    codes = list(
        Event.objects.filter(right=cast.right, code__startswith="creation.draft").values_list(
            "code", flat=True
        )
    )
    assert sorted(codes) == ["creation.draft.approved", "creation.draft.checked"]
    event = Event.objects.get(code="creation.draft.approved")
    assert (event.details["proof"], event.confidentiality) == (f"claims_version:{version.pk}", "holder")
    assert chain.proofs(cast.manager, [event]) == {event.pk: f"/creation/claims/versions/{version.pk}/"}
    assert chain.proofs(cast.rival, [event]) == {}
    assert version.sha256 == draft.checked_sha256
    with pytest.raises(ValidationError, match="approved already"):
        actions.approve(draft=draft, by=cast.manager, on=DAY)


def test_errors_stand_in_the_way_until_they_are_mended_or_dismissed(cast: Cast) -> None:
    draft = checked(cast, BAD)
    with pytest.raises(ValidationError, match="errors stand"):
        actions.approve(draft=draft, by=cast.manager, on=DAY)
    found = queries.checked(draft)
    assert [one.finding.rule for one in found.open] == ["C6", "C2"]
    assert actions.mend(draft=draft, keys=[found.open[1].key], by=cast.manager) == 1
    draft.refresh_from_db()
    assert draft.text == BAD + "。"
    assert queries.is_fresh(draft)
    key = queries.checked(draft).open[0].key
    actions.dismiss(draft=draft, key=key, reason="电机是收获机固有的", by=cast.manager)
    draft.refresh_from_db()
    assert draft.errors == 0
    assert actions.approve(draft=draft, by=cast.manager, on=DAY).dismissed == 1


def test_dismissal_holds_for_the_words_it_was_made_for(cast: Cast) -> None:
    draft = checked(cast, BAD + "。")
    key = queries.checked(draft).open[0].key
    with pytest.raises(ValidationError, match="why"):
        actions.dismiss(draft=draft, key=key, reason=" ", by=cast.manager)
    actions.dismiss(draft=draft, key=key, reason="固有", by=cast.manager)
    draft = actions.save(
        draft=draft, text=BAD + "。\n2. 根据权利要求1所述的大豆收获机，其特征在于，还包括轮。", jurisdiction="CN",
        revision=draft.revision, by=cast.manager,
    )  # fmt: skip
    assert [one.finding.rule for one in queries.checked(draft).dismissed] == ["C6"]
    draft = actions.save(
        draft=draft, text=BAD + "，机架为铁制。", jurisdiction="CN", revision=draft.revision, by=cast.manager
    )
    assert [one.finding.rule for one in queries.checked(draft).open] == ["C6"]


def test_undone_dismissal_counts_again(cast: Cast) -> None:
    draft = checked(cast, BAD + "。")
    key = queries.checked(draft).open[0].key
    actions.dismiss(draft=draft, key=key, reason="固有", by=cast.manager)
    actions.undo_dismissal(draft=draft, key=key, by=cast.manager)
    draft.refresh_from_db()
    assert draft.errors == 1
    with pytest.raises(ValidationError, match="not dismissed"):
        actions.undo_dismissal(draft=draft, key=key, by=cast.manager)
    actions.dismiss(draft=draft, key=key, reason="仍然固有", by=cast.manager)


def test_drafts_are_for_those_to_whom_the_right_belongs(cast: Cast) -> None:
    actions.approve(draft=checked(cast), by=cast.manager, on=DAY)
    askers = (cast.manager, cast.inventor, cast.attorney, cast.colleague, cast.viewer, cast.named, cast.rival)
    assert [visible_drafts(user).exists() for user in askers] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    assert [visible_versions(user).exists() for user in askers] == [
        True,
        True,
        True,
        False,
        False,
        False,
        False,
    ]
    draft = ClaimsDraft.objects.get()
    for stranger in (cast.viewer, cast.colleague, cast.named, cast.rival):
        with pytest.raises(PermissionDenied):
            actions.check_draft(draft=draft, by=stranger)
    with pytest.raises(PermissionDenied):
        actions.approve(draft=draft, by=cast.attorney, on=DAY)
    assert panel(cast.rival, cast.right) is None
    assert panel(cast.named, cast.right) is None
    assert panel(cast.inventor, cast.right) is not None


def test_who_saves_an_older_copy_is_told(cast: Cast) -> None:
    draft = drafted(cast)
    with pytest.raises(actions.Overtaken):
        actions.save(draft=draft, text="x", jurisdiction="CN", revision=0, by=cast.attorney)


def test_audit_has_no_words_of_the_claims(cast: Cast) -> None:
    draft = checked(cast, BAD + "。")
    actions.dismiss(draft=draft, key=queries.checked(draft).open[0].key, reason="秘密的理由", by=cast.manager)
    told = "".join(f"{one.data}" for one in Entry.objects.all())
    assert "割台" not in told
    assert "电机" not in told
    assert "秘密的理由" not in told


def test_pieces_of_a_page_are_the_text_again(cast: Cast) -> None:
    result = queries.checked(drafted(cast, BAD))
    drawn = shown(result)
    assert "".join(piece.text for piece in drawn.pieces) == result.checked.text
    assert [piece.text for piece in drawn.pieces if piece.severity == "error"] == ["所述电机", "上"]


def test_page_checks_mends_and_approves(cast: Cast, en: Client) -> None:
    en.force_login(cast.manager)
    address = f"/creation/rights/{cast.right.pk}/claims/"
    assert "Begin the claims" in en.get(address).content.decode()
    en.post(f"{address}act/", {"act": "begin"})
    given = {"act": "check", "text": BAD, "jurisdiction": "CN", "revision": "0"}
    en.post(f"{address}act/", given)
    page = en.get(address).content.decode()
    assert "was not introduced before" in page
    assert '<mark class="finding-error">' in page
    en.post(f"{address}act/", given | {"act": "mend-all", "revision": "1"})
    page = en.get(address).content.decode()
    assert "No rule finds anything" in page
    told = en.post(
        f"{address}act/",
        given | {"act": "approve", "text": ClaimsDraft.objects.get().text, "revision": "2"},
        follow=True,
    )
    assert "sealed as version 1" in told.content.decode()
    version = ClaimsVersion.objects.get()
    assert version.sha256 in en.get(f"/creation/claims/versions/{version.pk}/").content.decode()
    assert "version 1" in en.get(f"/rights/{cast.right.pk}/").content.decode()


def test_page_of_others_is_not_found(cast: Cast, en: Client) -> None:
    drafted(cast)
    for stranger in (cast.rival, cast.named):
        en.force_login(stranger)
        assert en.get(f"/creation/rights/{cast.right.pk}/claims/").status_code == 404
        assert en.post(f"/creation/rights/{cast.right.pk}/claims/act/", {"act": "check"}).status_code == 404


def test_text_without_a_right_is_checked_and_not_kept(cast: Cast, zh: Client) -> None:
    zh.force_login(cast.rival)
    told = zh.post("/creation/claims/check/", {"text": BAD, "jurisdiction": "CN", "act": "check"})
    assert "在此之前没有出现" in told.content.decode()
    told = zh.post("/creation/claims/check/", {"text": BAD, "jurisdiction": "CN", "act": "mend-all"})
    assert "1. 一种大豆收获机，其特征在于，包括机架，电机设置在所述机架上。" in told.content.decode()
    assert not ClaimsDraft.objects.exists()


def a_file(name: str, content: bytes) -> Any:
    file = io.BytesIO(content)
    file.name = name
    return file


def test_claims_come_out_of_files(cast: Cast, en: Client) -> None:
    paper = Docx()
    for line in ("说明书摘要", "一种收获机。", "权利要求书", *GOOD.split("\n"), "说明书", "技术领域"):
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    xml = f'<?xml version="1.0" encoding="UTF-8"?><cn-application-body><cn-claims><claim id="cl0001" num="0001"><claim-text>{GOOD.split(chr(10))[0][3:]}</claim-text></claim></cn-claims></cn-application-body>'
    en.force_login(cast.manager)
    for file, seen in (
        (a_file("claims.docx", out.getvalue()), "伸缩割台"),
        (a_file("claims.txt", GOOD.encode()), "伸缩割台"),
        (a_file("100001.xml", xml.encode()), "一种大豆收获机，其特征在于"),
    ):
        page = en.post("/creation/claims/check/", {"file": file, "act": "check"}).content.decode()
        assert seen in page
        assert "技术领域" not in page
    told = en.post(
        "/creation/claims/check/", {"file": a_file("a.xml", b'<?xml version="1.0"?><a>x</a>'), "act": "check"}
    )
    assert (told.status_code, "No claims were found" in told.content.decode()) == (422, True)
    told = en.post("/creation/claims/check/", {"file": a_file("a.exe", b"MZ\x90\x00" * 40), "act": "check"})
    assert told.status_code == 422


def test_section_of_claims_is_cut_out_of_a_whole_application() -> None:
    assert claims_section("前言\n权 利 要 求 书\n1. 一种车。\n说 明 书\n技术领域") == "1. 一种车。"
    assert claims_section("1. A cart.") == "1. A cart."
