"""Writes to people: who is added, where they work, whose account is whose, and which two are one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from decimal import Decimal

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs import merging
from mainline.orgs.access import By, organisation_ids, require, require_for
from mainline.orgs.enums import ProposalState
from mainline.orgs.models import Employment, Organisation, Person, PersonProposal
from mainline.orgs.persons import matching, queries
from mainline.orgs.persons.identity import IdentityError, validate_employee_number, validate_orcid
from mainline.web.templatetags.web import own

_LONGEST_NAME = 200


@transaction.atomic
def add_person(
    *,
    organisation: Organisation,
    by: By,
    name_zh: str = "",
    name_en: str = "",
    orcid: str = "",
    employee_no: str = "",
    user: AbstractBaseUser | None = None,
) -> Person:
    """Add somebody who works at an organisation, and propose whom they may be one with.

    Needs ``person.record`` there. Raises ``ValidationError`` by field, also where a key is already somebody's of
    this organisation.
    """
    require_for(by, "person.record", organisation.pk)
    merging.wait_for_deciders()
    names = _names(name_zh, name_en)
    keys = _keys(orcid, employee_no)
    _refuse_taken(organisation, keys, except_for=())
    person = Person.objects.create(**names, orcid=keys["orcid"], user=user, made_by=by)
    job = Employment.objects.create(person=person, organisation=organisation, employee_no=keys["employee_no"])
    _record("made", person, by, job, organisation=organisation.name)
    propose_for(person)
    return person


@transaction.atomic
def change_person(*, person: Person, by: By, name_zh: str, name_en: str, orcid: str) -> Person:
    """Give somebody other names or another ORCID iD. Raises ``ValidationError`` by field."""
    _require_own(by, person)
    merging.wait_for_deciders()
    keys = _keys(orcid, "")
    for field, value in {**_names(name_zh, name_en), "orcid": keys["orcid"]}.items():
        setattr(person, field, value)
    person.save(update_fields=["name", "name_zh", "name_en", "orcid"])
    _refuse_contradiction([person.pk], "orcid")
    _record("changed", person, by)
    propose_for(person)
    return person


@transaction.atomic
def employ(
    *,
    person: Person,
    organisation: Organisation,
    by: By,
    employee_no: str = "",
    since: dt.date | None = None,
    until: dt.date | None = None,
) -> Employment:
    """Say that somebody works or worked at an organisation, or correct what was said of it.

    One person has one number in one organisation, whatever its names. Raises ``ValidationError`` by field.
    """
    require_for(by, "person.record", organisation.pk)
    _require_own(by, person)
    merging.wait_for_deciders()
    number = _keys("", employee_no)["employee_no"]
    if since and until and until < since:
        raise ValidationError({"until": _("The last day is before the first.")})
    _refuse_taken(organisation, {"employee_no": number}, except_for=queries.family_of(person))
    here = Employment.objects.filter(person=person, organisation__in=queries.one_body(organisation))
    job = here.order_by("pk").first() or Employment(person=person, organisation=organisation)
    job.employee_no, job.since, job.until = number, since, until
    job.save()
    _refuse_contradiction([person.pk], "employee_no")
    _record("changed", person, by, job, organisation=organisation.name)
    propose_for(person)
    return job


@transaction.atomic
def remove_person(*, person: Person, by: By) -> None:
    """Take somebody out who was added by mistake. Raises ``ValidationError`` while rights or other rows rest on it."""
    _require_own(by, person)
    rests = PersonProposal.objects.filter(Q(left=person) | Q(right=person), state=ProposalState.ACCEPTED)
    if person.links.exists() or rests.exists() or person.user_id:
        raise ValidationError(
            _(
                "Rights, an account or another person are linked to %(name)s. Take these links back first, then remove."
            )
            % {"name": person.display_name}
        )
    jobs = list(person.employments.all())
    record(
        code="person.removed",
        by=by,
        subject=f"person:{person.pk}",
        data={"name": person.name},
        gone=[person, *jobs, *PersonProposal.objects.filter(Q(left=person) | Q(right=person))],
    )
    person.delete()


@transaction.atomic
def this_is_me(
    *,
    user: AbstractBaseUser,
    organisation: Organisation,
    name_zh: str = "",
    name_en: str = "",
    orcid: str = "",
    employee_no: str = "",
) -> Person:
    """Connect an account with the person it is of: the one with this employee number there, else a new one.

    For those who keep the people of the organisation: what one types oneself proves nothing, and colleagues read
    each other's numbers, so for all others a keeper says whose account it is (:func:`connect_account`). A number
    is asked for because a name is not enough: the wrong namesake must not be taken by a slip. Raises
    ``ValidationError`` by field, ``PermissionDenied`` for who keeps no people there.
    """
    require_for(user, "person.record", organisation.pk)
    merging.wait_for_deciders()
    if queries.person_of(user) is not None:
        raise ValidationError(_("Your account is connected with a person already."))
    number = _keys("", employee_no)["employee_no"]
    found = queries.numbered(organisation, number).first() if number else None
    if found is None:
        return add_person(
            organisation=organisation,
            by=user,
            name_zh=name_zh,
            name_en=name_en,
            orcid=orcid,
            employee_no=number,
            user=user,
        )
    return connect_account(person=found, user=user, by=user)


@transaction.atomic
def connect_account(*, person: Person, user: AbstractBaseUser, by: By) -> Person:
    """Connect an account with a person: who keeps the person says whose account it is, nobody for themselves alone.

    Raises ``ValidationError`` where either is connected already, or the account is of no colleague.
    """
    _require_own(by, person)
    merging.wait_for_deciders()
    person = Person.objects.select_for_update().get(pk=person.pk)
    colleagues = organisation_ids(user) & set(
        queries.employments_of(queries.family_of(person)).values_list("organisation_id", flat=True)
    )
    if not colleagues:
        raise ValidationError(_("This account is of no organisation at which this person works."))
    if Person.objects.filter(pk__in=queries.family_of(person)).exclude(user=None).exists():
        raise ValidationError(_("This person is connected with another account already."))
    if Person.objects.filter(user_id=user.pk).exists():
        raise ValidationError(_("This account is connected with another person already."))
    person.user_id = user.pk
    person.save(update_fields=["user"])
    _record("connected", person, by, account=user.get_username())
    return person


@transaction.atomic
def disconnect_account(*, person: Person, by: By) -> bool:
    """Take an account and a person apart; False where there was no account. One's own always can be."""
    if by is None or person.user_id != by.pk:
        _require_own(by, person)
    rows = Person.objects.filter(pk__in=queries.family_of(person)).exclude(user=None)
    connected = rows.select_related("user").first()
    if connected is None or connected.user is None:
        return False
    account = connected.user.get_username()
    connected.user = None
    connected.save(update_fields=["user"])
    _record("disconnected", connected, by, account=account)
    return True


