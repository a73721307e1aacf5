"""What the views of disclosures share: one disclosure or 404, and errors of actions as sentences."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

from mainline.creation.disclosures import queries
from mainline.creation.disclosures.models import Disclosure
from mainline.files.refusals import Refused, explain
from mainline.files.store import TooLarge, Unavailable
from mainline.web.templatetags.web import own, size

LARGEST_ID = 2**63 - 1
FILE_FAULTS = (Refused, TooLarge, Unavailable)


def disclosure_of(request: HttpRequest, pk: int) -> Disclosure:
    """Return a disclosure, or 404 in the same words whether it is missing or not for this user."""
    found = queries.disclosure(request.user, pk) if pk <= LARGEST_ID else None
    if found is None:
        raise none(pk)
    return found


def none(pk: int) -> Http404:
    """Return what says that there is nothing here for the asker."""
    return Http404(_("There is no disclosure %(number)s, or you may not see it.") % {"number": pk})


def sentence(error: ValidationError | Refused | TooLarge | Unavailable) -> str:
    """Return what went wrong, in the language of the page."""
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    if isinstance(error, Refused):
        return own(explain(error.code))
    if isinstance(error, TooLarge):
        return _("The file is larger than %(limit)s.") % {"limit": size(error.args[0])}
    return _("The store of files does not answer now. Try again later.")
