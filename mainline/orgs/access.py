"""Roles, what each may do, and for which organisations a user acts: the one rule of "may I".

Roles stand in code and are stored as short codes. A verb is allowed through a membership: it says for which
organisation it is used, and what another membership allows elsewhere does not count here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from types import MappingProxyType

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.orgs.enums import OrganisationKind, Role
from mainline.orgs.models import Membership, Organisation
from mainline.web.later import filled

User = AbstractBaseUser | AnonymousUser
By = AbstractBaseUser | None
"""Who acts; ``None`` is the command line of this machine."""

OFFICES = (OrganisationKind.OFFICE, OrganisationKind.CITY_OFFICE)
ROLES_OF_KIND: Mapping[str, tuple[Role, ...]] = MappingProxyType(
    {
        OrganisationKind.ENTERPRISE: (
            Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.INVENTOR, Role.ATTORNEY, Role.VIEWER,
        ),
        OrganisationKind.UNIVERSITY: (
            Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.INVENTOR, Role.VIEWER,
        ),
        OrganisationKind.INSTITUTE: (
            Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.INVENTOR, Role.VIEWER,
        ),
        OrganisationKind.AGENCY: (Role.ADMIN, Role.MANAGER, Role.ATTORNEY, Role.VIEWER),
        OrganisationKind.BANK: (Role.ADMIN, Role.BANKER, Role.VIEWER),
        OrganisationKind.GUARANTOR: (Role.ADMIN, Role.BANKER, Role.VIEWER),
        OrganisationKind.OFFICE: (Role.ADMIN, Role.OFFICER, Role.VIEWER),
        OrganisationKind.CITY_OFFICE: (Role.ADMIN, Role.OFFICER, Role.VIEWER),
        OrganisationKind.PROTECTION_CENTRE: (Role.ADMIN, Role.CASE_HANDLER, Role.VIEWER),
        OrganisationKind.PUBLIC_BODY: (Role.ADMIN, Role.CASE_HANDLER, Role.VIEWER),
        OrganisationKind.UNKNOWN: (Role.ADMIN, Role.MANAGER, Role.INVENTOR, Role.VIEWER),
    }
)  # fmt: skip
"""Which roles an organisation can give: nobody makes IP office staff of their own colleagues."""

_WRITERS = frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.OFFICER, Role.ATTORNEY})
_DRAFTERS = frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.ATTORNEY, Role.INVENTOR})
_KEEPERS = frozenset({Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.OFFICER})
_DEALERS = frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER})
VERBS: Mapping[str, frozenset[Role]] = MappingProxyType(
    {
        "agreement.keep": _DEALERS,
        "agreement.sign": frozenset({Role.ADMIN, Role.MANAGER}),
        "agreement.view": _DEALERS | {Role.ADMIN, Role.VIEWER},
        "audit.view": frozenset({Role.ADMIN}),
        "case.file": _WRITERS - {Role.OFFICER} | {Role.ADMIN},
        "case.handle": frozenset({Role.OFFICER, Role.CASE_HANDLER}),
        "claim.decide": frozenset({Role.OFFICER}),
        "claim.make": frozenset({Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "claim.view": frozenset(Role),
        "creation.oversee": frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.ATTORNEY}),
        "disclosure.decide": frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "disclosure.file": frozenset({Role.ATTORNEY, Role.MANAGER}),
        "disclosure.make": frozenset({Role.INVENTOR, Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "docket.keep": _WRITERS,
        "docket.view": frozenset(Role),
        "document.add": _WRITERS | {Role.INVENTOR, Role.BANKER, Role.CASE_HANDLER},
        "document.withdraw": _WRITERS | {Role.ADMIN},
        "draft.approve": frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER, Role.INVENTOR}),
        "draft.check": _DRAFTERS,
        "evidence.authority": frozenset({Role.ADMIN, Role.MANAGER}),
        "evidence.deposit": _WRITERS | {Role.INVENTOR, Role.BANKER, Role.CASE_HANDLER},
        "evidence.view": frozenset(Role),
        "gain.view": frozenset({Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "import.run": _WRITERS,
        "income.approve": frozenset({Role.ADMIN, Role.MANAGER}),
        "income.keep": _DEALERS,
        "ledger.view": _KEEPERS,
        "market.broker": frozenset({Role.OFFICER}),
        "market.deal": frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "member.manage": frozenset({Role.ADMIN}),
        "organisation.export": frozenset({Role.ADMIN, Role.MANAGER, Role.OFFICER}),
        "person.decide": _KEEPERS,
        "person.record": _KEEPERS,
        "pledge.keep": _DEALERS,
        "pledge.lend": frozenset({Role.BANKER}),
        "pledge.sign": frozenset({Role.ADMIN, Role.MANAGER}),
        "prior_art.search": _DRAFTERS,
        "proposal.decide": frozenset({Role.OFFICER}),
        "quarantine.retry": _WRITERS,
        "quarantine.view": _WRITERS,
        "question.answer": frozenset({Role.OFFICER, Role.CASE_HANDLER}),
        "right.record": _WRITERS,
        "right.share": frozenset({Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "search.save": frozenset(Role),
        "service.order": frozenset({Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
        "service.quote": frozenset({Role.ADMIN, Role.MANAGER, Role.ATTORNEY}),
        "survey.answer": frozenset(Role) - {Role.OFFICER},
        "target.set": frozenset({Role.OFFICER}),
        "token.make": frozenset(Role),
        "view.save": frozenset(Role),
        "watch.keep": _WRITERS | {Role.CASE_HANDLER},
        "webhook.manage": frozenset({Role.ADMIN, Role.MANAGER, Role.TECHNOLOGY_MANAGER}),
    }
)
"""Verb to the roles that may; alphabetical. What only the platform's administrator may stands in :func:`is_admin`."""

