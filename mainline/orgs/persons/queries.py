"""Reads of people: whose they are, what is known of them, and which may be one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from mainline.orgs.access import (
    OFFICES,
    VERBS,
    User,
    is_admin,
    is_officer,
    memberships,
    organisation_ids,
)
from mainline.orgs.enums import Role
from mainline.orgs.models import Employment, Membership, Organisation, Person, PersonProposal
from mainline.orgs.names import Pair
from mainline.orgs.persons.matching import Known, contradiction, united


def own_people(user: User, verb: str = "") -> QuerySet[Person]:
    """Return all rows of people who work or worked at the user's organisations, with a verb those for which the
    user may use it; an administrator's are all. Whoever was found to be one of them is among them.
    """
    if is_admin(user):
        return Person.objects.all()
    return people_of(organisation_ids(user, verb))


def people_of(organisations: Collection[int]) -> QuerySet[Person]:
    """Return all rows of people who work or worked at one of some organisations."""
    employed = Employment.objects.filter(organisation__in=organisations)
    roots = employed.values(root=Coalesce("person__merged_into", "person"))
    return Person.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))


def family_of(person: Person) -> list[int]:
    """Return the ids of the rows that are one human being with this one, the one that stands for them first."""
    root = person.merged_into_id or person.pk
    return [root, *Person.objects.filter(merged_into=root).order_by("pk").values_list("pk", flat=True)]


def person_of(user: User) -> Person | None:
    """Return who a user is, as the row that stands for them, where that is known."""
    found = Person.objects.filter(user_id=user.pk).select_related("merged_into").first() if user.pk else None
    return found.merged_into or found if found else None


def employments_of(people: Iterable[int]) -> QuerySet[Employment]:
    """Return where people work and worked, present ones first."""
    rows = Employment.objects.filter(person__in=list(people)).select_related("organisation__merged_into")
    return rows.order_by(F("until").desc(nulls_first=True), F("since").desc(nulls_last=True), "pk")


def known(people: QuerySet[Person]) -> dict[int, Known]:
    """Return what is known of each of some rows."""
    orcids = people.order_by().values_list("pk", "orcid", "name", "name_zh", "name_en")
    found = {
        pk: Known(pk, frozenset(filter(None, names)), frozenset({orcid} - {""}))
        for pk, orcid, *names in orcids
    }
    employed = Employment.objects.filter(person__in=people.order_by().values("pk"))
    for pk, organisation, number in employed.values_list(
        "person_id", Coalesce("organisation__merged_into", "organisation"), "employee_no"
    ):
        one = found[pk]
        numbers = one.numbers | {(organisation, number)} if number else one.numbers
        found[pk] = replace(one, numbers=numbers, organisations=one.organisations | {organisation})
    return found


def standing(people: QuerySet[Person]) -> list[Known]:
    """Return what is known of each human being among some rows, all rows of theirs together."""
    roots = people.order_by().values(root=Coalesce("merged_into", "pk"))
    whole = Person.objects.filter(Q(pk__in=roots) | Q(merged_into__in=roots))
    facts = known(whole)
    groups: dict[int, list[Known]] = {}
    for pk, root in whole.order_by().values_list("pk", "merged_into_id"):
        groups.setdefault(root or pk, []).append(facts[pk])
    return [replace(united(group), ident=root) for root, group in groups.items()]


def candidates_of(person: Person) -> QuerySet[Person]:
    """Return the rows that could be one with a person by a key, or by a name in one organisation; itself too."""
    family = Q(pk__in=family_of(person))
    facts = known(Person.objects.filter(family)).values()
    together = united(facts)
    asked = family | Q(orcid__in=together.orcids)
    for organisation, number in together.numbers:
        asked |= _at(organisation) & Q(employments__employee_no=number)
    beside = Q()
    for organisation in together.organisations:
        beside |= _at(organisation)
    if beside:
        asked |= beside & named(together.names)
    return Person.objects.filter(pk__in=Person.objects.filter(asked).values("pk"))


def _at(organisation: int) -> Q:
    own = Q(employments__organisation=organisation)
    return own | Q(employments__organisation__merged_into=organisation)


def named(names: Iterable[str]) -> Q:
    """Whether a row has one of some names, whatever the case, the comma, and which word stands first."""
    asked = Q(pk__in=())
    for name in names:
        words = name.replace(",", " ").split()
        for spelling in {name, "".join(words), " ".join(words), " ".join(reversed(words))}:
            for field in ("name", "name_zh", "name_en"):
                asked |= Q(**{f"{field}__iexact": spelling})
    return asked


def kept_by_text(user: User, text: str) -> QuerySet[Person]:
    """Return the people whom the user keeps and who have a text in a name, or have it as ORCID iD or as the number
    under which the user's organisation knows them.
    """
    in_name = Q(name__icontains=text) | Q(name_zh__icontains=text) | Q(name_en__icontains=text)
    jobs = Employment.objects.filter(employee_no__iexact=text)
    if not is_admin(user):
        jobs = jobs.filter(organisation__in=organisation_ids(user, "person.record"))
    rows = own_people(user, "person.record").filter(merged_into=None)
    return rows.filter(in_name | Q(orcid__iexact=text) | Q(pk__in=jobs.values("person")))


def proposals(user: User) -> QuerySet[PersonProposal]:
    """Return the proposals that the user may decide: both are people of the user's own organisations, and for an
    IP office those that rest on one ORCID iD, which is public by its nature.
    """
    rows = PersonProposal.objects.select_related("left", "right", "decided_by")
    if is_admin(user):
        return rows
    own = own_people(user, "person.decide").values("pk")
    seen = Q(left__in=own, right__in=own)
    if is_officer(user):
        seen |= Q(left__orcid=F("right__orcid")) & ~Q(left__orcid="")
    return rows.filter(seen)


def open_proposals(user: User) -> QuerySet[PersonProposal]:
    """Return the proposals that await the user's decision, surest first, without those settled by others."""
    rows = (
        proposals(user)
        .filter(state="open")
        .alias(one=Coalesce("left__merged_into", "left"), two=Coalesce("right__merged_into", "right"))
    )
    return rows.exclude(one=F("two")).order_by("-score", "pk")


