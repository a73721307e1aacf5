"""What people type when they open a watch."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.orgs.models import Organisation
from mainline.protection.watches import queries
from mainline.protection.watches.access import watchers
from mainline.protection.watches.actions import Wanted
from mainline.protection.watches.enums import WatchKind
from mainline.register.storable import storable

Given = Mapping[str, str]
DEFAULT = 50


def given_of(data: Mapping[str, str], user: User) -> dict[str, str]:
    """Return what was typed, or what a link gave: the id of a right becomes its number."""
    names = ("kind", "name", "number", "holder", "query", "named", "classes", "threshold", "organisation")
    told = {name: storable(str(data.get(name, ""))).strip() for name in names}
    told["kind"] = told["kind"] if told["kind"] in WatchKind else WatchKind.RIGHT
    told["threshold"] = told["threshold"] or str(DEFAULT)
    asked = str(data.get("right", ""))
    if asked.isascii() and asked.isdigit() and len(asked) < 19 and not told["number"]:
        right = queries.known_right(user, int(asked))
        told["number"] = right.number if right is not None else ""
    return told


def organisation_of(told: Given, user: User) -> Organisation:
    """Return for whom it is watched: the one chosen, else the first. Raises ``ValidationError`` for none."""
    bodies = watchers(user)
    if not bodies:
        raise ValidationError(_("Only members of an organisation watch, for it."))
    return next((one for one in bodies if str(one.pk) == told["organisation"]), bodies[0])


def wanted_of(told: Given, changes: list[str], user: User) -> Wanted:
    """Return what is wanted. Raises ``ValidationError`` by field for a number or a name that leads to nothing."""
    wrong: dict[str, str] = {}
    right = queries.right_numbered(user, told["number"]) if told["kind"] in ("right", "status") else None
    if told["number"] and right is None and told["kind"] in ("right", "status"):
        wrong["right"] = _("No single right has the number %(number)s.") % {"number": told["number"]}
    holder = queries.body_called(user, told["holder"]) if told["kind"] in ("status", "name") else None
    if told["holder"] and holder is None and told["kind"] in ("status", "name"):
        wrong["holder"] = _("The register knows no body called %(name)s.") % {"name": told["holder"]}
    threshold = told["threshold"]
    if not (threshold.isascii() and threshold.isdigit() and len(threshold) < 4):
        wrong["threshold"] = _("The threshold is a percentage from 1 to 100.")
    if wrong:
        raise ValidationError(wrong)
    classes = [
        one.strip()
        for one in told["classes"].replace("；", ";").replace("，", ";").replace(",", ";").split(";")
    ]
    return Wanted(
        kind=told["kind"], name=told["name"], right=right, holder=None if right else holder, query=told["query"],
        named=told["named"], classes=classes, changes=changes, threshold=int(threshold),
    )  # fmt: skip
