"""Reads of drafts of claims and of what their check finds; each that asks for rows takes the user."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.creation.checks.access import CHECK, visible_drafts, visible_versions
from mainline.creation.checks.keys import key_of
from mainline.creation.checks.logic import VERSION, Checked, Finding, check, fingerprint
from mainline.creation.checks.models import ClaimsDraft, ClaimsVersion, Dismissal
from mainline.orgs.access import User
from mainline.register.models import Right
from mainline.web.steps import Step

_STEPS = 20


@dataclass(frozen=True, slots=True)
class Keyed:
    """A finding with the key by which it is dismissed, and its dismissal where there is one."""

    finding: Finding
    key: str
    dismissal: Dismissal | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What a check found: what counts, and what was dismissed."""

    checked: Checked
    open: Sequence[Keyed]
    dismissed: Sequence[Keyed]

    def count(self, severity: str) -> int:
        """Return how many findings that count are so grave."""
        return sum(one.finding.severity == severity for one in self.open)


def result_of(checked: Checked, dismissals: Mapping[str, Dismissal]) -> Result:
    """Return findings set apart by what was dismissed; of two alike in the same words each has its own key."""
    keyed, seen = [], Counter[str]()
    for finding in checked.findings:
        key = key_of(checked, finding)
        seen[key] += 1
        # The same claim twice in one text: the second is another finding.
        key = key if seen[key] == 1 else fingerprint(f"{key}:{seen[key]}")
        keyed.append(Keyed(finding, key, dismissals.get(key)))
    return Result(
        checked,
        [one for one in keyed if one.dismissal is None],
        [one for one in keyed if one.dismissal is not None],
    )


def checked(draft: ClaimsDraft) -> Result:
    """Check the claims of a draft as they stand now."""
    rows = draft.dismissals.filter(undone_at=None).select_related("made_by")
    found = check(draft.text, draft.jurisdiction, abstract_text=draft.abstract)
    return result_of(found, {row.key: row for row in rows})


def is_fresh(draft: ClaimsDraft) -> bool:
    """Whether the stamp is of the words, the jurisdiction and the rules of today."""
    return (
        draft.checked_sha256 == fingerprint(draft.text)
        and draft.checked_version == VERSION
        and draft.checked_jurisdiction == draft.jurisdiction
    )


def draft_of(user: User, right: Right) -> ClaimsDraft | None:
    """Return the draft of a right, if the user may see it."""
    rows = visible_drafts(user).select_related("right", "saved_by", "checked_by")
    return rows.filter(right=right).first()


def drafts(user: User) -> list[ClaimsDraft]:
    """Return the drafts that the user may see, the last saved first."""
    rows = visible_drafts(user).select_related("right", "saved_by").order_by("-saved_at", "-pk")
    return list(rows[:200])


def versions(user: User, draft: ClaimsDraft) -> list[ClaimsVersion]:
    """Return the approved versions of a draft, the newest first."""
    rows = visible_versions(user).filter(draft=draft).select_related("approved_by", "checked_by")
    return list(rows.order_by("-number"))


def version(user: User, pk: int) -> ClaimsVersion | None:
    """Return an approved version, if the user may see it."""
    rows = visible_versions(user).select_related("draft__right", "approved_by", "checked_by", "event")
    return rows.filter(pk=pk).first()


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield the drafts of claims whose stamp is stale, and those that have errors."""
    rows = visible_drafts(user, CHECK).exclude(checked_sha256="").select_related("right")
    for row in rows.order_by("-saved_at")[:_STEPS]:
        title = row.right.display_title or row.right.number
        href = reverse("claims_draft", args=[row.right_id])
        if not is_fresh(row):
            yield Step(
                _("The claims of %(right)s were changed after their check: check again.") % {"right": title},
                href,
            )
        elif row.errors:
            words = _("The check of the claims of %(right)s shows %(n)s errors.")
            yield Step(words % {"right": title, "n": row.errors}, href)
    waiting = (
        visible_drafts(user, CHECK).filter(checked_sha256="").exclude(text="").order_by(F("saved_at").desc())
    )
    for row in waiting.select_related("right")[:_STEPS]:
        title = row.right.display_title or row.right.number
        yield Step(
            _("The claims of %(right)s wait to be checked.") % {"right": title},
            reverse("claims_draft", args=[row.right_id]),
        )
