"""Every write of watches: open one, change its threshold, end it, decide on what it found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.protection.watches.access import KEEP, visible_hits, visible_watches
from mainline.protection.watches.enums import ACTED, Change, Decision, WatchKind
from mainline.protection.watches.models import Hit, Watch
from mainline.protection.watches.profiling import profile_of_right, profile_of_text
from mainline.register.access import visible_organisations, visible_rights
from mainline.register.actions.events import add_event
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event, Right
from mainline.register.search import vocabulary
from mainline.register.sight import Sight
from mainline.register.storable import storable
from mainline.search.query import LONGEST_QUERY, QueryError, parse
from mainline.search.query.prose import is_prose

MOST_WATCHES = 500
"""Watches that run for one organisation."""
_CLASSES = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody wants to be told of."""

    kind: str
    name: str = ""
    right: Right | None = None
    holder: Organisation | None = None
    query: str = ""
    named: str = ""
    classes: Sequence[str] = ()
    changes: Sequence[str] = ()
    threshold: int = 50


def checked(wanted: Wanted) -> Wanted:
    """Return what is wanted, tidied. Raises ``ValidationError`` by field for what nothing can be found by."""
    text, named = storable(wanted.query).strip(), " ".join(storable(wanted.named).split())[:300]
    classes = [" ".join(one.split()) for one in wanted.classes if one.strip()][:_CLASSES]
    wrong: dict[str, str] = {}
    if wanted.kind not in WatchKind:
        wrong["kind"] = _("Choose what is watched.")
    if wanted.kind == WatchKind.RIGHT and wanted.right is None:
        wrong["right"] = _("Give the number of the right.")
    if wanted.kind == WatchKind.SEARCH and (problem := _problem_of(text)):
        wrong["query"] = problem
    if wanted.kind == WatchKind.STATUS and wanted.right is None and wanted.holder is None:
        wrong["right"] = _("Give the number of a right, or the name of a holder.")
    if wanted.kind == WatchKind.STATUS and not set(wanted.changes) & set(Change.values):
        wrong["changes"] = _("Choose what you want to be told of.")
    if wanted.kind == WatchKind.NAME and not named and wanted.holder is None:
        wrong["named"] = _("Give the name of a party or of a mark.")
    if not 1 <= wanted.threshold <= 100:
        wrong["threshold"] = _("The threshold is a percentage from 1 to 100.")
    if wrong:
        raise ValidationError(wrong)
    told = [code for code in Change.values if code in wanted.changes]
    return replace(wanted, query=text, named=named, classes=classes, changes=told)


def _problem_of(text: str) -> str:
    if not text:
        return str(_("Give a query, or a text to find the like of."))
    if len(text) > LONGEST_QUERY:
        return str(_("A query has %(n)s characters at most.") % {"n": LONGEST_QUERY})
    try:
        parse(text, vocabulary())
    except QueryError as error:
        return error.message_en if not _is_chinese() else error.message_zh
    return ""


def _is_chinese() -> bool:
    from django.utils.translation import get_language

    return (get_language() or "").startswith("zh")


def draft(wanted: Wanted, organisation: Organisation, on: dt.date) -> Watch:
    """Return a watch that is not written: to be opened, or to be tried out on what is there. Raises ``ValidationError``."""
    told = checked(wanted)
    is_text = told.kind == WatchKind.SEARCH and is_prose(told.query)
    profile: list[list[list[object]]] = []
    if told.kind == WatchKind.RIGHT and told.right is not None:
        profile = profile_of_right(told.right)
    elif is_text:
        profile = profile_of_text(told.query)
    name = " ".join(storable(told.name).split())[:120] or _named_by(told)
    return Watch(
        organisation=organisation, name=name, kind=told.kind, right=told.right, holder=told.holder,
        query=told.query if told.kind == WatchKind.SEARCH else "", is_text=is_text,
        named=told.named if told.kind == WatchKind.NAME else "", classes=list(told.classes),
        changes=list(told.changes) if told.kind == WatchKind.STATUS else [], threshold=told.threshold,
        profile=profile, since=on, made_at=timezone.now(),
    )  # fmt: skip


def _named_by(told: Wanted) -> str:
    for words in (
        told.named, told.holder.display_name if told.holder else "",
        (told.right.display_title or told.right.number) if told.right else "", told.query,
    ):  # fmt: skip
        if words:
            return words[:120]
    return ""


