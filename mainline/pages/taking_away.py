"""What an organisation takes away: all its data in one signed archive."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from mainline.archive.backup import NotPossible
from mainline.archive.leaving import AnyMember, export_organisation
from mainline.orgs.access import is_admin, organisation_ids, require_for
from mainline.orgs.gate import member
from mainline.orgs.models import Organisation
from mainline.orgs.views.gate import own_page
from mainline.register.access import entrusted_rights

_MOST = 20_000
"""Rights that a page writes while somebody waits; past it the command line does."""
_TOO_MANY = (
    "共有 {number:,} 项权利，超过网页一次可导出的 {most:,} 项；请管理员用命令 mainline export-organisation 导出。 · "
    "There are {number:,} rights, more than the {most:,} that a page writes at once. Ask whoever runs the platform for"
    " mainline export-organisation."
)


@own_page
def take_away(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Say what is in it; asked to, write it and hand it out."""
    organisation = _own(request, pk)
    if request.method != "POST":
        return render(request, "take_away.html", {"organisation": organisation})
    try:
        return _handed_out(organisation, member(request))
    except NotPossible as error:
        messages.error(request, str(error))
        return redirect("take_away", pk)


def _handed_out(organisation: Organisation, user: AbstractBaseUser) -> FileResponse:
    """Write the archive and hand it out; nothing of it stays on the disk once the last byte has gone."""
    number = entrusted_rights(AnyMember(organisation.pk)).count()
    if number > _MOST:
        raise NotPossible(_TOO_MANY.format(number=number, most=_MOST))
    room = Path(settings.DATA_DIR) / "tmp"
    room.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=room, prefix="take-away-") as folder:
        path = Path(folder) / f"organisation-{organisation.pk}.zip"
        export_organisation(organisation=organisation, path=path, by=user)
        # Opened before its folder goes: the file lives until it is closed.
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)


def _own(request: HttpRequest, pk: int) -> Organisation:
    """Return an organisation whose data the user may take away: 404 for a stranger, 403 for another role."""
    user = member(request)
    found = Organisation.objects.filter(pk=pk).first() if pk < 2**63 else None
    if found is None or not (is_admin(user) or pk in organisation_ids(user)):
        raise Http404(_("There is no organisation %(number)s of yours.") % {"number": pk})
    require_for(user, "organisation.export", pk)
    return found
