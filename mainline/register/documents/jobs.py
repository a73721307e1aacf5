"""The worker's part: read the text of documents that wait for it."""

from __future__ import annotations

import datetime as dt
import logging

from django.utils import timezone

from mainline.files import apart
from mainline.files.kinds import BY_MEDIA_TYPE
from mainline.files.store import Altered, Missing, Unavailable
from mainline.register.documents import actions
from mainline.register.documents.storage import copied
from mainline.register.models import Document

log = logging.getLogger("mainline.worker")
_STALE = dt.timedelta(minutes=5)
"""A reading that has not ended for so long has no reader any more: one ends by itself long before."""
_ORPHAN = dt.timedelta(days=1)


def read_next() -> bool:
    """Read the text of one document; say whether there was one to read."""
    row = actions.claim_unread(stale_before=timezone.now() - _STALE)
    if row is None:
        return False
    try:
        found = read_text(row)
    except Unavailable as error:
        log.warning("Document %s is read later: %s", row.pk, error)
        actions.postpone_text(document=row)
        return False
    actions.enter_text(document=row, found=found)
    return True


def read_text(document: Document) -> apart.Extracted:
    """Read the text of a document in a process apart. Raises ``Unavailable`` where the store does not answer."""
    try:
        with copied(document.sha256) as path:
            return apart.extract(path, BY_MEDIA_TYPE[document.media_type])
    except Missing:
        log.error("Document %s: its file %s is missing", document.pk, document.sha256)
        return apart.Extracted("", None, "failed", "missing")
    except Altered:
        log.error("Document %s: its file %s was altered", document.pk, document.sha256)
        return apart.Extracted("", None, "failed", "altered")


def tidy() -> None:
    """Remove files that no document names, a day after they were kept. A store that is away is tidied tomorrow."""
    try:
        actions.forget_orphans(before=timezone.now() - _ORPHAN)
    except Unavailable as error:
        log.warning("The store of documents is tidied later: %s", error)
