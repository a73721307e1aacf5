"""Docket sheets to print: of one right all that its dates rest on, of an organisation its rights with their open dates."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainline.orgs.access import User, with_merged
from mainline.orgs.models import Organisation
from mainline.portfolio import queries
from mainline.portfolio.states import NOT_COUNTED, PRESSING, STATES, in_states, is_counted, state_of
from mainline.portfolio.tables import amount_of, fee_of, title_of
from mainline.register.deadlines.models import Deadline, Docket
from mainline.register.models import Identifier, Right
from mainline.register.queries import RightPage, right_page
from mainline.rules.loading import rulebook
from mainline.typesetting import typeset_apart
from mainline.web.papers import TooLong
from mainline.web.sums import UNKNOWN, in_words
from mainline.web.templatetags.web import day, number, page_language

MOST_RIGHTS, MOST_DATES = 1000, 4000
"""On the sheet of an organisation."""
_TEMPLATE = Path(__file__).parent / "data" / "sheet.typ"
_SHOWN = (*PRESSING, "waived", "closed")
"""What is to be done, and what was decided not to be."""
_EVENTS = 15
_NAMES = 10
"""Names of one role, and events, that a sheet has."""


def right_sheet(user: User, pk: int, on: dt.date) -> bytes | None:
    """Return the sheet of a right as PDF; ``None`` where the user sees no dates of it. Raises as the typesetter does."""
    held = list(_held(queries.dockets(user).filter(right=pk)))
    page = right_page(user, pk, on=on, language=page_language()) if held else None
    if page is None:
        return None
    rows = list(_dates(user, on).filter(docket__right=pk))
    right = page.right
    told = {
        **_right(right, rows, on),
        "whole": True,
        "pairs": [*_numbers(page), *_days(right), *_parties(page), *_responsible(held)],
        "events": [[day(row.on), f"{row.label}. {row.sentence}".strip()] for row in page.thread[:_EVENTS]],
        "more": _more(len(page.thread)),
    }
    bodies = " · ".join(dict.fromkeys(docket.organisation.display_name for docket in held))
    return typeset_apart(_TEMPLATE, _said(_("Docket sheet"), bodies, user, [told], _sum(rows)))


def organisation_sheet(user: User, organisation: Organisation, on: dt.date) -> bytes:
    """Return the sheet of an organisation as PDF: each right with its open dates, the soonest first.

    Raises :class:`TooLong` and as the typesetter does.
    """
    own = with_merged({organisation.pk})
    rows = list(_dates(user, on).filter(docket__organisation__in=own)[: MOST_DATES + 1])
    by_right: dict[int, list[Deadline]] = {}
    for row in rows:
        by_right.setdefault(row.docket.right_id, []).append(row)
    if len(rows) > MOST_DATES or len(by_right) > MOST_RIGHTS:
        words = _(
            "A sheet holds at most %(rights)s rights and %(dates)s dates. Make a report of a narrower list."
        )
        raise TooLong(words % {"rights": number(MOST_RIGHTS), "dates": number(MOST_DATES)})
    applications = dict(
        Identifier.objects.filter(right__in=by_right, role="application")
        .order_by("-pk")
        .values_list("right", "text")
    )
    dockets = {
        docket.right_id: docket
        for docket in _held(queries.dockets(user).filter(organisation__in=own, right__in=by_right))
    }
    told = [
        {
            **_right(some[0].docket.right, some, on),
            "whole": False,
            "pairs": [
                *([[_("Application number"), applications[pk]]] if pk in applications else []),
                *_responsible([dockets[pk]] if pk in dockets else []),
            ],
            "events": [],
            "more": "",
        }
        for pk, some in by_right.items()
    ]
    words = ngettext("%(n)s right with open dates", "%(n)s rights with open dates", len(told))
    head = " · ".join(part for part in (words % {"n": number(len(told))}, _sum(rows)) if part)
    return typeset_apart(_TEMPLATE, _said(_("Docket sheet"), organisation.display_name, user, told, head))


def _dates(user: User, on: dt.date) -> Any:
    rows = queries.deadlines(user).filter(in_states(list(_SHOWN), on)).annotate(is_counted=is_counted(on))
    return rows.select_related("act_by", "confirmed_by", "docket__deputy")


def _held(dockets: Any) -> Iterable[Docket]:
    return dockets.select_related("organisation", "responsible", "deputy").order_by("pk")


def _said(
    title: str, letterhead: str, user: User, rights: Sequence[dict[str, Any]], head: str
) -> dict[str, Any]:
    made = f"{timezone.localtime():%Y-%m-%d %H:%M} · {user.get_username()}"
    return {
        "lang": page_language(),
        "title": title,
        "letterhead": letterhead,
        "made": made,
        "sum": head,
        "foot": f"{letterhead} · {title} · {_('Mainline')}",
        "page": _("Page %(page)s of %(pages)s") % {"page": "{n}", "pages": "{m}"},
        "rights": list(rights),
        "words": {
            "due": _("Due"), "what": _("What"), "internal": _("Internal date"), "who": _("Responsible"),
            "fee": _("Fee"), "state": _("State"), "dates": _("Open dates"), "events": _("Last events"),
            "nothing": _("Nothing is to be done by a day that follows from what is known."),
        },
    }  # fmt: skip


def _right(right: Right, rows: Sequence[Deadline], on: dt.date) -> dict[str, Any]:
    kind, status = str(right.get_kind_display()), str(right.get_status_display())
    secrecy = str(right.get_confidentiality_display()) if right.confidentiality != "public" else ""
    about = [kind, right.office, status, secrecy, _("Demonstration") if right.is_demo else ""]
    return {
        "title": right.display_title or right.number or str(right.pk),
        "number": right.number,
        "about": " · ".join(part for part in about if part),
        "dates": [_date(row, on) for row in rows],
    }


def _date(row: Deadline, on: dt.date) -> dict[str, Any]:
    code = state_of(row, on)
    return {
        "due": str(row.due_on or "?"),
        "late": code in ("overdue", "check"),
        "what": title_of(row),
        "note": _note(row),
        "internal": str(row.internal_on or ""),
        "who": _name(row.responsible or row.docket.responsible),
        "fee": _("not known") if amount_of(row) is UNKNOWN else fee_of(row),
        "state": str(STATES[code]),
        "decided": _decided(row),
    }


def _note(row: Deadline) -> str:
    """Say what missing it brings, or which facts are missing."""
    if row.due_on is None:
        book, language = rulebook(), page_language()
        return ", ".join(book.label(each).of(language) for each in row.missing)
    return str(row.get_severity_display())


def _decided(row: Deadline) -> str:
    """Say who decided what, and why."""
    if not row.act:
        return ""
    who = [_name(row.act_by), _name(row.confirmed_by)]
    when = f"{timezone.localtime(row.act_at):%Y-%m-%d}" if row.act_at else ""
    said = [str(row.get_act_display()), " + ".join(one for one in who if one), when, row.act_reason]
    return " · ".join(part for part in said if part)


def _name(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""


def _sum(rows: Iterable[Any]) -> str:
    """Say what the open dates cost together, and how many fees are not known."""
    minor: Counter[str] = Counter()
    unknown = 0
    for row in rows:
        amount = amount_of(row) if row.is_counted and not row.act else None
        if amount is UNKNOWN:
            unknown += 1
        elif amount is not None:
            minor[amount.currency] += amount.minor
    said = in_words(minor, unknown)
    return (
        " · ".join((_("Fees of the open dates: %(sum)s") % {"sum": said}, str(NOT_COUNTED))) if said else ""
    )


def _numbers(page: RightPage) -> list[list[str]]:
    return [
        [str(one.get_role_display()), " ".join(part for part in (one.text, str(one.on or "")) if part)]
        for one in page.identifiers
    ]


def _days(right: Right) -> list[list[str]]:
    told = [
        (_("Filed on"), right.filed_on), (_("Published on"), right.published_on),
        (_("Granted on"), right.granted_on), (_("Term ends on"), right.expires_on),
    ]  # fmt: skip
    classes = ", ".join(f"{scheme.upper()} {symbol}" for scheme, symbol in right.classes[:8])
    return [[label, str(value)] for label, value in told if value] + (
        [[_("Classes"), classes]] if classes else []
    )


def _parties(page: RightPage) -> list[list[str]]:
    found = []
    for label, parties in page.parties:
        names = list(dict.fromkeys(party.name for party in parties))
        more = [f"+ {len(names) - _NAMES}"] if len(names) > _NAMES else []
        found.append([str(label), "; ".join([*names[:_NAMES], *more])])
    return found


def _responsible(dockets: Iterable[Docket]) -> list[list[str]]:
    found = []
    for docket in dockets:
        if docket.responsible:
            deputy = _name(docket.deputy)
            words = (
                f"{_name(docket.responsible)} ({_('deputy')}: {deputy})"
                if deputy
                else _name(docket.responsible)
            )
            found.append([_("Responsible"), words])
    return found


def _more(events: int) -> str:
    if events <= _EVENTS:
        return ""
    return _("The last %(shown)s of %(n)s events.") % {"shown": _EVENTS, "n": number(events)}