@transaction.atomic
def decide_proposal(*, proposal: PersonProposal, accept: bool, by: By) -> bool:
    """Accept or refuse that two persons are one. False where somebody has decided it meanwhile.

    Raises ``ValidationError`` where keys of any that would then be one contradict each other.
    """
    _require_proposal(by, proposal)
    state = ProposalState.ACCEPTED if accept else ProposalState.REFUSED
    if not merging.take_decision(proposal, was=ProposalState.OPEN, state=state, by=by):
        return False
    touched: set[int] = set()
    if accept:
        touched = _settle(proposal)
        _refuse_contradiction([proposal.left_id], "")
        _forget_impossible(touched)
    _record_decision("merged" if accept else "refused", proposal, by, touched)
    return True


@transaction.atomic
def undo_proposal(*, proposal: PersonProposal, by: By) -> bool:
    """Take a decision back; what was linked to each is theirs again. False where it is open already."""
    _require_proposal(by, proposal)
    was = PersonProposal.objects.get(pk=proposal.pk).state
    if was == ProposalState.OPEN or not merging.take_decision(
        proposal, was=was, state=ProposalState.OPEN, by=None
    ):
        return False
    touched = _settle(proposal) if was == ProposalState.ACCEPTED else set()
    if touched:
        # What their being one ruled out is open again.
        propose_for(proposal.left)
        propose_for(proposal.right)
    _record_decision("separated" if touched else "reopened", proposal, by, touched)
    return True


def propose_for(person: Person) -> int:
    """Propose whom a person may be one with; return how many proposals are new. What contradicts by now is dropped."""
    return propose_among(queries.candidates_of(person))


@transaction.atomic
def propose_among(people: QuerySet[Person], apart: Collection[tuple[int, int]] = ()) -> int:
    """Compare people with each other and keep new proposals; return how many. Decided ones stay decided.

    ``apart`` as in :func:`mainline.orgs.persons.matching.propose`.
    """
    facts = {one.ident: one for one in queries.standing(people)}
    _forget_contradicted(facts)
    pairs = PersonProposal.objects.filter(left__in=facts, right__in=facts)
    known = {(one.left_id, one.right_id): one for one in pairs}
    fresh = []
    for found in matching.propose(list(facts.values()), apart):
        score, reasons = Decimal(str(found.score)), [{"zh": zh, "en": en} for zh, en in found.reasons]
        old = known.get((found.left, found.right))
        if old is None:
            fresh.append(
                PersonProposal(left_id=found.left, right_id=found.right, score=score, reasons=reasons)
            )
        elif old.state == ProposalState.OPEN and old.score != score:
            PersonProposal.objects.filter(pk=old.pk).update(score=score, reasons=reasons)
    PersonProposal.objects.bulk_create(fresh, batch_size=500)
    return len(fresh)


def refuse_torn_people(organisations: Iterable[int]) -> None:
    """Raise ``ValidationError`` where somebody has two employee numbers in one of these organisations.

    For whoever lets two organisations be one: numbers that were of two places are then of one. Also proposes
    those people anew, of whom the two now say the same.
    """
    bodies = Organisation.objects.filter(pk__in=list(organisations))
    ids = {pk for body in bodies for pk in queries.one_body(body)}
    people = queries.people_of(ids)
    if any(matching.contradiction(one) for one in queries.standing(people)):
        raise ValidationError(
            _(
                "Somebody who was found to be one person would have two employee numbers in one organisation."
                " Take that decision on the people back first."
            )
        )
    propose_among(people)


