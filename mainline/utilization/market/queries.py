"""Reads of needs, offers and matches; each takes the user."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mainline.orgs.access import User, can, organisation_ids, own_organisations
from mainline.orgs.models import Organisation
from mainline.orgs.persons.queries import one_body
from mainline.register.access import visible_rights
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Party, Right
from mainline.search.highlight import Segment
from mainline.utilization.market import licences, matching
from mainline.utilization.market.access import (
    BROKER,
    DEAL,
    is_poster,
    known_posters,
    knows_poster,
    own_needs,
    sides_of,
    visible_matches,
    visible_messages,
    visible_needs,
    visible_offers,
    visible_parts,
)
from mainline.utilization.market.enums import Answer, MatchState, NeedState, OfferState, Side, Verdict
from mainline.utilization.market.logic import ALIVE, Score
from mainline.utilization.market.matching import KINDS, Suggestion
from mainline.utilization.market.models import (
    Feedback,
    Match,
    MatchMessage,
    Need,
    NeedReply,
    Offer,
    OfferRight,
)
from mainline.utilization.market.shown import Reasoned, passage_of, reasons, score_of, title_of
from mainline.web.steps import Step

MOST_CHOICES = 300
"""Rights of one's own among which is chosen."""


@dataclass(frozen=True, slots=True)
class Shown:
    """Something found, as a page draws it."""

    need: Need
    right: Right
    offer: Offer | None
    score: Score
    title: Sequence[Segment]
    passage: Sequence[Segment]
    parts: Sequence[Reasoned]
    match: Match | None
    feedback: Feedback | None

    @property
    def is_aside(self) -> bool:
        """Whether it was found to be not relevant."""
        return self.feedback is not None and self.feedback.verdict == Verdict.NOT_RELEVANT


def needs(user: User) -> QuerySet[Need]:
    """Return the needs that a user may know of, each with whether they may know whose it is, the newest first."""
    known = Exists(known_posters(user).filter(pk=OuterRef("pk")))
    replied = Exists(NeedReply.objects.filter(need=OuterRef("pk")))
    rows = visible_needs(user).annotate(is_known=known, is_replied=replied)
    return rows.select_related("organisation").order_by("-posted_on", "-pk")


def need(user: User, pk: int) -> Need | None:
    """Return one need, if the user may know of it."""
    return needs(user).filter(pk=pk).first()


def poster_of(row: Need) -> str:
    """Return whose a need is, of a row of :func:`needs`; empty where its reader may not know."""
    return row.organisation.display_name if getattr(row, "is_known", False) else ""


def replies_to(user: User, row: Need) -> list[NeedReply]:
    """Return what the IP office answered, oldest first: for whose need it is, and for staff of the office alone."""
    if not is_poster(user, row) and not can(user, BROKER):
        return []
    return list(row.replies.select_related("organisation").order_by("pk"))


def offers(user: User) -> QuerySet[Offer]:
    """Return the offers that a user may know of, with the rights in them, the newest first."""
    seen = licences.with_events(visible_parts(user).select_related("right").order_by("pk"))
    parts = Prefetch("parts", seen)
    rows = visible_offers(user).select_related("organisation")
    return rows.prefetch_related(parts).order_by("-listed_on", "-pk")


def offer(user: User, pk: int) -> Offer | None:
    """Return one offer, if the user may know of it."""
    return offers(user).filter(pk=pk).first()


def matches(user: User) -> QuerySet[Match]:
    """Return the matches that a user may know of, each with whether they may know whose the need is."""
    known = Exists(known_posters(user).filter(pk=OuterRef("need")))
    rows = visible_matches(user).annotate(is_known=known)
    return rows.select_related("need__organisation", "right", "offer", "holder").order_by("-pk")


def match(user: User, pk: int) -> Match | None:
    """Return one match, if the user may know of it."""
    return matches(user).filter(pk=pk).first()


def messages_of(user: User, row: Match) -> list[MatchMessage]:
    """Return what both sides of a match wrote, the first first."""
    found = visible_messages(user).filter(match=row).select_related("organisation", "sent_by")
    return list(found.order_by("pk"))


def suggestions(user: User, row: Need) -> list[Shown]:
    """Return what fits a need: all of it for its own people and the IP office, for a holder its own rights."""
    sees_all = is_poster(user, row, "") or can(user, BROKER)
    held = None if sees_all else organisation_ids(user, DEAL)
    if row.state == NeedState.CLOSED or (held is not None and not held):
        return []
    return _shown(user, matching.for_need(row, held_by=held, knows_poster=knows_poster(user, row)))