VERB_WORDS: Mapping[str, object] = MappingProxyType(
    {
        "agreement.keep": gettext_lazy("write agreements and report on them"),
        "agreement.sign": gettext_lazy("sign and end agreements"),
        "agreement.view": gettext_lazy("see agreements and their money"),
        "audit.view": gettext_lazy("see the record of who did what"),
        "case.file": gettext_lazy("ask an IP office to adjudicate an infringement, and answer there"),
        "case.handle": gettext_lazy("handle cases of infringement for the office"),
        "claim.decide": gettext_lazy("decide on claims for support and pay them"),
        "claim.make": gettext_lazy("claim support and state facts for it"),
        "claim.view": gettext_lazy("see what support the organisation may claim"),
        "creation.oversee": gettext_lazy("see the claims drafted and the novelty reports on all rights"),
        "disclosure.decide": gettext_lazy("assess invention disclosures and decide on them"),
        "disclosure.file": gettext_lazy("take instructions and enter filings"),
        "disclosure.make": gettext_lazy("disclose inventions"),
        "docket.keep": gettext_lazy("keep the dates of rights and decide on them"),
        "docket.view": gettext_lazy("see the dates of rights"),
        "document.add": gettext_lazy("add documents"),
        "document.withdraw": gettext_lazy("withdraw documents"),
        "draft.approve": gettext_lazy("approve claims before they are filed"),
        "draft.check": gettext_lazy("write and check claims before they are filed"),
        "evidence.authority": gettext_lazy("choose who stamps our evidence"),
        "evidence.deposit": gettext_lazy("deposit evidence"),
        "evidence.view": gettext_lazy("see deposits of evidence"),
        "gain.view": gettext_lazy("see what the organisation's rights bring it"),
        "import.run": gettext_lazy("bring files in"),
        "income.approve": gettext_lazy("approve how income is shared"),
        "income.keep": gettext_lazy("enter income and pay inventors"),
        "ledger.view": gettext_lazy("see the books of the organisation"),
        "market.broker": gettext_lazy("answer needs and bring needs and rights together"),
        "market.deal": gettext_lazy("post needs, offer rights, grade the stock and answer matches"),
        "member.manage": gettext_lazy("invite and remove members, and set their roles"),
        "organisation.export": gettext_lazy("take all data of the organisation away"),
        "person.decide": gettext_lazy("decide whether two persons are one"),
        "person.record": gettext_lazy("enter people and their identity keys"),
        "pledge.keep": gettext_lazy("offer rights as security for loans"),
        "pledge.lend": gettext_lazy("lend on rights that the bank is invited to read of"),
        "pledge.sign": gettext_lazy("sign pledges for their holder"),
        "prior_art.search": gettext_lazy("look for prior art and report on it"),
        "proposal.decide": gettext_lazy("decide whether two organisations are one"),
        "quarantine.retry": gettext_lazy("have rejected records read again"),
        "quarantine.view": gettext_lazy("see rejected records"),
        "question.answer": gettext_lazy("answer questions of the public"),
        "right.record": gettext_lazy("record events on rights"),
        "right.share": gettext_lazy("show unpublished rights to others"),
        "search.save": gettext_lazy("save searches"),
        "service.order": gettext_lazy("ask agencies for work"),
        "service.quote": gettext_lazy("quote for work as an agency"),
        "survey.answer": gettext_lazy("answer the yearly survey"),
        "target.set": gettext_lazy("set targets of indicators"),
        "token.make": gettext_lazy("make API tokens"),
        "view.save": gettext_lazy("save views of tables"),
        "watch.keep": gettext_lazy("watch rights, searches and names, and decide on what is found"),
        "webhook.manage": gettext_lazy("manage webhooks"),
    }
)
"""What each verb lets one do, in words that follow "may"."""

