"""Who holds a right after publications and deeds, in whatever order they arrive."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mainline.offices.reading import read_path
from mainline.offices.record import LegalEvent, Party, PartyRole, Record
from mainline.register.projection import Projection, Source, fold, pack
from tests.register.samples import publication

D = dt.date
ASSIGNMENT = "ASSIGNMENT OF ASSIGNORS INTEREST"
GRANTED_ON, RECORDED_ON = D(2018, 3, 6), D(2020, 5, 1)


def party(role: PartyRole, name: str) -> Party:
    return Party(role, name, "en")


def grant(*parties: Party, on: D = GRANTED_ON) -> Record:
    return replace(publication(kind="B"), parties=parties, as_of=on)


def deed(
    assignors: str, assignees: str, on: D = RECORDED_ON, said: str = ASSIGNMENT, *, reel: str = "",
    executed: D | None = None,
) -> Record:  # fmt: skip
    """A recorded deed; names are divided by semicolons."""
    from_whom = [party(PartyRole.ASSIGNOR, name) for name in assignors.split("; ")]
    to_whom = [party(PartyRole.ASSIGNEE, name) for name in assignees.split("; ")]
    details = (("reel_frame", reel),) if reel else ()
    event = LegalEvent("US", "ASSIGNMENT", on, said, executed, details)
    parties = (*from_whom, *to_whom)
    return replace(publication(), document_kind="assignment", parties=parties, events=(event,), as_of=on)


def folded(*records: Record) -> Projection:
    """The same from every order of arrival."""
    sources = [Source(pack(record)[1], record) for record in records]
    every = [fold(list(order)) for order in itertools.permutations(sources)]
    assert all(each == every[0] for each in every)
    return every[0]


def holder(*records: Record) -> str:
    return folded(*records).holder_name


OLD = grant(party(PartyRole.HOLDER, "OLD CO"), party(PartyRole.INVENTOR, "John Smith"))
TWO = grant(party(PartyRole.HOLDER, "A CO"), party(PartyRole.HOLDER, "B CO"))
MAKERS = grant(*(party(PartyRole.INVENTOR, name) for name in ("John Smith", "Mary Jones")))


def test_later_deed_makes_its_assignee_the_holder_and_leaves_the_parties_as_printed() -> None:
    projection = folded(OLD, deed("OLD CO", "NEW CO"))

    assert projection.holder_name == "NEW CO"
    roles = {(p.role, p.name) for p in projection.parties}
    assert (PartyRole.HOLDER, "OLD CO") in roles
    assert (PartyRole.ASSIGNEE, "NEW CO") in roles


def test_deed_older_than_the_grant_gives_way_to_it() -> None:
    assert holder(OLD, deed("John Smith", "FIRST CO", D(2016, 1, 1))) == "OLD CO"


@pytest.mark.parametrize(
    "said", ["SECURITY INTEREST", "LIEN", "RELEASE OF SECURITY INTEREST", "LICENSE", "PATENT SECURITY AGREEMENT",
             "CORRECTIVE ASSIGNMENT TO CORRECT THE SECURITY AGREEMENT", "TERMINATION OF LICENSE",
             "RELEASE BY SECURED PARTY"],
)  # fmt: skip
def test_pledge_licence_and_release_never_change_the_holder(said: str) -> None:
    assert holder(OLD, deed("OLD CO", "FIRST BANK", said=said)) == "OLD CO"


@pytest.mark.parametrize("said", [ASSIGNMENT, "MERGER", "CHANGE OF NAME", "ENTITY CONVERSION"])
def test_merger_and_new_name_change_it(said: str) -> None:
    assert holder(OLD, deed("OLD CO", "NEW CO", said=said)) == "NEW CO"


def test_deed_of_one_of_two_holders_leaves_the_other() -> None:
    assert holder(TWO, deed("B CO", "C CO")) == "A CO; C CO"
    assert holder(TWO, deed("A CO; B CO", "C CO")) == "C CO"
    assert holder(TWO, deed("A CO", "B CO")) == "B CO"


def test_inventors_convey_one_after_the_other() -> None:
    first, second = deed("SMITH, JOHN", "X CO"), deed("JONES, MARY", "Y CO", D(2020, 6, 1))

    assert holder(MAKERS, first) == "Mary Jones; X CO"
    assert holder(MAKERS, first, second) == "X CO; Y CO"


def test_inventor_who_confirms_what_the_firm_has_takes_nothing_from_its_partner() -> None:
    assert holder(TWO, deed("SMITH, JOHN", "A CO")) == "A CO; B CO"


def test_deeds_of_one_day_follow_their_reel_and_frame() -> None:
    first = deed("OLD CO", "MIDDLE CO", reel="045678/0123")
    second = deed("MIDDLE CO", "NEW CO", reel="045678/0124")

    assert holder(OLD, second, first) == "NEW CO"


def test_deed_told_by_two_sources_conveys_once() -> None:
    first = deed("A CO", "C CO", reel="045678/0123")
    again = replace(first, as_of=D(2021, 1, 1), language="en")

    assert holder(TWO, first, again) == "B CO; C CO"


def test_correction_of_an_old_deed_leaves_what_was_conveyed_since() -> None:
    sale = deed("OLD CO", "NEW CO", D(2020, 5, 1), executed=D(2020, 4, 1))
    resale = deed("NEW CO", "NEWEST CO", D(2021, 5, 1), executed=D(2021, 4, 1))
    corrected = deed(
        "OLD CO",
        "NEW CO",
        D(2022, 5, 1),
        "CORRECTIVE ASSIGNMENT TO CORRECT THE TITLE",
        executed=D(2020, 4, 1),
    )

    assert holder(OLD, sale, resale, corrected) == "NEWEST CO"


def test_correction_that_names_a_trust_of_securities_conveys_all_the_same() -> None:
    said = "CORRECTIVE ASSIGNMENT TO CORRECT THE ASSIGNOR. THE NAME IS: SERIES 42 OF ALLIED SECURITY TRUST I."

    assert holder(OLD, deed("OLD CO", "NEW CO", said=said)) == "NEW CO"


def test_deed_among_the_events_of_a_file_counts_as_one() -> None:
    details = (("reel_frame", "45678/123"), ("assignors", "OLD CO"), ("assignees", "NEW CO"))
    event = LegalEvent("US", "ASSIGNMENT", D(2020, 5, 1), ASSIGNMENT, None, details)
    file = replace(publication(), parties=(), events=(event,), as_of=D(2021, 1, 1))

    assert holder(OLD, file) == "NEW CO"


def test_without_a_holder_the_applicants_hold_it_then_the_inventors() -> None:
    applied = grant(party(PartyRole.APPLICANT, "A CO"), party(PartyRole.INVENTOR, "John Smith"))

    assert holder(applied) == "A CO"
    assert holder(MAKERS) == "John Smith; Mary Jones"


NAMES = st.sampled_from(["A CO", "B CO", "C CO", "D CO"])
DEEDS = st.builds(
    lambda by, to, day, said: deed(by, to, D(2020, 1, day), said),
    NAMES, NAMES, st.integers(1, 5), st.sampled_from([ASSIGNMENT, "SECURITY INTEREST", "MERGER"]),
)  # fmt: skip


@settings(deadline=None, max_examples=40)
@given(st.lists(DEEDS, max_size=3))
def test_any_order_of_arrival_ends_in_the_same_holder(deeds: list[Record]) -> None:
    assert holder(TWO, *deeds)


@pytest.mark.realdata
def test_united_states_answers_are_granted_and_held_as_their_numbers_and_deeds_say(shared: Path) -> None:
    folder = shared / "data" / "office-answers" / "uspto"
    names = ("by_application", "truncated_flag_for_huge_query", "with_conveyance_filter")
    files = [folder / f"assignments_client_search_{name}_0.json" for name in names]
    records = [item for file in files for item in read_path(file) if isinstance(item, Record)]
    single = {p.number: p for r in records if (p := fold([Source(pack(r)[1], r)])).office == "US"}

    assert single["US6580721"].is_granted
    assert single["US10872483"].granted_on is not None
    assert single["US7068768"].holder_name == "GOOGLE INC."
    pledged = [p for p in single.values() if "utilization.pledge.registered" in {e.code for e in p.events}]
    assert pledged
    assert all({x.role for x in p.parties} & {PartyRole.PLEDGEE} for p in pledged)
