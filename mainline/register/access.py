"""Who may see which right and what is on it: one rule for pages, search, export, counts and API.

Who may *do* what says :mod:`mainline.orgs.access`.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import CharField, Exists, Func, OuterRef, Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids, with_merged
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.models import Organisation
from mainline.register.disclosure import PRIVATE_FORMATS
from mainline.register.enums import HOLDING_ROLES, Confidentiality, PartConfidentiality
from mainline.register.models import (
    Document,
    Event,
    Import,
    Party,
    Quarantine,
    Right,
    Share,
    SourceRecord,
)
from mainline.register.subsets import Among, Known

TRUSTED_ROLES = ("holder", "applicant", "assignee", "agent")
"""Parties who know an unpublished right as of right: whose it is, and the agency they filed it through.

A licensee, a pledgee, an opponent or a former owner learns of it only if it is shared with them.
"""

NOT_PUBLIC = ~Q(confidentiality=Func(template=f"'{PartConfidentiality.PUBLIC}'", output_field=CharField()))
"""Of an event, in the words of the index of such: SQLite uses it for a value that it reads, not for one handed in."""
NOT_YOURS = "record.not_yours"
NOT_YOURS_KEPT = "record.not_yours_kept"
"""The same of a record that nobody has published: no officer is shown it."""
"""Reason for which a record is held back: it would change a right of which the importer's organisation has no part."""


def visible_rights(user: User) -> QuerySet[Right]:
    """Rights that the user may know of: public ones, and those that the user's organisations are trusted with."""
    return Right.objects.filter(_allowed("", _known_through(user)))


def rights_shown_to(user: User) -> QuerySet[Right]:
    """Those of :func:`visible_rights` that not everybody may know of: few."""
    return visible_rights(user).filter(set_apart=1)


def other_rights(user: User) -> QuerySet[Right]:
    """All other rows: rights that the user may not know of, and rows that stand for another. Usually few."""
    return _other_rights(_known_through(user))


def _known_through(user: User) -> Collection[int] | None:
    """The organisations through which a user knows of what is not public; ``None``: of everything."""
    return None if is_admin(user) else organisation_ids(user)


def _other_rights(own: Collection[int] | None) -> QuerySet[Right]:
    # The opposite of _allowed, asked of the few that are set apart: asked of all it would read all.
    other = Q(merged_into__isnull=False)
    if own is not None:
        secret = ~Q(confidentiality=Confidentiality.PUBLIC)
        other |= secret & ~_is_entrusted("pk", own) if own else secret
    return Right.objects.filter(other, set_apart=1)


def _hidden(right: str, own: Collection[int] | None) -> Q:
    """Whether the right that field ``right`` leads to is one of :func:`_other_rights`."""
    made = _hidden_from_all_others if own is None else _hidden_from
    return Q(Among(right, made, tuple(sorted(own or ()))))


def _hidden_from(own: tuple[int, ...]) -> QuerySet[Any]:
    return _other_rights(own).values("pk")


def _hidden_from_all_others(own: tuple[int, ...]) -> QuerySet[Any]:
    return _other_rights(None).values("pk")


def _allowed(right: str, own: Collection[int] | None) -> Q:
    """Whether members of some organisations may know of a right, to which ``right`` leads: ``right__``, or "" for rights."""
    standing = Q(**{f"{right}merged_into": None})
    if own is None:
        return standing
    public = Q(**{f"{right}set_apart": None})
    return public | standing & _is_entrusted(right.removesuffix("__") or "pk", own) if own else public


def trusted_with(organisations: Collection[int]) -> QuerySet[Party]:
    """The parts that these organisations have in rights and that let their members know of them unpublished."""
    return Party.objects.filter(organisation__in=organisations, role__in=TRUSTED_ROLES)


def held_rights(user: User, verb: str = "") -> QuerySet[Right]:
    """Rights to which the user's organisations are parties in trust, or which they brought in themselves; with a
    verb those organisations for which the user may use it. Who was only named may know of a right, no more.
    """
    if is_admin(user):
        return Right.objects.filter(merged_into=None)
    return Right.objects.filter(_held("pk", organisation_ids(user, verb)), merged_into=None)


def disposable_rights(user: User, verb: str) -> QuerySet[Right]:
    """Rights on whose secrecy the user's organisations decide: as holder or applicant, or because they brought them
    in and no holder is at home here. An agency files for its client and does not decide for it.
    """
    if is_admin(user):
        return Right.objects.filter(merged_into=None)
    own = organisation_ids(user, verb)
    holding = Party.objects.filter(role__in=HOLDING_ROLES, organisation__isnull=False)
    brought = Share.objects.filter(organisation__in=own, is_named=False)
    handled = Party.objects.filter(organisation__in=own, role="agent", right=OuterRef("pk"))
    at_home = holding.filter(right=OuterRef("pk"), organisation__memberships__isnull=False)
    is_holder = Q(pk__in=holding.filter(organisation__in=own).values("right"))
    is_bringer = Q(pk__in=brought.values("right")) & ~Exists(handled) & ~Exists(at_home)
    return Right.objects.filter(is_holder | is_bringer, merged_into=None)


