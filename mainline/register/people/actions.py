"""Writes to who the people printed on rights are. Links are made and taken back one name at a time, or after a preview."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, User, require, require_for
from mainline.orgs.models import Organisation, Person, PersonProposal
from mainline.orgs.persons import actions as persons
from mainline.orgs.persons import queries
from mainline.orgs.persons.identity import Key, read_key
from mainline.orgs.persons.matching import Known
from mainline.register.enums import CREATOR_ROLES
from mainline.register.models import Party, PersonLink
from mainline.register.people.access import linkable_parties
from mainline.register.people.candidates import is_contradicted
from mainline.register.people.links import place_of
from mainline.register.people.queries import is_beside, named_twice, printed_of, printed_on

MOST_AT_ONCE = 500
"""Names that one act links."""


@transaction.atomic
def link_party(*, party: Party, person: Person, by: By) -> PersonLink:
    """Say that a printed name is a person. A link to somebody else is replaced.

    Needs ``person.record`` for an organisation whose right it is, and a person whom the actor keeps. Raises
    ``ValidationError`` where a printed key, or another name on the right, speaks against it.
    """
    return _link([party], person, by)[0]


@transaction.atomic
def link_parties(*, parties: Iterable[Party], person: Person, by: By) -> int:
    """Say of several printed names that they are one person: all or none. Return how many."""
    rows = list(parties)
    if len(rows) > MOST_AT_ONCE:
        raise ValidationError(_("At most %(most)s names at once.") % {"most": MOST_AT_ONCE})
    return len(_link(rows, person, by))


@transaction.atomic
def unlink_party(*, party: Party, by: By) -> bool:
    """Take back who a printed name is; False where nobody had said so."""
    _require_parties(by, [party])
    links = PersonLink.objects.filter(right=party.right_id, role=party.role, name=party.name)
    link = links.filter(person=party.person_id).order_by("place").first() if party.person_id else None
    own = links.filter(place=place_of(party)).first()
    gone = own if own is not None and own.person_id == party.person_id else link
    if gone is None:
        return False
    record(
        code="person.unlinked",
        by=by,
        subject=f"right:{party.right_id}",
        data={"party": party.name, "name": gone.person.name, "person": gone.person_id},
        gone=[gone],
    )
    gone.delete()
    Party.objects.filter(pk=party.pk).update(person=None)
    return True


@transaction.atomic
def decide_proposal(*, proposal: PersonProposal, accept: bool, by: By) -> bool:
    """Accept or refuse that two persons are one, as :func:`mainline.orgs.persons.actions.decide_proposal` does.

    Raises ``ValidationError`` also where one right would name the same person twice, side by side.
    """
    if not persons.decide_proposal(proposal=proposal, accept=accept, by=by):
        return False
    if accept and (right := named_twice(proposal.left)):
        raise ValidationError(
            _(
                "Both are named on %(right)s, side by side. If they are one, take one of these links back first."
            )
            % {"right": right.number or right.display_title}
        )
    return True


@dataclass(frozen=True, slots=True)
class Taken:
    """What printed keys gave: people made of them, and names linked."""

    made: int
    linked: int
    refused: int
    """Keys against which something speaks: two of one key on one right, or a key that somebody else has."""


@transaction.atomic
def take_printed(*, organisation: Organisation, by: By) -> Taken:
    """Make people of an organisation from the keys that its sources print beside names, and link these names.

    An employee number is one of the organisation whose right it is; an ORCID iD makes a new person only where no
    other organisation holds the right. A name without a key is nobody.
    """
    require_for(by, "person.record", organisation.pk)
    made = linked = refused = 0
    for key, parties in printed_on(organisation).items():
        try:
            with transaction.atomic():
                made += _take(key, parties, organisation, by)
            linked += len(parties)
        except ValidationError:
            refused += 1
    return Taken(made, linked, refused)


def _take(key: Key, parties: list[Party], organisation: Organisation, by: By) -> bool:
    """Link the names beside a key to whoever has it; say whether they had to be made."""
    person = _holder_of(key, organisation)
    if person is not None:
        _link(parties, person, by)
        return False
    keys = {"orcid": key.value} if key.scheme == "orcid" else {"employee_no": key.value}
    named = _named(parties[0])
    _link(parties, persons.add_person(organisation=organisation, by=by, **named, **keys), by)
    return True


def _named(party: Party) -> dict[str, str]:
    is_chinese = any("\u3400" <= letter <= "\u9fff" for letter in party.name)
    return {"name_zh" if is_chinese else "name_en": party.name}


def _holder_of(key: Key, organisation: Organisation) -> Person | None:
    """Return who of an organisation has a key."""
    here = queries.people_of(queries.one_body(organisation))
    if key.scheme == "orcid":
        return here.filter(orcid=key.value).order_by("pk").first()
    return queries.numbered(organisation, key.value).first()


def _link(parties: list[Party], person: Person, by: By) -> list[PersonLink]:
    _require_parties(by, parties)
    _require_person(by, person)
    known = queries.standing(Person.objects.filter(pk=person.pk))[0]
    _refuse_contradicted(parties, person, known)
    now, made = timezone.now(), []
    for party in parties:
        link, _is_new = PersonLink.objects.update_or_create(
            right_id=party.right_id,
            role=party.role,
            name=party.name,
            place=place_of(party),
            defaults={
                "person": person,
                "identifier": party.identifier,
                "linked_by": by,
                "linked_at": now,
            },
        )
        made.append(link)
    Party.objects.filter(pk__in=[party.pk for party in parties]).update(person=person)
    if made:
        record(
            code="person.linked",
            by=by,
            subject=f"right:{made[0].right_id}" if len(made) == 1 else f"person:{person.pk}",
            data={"party": made[0].name, "name": person.name, "person": person.pk, "names": len(made)},
            sealed=made,
        )
    return made


def _refuse_contradicted(parties: list[Party], person: Person, known: Known) -> None:
    """Raise ``ValidationError`` where a key that is printed, or who stands beside a name, says that it is another."""
    family = set(queries.family_of(person))
    on_rights = Party.objects.filter(right__in={p.right_id for p in parties}, role__in=CREATOR_ROLES)
    named = list(on_rights.filter(person__in=family)) + parties
    for party in parties:
        words = {"name": party.name, "person": person.display_name}
        holders = printed_of(party, ()).organisations
        if is_contradicted(read_key(party.identifier), known, holders):
            raise ValidationError(
                _("The key that is printed beside %(name)s is not that of %(person)s.") % words
            )
        if any(is_beside(other, party) for other in named):
            raise ValidationError(
                _("%(person)s is named on this right already, beside %(name)s: they are two people.") % words
            )


def _require_parties(by: By, parties: list[Party]) -> None:
    require(by, "person.record")
    ids = {party.pk for party in parties}
    seen = linkable_parties(by) if by is not None else Party.objects.filter(role__in=CREATOR_ROLES)
    if seen.filter(pk__in=ids).count() < len(ids):
        raise PermissionDenied(_("Who this is can only be said for an organisation whose right it is."))


def _require_person(by: User | None, person: Person) -> None:
    if by is not None and not queries.own_people(by, "person.record").filter(pk=person.pk).exists():
        raise PermissionDenied(_("This person is of another organisation."))