SCOPES: Mapping[str, object] = MappingProxyType(
    {
        "read": gettext_lazy("Read all that I may see"),
        "record": gettext_lazy("Record events and add documents"),
        "import": gettext_lazy("Bring files in"),
        "webhook": gettext_lazy("Manage webhooks"),
    }
)
"""What a token can be limited to. A token never may more than its user."""


class AnyMember(AnonymousUser):
    """Stands for whoever belongs to one organisation: sees what every member of it may see, and may do nothing.

    For what an organisation as such takes away, whoever asks for it.
    """

    def __init__(self, organisation: int) -> None:
        """``organisation`` is the id of the row that stands for it."""
        super().__init__()
        self.organisation = organisation


def words_of(role: str) -> list[str]:
    """Say what a role may, a phrase each; what every role may goes without saying."""
    verbs = (verb for verb in VERBS if role in VERBS[verb] and VERBS[verb] != frozenset(Role))
    seeing = _("see what the organisation keeps to itself")
    return [seeing, *(str(VERB_WORDS[verb]) for verb in sorted(verbs, key=lambda verb: len(VERBS[verb])))]


def is_admin(user: User) -> bool:
    """Whether the user administers the whole platform: sees everything, and manages accounts and organisations."""
    return bool(user.is_authenticated and getattr(user, "is_superuser", False))


def memberships(user: User, verb: str = "") -> QuerySet[Membership]:
    """The user's memberships, with a verb those whose role allows it. An unknown verb is a fault of ours: KeyError.

    IP office staff are so only in an IP office: what stands in an enterprise's books under that role is nothing.
    """
    rows = Membership.objects.filter(user_id=user.pk) if user.is_authenticated else Membership.objects.none()
    rows = rows.filter(~Q(role=Role.OFFICER) | Q(organisation__kind__in=OFFICES))
    return rows.filter(role__in=VERBS[verb]) if verb else rows


@dataclass(frozen=True, slots=True)
class _Part:
    """One membership: where, and as what."""

    organisation: int
    role: str
    one_with: frozenset[int]
    """The ids of all organisations that were found to be one with it, its own among them."""


_read: ContextVar[dict[int, list[_Part]] | None] = ContextVar(
    "parts known while one request is answered", default=None
)


@contextmanager
def asked_once() -> Iterator[None]:
    """Ask who belongs where once, until :func:`parts_changed` says otherwise: one page asks it dozens of times."""
    token = _read.set({})
    try:
        yield
    finally:
        _read.reset(token)


def parts_changed() -> None:
    """Forget what was asked: somebody has just joined, left or got another role, or two organisations became one."""
    known = _read.get()
    if known is not None:
        known.clear()


