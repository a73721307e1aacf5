"""Reads of receipts and of the payments that they prove; each takes the user."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, Exists, OuterRef, Q, QuerySet, Value, When

from mainline.offices import numbers
from mainline.offices.record import NumberRole
from mainline.orgs.access import User, organisation_ids
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Receipt
from mainline.portfolio.receipts.parsing import Item, numbers_in
from mainline.register.access import visible_documents, visible_events
from mainline.register.deadlines.access import VIEW, visible_dockets
from mainline.register.models import Event, Identifier
from mainline.register.subsets import STANDING

PAID = ("portfolio.annuity.paid", "portfolio.annuity.paid_late")


@dataclass(frozen=True, slots=True)
class Found:
    """What one line of a receipt is found to prove."""

    item: Item
    event: Event | None
    why: str = ""
    """Code of what stands in the way: ``none``, ``amount``, ``several``, ``filed`` or ``sum``."""


def visible_receipts(user: User, verb: str = VIEW) -> QuerySet[Receipt]:
    """Return the receipts that organisations brought for which the user may use a verb."""
    own = organisation_ids(user, verb) if user.is_authenticated else ()
    return Receipt.objects.filter(organisation__in=own)


def receipts(user: User) -> QuerySet[Receipt]:
    """Return the same for a list, the newest first, without the files."""
    rows = visible_receipts(user).select_related("organisation", "uploaded_by")
    return rows.defer("content", "text").order_by("-uploaded_at", "-pk")


def receipt(user: User, pk: int) -> Receipt | None:
    """Return one receipt, if the user may see it."""
    rows = visible_receipts(user).select_related("organisation", "uploaded_by", "decided_by").defer("content")
    return rows.filter(pk=pk).first() if pk < 2**63 else None


def payments(user: User, verb: str = VIEW, organisation: Organisation | None = None) -> QuerySet[Event]:
    """Return the payments of fees on rights whose dates are kept, the newest first, and whether each has a receipt."""
    dockets = visible_dockets(user, verb)
    if organisation is not None:
        dockets = dockets.filter(organisation=organisation)
    rows = visible_events(user).filter(STANDING, code__in=PAID, right__in=dockets.values("right"))
    proved = visible_documents(user).filter(event=OuterRef("pk"))
    return (
        rows.annotate(
            has_receipt=Case(
                When(Q(Exists(proved)) | Q(pk__in=_filed_for(user)), then=Value(True)),
                default=Value(False),
                output_field=BooleanField(),
            )
        )
        .select_related("right")
        .defer("right__abstracts")
        .order_by("-happened_on", "-pk")
    )


def _filed_for(user: User) -> list[int]:
    """Return the payments that a filed receipt names whose document still stands on their right."""
    told = visible_receipts(user).exclude(filed_for=[]).values_list("sha256", "filed_for")
    return _standing(user, {(event, sha256) for sha256, events in told for event in events})


def still_filed(user: User, row: Receipt) -> list[int]:
    """Return for which of the payments that a receipt was filed for its document still stands."""
    return _standing(user, {(event, row.sha256) for event in row.filed_for})


def _standing(user: User, filed: Collection[tuple[int, str]]) -> list[int]:
    of = dict(Event.objects.filter(pk__in={event for event, _ in filed}).values_list("pk", "right_id"))
    papers = visible_documents(user).filter(sha256__in={sha256 for _, sha256 in filed})
    standing = set(papers.values_list("right_id", "sha256"))
    return sorted({event for event, sha256 in filed if (of.get(event), sha256) in standing})


def names_several(row: Receipt, rights: Collection[int]) -> bool:
    """Whether a receipt is of more than one right: by those whose payments it proves, or by a number in its text.

    A number that is none of theirs counts, also one that nobody knows or that is misprinted; so does a text that was cut.
    """
    if len(rights) > 1 or row.text_note == "cut":
        return True
    own = set(Identifier.objects.filter(right__in=rights).values_list("key", flat=True))
    return any(own.isdisjoint(_keys(number)) for number in numbers_in(row.text))


def _keys(number: str) -> set[str]:
    try:
        return set(numbers.keys(number, role=NumberRole.APPLICATION))
    except numbers.NumberError:
        return set()


def items_of(row: Receipt) -> list[Item]:
    """Return what was read of a receipt."""
    return [Item(*told) for told in row.read]


def find(user: User, organisation: Organisation, items: Iterable[Item]) -> list[Found]:
    """Return for each line of a receipt the payment that it proves: of its number, its year, its currency, and to the fen."""
    items = list(items)
    rights = {item.number: _rights(item.number) for item in items}
    meant = {right for several in rights.values() for right in several}
    if not meant:
        return [_found(item, ()) for item in items]
    of_right: dict[int, list[Event]] = defaultdict(list)
    for row in payments(user, organisation=organisation).filter(right__in=meant):
        of_right[row.right_id].append(row)
    return [
        _found(item, [each for right in rights[item.number] for each in of_right[right]]) for item in items
    ]


def _rights(number: str) -> set[int]:
    """Return the rights that have a number."""
    keys = set(numbers.keys(number, role=NumberRole.APPLICATION))
    return set(Identifier.objects.filter(key__in=keys).values_list("right_id", flat=True))


def _found(item: Item, payments_: Sequence[Event]) -> Found:
    if item.problem:
        return Found(item, None, item.problem)
    of_year = [
        row
        for row in payments_
        if not item.year or not row.details.get("year") or row.details["year"] == item.year
    ]
    if not of_year:
        return Found(item, None, "none")
    fitting = [row for row in of_year if (row.amount_minor, row.currency) == (item.minor, item.currency)]
    if not fitting or not item.currency:
        return Found(item, None, "amount")
    open_ = [row for row in fitting if not getattr(row, "has_receipt", False)]
    if not open_:
        return Found(item, fitting[0], "filed")
    return Found(item, open_[0]) if len(open_) == 1 else Found(item, None, "several")
