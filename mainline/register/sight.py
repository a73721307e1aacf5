"""What a user may know of one right and do with it: the rules of :mod:`mainline.register.access`, asked of one right.

The lists there answer for all rights at once. The page of a right asks a dozen such questions of the same one; here they
follow from its parties and its shares, which are read once. A test holds both to the same answers for every asker.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

from django.db.models import Q, QuerySet

from mainline.orgs.access import User, is_admin, is_officer, organisation_ids
from mainline.orgs.models import Membership
from mainline.register.access import TRUSTED_ROLES, part_for, visible_imports, visible_sources
from mainline.register.disclosure import PRIVATE_FORMATS
from mainline.register.enums import HOLDING_ROLES
from mainline.register.models import Document, Event, Party, Right, Share, SourceRecord


class Sight:
    """One user's sight of one right, of which the user may know; of a page, not to be kept longer."""

    def __init__(self, user: User, right: Right) -> None:
        """``right`` is a row of :func:`mainline.register.access.visible_rights` of the user."""
        self.user, self.right = user, right

    @cached_property
    def _trusted(self) -> list[tuple[int, str]]:
        rows = Party.objects.filter(right=self.right, role__in=TRUSTED_ROLES, organisation__isnull=False)
        return list(rows.values_list("organisation_id", "role"))

    @cached_property
    def _shares(self) -> list[tuple[int, bool]]:
        return list(Share.objects.filter(right=self.right).values_list("organisation_id", "is_named"))

    @cached_property
    def is_entrusted(self) -> bool:
        """Whether it is one of the user's own: see :func:`~mainline.register.access.entrusted_rights`."""
        own = organisation_ids(self.user)
        return bool(own) and any(pk in own for pk, _ in (*self._trusted, *self._shares))

    def is_held(self, verb: str = "") -> bool:
        """See :func:`~mainline.register.access.held_rights`."""
        if is_admin(self.user):
            return True
        own = organisation_ids(self.user, verb)
        return bool(own) and (
            any(pk in own for pk, _role in self._trusted)
            or any(pk in own for pk, is_named in self._shares if not is_named)
        )

    def is_disposable(self, verb: str) -> bool:
        """See :func:`~mainline.register.access.disposable_rights`."""
        if is_admin(self.user):
            return True
        own = organisation_ids(self.user, verb)
        holders = {pk for pk, role in self._trusted if role in HOLDING_ROLES}
        if own & holders:
            return True
        is_brought = any(pk in own for pk, is_named in self._shares if not is_named)
        is_handled = any(pk in own for pk, role in self._trusted if role == "agent")
        return (
            is_brought and not is_handled and not Membership.objects.filter(organisation__in=holders).exists()
        )

    @property
    def is_changeable(self) -> bool:
        """See :func:`~mainline.register.access.changeable_rights`."""
        if is_officer(self.user) or self.is_held("right.record"):
            return True
        told = SourceRecord.objects.filter(right=self.right)
        return not told.exclude(imported_by__in=visible_imports(self.user).values("pk")).exists()

    @property
    def _part(self) -> Q:
        return part_for(self.user, is_entrusted=self.is_entrusted)

    def events(self) -> QuerySet[Event]:
        """See :func:`~mainline.register.access.visible_events`."""
        return Event.objects.filter(self._part, right=self.right)

    def documents(self) -> QuerySet[Document]:
        """See :func:`~mainline.register.access.visible_documents`."""
        return Document.objects.filter(self._part, right=self.right, withdrawn_at=None)

    def named(self, sources: Collection[SourceRecord]) -> set[int]:
        """Of some sources of the right return the ids of those in :func:`~mainline.register.access.visible_sources`."""
        ids = {source.pk for source in sources}
        if is_admin(self.user) or self.is_entrusted:
            return ids
        private = {source.pk for source in sources if source.format in PRIVATE_FORMATS}
        if not private:
            return ids
        told = visible_sources(self.user).filter(pk__in=private).values_list("pk", flat=True)
        return ids - private | set(told)