def entrusted_rights(user: User) -> QuerySet[Right]:
    """Rights that the user's organisations are parties in trust to, or that were shared with them: their own ones."""
    own = organisation_ids(user)
    return Right.objects.filter(_entrusted("pk", own), merged_into=None)


def rights_entrusted_to(organisation: Organisation) -> QuerySet[Right]:
    """The same for an organisation, whoever asks."""
    return Right.objects.filter(_entrusted("pk", _one_with(organisation)), merged_into=None)


def rights_known_to(organisation: Organisation) -> QuerySet[Right]:
    """Return the rights that every member of an organisation may know of: public ones, and those entrusted to it."""
    return Right.objects.filter(_allowed("", _one_with(organisation)), merged_into=None)


def _entrusted(right: str, own: Collection[int]) -> Q:
    """Whether the right that field ``right`` leads to is one of those entrusted to some organisations: to begin with."""
    return Q(Among(right, _rights_entrusted, tuple(sorted(own))))


def _is_entrusted(right: str, own: Collection[int]) -> Q:
    """The same, of the few rows that come so far: see :class:`Known`."""
    return Q(Known(right, _rights_entrusted, tuple(sorted(own))))


def _held(right: str, own: Collection[int]) -> Q:
    """Whether the right is of one of some organisations: as :func:`_entrusted`, without those that were only named."""
    return Q(Among(right, _rights_held, tuple(sorted(own))))


def _rights_entrusted(own: tuple[int, ...]) -> QuerySet[Any]:
    # One set, not two with "or" between: PostgreSQL can begin with it.
    shares = Share.objects.filter(organisation__in=own)
    return trusted_with(own).values_list("right").union(shares.values_list("right"), all=True)


def _rights_held(own: tuple[int, ...]) -> QuerySet[Any]:
    brought = Share.objects.filter(organisation__in=own, is_named=False)
    return trusted_with(own).values_list("right").union(brought.values_list("right"), all=True)


def visible_events(user: User) -> QuerySet[Event]:
    """Events that the user may know of, on rights that the user may know of.

    What an office did is public. What a holder recorded is for those the right is entrusted to, what somebody else
    recorded for themselves alone, unless they said otherwise.
    """
    return _events(_known_through(user))


def events_for(organisation: Organisation) -> QuerySet[Event]:
    """Events that every member of an organisation may know of, for a program of its own that no user stands behind."""
    return _events(_one_with(organisation))


def own_events(organisation: Organisation) -> QuerySet[Event]:
    """Those of :func:`events_for` on rights that are entrusted to the organisation."""
    return events_for(organisation).filter(_entrusted("right", _one_with(organisation)))


def _one_with(organisation: Organisation) -> set[int]:
    return with_merged({organisation.merged_into_id or organisation.pk, organisation.pk})


def _events(own: Collection[int] | None) -> QuerySet[Event]:
    events = Event.objects.exclude(_hidden("right", own))
    return events if own is None else events.filter(_part(own))


def events_on(user: User, rights: QuerySet[Right]) -> QuerySet[Event]:
    """The same of some rights, all of which the user may know of: many times faster where they are few of many."""
    events, own = Event.objects.filter(right__in=rights.order_by().values("pk")), _known_through(user)
    return events if own is None else events.filter(_part(own))


def events_shown_to(user: User) -> QuerySet[Event]:
    """Those of :func:`visible_events` that not everybody may know of: few."""
    own = _known_through(user)
    if own is not None and not own:
        return Event.objects.none()
    apart = Q(right__in=Right.objects.filter(set_apart=1).values("pk"))
    if own is None:
        return _events(own).filter(NOT_PUBLIC | apart)
    # Two questions, each with an index of its own: what is not public, and what is on rights set apart.
    secret = Event.objects.filter(NOT_PUBLIC, _part(own)).exclude(_hidden("right", own))
    on_secret = Event.objects.filter(_part(own), right__in=rights_shown_to(user).values("pk"))
    return Event.objects.filter(pk__in=secret.values_list("pk").union(on_secret.values_list("pk"), all=True))


def visible_documents(user: User) -> QuerySet[Document]:
    """Documents that the user may open: by the same rule as events. Those taken back are nobody's."""
    standing, own = Document.objects.filter(withdrawn_at=None), _known_through(user)
    return standing if own is None else standing.filter(_part(own), _allowed("right__", own))


