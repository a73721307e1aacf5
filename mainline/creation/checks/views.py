"""Pages of claims: a text without a right, the draft of a right with its check, and what was approved."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from mainline.creation.checks import actions, queries, reading
from mainline.creation.checks.access import APPROVE, CHECK, draftable_rights
from mainline.creation.checks.enums import Jurisdiction
from mainline.creation.checks.logic import RULES, VERSION, check, citation, mended
from mainline.creation.checks.models import ClaimsDraft
from mainline.creation.checks.reading import ENDINGS, MOST_BYTES
from mainline.creation.checks.shown import shown
from mainline.files.notes import NOTES
from mainline.files.refusals import Refused, explain
from mainline.orgs import clock
from mainline.orgs.gate import member, signed_in
from mainline.register.models import Right
from mainline.web.templatetags.web import own

LONGEST = actions.LONGEST_TEXT


@require_safe
@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The drafts of claims that the user may see."""
    rows = [(draft, queries.is_fresh(draft)) for draft in queries.drafts(request.user)]
    return render(request, "creation/checks/index.html", {"rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def free(request: HttpRequest) -> HttpResponse:
    """Check a text that belongs to no right; nothing of it is kept."""
    text, jurisdiction, problem, result = "", _jurisdiction(request), "", None
    abstract = request.POST.get("abstract", "")[: actions.LONGEST_ABSTRACT]
    if request.method == "POST":
        try:
            text = _given(request)
        except ValidationError as error:
            problem = " ".join(error.messages)
        else:
            text, result = _checked(text, jurisdiction, abstract, request.POST.get("act", ""))
    context = {
        **_frame(), "text": text, "jurisdiction": jurisdiction, "abstract": abstract, "problem": problem,
        "shown": shown(result) if result else None, "can_edit": True, "form": "check-form",
    }  # fmt: skip
    return render(request, "creation/checks/free.html", context, status=422 if problem else 200)


def _checked(text: str, jurisdiction: str, abstract: str, act: str) -> tuple[str, queries.Result]:
    """Return a text, mended as a button asks, with its check."""
    result = queries.result_of(check(text, jurisdiction, abstract_text=abstract), {})
    wanted = act.removeprefix("mend-") if act.startswith("mend-") else ""
    if not wanted:
        return text, result
    edits = [e for one in result.open if wanted in ("all", one.key) for e in one.finding.mend]
    text = mended(result.checked.text, edits)
    return text, queries.result_of(check(text, jurisdiction, abstract_text=abstract), {})


@require_safe
@signed_in
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The claims of a right as they are drafted, with what the last check found."""
    right = _right(request, pk)
    row = queries.draft_of(request.user, right)
    can_edit = draftable_rights(request.user, CHECK).filter(pk=right.pk).exists()
    context: dict[str, object] = {**_frame(), "right": right, "draft": row, "can_edit": can_edit}
    if row is not None:
        fresh = queries.is_fresh(row)
        result = queries.checked(row) if fresh else None
        context |= {
            "text": row.text, "jurisdiction": row.jurisdiction, "abstract": row.abstract, "is_fresh": fresh,
            "shown": shown(result) if result else None, "form": "claims-form",
            "versions": queries.versions(request.user, row), "is_draft": True,
            "can_approve": draftable_rights(request.user, APPROVE).filter(pk=right.pk).exists(),
        }  # fmt: skip
    return render(request, "creation/checks/draft.html", context)


@require_POST
@signed_in
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Do what a button of the page asks; what is typed is kept first."""
    right = _right(request, pk)
    name, _dash, key = request.POST.get("act", "").partition("-")
    do = _ACTS.get(name)
    try:
        if do is None:
            raise ValidationError(_("Choose what you decide."))
        if told := do(request, right, key):
            messages.success(request, told)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(reverse("claims_draft", args=[right.pk]) + ("#findings" if name in _ON_FINDINGS else ""))


def _begin(request: HttpRequest, right: Right, key: str) -> str:
    actions.begin(right=right, jurisdiction=_jurisdiction(request, right.office), by=member(request))
    return ""


def _save(request: HttpRequest, right: Right, key: str) -> str:
    _kept(request, right)
    return _("Saved.")


def _check(request: HttpRequest, right: Right, key: str) -> str:
    actions.check_draft(draft=_kept(request, right), by=member(request))
    return ""


def _mend(request: HttpRequest, right: Right, key: str) -> str:
    row = _kept(request, right)
    keys = [one.key for one in queries.checked(row).open] if key == "all" else [key]
    made = actions.mend(draft=row, keys=keys, by=member(request))
    return ngettext("%(n)s correction made.", "%(n)s corrections made.", made) % {"n": made}


def _dismiss(request: HttpRequest, right: Right, key: str) -> str:
    actions.dismiss(
        draft=_draft(request, right), key=key, reason=request.POST.get("reason", ""), by=member(request)
    )
    return _("Set aside. It comes back when the words of its claim change.")


def _undo(request: HttpRequest, right: Right, key: str) -> str:
    actions.undo_dismissal(draft=_draft(request, right), key=key, by=member(request))
    return ""


def _approve(request: HttpRequest, right: Right, key: str) -> str:
    made = actions.approve(draft=_kept(request, right), by=member(request), on=clock.today())
    return _("Approved and sealed as version %(n)s.") % {"n": made.number}


_ACTS: dict[str, Callable[[HttpRequest, Right, str], str]] = {
    "begin": _begin,
    "save": _save,
    "check": _check,
    "mend": _mend,
    "dismiss": _dismiss,
    "undo": _undo,
    "approve": _approve,
}
_ON_FINDINGS = ("check", "mend", "dismiss", "undo")


@require_safe
@signed_in
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """Claims as they were approved, with their stamp."""
    found = queries.version(request.user, pk) if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no approved version %(number)s, or you may not see it.") % {"number": pk})
    return render(request, "creation/checks/version.html", {"version": found, "right": found.draft.right})


def _kept(request: HttpRequest, right: Right) -> ClaimsDraft:
    """Save what the form holds, where it holds the claims, and return the draft."""
    row = _draft(request, right)
    if "revision" not in request.POST:
        return row
    asked = request.POST["revision"]
    return actions.save(
        draft=row, text=_given(request), abstract=request.POST.get("abstract", ""),
        jurisdiction=_jurisdiction(request), by=member(request),
        revision=int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else -1,
    )  # fmt: skip


def _given(request: HttpRequest) -> str:
    """Return the claims of a form: of its file where one is given, else what is typed. Raises ``ValidationError``."""
    file = request.FILES.get("file")
    if file is None:
        text = request.POST.get("text", "")
    else:
        try:
            text = reading.claims_in_file(file.chunks(), file.name or "")
        except Refused as refused:
            raise ValidationError(own(explain(refused.code))) from refused
        except reading.NoClaims as error:
            why = own(NOTES[error.args[0]]) if error.args[0] in NOTES else ""
            raise ValidationError(f"{_('No claims were found in this file.')} {why}".strip()) from error
    if len(text) > LONGEST:
        raise ValidationError(_("Claims of more than %(n)s characters are not kept.") % {"n": f"{LONGEST:,}"})
    return text.replace("\0", "")


def _frame() -> dict[str, object]:
    """Return what every page of a check needs."""
    return {
        "jurisdictions": Jurisdiction.choices,
        "endings": ENDINGS,
        "limit": MOST_BYTES,
        "longest": LONGEST,
        "version": VERSION,
        "rules": [
            (rule.code, own(rule.title), [citation(rule.code, place) for place in rule.articles])
            for rule in RULES.values()
        ],
    }


def _jurisdiction(request: HttpRequest, office: str = "") -> str:
    asked = request.POST.get("jurisdiction") or request.GET.get("jurisdiction") or office
    return asked if asked in Jurisdiction.values else Jurisdiction.CN.value


def _draft(request: HttpRequest, right: Right) -> ClaimsDraft:
    found = queries.draft_of(request.user, right)
    if found is None:
        raise Http404(_("There is no draft of the claims of this right yet."))
    return found


def _right(request: HttpRequest, pk: int) -> Right:
    found = draftable_rights(request.user).filter(pk=pk).first() if pk < 2**63 else None
    if found is None:
        raise Http404(_("There is no right %(number)s, or you may not see it.") % {"number": pk})
    return found
