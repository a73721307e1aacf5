"""The client against the program itself: everything that the API does, by its methods."""

from __future__ import annotations

import datetime as dt
import hashlib
import time
from pathlib import Path
from typing import Any

import pytest

from mainline.client import Client, Conflict, Invalid, NotAllowed, NotFound, NotLoggedIn
from tests.client.conftest import Server
from tests.register.samples import grants_file

pytestmark = pytest.mark.django_db
"""The server's tables are copied from those of the tests, which only marked tests make."""


def test_search_and_lists_find_what_the_user_may_see(client: Client, server: Server) -> None:
    answer = client.search("播种机", kind=["invention"])

    assert [found.id for found in answer.items] == [server.secret]
    assert [found.id for found in client.search_all("播种机")] == [server.secret]
    assert {right.id for right in client.rights()} >= {server.public, server.secret}
    with Client(server.base) as visitor:
        assert server.secret not in {right.id for right in visitor.rights()}
        with pytest.raises(NotFound):
            visitor.right(server.secret)


def test_a_right_is_told_whole(client: Client, server: Server) -> None:
    right = client.right(server.public)

    assert right.number == server.number
    assert right.status_sentence.zh
    assert {party.name for party in right.parties} >= {"南山大学"}
    assert [event.id for event in client.thread(server.public)] == [event.id for event in right.events]
    assert client.descriptions(server.public) == []


def test_a_wrong_query_is_told_with_its_place(client: Client) -> None:
    with pytest.raises(Invalid) as refused:
        client.search("(大豆")

    assert refused.value.code == "query"
    assert refused.value.problem.position is not None


def test_events_are_recorded_once_corrected_and_read(client: Client, server: Server) -> None:
    facts: dict[str, Any] = {
        "happened_on": dt.date(2026, 3, 18),
        "source_text": "合同",
        "amount_minor": 500,
        "currency": "CNY",
    }

    made = client.record_event(server.public, "utilization.licence.signed", **facts)
    again = client.record_event(server.public, "utilization.licence.signed", **facts)
    corrected = client.record_event(
        server.public, "utilization.licence.signed", **facts | {"amount_minor": 700}, supersedes=made.id
    )

    assert again.id == made.id
    assert client.event(made.id).superseded_by == corrected.id
    told = {event.id for event in client.events(order="oldest", after=made.id, link="utilization")}
    assert told == {corrected.id}
    assert "utilization.licence.signed" in {kind.code for kind in client.event_codes()}
    with pytest.raises(Invalid) as refused:
        client.record_event(server.public, "no.such.code", happened_on=None, source_text="x")
    assert refused.value.field == "/code"


def test_organisations_and_sharing(client: Client, server: Server) -> None:
    assert [row.name for row in client.organisations("南山")] == ["南山大学"]
    assert client.organisation(server.owner).rights == 2
    assert len(list(client.organisation_rights(server.owner))) == 2

    shared = client.share(server.secret, server.other)
    assert shared.is_named
    assert [row.organisation for row in client.shares(server.secret) if row.is_named] == [server.other]
    client.unshare(server.secret, server.other)
    with pytest.raises(NotFound):
        client.unshare(server.secret, server.other)


def test_a_file_is_tried_confirmed_and_imported_by_the_worker(
    client: Client, server: Server, tmp_path: Path
) -> None:
    file = tmp_path / "授权.csv"
    grants_file(file, 12, bad=(3,))
    states: list[str] = []

    tried = client.wait(client.upload(file).id, report=lambda job: states.append(job.state))
    assert (tried.state, tried.is_dry_run, tried.counts.quarantined) == ("done", True, 1)
    job = client.wait(client.imports.confirm(tried.id).id)

    assert (job.name, job.counts.read, job.counts.new) == ("授权.csv", 12, 11)
    assert states[-1] == "done"
    assert job.id in [row.id for row in client.imports.list()]
    pieces = list(client.quarantine.list(job.id))
    assert client.quarantine.get(pieces[0].id).reason.zh
    assert client.quarantine.retry(pieces[0].id) == 0
    with pytest.raises(Conflict):
        client.imports.cancel(job.id)
    with pytest.raises(Conflict):
        client.imports.run_again(job.id)
    assert client.import_(job.id) == client.imports.get(job.id)


def test_documents_go_in_and_come_out_the_same(client: Client, server: Server, tmp_path: Path) -> None:
    file = tmp_path / "合同 1.txt"
    file.write_text("许可合同第一条", encoding="utf-8")

    made = client.documents.add(server.public, file, confidentiality="own", language="zh")
    assert client.documents.add(server.public, file, confidentiality="own", language="zh").id == made.id
    assert made.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert client.documents.get(made.id).name == "合同 1.txt"
    assert [row.id for row in client.documents.of(server.public)] == [made.id]
    assert made.id in [row.id for row in client.documents.own()]
    assert client.documents.download(made.id, to=tmp_path / "out") == file.stat().st_size
    assert (tmp_path / "out").read_bytes() == file.read_bytes()

    client.documents.withdraw(made.id, "wrong file")
    with pytest.raises(NotFound):
        client.documents.get(made.id)