def ruled_out(proposal: PersonProposal) -> Pair | None:
    """Return why the two of a proposal, each with all whom they were found to be, can't be one; else ``None``."""
    return contradiction(*standing(Person.objects.filter(pk__in=(proposal.left_id, proposal.right_id))))


def decided_proposals(user: User) -> QuerySet[PersonProposal]:
    """Return proposals that were decided, last first."""
    return proposals(user).exclude(state="open").order_by("-decided_at", "-pk")


def one_body(organisation: Organisation) -> list[int]:
    """Return the ids of an organisation and of all that are one with it, the one that stands for them first."""
    root = organisation.merged_into_id or organisation.pk
    return [root, *Organisation.objects.filter(merged_into=root).values_list("pk", flat=True)]


def numbered(organisation: Organisation, number: str) -> QuerySet[Person]:
    """Return who has an employee number at an organisation, under any of its names."""
    jobs = Employment.objects.filter(organisation__in=one_body(organisation), employee_no=number)
    return Person.objects.filter(pk__in=jobs.values("person")).order_by("pk")


def unconnected_colleagues(user: User, person: Person) -> QuerySet[AbstractUser]:
    """Return the accounts that the user may connect with a person: of members, where the user keeps people, of an
    organisation at which the person works or worked, and connected with nobody yet.
    """
    jobs = employments_of(family_of(person))
    members = Membership.objects.filter(
        organisation__in={pk for job in jobs for pk in one_body(job.organisation)}
    )
    if not is_admin(user):
        members = members.filter(organisation__in=organisation_ids(user, "person.record"))
    accounts = get_user_model().objects.filter(is_active=True, pk__in=members.values("user"))
    connected = Person.objects.exclude(user=None).values("user")
    return accounts.exclude(pk__in=connected).order_by("username")


def keepers_of(organisations: Collection[int]) -> list[Membership]:
    """Return who keeps the people of some organisations, as their memberships, each account once at each."""
    rows = Membership.objects.filter(
        organisation__in=organisations, role__in=VERBS["person.record"], user__is_active=True
    ).exclude(~Q(organisation__kind__in=OFFICES), role=Role.OFFICER)
    told = rows.select_related("user", "organisation").order_by("organisation", "user__username", "pk")
    return list({(row.organisation_id, row.user_id): row for row in told}.values())


def own_organisations(user: User, verb: str) -> QuerySet[Organisation]:
    """Return the organisations for which the user may use a verb, each as the one that stands for its names."""
    own = memberships(user, verb).values(root=Coalesce("organisation__merged_into", "organisation"))
    return Organisation.objects.filter(pk__in=own).order_by("pk")
