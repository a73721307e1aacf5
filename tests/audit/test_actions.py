"""What is recorded stands in one chain, and its head is signed."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils.translation import gettext_lazy

from mainline.audit import actions, queries, signing
from mainline.audit.chain import FIRST, breaks
from mainline.audit.models import Checkpoint, Entry
from mainline.audit.registry import NotSealed, row_seals
from mainline.audit.seals import GONE, unpack
from mainline.orgs.models import Membership, Organisation
from mainline.register.models import IndexPending, Right
from tests.factories import a_user, an_organisation

pytestmark = pytest.mark.django_db


def test_entries_are_numbered_from_one_and_follow_each_other() -> None:
    first = actions.record(code="clock.set", by=None, data={"day": dt.date(2026, 11, 20)})
    second = actions.record(code="login.failed", by=None, data={"name": "nobody\x00\ud800"})

    assert [first.number, second.number] == [1, 2]
    assert bytes(first.previous) == FIRST
    assert bytes(second.previous) == bytes(first.hash)
    assert Entry.objects.get(pk=1).data == {"day": "2026-11-20"}
    assert Entry.objects.get(pk=2).data == {"name": "nobody"}
    assert list(breaks(queries.links())) == []


def test_entry_says_who_acted_under_which_name() -> None:
    user = a_user(name="wang")

    entry = actions.record(code="login.succeeded", by=user, data={"said": gettext_lazy("Bank")})
    user.username = "renamed"
    user.save()

    stored = queries.head()
    assert stored is not None
    assert (stored.by_id, stored.by_name, stored.number) == (user.pk, "wang", entry.number)
    assert list(breaks(queries.links())) == []


def test_rows_are_sealed_as_they_stand_in_the_database() -> None:
    organisation = an_organisation()
    member = Membership.objects.create(user=a_user(), organisation=organisation, role="manager")
    member.role = "not saved"

    entry = actions.record(code="member.added", by=None, sealed=[member, organisation])
    again = actions.record(code="member.added", by=None, sealed=[member])
    gone = actions.record(code="member.removed", by=None, gone=[member], seals=[(10, 7, GONE)])

    seals = list(unpack(bytes(entry.seals)))
    assert [(code, row) for code, row, _ in seals] == [(10, organisation.pk), (11, member.pk)]
    assert list(unpack(bytes(again.seals))) == seals[1:]
    assert list(unpack(bytes(gone.seals))) == [(10, 7, GONE), (11, member.pk, GONE)]


def test_rows_that_can_not_be_sealed_are_refused_by_name() -> None:
    member = Membership.objects.create(user=a_user(), organisation=an_organisation(), role="manager")
    member.delete()

    with pytest.raises(ValueError, match="before it is deleted"), transaction.atomic():
        actions.record(code="member.removed", by=None, gone=[member])
    with pytest.raises(NotSealed, match="IndexPending"), transaction.atomic():
        actions.record(code="member.removed", by=None, sealed=[IndexPending(pk=1, right=Right(pk=1))])
    assert not Entry.objects.exists()


def test_entry_is_undone_with_the_act_that_failed() -> None:
    def fail() -> None:
        actions.record(code="clock.set", by=None)
        raise RuntimeError

    with pytest.raises(RuntimeError):
        transaction.atomic(fail)()

    assert actions.record(code="clock.set", by=None).number == 1


def test_checkpoint_signs_the_head_once_and_keeps_a_copy_beside_the_database(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    assert actions.checkpoint() is None
    entry = actions.record(code="clock.set", by=None)

    with django_capture_on_commit_callbacks(execute=True):
        made = actions.checkpoint_if_due()

    assert made is not None
    assert actions.checkpoint() is None
    message = signing.checkpoint_message(1, entry.hash, made.at)
    assert signing.is_signed(made.public_key, made.signature, message)
    assert (settings.DATA_DIR / "audit.key").stat().st_mode & 0o777 == 0o600
    stamp = signing.stamp_of(actions.witness_file().read_text().strip())
    assert stamp.is_valid
    assert (stamp.number, stamp.hash) == (1, entry.hash)


def test_checkpoint_is_made_ten_minutes_after_the_last() -> None:
    actions.record(code="clock.set", by=None)
    actions.checkpoint_if_due()
    actions.record(code="clock.set", by=None)

    assert actions.checkpoint_if_due() is None
    Checkpoint.objects.update(at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert actions.checkpoint_if_due() is not None


def test_another_key_is_told_in_the_chain(settings: Any) -> None:
    actions.record(code="clock.set", by=None)
    actions.checkpoint()
    (settings.DATA_DIR / "audit.key").unlink()
    actions.record(code="clock.set", by=None)

    made = actions.checkpoint()

    assert made is not None
    entry = Entry.objects.get(pk=made.entry_id)
    assert (entry.number, entry.code) == (3, "audit.key_changed")
    assert entry.data["now"] == signing.fingerprint(made.public_key)
    assert entry.data["was"] != entry.data["now"]


@pytest.mark.django_db(transaction=True)
def test_many_who_record_at_once_make_one_chain_without_a_gap() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has but one writer")

    def work(number: int) -> None:
        try:
            for each in range(10):
                with transaction.atomic():
                    # Every other only seals what somebody else is changing just now.
                    if number % 2:
                        Organisation.objects.filter(pk=body.pk).update(place=f"{number}{each}")
                    actions.record(code="organisation.changed", by=None, sealed=[body])
        finally:
            connection.close()

    body = an_organisation()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    links = list(queries.links())
    assert len(links) == 40
    assert list(breaks(links)) == []
    assert list(unpack(links[-1].seals)) == list(row_seals(Organisation, [body.pk]))
