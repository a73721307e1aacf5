"""Whose figures they are: those of everybody, made of what everybody may know of, and those of offices."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from mainline.orgs import clock
from mainline.orgs.access import User, is_admin, is_officer
from mainline.register.access import visible_events, visible_rights
from mainline.register.models import Event, Right
from mainline.strategy.indicators.definitions import Definition, definitions

TARGET = "target.set"


def is_office(user: User) -> bool:
    """Whether somebody reads figures as an office does: its staff, and whoever runs the platform."""
    return is_officer(user) or is_admin(user)


@dataclass(frozen=True, slots=True)
class Edition:
    """What figures are made of. The public one is the same for all, whoever asks: no secret right is in it."""

    user: User
    """Whose sight decides; a visitor's for the public edition."""
    counts_demonstration: bool
    """On a platform that stands on a demonstration day the demonstration is all there is; on any other it is none of it."""

    @property
    def code(self) -> str:
        """``office`` or ``public``."""
        return "office" if is_office(self.user) else "public"

    @property
    def is_whole(self) -> bool:
        """Whether the reader may see all that any figure is made of."""
        return is_admin(self.user)

    def rights(self) -> QuerySet[Right]:
        """Return the rights that may be counted."""
        return visible_rights(self.user)

    def events(self) -> QuerySet[Event]:
        """Return the events that may be counted and opened."""
        return visible_events(self.user)

    def tells(self, definition: Definition) -> bool:
        """Whether this edition has the indicator."""
        return not definition.is_guarded or self.code == "office"


def edition_for(user: User) -> Edition:
    """Return the edition that a user reads: staff of offices their own, everybody else the public one."""
    return Edition(user if is_office(user) else AnonymousUser(), clock.is_demo())


def public_edition() -> Edition:
    """Return the edition that everybody reads."""
    return Edition(AnonymousUser(), clock.is_demo())


def told_to(user: User) -> list[Definition]:
    """Return the indicators that a user may read, in the order of the table."""
    edition = edition_for(user)
    return [one for one in definitions().values() if edition.tells(one)]
