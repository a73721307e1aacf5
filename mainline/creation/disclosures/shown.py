"""A disclosure as its pages show it, each part to whom it is for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from mainline.creation.disclosures import queries, words
from mainline.creation.disclosures.access import DECIDE, EDITED, FILE, is_writer
from mainline.creation.disclosures.colleagues import MOST_SHOWN, colleagues, name_of
from mainline.creation.disclosures.enums import Act, DisclosureState, Venue, WantedKind
from mainline.creation.disclosures.filing import FILABLE
from mainline.creation.disclosures.logic import (
    LONGEST,
    MOST_INVENTORS,
    BadShare,
    Draft,
    Inventor,
    draft_of,
    lacks,
    share_of,
    share_text,
    total_of,
    warns,
)
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from mainline.creation.disclosures.triage import OPEN
from mainline.orgs.access import can_for
from mainline.orgs.persons.queries import person_of

_BLANK = 2
"""Empty rows below the inventors, so that one more can be typed without a button."""


@dataclass(frozen=True, slots=True)
class Total:
    """What the shares make together, for the line that is told while somebody types."""

    text: str
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An inventor as pages show one."""

    name: str
    share: str
    is_known: bool
    """Whether a person of the register is meant."""


def total(draft: Draft) -> Total:
    """Return the sum of the shares of a form."""
    found = total_of(draft.inventors)
    if not draft.inventors or found is None:
        return Total(_("A share is missing or can't be read."), False)
    return Total(share_text(found), found == Fraction(1))


def inventors(draft: Draft) -> list[Told]:
    """Return the inventors of a form or a version."""
    return [Told(one.name, _share(one.share), one.person is not None) for one in draft.inventors]


def _share(text: str) -> str:
    try:
        return share_text(share_of(text))
    except BadShare:
        return text


def form_of(user: AbstractBaseUser, row: Disclosure, on: dt.date) -> dict[str, object]:
    """Return what the form shows."""
    draft = draft_of(row.content)
    people = colleagues(row.organisation)
    texts = {pk: text for text, pk in people.items()}
    rows = [Inventor(texts.get(one.person or 0, one.name), one.person, one.share) for one in draft.inventors]
    rows += [Inventor()] * _BLANK
    return {
        "row": row,
        "draft": draft,
        "rows": list(enumerate(rows[:MOST_INVENTORS], start=1)),
        "total": total(draft),
        "people": sorted(people)[:MOST_SHOWN],
        "files": queries.files(row),
        "kinds": WantedKind.choices,
        "venues": Venue.choices,
        "longest": LONGEST,
        "warnings": _by_field(words.said([one for one in warns(draft, on) if one.field == "when"])),
        "returned": next((one for one in queries.acts(row) if one.act == Act.RETURN), None),
        "today": on,
    }


def _by_field(found: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    return dict(found)


def check_of(user: AbstractBaseUser, row: Disclosure, on: dt.date) -> dict[str, object]:
    """Return what is read before a disclosure is handed in: all it says, what it lacks, what to think of."""
    draft, person = draft_of(row.content), person_of(user)
    found = lacks(draft, me=person.pk if person else None, my_names={name_of(user), user.get_username()})
    return {
        "row": row,
        "draft": draft,
        "texts": texts_of(draft),
        "inventors": inventors(draft),
        "total": total(draft),
        "files": queries.files(row),
        "lacks": words.said(found),
        "warnings": words.said(warns(draft, on)),
    }


def texts_of(draft: Draft) -> list[tuple[object, str, bool]]:
    """Return (label, text, is long) of all that was said in words."""
    labels = {"kind": dict(WantedKind.choices), "venue": dict(Venue.choices)}
    names = (
        "kind",
        "problem",
        "solution",
        "advantages",
        "funding",
        "project",
        "venue",
        "what",
        "where",
        "when",
    )
    found = []
    for name in names:
        text = str(getattr(draft, name))
        if text:
            shown = str(labels[name].get(text, text)) if name in labels else text
            found.append((words.LABELS[name], shown, name in ("problem", "solution", "advantages")))
    return found


def page_of(user: AbstractBaseUser, row: Disclosure, on: dt.date) -> dict[str, object]:
    """Return what the page of a disclosure shows to a user, and what the user may do there."""
    versions = queries.versions(user, row)
    decides = bool(row.number) and can_for(user, DECIDE, row.organisation_id)
    files_for = row.agency_id is not None and can_for(user, FILE, row.agency_id)
    work = queries.working_copy(user, row)
    state = row.state
    return {
        "row": row,
        "is_office": bool(row.number) and (decides or files_for),
        "title": _title(row, work is not None, versions),
        "right": queries.right_of(row),
        "versions": [_version(one) for one in versions],
        "newest": _version(versions[0]) if versions else None,
        "acts": queries.acts(row) if versions else [],
        "date": queries.file_first(row) if versions else None,
        "work": work if state in EDITED else None,
        "work_texts": texts_of(work) if work and state in EDITED else (),
        "work_inventors": inventors(work) if work and state in EDITED else (),
        "work_files": queries.files(row) if work and state in EDITED else (),
        "can_edit": is_writer(user, row) and state in EDITED,
        "can_assess": decides and state in OPEN,
        "can_accept": decides and state == DisclosureState.SUBMITTED,
        "can_decide": decides and state in OPEN and bool(versions) and bool(versions[0].assessments),
        "can_return": decides and (state in OPEN or state == DisclosureState.TO_FILE),
        "can_instruct": decides and state == DisclosureState.TO_FILE,
        "can_answer": files_for and state == DisclosureState.INSTRUCTED,
        "can_enter": state in FILABLE and (decides or (files_for and state == DisclosureState.ENTRUSTED)),
        "agencies": queries.agencies() if decides and state == DisclosureState.TO_FILE else (),
        "marks": range(1, 6),
        "today": on,
    }


def _title(row: Disclosure, sees_work: bool, versions: Sequence[queries.Version]) -> str:
    """Return the title that the reader may know: of the working copy for its inventors, else of the newest version."""
    told = row.title if sees_work or not versions else versions[0].draft.title
    return told or _("Disclosure without a title yet")


def _version(one: queries.Version) -> dict[str, object]:
    kept = {str(file["sha256"]): str(file["name"]) for file in one.files}
    rows = one.row.disclosure.files.filter(sha256__in=kept).order_by("pk")
    named = {row.sha256: row for row in rows}
    return {
        "row": one.row,
        "draft": one.draft,
        "texts": texts_of(one.draft),
        "inventors": inventors(one.draft),
        "files": [named[sha256] for sha256 in kept if sha256 in named],
        "assessments": one.assessments,
    }


def receipt_of(
    row: Disclosure, version: DisclosureVersion, draft: Draft, files: Sequence[Mapping[str, object]]
) -> dict[str, object]:
    """Return what the receipt of a version says, for its page and for paper."""
    return {
        "row": row,
        "version": version,
        "draft": draft,
        "inventors": inventors(draft),
        "files": files,
        "file_name": f"{row.number}-v{version.number}.json",
    }
