"""The page on which everybody verifies evidence, and that on which an organisation says who stamps for it."""

from __future__ import annotations

import shutil

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from mainline.orgs.access import own_organisations
from mainline.orgs.gate import member, needs
from mainline.orgs.models import Organisation
from mainline.protection.evidence import authorities, authority_actions
from mainline.protection.evidence.access import AUTHORITY
from mainline.protection.evidence.logic import bundles, tokens
from mainline.protection.evidence.logic.bundles import NoBundle, Verdict
from mainline.protection.evidence.logic.tokens import Unusable
from mainline.protection.evidence.models import TimestampAuthority
from mainline.protection.evidence.words import missing, problem
from mainline.register.documents.storage import incoming
from mainline.web.rates import Rate, address_of
from mainline.web.templatetags.web import size

_ASKED = Rate(20)
"""From one address in a minute, for each serving process."""
_WHOSE = {
    "platform": gettext_lazy("the operator of this platform trusts it"),
    "organisation": gettext_lazy("an organisation on this platform entered its certificates"),
    "demonstration": gettext_lazy("the demonstration's own authority, which nobody recognises"),
    "given": gettext_lazy("the certificates that you gave along"),
}
_NO_BUNDLE = {
    "not_zip": gettext_lazy(
        "This is no ZIP archive. To verify another file, give its time stamp (.tsr) along."
    ),
    "too_much": gettext_lazy("The archive holds more than an exported deposit may."),
    "no_statement": gettext_lazy("There is no statement.json of a deposit in this archive."),
    "broken": gettext_lazy("The archive is damaged: it can't be read to its end."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Say of a file with its stamp, or of an exported deposit, whether it is valid. Nothing of it is kept."""
    context: dict[str, object] = {"limit": settings.EVIDENCE_MAX_BYTES}
    status = 200
    if request.method == "POST":
        try:
            context |= _shown(_verdict(request))
        except ValidationError as error:
            context["problem"], status = " ".join(error.messages), 400
    return render(request, "protection/evidence/verify.html", context, status=status)


def _verdict(request: HttpRequest) -> Verdict:
    if not _ASKED.take(address_of(request)).is_allowed:
        raise ValidationError(_("Too many at once from your address. Try again in a minute."))
    given, stamp = request.FILES.get("file"), request.FILES.get("token")
    if given is None:
        raise ValidationError(_("Choose a file, then verify it."))
    return verdict_of(given, stamp, request.FILES.get("certificates"))


def verdict_of(given: UploadedFile, stamp: UploadedFile | None, certificates: UploadedFile | None) -> Verdict:
    """Return what comes of an uploaded file. Raises ``ValidationError`` for what can't be looked at."""
    if (given.size or 0) > settings.EVIDENCE_MAX_BYTES:
        raise ValidationError(
            _("A file is larger than %(limit)s.") % {"limit": size(settings.EVIDENCE_MAX_BYTES)}
        )
    trusted = [*_given(certificates), *authorities.trusted()]
    if stamp is not None:
        response = stamp.read(tokens.MOST_BYTES + 1)
        return bundles.check_file(given.chunks(), given.name or "file", response, trusted)
    with incoming() as path:
        with path.open("wb") as out:
            shutil.copyfileobj(given, out)
        try:
            return bundles.check_bundle(path, trusted, settings.EVIDENCE_MAX_BYTES)
        except NoBundle as error:
            raise ValidationError(str(_NO_BUNDLE[error.args[0]])) from error


def _given(certificates: UploadedFile | None) -> list[tuple[str, str]]:
    if certificates is None:
        return []
    pem = certificates.read(authority_actions.LONGEST_CERTIFICATES).decode("ascii", "replace")
    try:
        return [(pem, "given")] if tokens.certificates_of(pem) else []
    except Unusable as error:
        raise ValidationError(str(problem(error.code))) from error


def _shown(verdict: Verdict) -> dict[str, object]:
    stamp, told = verdict.stamp, verdict.statement or {}
    left_out = told.get("missing")
    return {
        "verdict": verdict,
        "why": problem(stamp.problem) if stamp else "",
        "whose": _WHOSE.get(stamp.trusted_by, "") if stamp else "",
        "is_demonstration": bool(stamp and stamp.trusted_by == "demonstration"),
        "missing": missing([str(code) for code in left_out]) if isinstance(left_out, list) else [],
        "title": str(told.get("title", "")),
    }


@require_http_methods(["GET", "HEAD", "POST"])
@needs(AUTHORITY)
def authority(request: HttpRequest) -> HttpResponse:
    """Who stamps the evidence of one's organisation, and saying so."""
    bodies = own_organisations(request.user, AUTHORITY)
    asked = request.POST.get("organisation", "") or request.GET.get("organisation", "")
    body = next((one for one in bodies if str(one.pk) == asked), bodies[0] if bodies and not asked else None)
    wrong: dict[str, list[str]] = {}
    if body is not None and request.method == "POST":
        try:
            return _set(request, body)
        except ValidationError as error:
            wrong = error.message_dict
    own = TimestampAuthority.objects.filter(organisation=body).first() if body else None
    context = {
        "bodies": bodies,
        "body": body,
        "own": own,
        "wrong": wrong,
        "chosen": authorities.authority_for(body) if body else None,
        "values": {
            name: request.POST.get(name, "") if wrong else getattr(own, name, "")
            for name in ("url", "certificates", "policy")
        },
    }
    return render(request, "protection/evidence/authority.html", context, status=400 if wrong else 200)


def _set(request: HttpRequest, body: Organisation) -> HttpResponse:
    given, by = request.POST, member(request)
    if given.get("act") == "remove":
        authority_actions.remove_authority(organisation=body, by=by)
        messages.success(request, _("Removed: the platform's authority stamps again."))
    else:
        authority_actions.set_authority(
            organisation=body, url=given.get("url", ""), certificates=given.get("certificates", ""),
            policy=given.get("policy", ""), by=by,
        )  # fmt: skip
        messages.success(request, _("Saved: new deposits are stamped there."))
    return redirect("evidence_authority")
