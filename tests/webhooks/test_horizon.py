"""No event is passed by because it came in late under an earlier id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from mainline.register.models import Event, Right
from mainline.webhooks.horizon import Horizon
from tests.factories import enter
from tests.register.samples import publication
from tests.webhooks.conftest import happens


@pytest.mark.django_db
def test_the_horizon_is_the_newest_event_where_there_is_one_writer() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL has many writers")
    assert Horizon().look() == 0

    event = happens(enter(publication())[0])

    assert Horizon().look() == event.pk


@pytest.fixture
def other(transactional_db: None) -> Iterator[Any]:
    """A second connection to the database, on which a transaction is open."""
    if connection.vendor != "postgresql":
        pytest.skip("run with MAINLINE_DATABASE_URL on PostgreSQL")
    second = connection.copy()
    second.set_autocommit(False)
    yield second
    second.close()


def _writes(second: Any, right: Right, fingerprint: str) -> int:
    """Add an event on the other connection, without ending its transaction."""
    with second.cursor() as cursor:
        cursor.execute(
            "INSERT INTO mainline_event (right_id, code, st27, office, office_code, recorded_at, source_text,"
            " details, currency, fingerprint) VALUES (%s, 'portfolio.fee.paid', '', '', '', %s, '', '{}', '', %s)"
            " RETURNING id",
            [right.pk, timezone.now(), fingerprint],
        )
        return int(cursor.fetchone()[0])


def test_the_horizon_waits_for_a_transaction_that_holds_an_earlier_id(other: Any) -> None:
    right = enter(publication())[0]
    horizon = Horizon()
    before = horizon.look()
    held = _writes(other, right, "held")
    later = happens(right)
    assert held < later.pk

    assert horizon.look() == before
    assert horizon.look() == before
    other.commit()

    assert horizon.look() == later.pk
    assert Event.objects.filter(pk=held).exists()


def test_the_horizon_moves_on_under_writers_that_never_all_rest(other: Any) -> None:
    right = enter(publication())[0]
    horizon, third = Horizon(), connection.copy()
    horizon.look()
    third.set_autocommit(False)
    try:
        first = _writes(other, right, "first")
        horizon.look()
        second = _writes(third, right, "second")
        other.commit()
        assert horizon.look() < second
        _writes(other, right, "third")
        third.commit()

        assert horizon.look() >= first
    finally:
        third.close()
