"""Reads of reductions: who the applicants of a right are, and what its keeper knows of each."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.db.models import QuerySet

from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.orgs.names import normalise
from mainline.portfolio.models import ReductionClaim
from mainline.portfolio.reductions.verdicts import RIGHTS, Applicant, Claim, Verdict, is_said, verdict_of
from mainline.register.access import visible_documents
from mainline.register.deadlines.access import VIEW, visible_dockets
from mainline.register.deadlines.models import Docket
from mainline.register.deadlines.refresh import deriver
from mainline.register.enums import HOLDING_ROLES, PartyRoleLabel
from mainline.register.models import Document, Party, Right

_JOINED = "; "
"""Between the names of several holders, as the fold writes them."""
_LONGEST = 500
"""Of the line of holders: the fold cuts it there."""
_APPLICANT = PartyRoleLabel.APPLICANT.value
_ROLES = tuple(str(role.value) for role in (*HOLDING_ROLES, PartyRoleLabel.INVENTOR))


@dataclass(slots=True)
class Line:
    """One applicant of the rights that an organisation keeps."""

    name: str
    applicant: Applicant
    rights: list[int] = field(default_factory=list)
    """Dockets of the rights that it holds, alone or with others."""
    alone_to_blame: int = 0
    """Rights that pay in full today though all its other applicants qualify."""


def visible_claims(user: User, verb: str = VIEW) -> QuerySet[ReductionClaim]:
    """Return what organisations know of applicants for which the user may use a verb."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    return ReductionClaim.objects.filter(organisation__in=own).select_related("document", "said_by")


def can_be_reduced(right: Right) -> bool:
    """Whether fees of a right are of the kind that can be reduced for who its applicants are."""
    return right.office == "CN" and right.kind in RIGHTS


def applicant_names(right: Right, parties: Sequence[tuple[str, str]] = ()) -> list[str]:
    """Return who holds a right today, as printed; before anybody says so, who applied for it.

    ``parties`` are (role, name) of those that the register shows, in their order: by them names are told apart that hold
    what stands between names. Where the line of holders is cut and the parties are not those of one role, all count.
    """
    held, of_role = right.holder_name, {role: list[str]() for role in _ROLES}
    for role, name in parties:
        if name and name not in of_role[role]:
            of_role[role].append(name)
    if not held:
        return of_role[_APPLICANT]
    whole = next((names for names in of_role.values() if _JOINED.join(names)[:_LONGEST] == held), None)
    if whole is not None:
        return whole
    named = [name for role in HOLDING_ROLES for name in of_role[role]]
    return list(dict.fromkeys(named if len(held) >= _LONGEST and named else _apart(held, named)))


def _apart(held: str, named: Collection[str]) -> Iterator[str]:
    """Yield the names in a line of holders: the longest one known at each place, else what stands up to the next mark."""
    longest_first, start = sorted(named, key=len, reverse=True), 0
    while start < len(held):
        rest = held[start:]
        name = next(
            (each for each in longest_first if rest == each or rest.startswith(each + _JOINED)),
            rest.partition(_JOINED)[0],
        )
        if name:
            yield name
        start += len(name) + len(_JOINED)


def applicants_of(dockets: Sequence[Docket]) -> dict[int, list[Applicant]]:
    """Return the applicants of some dockets with what the keeper of each knows of them; those of other offices have none."""
    some = [docket for docket in dockets if can_be_reduced(docket.right)]
    claims = _claims({docket.organisation_id for docket in some})
    parties = _parties({docket.right_id for docket in some if _is_several(docket.right.holder_name)})
    return {
        docket.pk: [
            Applicant(name, claims.get((docket.organisation_id, normalise(name)), ()))
            for name in applicant_names(docket.right, parties.get(docket.right_id, ()))
        ]
        for docket in some
    }


def _claims(organisations: Collection[int]) -> dict[tuple[int, str], list[Claim]]:
    found: dict[tuple[int, str], list[Claim]] = defaultdict(list)
    rows = ReductionClaim.objects.filter(organisation__in=organisations, ended_at=None).order_by("year")
    for row in rows.select_related("document"):
        found[row.organisation_id, row.name_key].append(claim_of(row))
    return found


