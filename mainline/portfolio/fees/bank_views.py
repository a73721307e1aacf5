"""Pages of payments by bank line: a file, what it would pay, and the booking."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from mainline.orgs import clock
from mainline.orgs.gate import member, needs
from mainline.portfolio.fees import paying
from mainline.portfolio.fees.banklines import (
    MOST_BYTES,
    BankLine,
    Unreadable,
    as_plain,
    from_plain,
    read_lines,
)
from mainline.portfolio.fees.schedule import label_of
from mainline.portfolio.fees.upkeep import totals
from mainline.register.deadlines.access import KEEP
from mainline.web.templatetags.web import number

_SALT = "mainline.fees.bank-lines"
_A_DAY = 24 * 3600


@require_http_methods(["GET", "HEAD", "POST"])
@needs(KEEP)
def bank(request: HttpRequest) -> HttpResponse:
    """Take a statement, and show what its lines would pay. Nothing is written here."""
    if request.method != "POST":
        return render(request, "portfolio/fees/bank.html", {})
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Unreadable(_("Choose a file."))
        lines = read_lines(file.read(MOST_BYTES + 1))
    except Unreadable as error:
        return render(request, "portfolio/fees/bank.html", {"problem": str(error)}, status=422)
    found = paying.matches(request.user, lines)
    counts = Counter(match.fate for match in found)
    context = {
        "matches": [(match, _paid(match)) for match in found],
        "counts": [(code, text, counts[code]) for code, text in paying.FATES.items()],
        "matched": counts["matched"],
        "total": list(totals(m.amount for m in found if m.fate == "matched" and m.amount)),
        "token": _sealed(request, lines),
        "name": file.name if file else "",
        "fates": paying.FATES,
    }
    return render(request, "portfolio/fees/bank.html", context)


@require_POST
@needs(KEEP)
def book(request: HttpRequest) -> HttpResponse:
    """Book what was looked over."""
    try:
        whose, rows = signing.loads(request.POST.get("lines", ""), salt=_SALT, max_age=_A_DAY)
    except signing.BadSignature:
        whose, rows = None, []
    if whose != member(request).pk:
        messages.error(request, _("This preview is no longer valid: choose the file again."))
        return redirect("annuities_bank")
    done = paying.book(lines=from_plain(rows), by=member(request), on=clock.today())
    if done:
        words = ngettext(
            "%(n)s payment was entered on its thread.",
            "%(n)s payments were entered on their threads.",
            len(done),
        )
        messages.success(request, words % {"n": number(len(done))})
    else:
        messages.info(request, _("Nothing was entered: no line pays a fee that is open."))
    return redirect("annuities")


def _sealed(request: HttpRequest, lines: list[BankLine]) -> str:
    """Return the lines as the form carries them: for this user, for a day, and not to be changed on the way."""
    return signing.dumps([member(request).pk, as_plain(lines)], salt=_SALT, compress=True)


def _paid(match: paying.Match) -> str:
    return label_of(match.year.rule, match.year.number) if match.year else ""