def test_exports_are_whole_files(client: Client, server: Server, tmp_path: Path) -> None:
    size = client.export(to=tmp_path / "all.jsonl", format="jsonl")

    lines = (tmp_path / "all.jsonl").read_text().splitlines()
    assert size == (tmp_path / "all.jsonl").stat().st_size
    assert len(lines) == client.search().total
    assert client.export(to=tmp_path / "own.csv", organisation=server.owner) > 0
    assert client.export_right(server.public, to=tmp_path / "one.json") > 0
    with pytest.raises(Invalid):
        client.export("(", to=tmp_path / "wrong.csv")
    assert not (tmp_path / "wrong.csv").exists()


def test_a_webhook_is_told_by_the_running_worker(client: Client, server: Server) -> None:
    secret = "s" * 40
    made = client.webhooks.make(server.owner, server.receiver.url, secret, codes=["portfolio."])
    test = client.webhooks.test(made.id)
    ends = time.monotonic() + 30
    while client.webhooks.delivery(made.id, test.id).state == "waiting" and time.monotonic() < ends:
        time.sleep(0.1)

    assert client.webhooks.delivery(made.id, test.id).answer == "200 thanks"
    assert client.webhooks.get(made.id).condition == "works"
    assert [row.id for row in client.webhooks.deliveries(made.id)] == [test.id]
    assert client.webhooks.replay_delivery(made.id, test.id).state == "waiting"
    assert client.webhooks.replay(made.id, since=dt.date(2026, 1, 1)) == 0
    assert client.webhooks.pause(made.id).condition == "paused"
    assert client.webhooks.change(made.id, server.receiver.url).codes == ()
    assert client.webhooks.resume(made.id).condition != "paused"
    client.webhooks.renew_secret(made.id, secret + "x")
    assert [row.id for row in client.webhooks.list()] == [made.id]
    client.webhooks.remove(made.id)
    assert list(client.webhooks.list()) == []


def test_who_asks_is_told_and_a_token_ends_itself(client: Client, server: Server) -> None:
    me = client.me()
    assert me.name == "manager"
    assert me.memberships[0].organisation == server.owner
    assert me.token is not None
    assert [token.is_own for token in client.tokens()] == [True]
    with pytest.raises(NotFound):
        client.revoke_token(10**9)
    with Client(server.base, server.admin) as admin:
        own = admin.me().token
        assert own is not None
        admin.revoke_token(own.id)
        with pytest.raises(NotLoggedIn):
            admin.me()


def test_a_visitor_is_told_to_log_in(server: Server) -> None:
    with Client(server.base) as visitor, pytest.raises(NotLoggedIn):
        visitor.me()


def test_what_the_role_does_not_allow_is_refused(client: Client, server: Server) -> None:
    with Client(server.base) as visitor, pytest.raises((NotAllowed, NotLoggedIn)):
        visitor.webhooks.make(server.owner, server.receiver.url, "s" * 40)
    with pytest.raises(NotFound):
        client.webhooks.make(server.other, server.receiver.url, "s" * 40)


def test_a_disclosure_is_begun_saved_handed_in_and_returned(client: Client, server: Server) -> None:
    begun = client.disclosures.begin(server.owner, title="一种播种机")
    me = client.me().name
    form = {
        "title": "一种播种机", "kind": "invention", "problem": "漏播", "solution": "气吸排种",
        "inventors": [{"name": me, "share": "100"}],
    }  # fmt: skip
    saved = client.disclosures.save(begun.id, begun.revision, **form)
    assert saved.lacks == []
    with pytest.raises(Invalid):
        client.disclosures.save(begun.id, begun.revision, **{**form, "title": "older"})
    done = client.disclosures.submit(begun.id, saved.revision)
    version = done.versions[0]
    assert hashlib.sha256(version.text.encode()).hexdigest() == version.sha256
    assert begun.id in {row.id for row in client.disclosures.all("inbox")}
    back = client.disclosures.decide(begun.id, "return", reason="补充实施例")
    assert (back.state, client.disclosures.get(begun.id).steps[0].reason) == ("returned", "补充实施例")


def test_a_visitor_asks_a_question_and_opens_it_by_its_key_alone(client: Client, server: Server) -> None:
    with Client(server.base, language="en") as visitor:
        asked = visitor.questions.ask("fees", "年费何时缴？", "2019年授权的发明。")
        assert visitor.questions.open(asked.id, asked.key).parts[0].text == "2019年授权的发明。"
        assert len(visitor.questions.say_more(asked.id, asked.key, "第一年呢？").parts) == 2
        with pytest.raises(NotFound):
            visitor.questions.open(asked.id, "wrong")
        with pytest.raises(NotLoggedIn):
            visitor.questions.get(asked.id)
        assert visitor.questions.published() == []
    with pytest.raises(NotFound):
        client.questions.get(asked.id)
    with pytest.raises(NotAllowed):
        client.questions.answer(asked.id, "x")


def test_pledges_and_requests_are_reached_by_their_methods(client: Client, server: Server) -> None:
    assert (list(client.pledges.all()), list(client.service_requests.all())) == ([], [])
    assert client.service_requests.agencies() == []
    with pytest.raises(Invalid):
        client.pledges.begin(server.owner, [server.public], "rd", 1_00, until=dt.date(2000, 1, 1))
    with pytest.raises(NotFound):
        client.service_requests.open(server.owner, "search", "查新", "请检索", [server.other])