def claim_of(row: ReductionClaim) -> Claim:
    """Return a row as verdicts take it; a document that was taken back proves nothing."""
    is_proved = row.document is not None and row.document.withdrawn_at is None
    income = Fraction(row.income_minor, 100) if row.income_minor is not None else None
    return Claim(row.pk, row.kind, row.year, income, is_proved or bool(row.record_number), row.valid_until)


def _is_several(holder_name: str) -> bool:
    """Whether the line of holders does not say by itself who they are."""
    return not holder_name or _JOINED in holder_name or len(holder_name) >= _LONGEST


def _parties(rights: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    found: dict[int, list[tuple[str, str]]] = defaultdict(list)
    rows = Party.objects.filter(right__in=rights, role__in=_ROLES).order_by("right", "sequence", "pk")
    for right, role, name in rows.values_list("right_id", "role", "name"):
        found[right].append((role, name))
    return found


def verdict(applicants: Sequence[Applicant], on: dt.date) -> Verdict | None:
    """Return what applicants come to on a day; ``None`` where nothing was said of any of them."""
    return verdict_of(deriver().engine, applicants, on) if is_said(applicants) else None


def lines(user: User, organisation: Organisation, on: dt.date) -> tuple[list[Line], Mapping[str, int]]:
    """Return the applicants of the rights that an organisation keeps, by name, and how many rights come to which share.

    The counts are under ``0.85``, ``0.7``, ``full`` and ``unsaid``: nothing was said of any of their applicants.
    """
    dockets = _dockets(user, organisation)
    found: dict[str, Line] = {}
    counts = dict.fromkeys(("0.85", "0.7", "full", "unsaid"), 0)
    for pk, applicants in applicants_of(dockets).items():
        told = verdict(applicants, on)
        counts["unsaid" if told is None else told.fact or "full"] += 1
        lacking = {each.name for each in told.lacking} if told else set()
        for each in applicants:
            line = found.setdefault(normalise(each.name), Line(each.name, each))
            line.rights.append(pk)
            line.alone_to_blame += lacking == {each.name}
    return sorted(found.values(), key=lambda line: (-len(line.rights), line.name)), counts


def rights_of(user: User, organisation: Organisation, key: str) -> list[Docket]:
    """Return the dockets of an organisation whose right has an applicant of this normalised name."""
    dockets = {docket.pk: docket for docket in _dockets(user, organisation)}
    of = applicants_of(list(dockets.values()))
    return [dockets[pk] for pk, several in of.items() if any(normalise(each.name) == key for each in several)]


def _dockets(user: User, organisation: Organisation) -> list[Docket]:
    rows = visible_dockets(user).filter(organisation=organisation, right__office="CN", right__kind__in=RIGHTS)
    return list(rows.select_related("right", "organisation").defer("right__abstracts").order_by("pk"))


def history(user: User, organisation: Organisation, key: str) -> list[ReductionClaim]:
    """Return all that was ever said of an applicant, the newest first."""
    rows = visible_claims(user).filter(organisation=organisation, name_key=key)
    return list(rows.order_by("-year", "-said_at", "-pk"))


def proofs(user: User, dockets: Iterable[Docket]) -> QuerySet[Document]:
    """Return the documents on some rights that could prove what is claimed, the newest first."""
    rows = visible_documents(user).filter(right__in=[docket.right_id for docket in dockets])
    return rows.filter(replaced_by=None).select_related("right").defer("text").order_by("-added_at", "-pk")


def bodies(user: User, verb: str = VIEW) -> list[Organisation]:
    """Return the organisations whose dates the user may see, and that keep any."""
    own = organisation_ids(user, verb) if user.is_authenticated else set()
    kept = Docket.objects.filter(closed_at=None).values("organisation")
    return list(Organisation.objects.filter(pk__in=own).filter(pk__in=kept).order_by("pk")) if own else []
