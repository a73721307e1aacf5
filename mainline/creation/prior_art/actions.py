"""What people do for a novelty report: begin it, search, judge documents and features, conclude. No text goes into the audit."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from mainline.audit.actions import record
from mainline.creation.prior_art import papers, queries
from mainline.creation.prior_art.access import SEARCH, searchable_rights, visible_reports
from mainline.creation.prior_art.enums import Basis, Kind, Outcome, Relevance, ReportState
from mainline.creation.prior_art.logic import (
    EARLIER,
    LATER,
    NoClaims,
    categories_for,
    claims_named,
    claims_written,
    standing,
)
from mainline.creation.prior_art.models import NoveltyDocument, NoveltyIssue, NoveltyQuery, NoveltyReport
from mainline.orgs.access import organisation_ids, require
from mainline.register.access import organisations_trusted, visible_rights
from mainline.register.actions import add_event
from mainline.register.features import (
    MOST_DOCUMENTS,
    Chart,
    Feature,
    chart_of,
    plain,
    split,
    without_document,
)
from mainline.register.known import claims_known, right_numbered
from mainline.register.models import Right
from mainline.register.prior import LONGEST, index_state, known_before
from mainline.register.storable import storable
from mainline.web.templatetags.web import page_language

LONGEST_TEXT = 200_000
_MOST_SEARCHES = 200


class Overtaken(ValidationError):
    """Somebody else saved meanwhile."""


@transaction.atomic
def begin(
    *, right: Right, by: AbstractBaseUser, on: dt.date, subject: str = "", cut_off: dt.date | None = None
) -> NoveltyReport:
    """Begin a report on a right, with its own words as what is searched for and its priority or filing day as cut-off.

    Raises ``PermissionDenied`` for a right of others.
    """
    _require(right, by)
    day, basis = queries.cut_off_of(right, on)
    if cut_off is not None and cut_off != day:
        day, basis = cut_off, Basis.CHOSEN.value
    now, body = timezone.now(), _organisation(right, by)
    made = NoveltyReport.objects.create(
        right=right, organisation_id=body, cut_off=day, basis=basis, chart=plain(Chart()),
        subject=_text(subject or queries.subject_of(by, right, page_language()), LONGEST),
        claims=_text(claims_known(right), LONGEST_TEXT), requested_by=by, requested_on=on, saved_by=by, saved_at=now,
    )  # fmt: skip
    add_event(
        right=right, code="creation.novelty.requested", happened_on=on, by=by, on=on, organisation=body,
        details={"proof": f"novelty_report:{made.pk}"},
    )  # fmt: skip
    _told(made, "begun", by)
    return made


@transaction.atomic
def save(
    *, report: NoveltyReport, subject: str, claims: str, cut_off: dt.date, chart: Chart, outcome: str,
    outcome_claims: str, conclusion: str, revision: int, by: AbstractBaseUser,
) -> NoveltyReport:  # fmt: skip
    """Keep what is typed. Raises :class:`Overtaken` where somebody saved a later copy, and ``ValidationError`` for claims
    that cannot be read.
    """
    row = _edited(report, by)
    if row.revision != revision:
        told = _(
            "%(name)s saved this meanwhile: open the page anew before you go on, and copy what you typed."
        )
        raise Overtaken(told % {"name": row.saved_by.get_username()})
    day, basis = queries.cut_off_of(row.right, row.requested_on)
    row.subject, row.claims = _text(subject, LONGEST), _text(claims, LONGEST_TEXT)
    row.cut_off, row.basis = cut_off, basis if cut_off == day else Basis.CHOSEN.value
    row.chart, row.conclusion = plain(chart), _text(conclusion, LONGEST_TEXT)
    row.outcome, row.outcome_claims = _outcome(outcome), _claims(outcome_claims)
    return _saved(row, by)


@transaction.atomic
def search(*, report: NoveltyReport, kind: str, by: AbstractBaseUser) -> NoveltyQuery:
    """Search by the words of the report and keep what was asked and what came.

    Raises ``ValidationError`` without words, and what the search raises.
    """
    row = _edited(report, by)
    if not row.subject.strip():
        raise ValidationError(_("Say what to search for: paste the text of the invention."))
    last = row.queries.order_by("-number").values_list("number", flat=True).first() or 0
    if last >= _MOST_SEARCHES:
        raise ValidationError(_("A report holds %(n)s searches at most.") % {"n": _MOST_SEARCHES})
    chosen = Kind(kind) if kind in Kind.values else Kind.BEFORE
    is_conflicting = chosen == Kind.CONFLICTING
    found = known_before(
        by, row.subject, before=row.cut_off, is_conflicting=is_conflicting, language=page_language()
    )
    state = index_state()
    made = NoveltyQuery.objects.create(
        report=row, number=last + 1, kind=chosen, text=row.subject, cut_off=row.cut_off, total=found.total,
        found=list(found.ids), documents=state.documents, newest=state.newest, made_by=by, made_at=timezone.now(),
    )  # fmt: skip
    # How many and when; by which words is a secret of whom the right belongs to.
    _told(row, "searched", by, {"number": made.number, "hits": made.total}, made)
    return made


@transaction.atomic
def judge(
    *, report: NoveltyReport, by: AbstractBaseUser, right: Right | None = None, number: str = "", relevance: str,
    category: str = "", claims: str = "", note: str = "", passage: str = "", title: str = "",
    published_on: dt.date | None = None,
) -> NoveltyDocument:  # fmt: skip
    """Say of a document whether it is relevant, in which category and for which claims: one of the register, or any other
    by its number, title and day. What was said before of the same document is replaced.

    Raises ``ValidationError`` for a category that its days do not allow, and claims that cannot be read.
    """
    row = _edited(report, by)
    if right is None and (known := right_numbered(by, number.strip())) is not None:
        right = known
    if right is not None and not visible_rights(by).filter(pk=right.pk).exists():
        raise PermissionDenied(_("There is no such document."))
    told = _told_of(right, number, title, published_on)
    if right is not None and right.pk == row.right_id:
        raise ValidationError(_("This is the invention itself."))
    place = standing(told["published_on"], told["filed_on"], row.cut_off)
    _require_category(category, place, relevance)
    made, _is_new = NoveltyDocument.objects.update_or_create(
        report=row, number=told["number"],
        defaults={
            **told, "relevance": relevance if relevance in Relevance.values else "", "category": category,
            "claims": _claims(claims), "note": _text(note, 2000), "passage": _text(passage, 4000), "judged_by": by,
            "judged_at": timezone.now(),
        },
    )  # fmt: skip
    _saved(row, by, counts=False)
    return made


def _told_of(right: Right | None, number: str, title: str, published_on: dt.date | None) -> dict[str, object]:
    if right is not None:
        return {
            "right": right, "number": (right.number or f"#{right.pk}")[:80], "title": right.display_title[:1000],
            "published_on": right.published_on, "filed_on": right.filed_on,
        }  # fmt: skip
    given = " ".join(storable(number).split())[:80]
    if not given:
        raise ValidationError(_("Give the number or the name of the document."))
    return {
        "right": None, "number": given, "title": _text(title, 1000), "published_on": published_on,
        "filed_on": None,
    }  # fmt: skip


def _require_category(category: str, place: str, relevance: str) -> None:
    if not category:
        return
    if relevance != Relevance.RELEVANT:
        raise ValidationError(_("A document that is not relevant has no category."))
    if category in categories_for(place):
        return
    if place == EARLIER:
        raise ValidationError(
            _(
                "It was published on the day or later and filed before: it can be E alone (Patent Law Art. 22(2))."
            )
        )
    if place == LATER:
        raise ValidationError(_("It was filed and published on the day or later: it is no prior art."))
    raise ValidationError(_("It was published before the day: E is for what was published later."))


@transaction.atomic
def drop(*, report: NoveltyReport, document: int, by: AbstractBaseUser) -> None:
    """Take a document out of a report, and out of its table of features."""
    row = _edited(report, by)
    found = row.documents.filter(pk=document).first()
    if found is None:
        raise ValidationError(_("There is no such document."))
    chart = chart_of(row.chart)
    if found.number in chart.documents:
        row.chart = plain(without_document(chart, chart.documents.index(found.number)))
    found.delete()
    _saved(row, by)


@transaction.atomic
def chart_document(*, report: NoveltyReport, document: int, by: AbstractBaseUser) -> NoveltyReport:
    """Give a relevant document a column in the table of features. Raises ``ValidationError``."""
    row = _edited(report, by)
    found = row.documents.filter(pk=document, relevance=Relevance.RELEVANT).first()
    chart = chart_of(row.chart)
    if found is None:
        raise ValidationError(_("Mark the document as relevant first."))
    if found.number in chart.documents:
        raise ValidationError(_("%(number)s is in the table already.") % {"number": found.number})
    if len(chart.documents) >= MOST_DOCUMENTS:
        raise ValidationError(_("The table holds %(n)s documents at most.") % {"n": MOST_DOCUMENTS})
    row.chart = plain(Chart((*chart.documents, found.number), chart.features).filled())
    return _saved(row, by)


@transaction.atomic
def propose_features(*, report: NoveltyReport, claim: int, by: AbstractBaseUser) -> NoveltyReport:
    """Cut a claim into features, in the place of its rows. Raises ``ValidationError`` where there is no such claim."""
    row = _edited(report, by)
    chart = split(chart_of(row.chart), row.claims, claim)
    if not any(one.claim == claim for one in chart.features):
        raise ValidationError(_("There is no claim %(number)s in the claims above.") % {"number": claim})
    row.chart = plain(chart)
    return _saved(row, by)


@transaction.atomic
def add_feature(*, report: NoveltyReport, claim: int, text: str, by: AbstractBaseUser) -> NoveltyReport:
    """Add a row to the table. Raises ``ValidationError`` without words."""
    row, words = _edited(report, by), _text(text, 2000)
    if not words:
        raise ValidationError(_("Say what the feature is."))
    chart = chart_of(row.chart)
    row.chart = plain(Chart(chart.documents, (*chart.features, Feature(claim, words))).filled())
    return _saved(row, by)


@transaction.atomic
def issue(*, report: NoveltyReport, by: AbstractBaseUser, on: dt.date) -> NoveltyIssue:
    """Give the report: seal what stands on it, and enter it on the thread.

    Raises ``ValidationError`` without a search, an outcome or words for it, and without claims where novelty is lacking.
    """
    row = _edited(report, by)
    if not row.queries.exists():
        raise ValidationError(_("Nothing was searched yet."))
    if not row.outcome or not row.conclusion.strip():
        raise ValidationError(_("A person concludes: choose the outcome and say why."))
    if row.outcome == Outcome.LACKS and not row.outcome_claims:
        raise ValidationError(_("Say for which claims novelty is lacking."))
    last = row.issues.order_by("-number").values_list("number", flat=True).first() or 0
    made = NoveltyIssue.objects.create(
        report=row, number=last + 1, content=papers.content_of(row, by=by.get_username(), on=on, number=last + 1),
        issued_by=by, issued_on=on, issued_at=timezone.now(),
    )  # fmt: skip
    made.event = add_event(
        right=row.right, code="creation.novelty.reported", happened_on=on, by=by, on=on,
        organisation=row.organisation_id,
        details={**_result(row), "reference": f"N{row.pk}-{made.number}", "proof": f"novelty_report:{row.pk}", "issue": str(made.pk)},
    )  # fmt: skip
    made.save(update_fields=["event"])
    row.state = ReportState.REPORTED
    row.save(update_fields=["state"])
    _told(row, "reported", by, {"number": made.number}, made)
    return made


@transaction.atomic
def reopen(*, report: NoveltyReport, by: AbstractBaseUser) -> NoveltyReport:
    """Work on after a report was given: what was given stays, and another follows it."""
    row = _locked(report, by)
    if row.state != ReportState.REPORTED:
        raise ValidationError(_("This report was not given yet."))
    row.state = ReportState.BEGUN
    row.save(update_fields=["state"])
    _told(row, "reopened", by)
    return row


def _result(row: NoveltyReport) -> dict[str, str]:
    found = {}
    for ending, language in (("_zh", "zh-hans"), ("_en", "en"), ("", "en")):
        with override(language):
            words = str(Outcome(row.outcome).label)
            claims = _("claims %(claims)s") % {"claims": row.outcome_claims} if row.outcome_claims else ""
            found[f"result{ending}"] = f"{words} ({claims})" if claims else words
    return found


def _text(text: str, longest: int) -> str:
    return storable(text).replace("\r\n", "\n").strip()[:longest]


def _outcome(code: str) -> str:
    return code if code in Outcome.values else ""


def _claims(text: str) -> str:
    try:
        return claims_written(claims_named(storable(text)))
    except NoClaims as error:
        words = _("“%(text)s” names no claims: write them as 1-3, 5.")
        raise ValidationError(words % {"text": error.args[0]}) from error


def _saved(row: NoveltyReport, by: AbstractBaseUser, *, counts: bool = True) -> NoveltyReport:
    row.revision, row.saved_by, row.saved_at = row.revision + counts, by, timezone.now()
    row.save()
    return row


def _organisation(right: Right, by: AbstractBaseUser) -> int:
    own = organisation_ids(by, SEARCH)
    trusted = organisations_trusted([right.pk])[right.pk]
    found = min(own & trusted, default=min(own, default=None)) or min(trusted, default=None)
    if found is None:
        raise PermissionDenied(_("This right belongs to no organisation on this platform."))
    return found


def _require(right: Right, by: AbstractBaseUser) -> None:
    require(by, SEARCH)
    if not searchable_rights(by, SEARCH).filter(pk=right.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))


def _locked(report: NoveltyReport, by: AbstractBaseUser) -> NoveltyReport:
    require(by, SEARCH)
    rows = NoveltyReport.objects.select_for_update(of=("self",)).select_related("right", "saved_by")
    row = rows.get(pk=report.pk)
    if not visible_reports(by, SEARCH).filter(pk=row.pk).exists():
        raise PermissionDenied(_("This right belongs to another organisation."))
    return row


def _edited(report: NoveltyReport, by: AbstractBaseUser) -> NoveltyReport:
    row = _locked(report, by)
    if row.state != ReportState.BEGUN:
        raise ValidationError(_("The report was given. Work on it again to change it."))
    return row


def _told(
    row: NoveltyReport, what: str, by: AbstractBaseUser, data: dict[str, object] | None = None,
    sealed: NoveltyQuery | NoveltyIssue | None = None,
) -> None:  # fmt: skip
    record(
        code=f"novelty.{what}", by=by, subject=f"right:{row.right_id}", data={"report": row.pk, **(data or {})},
        sealed=[sealed] if sealed is not None else (),
    )  # fmt: skip
