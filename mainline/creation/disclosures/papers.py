"""The receipt of a disclosure on paper: what was handed in when, its SHA-256, and how anybody checks it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.creation.disclosures.logic import Draft
from mainline.creation.disclosures.models import Disclosure, DisclosureVersion
from mainline.creation.disclosures.shown import inventors
from mainline.typesetting import typeset_apart
from mainline.web.templatetags.web import page_language, size

_TEMPLATE = Path(__file__).parent / "data" / "receipt.typ"


def receipt(
    row: Disclosure, version: DisclosureVersion, draft: Draft, files: Sequence[Mapping[str, object]]
) -> bytes:
    """Return the receipt as PDF. Raises what the typesetter raises."""
    at = f"{timezone.localtime(version.submitted_at):%Y-%m-%d %H:%M:%S %z}"
    name = f"{row.number}-v{version.number}.json"
    said = {
        "lang": page_language(),
        "title": _("Receipt of an invention disclosure"),
        "number": _("%(number)s, version %(version)s") % {"number": row.number, "version": version.number},
        "facts": [
            [_("Title"), draft.title],
            [_("Handed in to"), row.organisation.display_name],
            [_("Handed in at"), at],
            [_("Handed in by"), version.submitted_by.get_username()],
        ],
        "people_head": _("Inventors and their shares"),
        "people": [[one.name, one.share] for one in inventors(draft)],
        "files_head": _("Files"),
        "files": [[str(one["name"]), size(int(str(one["size"]))), _broken(str(one["sha256"]))] for one in files],
        "seal_head": _("SHA-256 of the content"),
        "seal": _broken(version.sha256),
        "check_head": _("How to check it"),
        "check": [
            _("Take the file %(name)s from the page of the receipt.") % {"name": name},
            _("Compute its SHA-256 with any program: sha256sum %(name)s, or certutil -hashfile %(name)s SHA256.")
            % {"name": name},
            _("It must be the one above. The file names each attached file with its own SHA-256, checked the same way."),
        ],
        "foot": " · ".join((row.organisation.display_name, row.number, _("Mainline"))),
    }  # fmt: skip
    return typeset_apart(_TEMPLATE, said)


def _broken(sha256: str) -> str:
    """Print a digest in groups of eight, which a line can break between."""
    return " ".join(sha256[at : at + 8] for at in range(0, len(sha256), 8))