def _forget_contradicted(facts: dict[int, matching.Known]) -> None:
    """Drop open proposals between people whose keys, known since, say that they are two."""
    rows = PersonProposal.objects.filter(left__in=facts, right__in=facts, state=ProposalState.OPEN)
    gone = [
        pk
        for pk, left, right in rows.values_list("pk", "left_id", "right_id")
        if matching.contradiction(facts[left], facts[right])
    ]
    PersonProposal.objects.filter(pk__in=gone).delete()


def _forget_impossible(touched: Collection[int]) -> None:
    """Drop open proposals on people just found to be one, where what is known of all of them now rules them out."""
    rows = PersonProposal.objects.filter(Q(left__in=touched) | Q(right__in=touched), state=ProposalState.OPEN)
    gone = [one.pk for one in rows.select_related("left", "right") if queries.ruled_out(one)]
    PersonProposal.objects.filter(pk__in=gone).delete()


def _settle(proposal: PersonProposal) -> set[int]:
    """Let the pointers follow from what is accepted; return the ids of the rows that it looked at."""
    merging.wait_for_deciders()
    pairs = merging.accepted(PersonProposal.objects)
    sides = (proposal.left_id, proposal.right_id)
    return set().union(*(merging.settle(Person.objects, pairs, side) for side in sides))


def _names(name_zh: str, name_en: str) -> dict[str, str]:
    """Return the names as they are kept. Raises ``ValidationError`` where there is none, or one is too long."""
    names = {"name_zh": _line(name_zh), "name_en": _line(name_en)}
    if not any(names.values()):
        raise ValidationError({"name_zh": _("Give a name, in Chinese or in Latin letters.")})
    for field, name in names.items():
        if len(name) > _LONGEST_NAME:
            raise ValidationError({field: _("At most %(most)s characters.") % {"most": _LONGEST_NAME}})
    return {"name": names["name_zh"] or names["name_en"], **names}


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _keys(orcid: str, employee_no: str) -> dict[str, str]:
    """Return the keys in their one form, "" for none. Raises ``ValidationError`` by field."""
    found = {"orcid": "", "employee_no": ""}
    for field, text, validate in (
        ("orcid", orcid, validate_orcid),
        ("employee_no", employee_no, validate_employee_number),
    ):
        try:
            found[field] = validate(text) if text.strip() else ""
        except IdentityError as error:
            raise ValidationError({field: own((error.zh, error.en))}) from error
    return found


def _refuse_taken(organisation: Organisation, keys: dict[str, str], *, except_for: Collection[int]) -> None:
    """Raise ``ValidationError`` where somebody else of the organisation has one of the keys.

    People of other organisations may have the same ORCID iD: that is for a proposal, and told to nobody here.
    """
    here = queries.people_of(queries.one_body(organisation)).exclude(pk__in=except_for)
    orcid, number = keys.get("orcid", ""), keys.get("employee_no", "")
    holder = here.filter(orcid=orcid).first() if orcid else None
    if holder is not None:
        raise ValidationError({"orcid": _("%(name)s has this ORCID iD already.") % {"name": holder}})
    holder = queries.numbered(organisation, number).exclude(pk__in=except_for).first() if number else None
    if holder is not None:
        raise ValidationError(
            {"employee_no": _("%(name)s has this employee number already.") % {"name": holder}}
        )


def _refuse_contradiction(people: Collection[int], field: str) -> None:
    """Raise ``ValidationError`` where what is known of one human being speaks against itself."""
    for one in queries.standing(Person.objects.filter(pk__in=people)):
        if against := matching.contradiction(one):
            why = _("They can't be one person: %(reason)s.") % {"reason": own(against)}
            raise ValidationError({field: why} if field else why)


def _require_own(by: By, person: Person) -> None:
    """Raise ``PermissionDenied`` unless the person is of an organisation for which the actor keeps people."""
    require(by, "person.record")
    if by is not None and not queries.own_people(by, "person.record").filter(pk=person.pk).exists():
        raise PermissionDenied(_("This person is of another organisation."))


def _require_proposal(by: By, proposal: PersonProposal) -> None:
    require(by, "person.decide")
    if by is not None and not queries.proposals(by).filter(pk=proposal.pk).exists():
        raise PermissionDenied(_("These persons are of other organisations."))


def _record(verb: str, person: Person, by: By, *rows: Employment, **data: str) -> None:
    record(
        code=f"person.{verb}",
        by=by,
        subject=f"person:{person.pk}",
        data={"name": person.name, **data},
        sealed=[person, *rows],
    )


def _record_decision(verb: str, proposal: PersonProposal, by: By, touched: set[int]) -> None:
    record(
        code=f"person.{verb}",
        by=by,
        subject=f"person:{proposal.left_id}",
        data={"left": proposal.left.name, "right": proposal.right.name},
        sealed=[proposal, *Person.objects.filter(pk__in=touched)],
    )
