"""What is under seal, and what is not: every column of every sealed table is one or the other, on purpose."""

from __future__ import annotations

import pytest

from mainline.audit.registry import row_seals, sealed_models, table_seals
from mainline.audit.seals import Sealed
from mainline.audit.verifying import COVERS
from mainline.orgs.models import Organisation
from mainline.register.ingest import rows
from mainline.register.models import Right
from tests.factories import an_organisation

NOT_SEALED = {
    "mainline_right": set(rows.RIGHT_COLUMNS),  # folded from sources and events: compared with them
    "mainline_document": {  # read out of the file, whose hash is sealed
        "text", "text_state", "text_note", "pages", "read_attempts", "read_begun_at",
    },
    "mainline_webhook": {"state", "after"},  # how far it has told, and whether anybody listens
    "mainline_organisation": {"rights_known", "merged_into_id"},  # counted; follows from accepted proposals
    "mainline_mergeproposal": {"score", "reasons"},  # what a program thought
    "mainline_personproposal": {"score", "reasons"},
    "mainline_invitation": {"accepted_by_id", "accepted_at", "revoked_at"},  # those acts say so themselves
    "mainline_apitoken": {"last_used_at"},  # moves with use
    "mainline_billline": {"event_id"},  # leads to the event; what it said stands on the line
    # Lead to the event that tells of them; it names them by its proof, and is sealed.
    "mainline_disclosureversion": {"event_id"},
    "mainline_assessment": {"event_id"},
    "mainline_disclosureact": {"event_id"},
    "mainline_claimsversion": {"event_id"},
    "mainline_noveltyissue": {"event_id"},
    "mainline_calendarfeed": {"last_used_at"},
    "mainline_timestamptoken": {  # how often an authority was asked in vain, and why
        "attempts", "next_at", "problem", "problem_detail",
    },
    "auth_user": {
        "password", "last_login", "first_name", "last_name", "email", "date_joined",  # their owner's to change
    },
}  # fmt: skip
"""Columns that legitimately change without an act, or that something else speaks for."""


def test_every_column_of_a_sealed_table_is_sealed_covered_or_excepted() -> None:
    for model, sealed in sealed_models().items():
        table = model._meta.db_table
        own = {field.attname for field in model._meta.concrete_fields if not field.generated} - {"id"}
        covered = {column for column, _, _ in sealed.covers}
        left = own - set(sealed.columns) - covered
        assert left <= NOT_SEALED.get(table, set()), (table, left)
        assert set(sealed.columns) <= own, table
        assert {by for _, by, _ in sealed.covers} <= set(sealed.columns), table
        assert {how for _, _, how in sealed.covers} <= COVERS.keys(), table


def test_codes_of_tables_are_never_the_same_and_fit_a_byte() -> None:
    codes = [sealed.code for sealed in sealed_models().values()]

    assert len(codes) == len(set(codes))
    assert all(0 < code < 256 for code in codes)
    assert isinstance(Right.SEALED, Sealed)


@pytest.mark.django_db
def test_seals_of_a_table_are_those_of_its_rows() -> None:
    ids = [an_organisation().pk for _ in range(3)]
    (kind,) = Organisation.objects.filter(pk=ids[0]).values_list("kind", flat=True)

    assert list(table_seals(Organisation)) == list(row_seals(Organisation, ids))
    Organisation.objects.filter(pk=ids[0]).update(rights_known=7)
    assert list(table_seals(Organisation)) == list(row_seals(Organisation, ids))
    before = list(row_seals(Organisation, ids[:1]))
    Organisation.objects.filter(pk=ids[0]).update(kind="bank" if kind != "bank" else "office")
    assert list(row_seals(Organisation, ids[:1])) != before