def _part(own: Collection[int]) -> Q:
    """Whether an event or document is for members of some organisations, given that its right is."""
    seen = Q(confidentiality=PartConfidentiality.PUBLIC)
    if own:
        seen |= Q(confidentiality=PartConfidentiality.HOLDER) & _is_entrusted("right", own)
        seen |= Q(organisation__in=own)
    return seen


def part_for(user: User, *, is_entrusted: bool) -> Q:
    """The same of events and documents on one right, of which it is known whether it is entrusted to the user."""
    own = _known_through(user)
    if own is None:
        return Q()
    seen = Q(confidentiality=PartConfidentiality.PUBLIC)
    if is_entrusted:
        seen |= Q(confidentiality=PartConfidentiality.HOLDER)
    return seen | Q(organisation__in=own) if own else seen


def visible_sources(user: User) -> QuerySet[SourceRecord]:
    """Sources of visible rights whose file the user may know of.

    What an office publishes anybody may. A file that a member brought is known to those the right is entrusted to
    and to those who may see the import; others learn that there is one, not its name, its row or its words.
    """
    own = _known_through(user)
    told = SourceRecord.objects.filter(_allowed("right__", own))
    if own is None:
        return told
    open_ = ~Q(format__in=PRIVATE_FORMATS) | Q(format="demo")
    if own:
        open_ |= _is_entrusted("right", own)
    return told.filter(open_ | Q(imported_by__in=visible_imports(user).values("pk")))


def visible_organisations(user: User) -> QuerySet[Organisation]:
    """Organisations, save those of which nothing is known but rights that the user may not know of."""
    own = _known_through(user)
    if own is None:
        return Organisation.objects.all()
    return Organisation.objects.exclude(Q(Among("pk", _organisations_hidden_from, tuple(sorted(own)))))


def _organisations_hidden_from(own: tuple[int, ...]) -> QuerySet[Any]:
    secret = Party.objects.filter(_hidden("right", own), organisation__isnull=False)
    shown = Party.objects.filter(_allowed("right__", own), organisation=OuterRef("pk"))
    unknown = Organisation.objects.filter(kind=OrganisationKind.UNKNOWN, pk__in=secret.values("organisation"))
    return unknown.filter(~Exists(shown)).values("pk")


def changeable_rights(user: User | None) -> QuerySet[Right]:
    """Rights that the user's files may change: an officer's all visible ones, a member's those of the own
    organisation and those that nobody else's files tell of. ``None`` is the command line, which may change all.
    """
    if user is None or is_admin(user):
        return Right.objects.filter(merged_into=None)
    visible = visible_rights(user)
    if is_officer(user):
        return visible
    own = organisation_ids(user, "right.record")
    told = SourceRecord.objects.filter(right=OuterRef("pk"))
    told_by_others = told.exclude(imported_by__in=visible_imports(user).values("pk"))
    return visible.filter(_held("pk", own) | ~Exists(told_by_others))


def visible_imports(user: User) -> QuerySet[Import]:
    """Imports of the user's organisations, and to officers those of the command line too.

    What a file holds may be unpublished: nobody else may see it, its quarantine, or stop it.
    """
    if is_admin(user):
        return Import.objects.all()
    if not user.is_authenticated:
        return Import.objects.none()
    own = Q(organisation__in=organisation_ids(user)) | Q(organisation=None, requested_by=user.pk)
    if is_officer(user):
        own |= Q(requested_by=None)
    return Import.objects.filter(own)


def visible_quarantine(user: User) -> QuerySet[Quarantine]:
    """What could not be read of the imports that the user may see."""
    if is_admin(user):
        return Quarantine.objects.all()
    seen = Q(imported_by__in=visible_imports(user).values("pk"))
    if is_officer(user):
        # What members' files say of other holders' public rights waits for an officer.
        seen |= Q(reason=NOT_YOURS) | Q(imported_by=None)
    return Quarantine.objects.filter(seen)


def organisations_trusted(rights: Collection[int]) -> dict[int, set[int]]:
    """For each of some rights the organisations that may know of it unpublished: parties in trust, and those named."""
    found: dict[int, set[int]] = {pk: set() for pk in rights}
    parties = Party.objects.filter(right__in=rights, role__in=TRUSTED_ROLES, organisation__isnull=False)
    for rows in (parties, Share.objects.filter(right__in=rights)):
        for pk, organisation in rows.values_list("right_id", "organisation_id"):
            found[pk].add(organisation)
    return found


def audience(user: User) -> tuple[str, ...] | None:
    """The same rule in the words of the search index; ``None`` means everything."""
    if is_admin(user):
        return None
    return tuple(f"org:{pk}" for pk in sorted(organisation_ids(user)))
