"""Searches that people keep."""

from __future__ import annotations

from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils import timezone

from mainline.audit.actions import record
from mainline.orgs.access import require
from mainline.register.models import (
    SavedSearch,
)


@transaction.atomic
def save_search(*, user: AbstractBaseUser, name: str, query: str, sort: str = "") -> SavedSearch:
    """Keep a query under a name; the same name again replaces it. Raises ``ValueError`` for what is too long."""
    require(user, "search.save")
    for field, text in (("name", name), ("query", query)):
        most = SavedSearch._meta.get_field(field).max_length or 0
        if len(text) > most:
            raise ValueError(f"{field} has {len(text)} characters, at most {most} are kept")
    saved, _created = SavedSearch.objects.update_or_create(
        user=user, name=name, defaults={"query": query, "sort": sort, "saved_at": timezone.now()}
    )
    record(code="search.saved", by=user, subject=f"search:{saved.pk}", data={"name": name})
    return saved


@transaction.atomic
def forget_search(*, user: AbstractBaseUser, pk: int) -> bool:
    """Drop a saved search of the user's own; False if there was none."""
    require(user, "search.save")
    kept = SavedSearch.objects.filter(user=user, pk=pk).first()
    if kept is None:
        return False
    kept.delete()
    record(code="search.forgotten", by=user, subject=f"search:{pk}", data={"name": kept.name})
    return True
