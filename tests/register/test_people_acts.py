"""Random acts on people: nothing ever joins contradicting keys, and undoing restores every link."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainline.offices.record import Record
from mainline.orgs.models import Person, PersonProposal
from mainline.orgs.persons import actions as persons
from mainline.orgs.persons import queries as kept
from mainline.orgs.persons.matching import contradiction
from mainline.register import actions as register
from mainline.register.ingest.prepare import good_of
from mainline.register.ingest.store import Store
from mainline.register.models import Party, Right
from mainline.register.people.actions import (
    decide_proposal,
    link_party,
    unlink_party,
)
from mainline.register.people.links import apply_links
from tests.factories import DAY, a_person, a_proposal, an_import, an_organisation
from tests.register.test_people import invented, linked, links, refold, university

pytestmark = pytest.mark.django_db

ONE, TWO = "0000-0002-1825-0097", "0000-0002-1694-233X"
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "link",
                "unlink",
                "accept",
                "refuse",
                "undo",
                "refold",
                "again",
                "orcid",
                "number",
                "bodies",
                "part",
            ]
        ),
        st.integers(0, 7),
        st.integers(0, 7),
    ),
    min_size=4,
    max_size=10,
)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(STEPS)
def test_no_sequence_of_acts_joins_contradicting_keys_and_undoing_restores_the_links(
    steps: list[tuple[str, int, int]],
) -> None:
    with transaction.atomic():
        world = World()
        for act, one, two in steps:
            world.do(act, one, two)
            world.check()
        for proposal in PersonProposal.objects.filter(state="accepted"):
            persons.undo_proposal(proposal=proposal, by=None)
        assert not Person.objects.exclude(merged_into=None).exists()
        world.check()
        transaction.set_rollback(True)


class World:
    """Eight people of three names at two bodies, four rights on which two 王伟 stand side by side."""

    def __init__(self) -> None:
        self.records = [invented("王伟", "王伟", "李娜", number=number) for number in range(2)]
        self.day = 23
        enter_alone(*self.records)
        other = an_organisation()
        self.bodies = a_proposal(university(), other)
        keys = [{"employee_no": "E1"}, {"employee_no": "E2"}, {}, {"orcid": ONE}]
        self.people = [
            a_person(body, "王伟" if nth < 3 else "李娜", **key)
            for body in (university(), other)
            for nth, key in enumerate(keys)
        ]
        self.said = links()

    def do(self, act: str, one: int, two: int) -> None:
        """Try one act; what contradicts is refused whole."""
        person = self.people[one]
        try:
            with transaction.atomic():
                getattr(self, f"_{act}")(person, one, two)
        except ValidationError:
            pass
        else:
            if act in ("link", "unlink"):
                self.said = links()

    def check(self) -> None:
        """Nobody has two keys of a kind; links are those that were said, and parties show them."""
        for human in kept.standing(Person.objects.all()):
            assert contradiction(human) is None
        assert links() == self.said
        shown = linked()
        apply_links(list(Right.objects.values_list("pk", flat=True)))
        assert linked() == shown
        for right in Right.objects.all():
            named = [
                kept.family_of(row.person)[0]
                for row in right.parties.filter(role="inventor", person__isnull=False)
            ]
            assert len(set(named)) == len(named)

    def _link(self, person: Person, one: int, two: int) -> None:
        rows = Party.objects.filter(role="inventor").order_by("right", "sequence", "pk")
        link_party(party=rows[two % rows.count()], person=person, by=None)

    def _unlink(self, person: Person, one: int, two: int) -> None:
        rows = Party.objects.filter(role="inventor").order_by("right", "sequence", "pk")
        unlink_party(party=rows[two % rows.count()], by=None)

    def _accept(self, person: Person, one: int, two: int) -> None:
        self._decide(one, True)

    def _refuse(self, person: Person, one: int, two: int) -> None:
        self._decide(one, False)

    def _decide(self, nth: int, accept: bool) -> None:
        found = PersonProposal.objects.filter(state="open").order_by("pk")
        if found:
            decide_proposal(proposal=found[nth % len(found)], accept=accept, by=None)

    def _undo(self, person: Person, one: int, two: int) -> None:
        found = PersonProposal.objects.exclude(state="open").order_by("pk")
        if found:
            persons.undo_proposal(proposal=found[one % len(found)], by=None)

    def _refold(self, person: Person, one: int, two: int) -> None:
        refold()

    def _again(self, person: Person, one: int, two: int) -> None:
        self.day += 1
        if self.day < 31:
            record = self.records[one % 2]
            enter_alone(replace(record, as_of=dt.date(2018, 1, self.day)))

    def _orcid(self, person: Person, one: int, two: int) -> None:
        person.refresh_from_db()
        persons.change_person(
            person=person, by=None, name_zh=person.name_zh, name_en="", orcid=("", ONE, TWO)[two % 3]
        )

    def _number(self, person: Person, one: int, two: int) -> None:
        persons.employ(
            person=person, organisation=university(), employee_no=("E1", "E2", "E3")[two % 3], by=None
        )

    def _bodies(self, person: Person, one: int, two: int) -> None:
        register.decide_proposal(proposal=self.bodies, accept=True, by=None)

    def _part(self, person: Person, one: int, two: int) -> None:
        register.undo_proposal(proposal=self.bodies, by=None)


def enter_alone(*records: Record) -> None:
    """Enter records without an index: nobody searches here."""
    Store(an_import(), DAY, timezone.now()).write([good_of(record, DAY) for record in records], [])