def needs_for(user: User, rights: Sequence[Right]) -> list[Shown]:
    """Return the posted needs that some public rights fit, less those of the user's own organisations."""
    own = organisation_ids(user) if user.is_authenticated else set()
    posted = [row for row in matching.posted_needs() if row.organisation_id not in own]
    return _shown(user, matching.for_rights(rights, posted)) if user.is_authenticated else []


def _shown(user: User, found: Sequence[Suggestion]) -> list[Shown]:
    needs_, rights = {one.need.pk for one in found}, {one.right.pk for one in found}
    known = visible_matches(user).filter(need__in=needs_, right__in=rights)
    by_pair = {(one.need_id, one.right_id): one for one in known}
    said = Feedback.objects.filter(need__in=needs_, right__in=rights, organisation__in=organisation_ids(user))
    judged = {(one.need_id, one.right_id): one for one in said.order_by("pk")}
    rows = [
        Shown(
            one.need, one.right, one.offer, one.score, title_of(one.right, one.score.found),
            passage_of(one.right, one.score.found), reasons(one.score.parts),
            by_pair.get((one.need.pk, one.right.pk)), judged.get((one.need.pk, one.right.pk)),
        )
        for one in found
    ]  # fmt: skip
    return sorted(rows, key=lambda row: row.is_aside)


def kept_score(row: Match) -> tuple[Score, list[Reasoned]]:
    """Return the score of a match and its parts in words, as they were when it was proposed."""
    told = score_of(row.score, row.reasons)
    return told, reasons(told.parts)


def own_rights(organisation: Organisation) -> QuerySet[Right]:
    """Return the published rights that an organisation holds and that can be offered, the newest first."""
    named = Party.objects.filter(organisation__in=one_body(organisation), role__in=HOLDING_ROLES)
    # Who held it before stands among the parties too.
    held = named.filter(right__holder_name__contains=F("name")).values("right")
    rows = Right.objects.filter(pk__in=held, set_apart=None, status__in=ALIVE, kind__in=KINDS)
    return rows.order_by("-granted_on", "-pk")


def chosen_rights(user: User, ids: Collection[int]) -> list[Right]:
    """Return the rights of some ids that a user may know of."""
    return list(visible_rights(user).filter(pk__in=ids).order_by("pk"))


def offers_on(user: User, right: Right) -> list[Offer]:
    """Return the standing offers of a right."""
    held = OfferRight.objects.filter(right=right).values("offer")
    return list(visible_offers(user).filter(pk__in=held, state=OfferState.LISTED).order_by("-pk"))


def matches_on(user: User, right: Right) -> list[Match]:
    """Return the matches of a right that a user may know of, the newest first."""
    return list(matches(user).filter(right=right))


def may_deal(user: User) -> bool:
    """Whether a user may post needs and list offers for some organisation."""
    return user.is_authenticated and bool(own_organisations(user, DEAL))


def steps(user: User, on: dt.date) -> Iterator[Step]:
    """Yield what of the market waits for a user: answers to needs, answers to matches, drafts."""
    if not user.is_authenticated:
        return
    if can(user, BROKER):
        yield from _unanswered(on)
    if not can(user, DEAL):
        return
    waiting = matches(user).filter(state=MatchState.PROPOSED, need__state=NeedState.POSTED)
    for row in waiting:
        sides = sides_of(user, row)
        told = {"right": row.right.display_title or row.right.number, "need": row.need.title}
        if Side.HOLDER in sides and row.holder_answer == Answer.WAITING:
            words = _("A need may fit your right %(right)s: “%(need)s”. Say yes or no.")
            yield Step(words % told, reverse("match", args=[row.pk]))
        elif Side.NEED in sides and row.need_answer == Answer.WAITING:
            words = _("A right was proposed for your need “%(need)s”: %(right)s. Say yes or no.")
            yield Step(words % told, reverse("match", args=[row.pk]))
    for draft in own_needs(user, DEAL).filter(state=NeedState.DRAFT).order_by("pk"):
        words = _("Your need “%(need)s” is a draft: post it.")
        yield Step(words % {"need": draft.title}, reverse("need", args=[draft.pk]))


def _unanswered(on: dt.date) -> Iterator[Step]:
    """Yield the posted needs that no person has answered; nobody reads from them whose they are."""
    answered = NeedReply.objects.filter(need=OuterRef("pk"))
    rows = Need.objects.filter(~Exists(answered), state=NeedState.POSTED).order_by("reply_by", "pk")
    for row in rows:
        words = _("Answer the need “%(need)s”.") % {"need": row.title}
        is_late = row.reply_by is not None and row.reply_by < on
        yield Step(words, reverse("need", args=[row.pk]), is_wrong=is_late, due_on=row.reply_by)
