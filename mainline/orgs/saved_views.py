"""Saved views: a table's address under a name, one's own alone. Writes first, then reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import User, require
from mainline.orgs.models import SavedView
from mainline.web.tables import ListTable

MOST = 200
"""Views that one user keeps."""
NAME_LENGTH = SavedView._meta.get_field("name").max_length or 0
ADDRESS_LENGTH = SavedView._meta.get_field("address").max_length or 0


def table_at(path: str) -> ListTable | None:
    """Return the table whose page stands at a path of this site: what :func:`mainline.orgs.list_pages.lists` marked."""
    try:
        match = resolve(path)
    except Resolver404:
        return None
    found = getattr(match.func, "list_table", None)
    if isinstance(found, Mapping):
        found = found.get(match.kwargs.get("code"))
    return found if isinstance(found, ListTable) else None


@transaction.atomic
def save_view(
    *, by: AbstractBaseUser, table: str, name: str, address: str, is_default: bool = False
) -> SavedView:
    """Keep the address of a table under a name; the same name again replaces it.

    Raises ``ValidationError`` for a name or an address that will not do: it must be of this site, and of a page that
    shows this very table.
    """
    require(by, "view.save")
    name = _named(name)
    _check_address(table, address)
    own = SavedView.objects.filter(user=by)
    if own.exclude(table=table, name=name).count() >= MOST:
        raise ValidationError(_("You keep %(most)s views already. Delete one first.") % {"most": MOST})
    if is_default:
        own.filter(table=table, is_default=True).update(is_default=False)
    # Replaced under the same name, a view that opens first stays so.
    given = {"address": address, "saved_at": timezone.now(), **({"is_default": True} if is_default else {})}
    view, _made = SavedView.objects.update_or_create(user=by, table=table, name=name, defaults=given)
    _told("view.saved", by, view)
    return view


@transaction.atomic
def rename_view(*, by: AbstractBaseUser, pk: int, name: str) -> bool:
    """Call a view of one's own something else; False if there is none. Raises ``ValidationError`` for a name in use."""
    require(by, "view.save")
    name = _named(name)
    view = _own(by, pk)
    if view is None:
        return False
    view.name = name
    try:
        with transaction.atomic():
            view.save(update_fields=["name"])
    except IntegrityError:
        words = _("Another view of this table is called “%(name)s”. Choose another name.")
        raise ValidationError(words % {"name": name}) from None
    _told("view.saved", by, view)
    return True


@transaction.atomic
def choose_view(*, by: AbstractBaseUser, pk: int, is_default: bool) -> bool:
    """Let the bare address of its table open a view of one's own, or no more so; False if there is none."""
    require(by, "view.save")
    view = _own(by, pk)
    if view is None:
        return False
    SavedView.objects.filter(user=by, table=view.table, is_default=True).update(is_default=False)
    view.is_default = is_default
    view.save(update_fields=["is_default"])
    _told("view.saved", by, view)
    return True


@transaction.atomic
def forget_view(*, by: AbstractBaseUser, pk: int) -> bool:
    """Delete a view of one's own; False if there is none."""
    require(by, "view.save")
    view = _own(by, pk)
    if view is None:
        return False
    record(code="view.forgotten", by=by, subject=f"view:{pk}", data={"name": view.name})
    view.delete()
    return True


def _named(name: str) -> str:
    """Return a name without what nobody sees. Raises ``ValidationError`` where none or too much of it is left."""
    name = " ".join(name.replace("\0", "").split())
    if not name:
        raise ValidationError(_("A view needs a name."))
    if len(name) > NAME_LENGTH:
        words = _("Not saved: the name has %(n)s characters, at most %(most)s are kept. Shorten it.")
        raise ValidationError(words % {"n": len(name), "most": NAME_LENGTH})
    return name


def _check_address(table: str, address: str) -> None:
    if len(address) > ADDRESS_LENGTH:
        words = _("Not saved: what is shown needs an address of %(n)s characters, at most %(most)s are kept.")
        raise ValidationError(words % {"n": len(address), "most": ADDRESS_LENGTH})
    path, _mark, query = address.partition("?")
    found = table_at(path) if path.startswith("/") and not path.startswith("//") else None
    if found is None or found.code != table or not query or any(ord(one) < 33 for one in address):
        raise ValidationError(_("Not saved: this is no address of that table."))


def _own(by: AbstractBaseUser, pk: int) -> SavedView | None:
    return SavedView.objects.select_for_update().filter(user=by, pk=pk).first() if pk < 2**63 else None


def _told(code: str, by: AbstractBaseUser, view: SavedView) -> None:
    record(code=code, by=by, subject=f"view:{view.pk}", data={"name": view.name})


def views_of(user: User) -> QuerySet[SavedView]:
    """Return the views that a user keeps, by table and name."""
    return SavedView.objects.filter(user_id=user.pk).order_by("table", "name")


def views_by_table(user: User) -> dict[str, Sequence[SavedView]]:
    """Return the views that a user keeps, by the code of their table."""
    found: dict[str, list[SavedView]] = defaultdict(list)
    for view in views_of(user) if user.is_authenticated else ():
        found[view.table].append(view)
    return dict(found)


def default_view(user: User, table: str) -> SavedView | None:
    """Return the view that a user wants the bare address of a table to open."""
    return SavedView.objects.filter(user_id=user.pk, table=table, is_default=True).first()