@transaction.atomic
def open_watch(
    *,
    wanted: Wanted,
    organisation: Organisation,
    by: AbstractBaseUser,
    on: dt.date,
    since: dt.date | None = None,
) -> Watch:
    """Watch from now on. The same thing watched twice for one organisation is one watch.

    ``since``: tells of what came from an earlier day on too, once it changes or is looked at again.
    A watch on a right that is entrusted to the organisation stands on its thread. Raises ``ValidationError`` by field, and
    ``PermissionDenied`` for a right or a body of which the user may not know.
    """
    require_for(by, KEEP, organisation.pk)
    _require_known(wanted, by)
    made = draft(wanted, organisation, on)
    same = Watch.objects.filter(
        organisation=organisation, ended_at=None, kind=made.kind, right=made.right, holder=made.holder,
        query=made.query, named=made.named,
    )  # fmt: skip
    known = next((one for one in same if one.classes == made.classes and one.changes == made.changes), None)
    if known is not None:
        return known
    if Watch.objects.filter(organisation=organisation, ended_at=None).count() >= MOST_WATCHES:
        raise ValidationError(_("%(n)s watches run already: end one first.") % {"n": MOST_WATCHES})
    made.made_by = by
    made.after_right = Right.objects.aggregate(top=Max("pk"))["top"] or 0
    made.after_event = 0 if since else Event.objects.aggregate(top=Max("pk"))["top"] or 0
    made.since = since or on
    made.save()
    record(code="watch.opened", by=by, subject=f"watch:{made.pk}", data={"name": made.name}, sealed=[made])
    if made.right is not None and Sight(by, made.right).is_entrusted:
        _on_thread(
            made, "protection.watch.opened", by, on, {"watch": str(made.pk), "proof": f"watch:{made.pk}"}
        )
    return made


def _require_known(wanted: Wanted, by: AbstractBaseUser) -> None:
    if wanted.right is not None and not visible_rights(by).filter(pk=wanted.right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    if wanted.holder is not None and not visible_organisations(by).filter(pk=wanted.holder.pk).exists():
        raise PermissionDenied(_("There is no such organisation, or you may not see it."))


def _on_thread(watch: Watch, code: str, by: AbstractBaseUser, on: dt.date, details: dict[str, str]) -> None:
    """Put what the organisation keeps to itself on the thread of the watched right."""
    if watch.right is not None:
        add_event(
            right=watch.right, code=code, happened_on=on, by=by, on=on, organisation=watch.organisation_id,
            source_text=watch.name, details=details, confidentiality=PartConfidentiality.OWN,
        )  # fmt: skip


@transaction.atomic
def change(*, watch: Watch, name: str, threshold: int, by: AbstractBaseUser) -> Watch:
    """Name a watch otherwise, or have it tell of more or less from now on. Raises ``ValidationError``."""
    row = _kept(watch, by)
    if not 1 <= threshold <= 100:
        raise ValidationError({"threshold": _("The threshold is a percentage from 1 to 100.")})
    row.name = " ".join(storable(name).split())[:120] or row.name
    row.threshold = threshold
    row.save(update_fields=["name", "threshold"])
    record(code="watch.changed", by=by, subject=f"watch:{row.pk}", data={"name": row.name}, sealed=[row])
    return row


@transaction.atomic
def end(*, watch: Watch, by: AbstractBaseUser) -> Watch:
    """End a watch; what it found stays. Twice is once."""
    row = _kept(watch, by, running=False)
    if row.ended_at is None:
        row.ended_at = timezone.now()
        row.save(update_fields=["ended_at"])
        record(code="watch.ended", by=by, subject=f"watch:{row.pk}", data={"name": row.name}, sealed=[row])
    return row


def _kept(watch: Watch, by: AbstractBaseUser, *, running: bool = True) -> Watch:
    row = Watch.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=watch.pk)
    if not visible_watches(by, KEEP).filter(pk=row.pk).exists():
        raise PermissionDenied(_("Your role in this organisation does not let you keep its watches."))
    if running and row.ended_at is not None:
        raise ValidationError(_("This watch has ended."))
    return row


@transaction.atomic
def decide(*, hit: Hit, decision: str, words: str, by: AbstractBaseUser, on: dt.date) -> Hit:
    """Decide on a hit, or decide anew. To ignore it needs a reason. What is to be done about it stands on the thread of the
    watched right, where the organisation has one. Raises ``ValidationError`` and ``PermissionDenied``.
    """
    row = Hit.objects.select_for_update(of=("self",)).select_related("watch__right", "right").get(pk=hit.pk)
    if not visible_hits(by, KEEP).filter(pk=row.pk).exists():
        raise PermissionDenied(_("Your role in this organisation does not let you keep its watches."))
    if decision not in Decision or not decision:
        raise ValidationError(_("Choose what you decide."))
    why = " ".join(storable(words).split())[:500]
    if decision == Decision.IGNORED and not why:
        raise ValidationError(_("Say why it can be ignored."))
    row.decision, row.words, row.decided_by, row.decided_at = decision, why, by, timezone.now()
    row.save(update_fields=["decision", "words", "decided_by", "decided_at"])
    record(code="watch.decided", by=by, subject=f"hit:{row.pk}", data={"decision": decision}, sealed=[row])
    watch = row.watch
    if decision in ACTED and watch.right is not None and Sight(by, watch.right).is_entrusted:
        other = row.right.number or row.right.display_title
        details = {"watch": str(watch.pk), "hit": str(row.pk), "proof": f"hit:{row.pk}", "other": other}
        _on_thread(watch, "protection.watch.found", by, on, details)
    return row
