"""The lists of needs, offers and matches."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainline.register.search import region
from mainline.register.technology import in_field
from mainline.rules.money import typed
from mainline.utilization.market import labels, licences
from mainline.utilization.market.enums import MatchState, NeedState, OfferMode, OfferState, WishedMode
from mainline.utilization.market.models import Match, Need, Offer, OfferRight
from mainline.utilization.market.queries import poster_of
from mainline.utilization.market.terms import terms
from mainline.web.exports import Cell
from mainline.web.filters import Choice, Contains, Days, Numbers
from mainline.web.tables import Column, ListTable


class _Named:
    """A code of data in the language of the page, when it is drawn."""

    def __init__(self, names: object, code: str) -> None:
        self._names, self._code = names, code

    def __str__(self) -> str:
        return str(self._names()[self._code])  # type: ignore[operator]


def industry_choices() -> dict[str, object]:
    """Return the codes of industries with lazy labels."""
    return {one.code: lazystr(_Named(labels.industries, one.code)) for one in region().industries}


def place_choices() -> dict[str, object]:
    """Return the codes of places with lazy labels."""
    return {
        one.code: lazystr(_Named(labels.places, one.code)) for one in (region().root, *region().divisions)
    }


def band_choices() -> dict[str, object]:
    """Return the codes of bands of budgets with lazy labels."""
    return {code: lazystr(_Named(labels.bands, code)) for code in terms().bands}


def _need(row: Need) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("need", args=[row.pk]), row.title)


def _poster(row: Need) -> str:
    return poster_of(row) or gettext("anonymous")


def _reply(row: Need) -> str:
    if getattr(row, "is_replied", False):
        return gettext("answered")
    return gettext("by %(day)s") % {"day": row.reply_by} if row.state == NeedState.POSTED else ""


NEEDS = ListTable(
    "needs",
    (
        Column("title", _("Need"), _need, lambda row: row.title, "title", "wide", filter=Contains(("title", "text"), name="q")),
        Column("industry", _("Industry"), lambda row: labels.industry(row.industry), sort="industry",
            filter=Choice("industry", industry_choices())),
        Column("mode", _("Mode"), lambda row: str(row.get_mode_display()) if row.mode else gettext("open"), sort="mode",
            filter=Choice("mode", dict(WishedMode.choices))),
        Column("budget", _("Budget"), lambda row: labels.band(row.budget) or gettext("not said"), sort="budget",
            filter=Choice("budget", band_choices())),
        Column("wanted", _("Wanted by"), lambda row: row.wanted_by or "", sort="wanted_by", filter=Days("wanted_by")),
        Column("posted", _("Posted on"), lambda row: row.posted_on or "", sort="posted_on", filter=Days("posted_on")),
        Column("reply", _("Answer of the IP office"), _reply, sort="reply_by", filter=Days("reply_by")),
        Column("poster", _("Whose"), _poster),
        Column("state", _("State"), lambda row: str(row.get_state_display()), sort="state",
            filter=Choice("state", dict(NeedState.choices))),
        Column("activity", _("GB/T 4754"), lambda row: row.activity, sort="activity", is_shown=False,
            filter=Contains(("activity",))),
        Column("language", _("Language"), lambda row: str(row.get_language_display()), sort="language", is_shown=False),
    ),
    title=_("Needs"),
    quick="title",
)  # fmt: skip


def _offer(row: Offer) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("offer", args=[row.pk]), row.title)


def price_words(row: Offer) -> str:
    """Print the price that is asked, or that it is open to talk."""
    return gettext("open to talk") if row.price is None else str(row.price)


def _price(row: Offer) -> Cell:
    return typed(row.price_minor, row.currency) if row.price_minor is not None else ""


def _classes(row: Offer) -> str:
    found = [symbol for part in row.parts.all() for _scheme, symbol in part.right.classes[:1]]
    return ", ".join(dict.fromkeys(found))


def _numbers(row: Offer) -> str:
    return ", ".join(part.right.number for part in row.parts.all())


def _in_class(text: str) -> Q:
    return Q(pk__in=OfferRight.objects.filter(in_field(text, "right__")).values("offer"))


def _at_place(codes: list[str]) -> Q:
    here = Q()
    for code in codes:
        here |= Q(right__place__startswith=code.rstrip("0") or code)
    return Q(pk__in=OfferRight.objects.filter(here).values("offer"))


OFFERS = ListTable(
    "offers",
    (
        Column("title", _("Offer"), _offer, lambda row: row.title, "title", "wide",
            filter=Contains(("title", "text", "field_of_use"), name="q")),
        Column("use", _("Field of use"), lambda row: row.field_of_use, sort="field_of_use", look="wide",
            filter=Contains(("field_of_use",))),
        Column("industry", _("Industry"), lambda row: labels.industry(row.industry), sort="industry",
            filter=Choice("industry", industry_choices())),
        Column("class", _("IPC class"), _classes, filter=Contains(by=_in_class)),
        Column("trl", _("Readiness (TRL)"), lambda row: row.readiness, sort="readiness", look="n",
            filter=Numbers("readiness")),
        Column("mode", _("Mode"), lambda row: str(row.get_mode_display()), sort="mode",
            filter=Choice("mode", dict(OfferMode.choices))),
        Column("price", _("Price"), price_words, _price, "price_minor", "n",
            filter=Numbers("price_minor", units=100)),
        Column("holder", _("Holder"), lambda row: row.organisation.display_name, sort="organisation__name", look="wide",
            filter=Contains(("organisation__name", "organisation__name_zh", "organisation__name_en"))),
        Column("place", _("Place"), lambda row: labels.place(row.organisation.place), sort="organisation__place",
            filter=Choice("place", place_choices(), by=_at_place)),
        Column("listed", _("Listed on"), lambda row: row.listed_on, sort="listed_on", filter=Days("listed_on")),
        Column("open", _("Open licence"), licences.in_words, look="wide",
            filter=Choice("open", licences.choices, by=licences.narrowed)),
        Column("rights", _("Rights"), _numbers, is_shown=False),
        Column("currency", _("Currency"), lambda row: row.currency, is_shown=False),
        Column("state", _("State"), lambda row: str(row.get_state_display()), sort="state", is_shown=False,
            filter=Choice("state", dict(OfferState.choices))),
    ),
    title=_("Offers"),
    quick="title",
)  # fmt: skip


def _match(row: Match) -> SafeString:
    return format_html('<a href="{}">{}</a>', reverse("match", args=[row.pk]), row.need.title)


def _match_poster(row: Match) -> str:
    return row.need.organisation.display_name if getattr(row, "is_known", False) else gettext("anonymous")


MATCHES = ListTable(
    "matches",
    (
        Column("need", _("Need"), _match, lambda row: row.need.title, "need__title", "wide",
            filter=Contains(("need__title",), name="q")),
        Column("right", _("Right"), lambda row: row.right.display_title or row.right.number, sort="right__title", look="wide",
            filter=Contains(("right__title", "right__number"))),
        Column("score", _("Score"), lambda row: row.score, sort="score", look="n", filter=Numbers("score")),
        Column("state", _("State"), lambda row: str(row.get_state_display()), sort="state",
            filter=Choice("state", dict(MatchState.choices))),
        Column("holder", _("Holder"), lambda row: row.holder.display_name, sort="holder__name"),
        Column("poster", _("Whose need"), _match_poster),
        Column("proposed", _("Proposed on"), lambda row: row.proposed_on, sort="proposed_on", filter=Days("proposed_on")),
        Column("side", _("Proposed by"), lambda row: str(row.get_proposed_side_display()), sort="proposed_side", is_shown=False),
    ),
    title=_("Matches"),
    quick="need",
)  # fmt: skip
