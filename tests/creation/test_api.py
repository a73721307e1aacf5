"""Claims and prior art over the API, by its client: the journey of the pages, and nobody else's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from mainline.api.models import IdempotencyKey
from mainline.client.errors import ApiError
from mainline.creation.checks.models import ClaimsDraft
from mainline.creation.prior_art.models import NoveltyReport
from mainline.register.models import Event
from tests.api.conftest import by_token
from tests.api.typed import typed
from tests.creation.samples import BAD, GOOD, Cast, a_cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


def post(client: Client, path: str, **body: Any) -> Any:
    return client.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")


def test_claims_without_a_right_are_checked_and_kept_nowhere(cast: Cast) -> None:
    client = by_token(cast.rival)
    told = client.post(
        "/api/v1/claims-check",
        json.dumps({"text": BAD, "jurisdiction": "CN"}),
        content_type="application/json",
        headers={"Idempotency-Key": "k1"},
    ).json()
    first = told["findings"][0]
    assert (first["rule"], first["claim"], first["severity"]) == ("C6", 1, "error")
    assert told["text"][first["start"] : first["end"]] == "所述电机"
    assert "Patent Law Art. 26(4)" in first["citation"]
    assert told["claims"][0]["number"] == 1
    assert not ClaimsDraft.objects.exists()
    assert not IdempotencyKey.objects.exists()


def test_draft_is_checked_and_fetched(cast: Cast) -> None:
    client = by_token(cast.attorney)
    assert client.get(f"/api/v1/rights/{cast.right.pk}/claims-draft").status_code == 404
    told = post(client, f"rights/{cast.right.pk}/claims-draft", text=GOOD, jurisdiction="CN").json()
    assert (told["is_stamped"], told["errors"], told["findings"]) == (True, 0, [])
    again = client.get(f"/api/v1/rights/{cast.right.pk}/claims-draft").json()
    assert again["sha256"] == told["sha256"]
    assert by_token(cast.rival).get(f"/api/v1/rights/{cast.right.pk}/claims-draft").status_code == 404
    assert post(by_token(cast.viewer), f"rights/{cast.right.pk}/claims-draft", text=GOOD).status_code == 403


def test_novelty_report_goes_from_the_first_search_to_the_file(cast: Cast, tmp_path: Path) -> None:
    client = by_token(cast.manager)
    told = post(client, f"rights/{cast.right.pk}/novelty-reports").json()
    assert told["cut_off"] == "2022-06-01"
    assert set(told["searches"][0]["found"]) == {cast.others[0].pk, cast.others[1].pk}
    address = f"novelty-reports/{told['id']}"
    judged = post(
        client,
        f"{address}/documents",
        right=cast.others[0].pk,
        relevance="relevant",
        category="X",
        claims="1",
    )
    assert judged.json()["judged"][0]["standing"] == "published"
    wrong = post(client, f"{address}/documents", right=cast.others[3].pk, relevance="relevant", category="X")
    assert (wrong.status_code, "E" in wrong.json()["detail"]) == (422, True)
    assert (
        post(client, f"{address}/searches", kind="conflicting").json()["searches"][0]["kind"] == "conflicting"
    )
    done = post(
        client, f"{address}/issue", outcome="lacks", claims="1", conclusion="对比文件1公开了全部特征。"
    )
    assert (done.json()["state"], done.json()["issues"]) == ("reported", [1])
    file = client.get(f"/api/v1/{address}/issues/1.docx", {"language": "en"})
    assert b"".join(file.streaming_content)[:2] == b"PK"  # type: ignore[attr-defined]
    assert (
        client.get(f"/api/v1/rights/{cast.right.pk}/novelty-reports").json()["items"][0]["outcome"] == "lacks"
    )
    for path in (address, f"rights/{cast.right.pk}/novelty-reports", f"{address}/issues/1.docx"):
        assert by_token(cast.rival).get(f"/api/v1/{path}").status_code == 404
        assert by_token(cast.named).get(f"/api/v1/{path}").status_code == 404
    assert NoveltyReport.objects.get().outcome_claims == "1"


def test_checked_claims_are_approved_by_their_holder(cast: Cast) -> None:
    address = f"rights/{cast.right.pk}/claims-draft"
    assert post(by_token(cast.manager), f"{address}/approve").status_code == 404
    assert post(by_token(cast.attorney), address, text=BAD).json()["errors"]
    refused = post(by_token(cast.manager), f"{address}/approve")
    assert (refused.status_code, "errors stand" in refused.json()["message_en"]) == (422, True)
    checked = post(by_token(cast.attorney), address, text=GOOD).json()
    assert checked["versions"] == []
    for who, status in ((cast.attorney, 403), (cast.viewer, 403), (cast.rival, 404)):
        assert post(by_token(who), f"{address}/approve").status_code == status
    with typed(cast.manager) as client:
        with pytest.raises(ApiError, match="saved this meanwhile"):
            client.claims.approve(cast.right.pk, revision=checked["revision"] - 1)
        told = client.claims.approve(cast.right.pk, revision=checked["revision"])
        (version,) = told.versions
        assert (version.number, version.sha256, version.dismissed) == (1, checked["sha256"], 0)
        assert version.approved_by == cast.manager.get_username()
        assert client.claims.draft(cast.right.pk).versions == told.versions
        with pytest.raises(ApiError, match="approved already"):
            client.claims.approve(cast.right.pk)
    event = Event.objects.get(pk=version.event)
    assert (event.code, event.right_id) == ("creation.draft.approved", cast.right.pk)
