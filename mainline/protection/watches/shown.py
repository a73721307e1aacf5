"""How watches and hits look on pages: reasons as sentences, the preview as bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from mainline.protection.watches.enums import Change
from mainline.protection.watches.models import Hit, Watch
from mainline.protection.watches.preview import Preview
from mainline.register import codes
from mainline.register.enums import PartyRoleLabel, StatusLabel
from mainline.rules.explaining import cited
from mainline.rules.loading import rulebook
from mainline.web.templatetags.web import page_language


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in words, with the words of the text that it is about."""

    text: str
    words: Sequence[str] = ()
    share: int | None = None
    """Percent, where there is one to draw."""


def reasons_of(hit: Hit) -> list[Reason]:
    """Return why a watch tells of a right, in the language of the page."""
    return [_reason(one) for one in hit.reasons]


def _reason(told: Mapping[str, Any]) -> Reason:
    code, words = told.get("code"), tuple(told.get("words", ()))
    share = told.get("share")
    if code == "words":
        return Reason(_("It has %(share)s %% of the telling words.") % {"share": share}, words, share)
    if code == "query":
        return Reason(_("The search finds it."), words)
    if code == "class":
        return Reason(_("It stands in class %(symbol)s.") % told)
    if code == "cites":
        return Reason(_("It cites %(number)s.") % told)
    if code == "party":
        role = told.get("role", "")
        label = PartyRoleLabel(role).label if role in PartyRoleLabel else role
        return Reason(_("%(name)s stands on it as %(role)s.") % {"name": told.get("name"), "role": label})
    if code in ("event", "status"):
        return _of_change(told)
    return _of_mark(told)


def _of_change(told: Mapping[str, Any]) -> Reason:
    change = told.get("change", "")
    what = Change(change).label if change in Change else change
    if told.get("code") == "status":
        status = told.get("status", "")
        label = StatusLabel(status).label if status in StatusLabel else status
        return Reason(_("Its status is “%(status)s” now: %(what)s.") % {"status": label, "what": what})
    zh, en = codes.event_code(str(told["event"])).label
    label = zh if page_language() == "zh" else en
    return Reason(_("“%(event)s” came to its thread: %(what)s.") % {"event": label, "what": what})


def _of_mark(told: Mapping[str, Any]) -> Reason:
    share, shared = told.get("share"), tuple(str(told.get("shared", "")).split())
    if told.get("code") == "mark_same":
        return Reason(_("The name is the same: %(name)s.") % told, (), share)
    if told.get("code") == "mark_sound":
        return Reason(
            _("%(name)s sounds alike, %(share)s of 100: the same syllables below.") % told, shared, share
        )
    return Reason(
        _("%(name)s is written alike, %(share)s of 100: the same characters below.") % told, shared, share
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the preview: how many at a threshold, and its height of 100."""

    threshold: int
    count: int
    height: int
    is_chosen: bool


def bars(preview: Preview, threshold: int) -> list[Bar]:
    """Return the bars of a preview; the one at or below the threshold asked for is marked."""
    most = max(preview.most, 1)
    chosen = max((bar for bar, _count in preview.counts if bar <= threshold), default=None)
    return [
        Bar(bar, count, max(2, 92 * count // most) if count else 0, bar == chosen)
        for bar, count in preview.counts
    ]


def about(watch: Watch) -> str:
    """Say in a line what a watch is about."""
    if watch.right is not None:
        return watch.right.display_title or watch.right.number
    return watch.named or (watch.holder.display_name if watch.holder else "") or watch.query


def changes_of(watch: Watch) -> list[str]:
    """Return what a watch of a status tells of, in words."""
    return [str(Change(code).label) for code in watch.changes if code in Change]


def step_cites(hit: Hit) -> list[str]:
    """Return the articles by which the last day of the next step is counted, in words."""
    book = rulebook()
    if hit.step_rule not in book.rules:
        return []
    versions = book.rules[hit.step_rule].rule.version
    told = [cited(book, cite) for cite in versions[-1].cite] if versions else []
    begun = hit.right.published_on or hit.found_on
    for version in versions:
        if version.since <= begun and (version.until is None or begun < version.until):
            told = [cited(book, cite) for cite in version.cite]
    return [one.of(page_language()) for one in told]