def _parts(user: User) -> list[_Part]:
    """The user's memberships, in the order in which they were joined."""
    known = _read.get()
    if known is None or user.pk is None:
        return _asked_parts(user)
    if user.pk not in known:
        known[user.pk] = _asked_parts(user)
    return known[user.pk]


def _asked_parts(user: User) -> list[_Part]:
    if not user.is_authenticated:
        return []
    rows = memberships(user).order_by("pk")
    told = list(rows.values_list("organisation_id", "organisation__merged_into_id", "role"))
    roots = {pk: root or pk for pk, root, _role in told}
    merged: dict[int, set[int]] = {}
    own = {*roots, *roots.values()}
    pointing = Organisation.objects.filter(merged_into__in=own).values_list("pk", "merged_into_id")
    for pk, root in pointing if own else ():
        merged.setdefault(root, set()).add(pk)
    return [
        _Part(pk, role, frozenset({pk, roots[pk]}.union(merged.get(pk, ()), merged.get(roots[pk], ()))))
        for pk, _root, role in told
    ]


def _allowed(user: User, verb: str) -> list[_Part]:
    """Those of the memberships whose role allows a verb. An unknown verb is a fault of ours: KeyError."""
    if not verb:
        return _parts(user)
    roles = VERBS[verb]
    return [part for part in _parts(user) if part.role in roles]


def organisation_ids(user: User, verb: str = "") -> set[int]:
    """Ids of the organisations that the user belongs to, with a verb those for which the user may use it.

    All that were found to be one with them are among them.
    """
    if isinstance(user, AnyMember):
        return set() if verb else with_merged({user.organisation})
    return {pk for part in _allowed(user, verb) for pk in part.one_with}


def with_merged(own: set[int]) -> set[int]:
    """Return organisations and all whose rows point to one of them."""
    if not own:
        return own
    return own | set(Organisation.objects.filter(merged_into__in=own).values_list("pk", flat=True))


def roles_of(user: User) -> set[str]:
    """The roles that the user has somewhere."""
    return {part.role for part in _parts(user)}


def is_officer(user: User) -> bool:
    """Whether the user is staff of an IP office."""
    return Role.OFFICER in roles_of(user)


def can(user: User, verb: str) -> bool:
    """Whether the user may do what ``verb`` names, for some organisation."""
    return is_admin(user) or bool(_allowed(user, verb))


def can_for(user: User, verb: str, organisation: int) -> bool:
    """Whether the user may do it for this organisation."""
    return is_admin(user) or organisation in organisation_ids(user, verb)


def require(user: By, verb: str) -> None:
    """Raise ``PermissionDenied`` unless the user may; ``None`` is the command line, which may all."""
    if user is not None and not can(user, verb):
        raise PermissionDenied(filled(gettext_lazy("Your role does not allow this: %(verb)s."), verb=verb))


def own_organisations(user: User, verb: str = "") -> list[Organisation]:
    """Return the organisations of the user, with a verb those for which the user may use it: each once, the first joined first."""
    allowed = _allowed(user, verb) if user.is_authenticated else []
    one_with = frozenset[int]().union(*(part.one_with for part in allowed))
    rows = Organisation.objects.filter(pk__in=one_with, merged_into=None) if one_with else ()
    order = {pk: place for place, part in reversed(list(enumerate(allowed))) for pk in part.one_with}
    return sorted(rows, key=lambda row: (order[row.pk], row.pk))


def require_for(user: By, verb: str, organisation: int) -> None:
    """Raise ``PermissionDenied`` unless the user may do it for this organisation."""
    if user is not None and not can_for(user, verb, organisation):
        raise PermissionDenied(
            filled(gettext_lazy("Your role in this organisation does not allow this: %(verb)s."), verb=verb)
        )


def acting_for(user: By, verb: str) -> int | None:
    """The organisation for which a user uses a verb, the first joined; ``None`` for the command line and admins."""
    if user is None:
        return None
    allowed = _allowed(user, verb)
    return allowed[0].organisation if allowed else None
