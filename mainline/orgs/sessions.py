"""Where somebody is logged in: when a session was last used, when it ends, and ending it from elsewhere."""

from __future__ import annotations

import re
import time
from collections.abc import Callable

from allauth.account.adapter import get_adapter
from allauth.account.signals import authentication_step_completed
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import PermissionDenied
from django.db import OperationalError, transaction
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.orgs.access import By, is_admin
from mainline.orgs.traces import subject

BEGAN, SEEN = "began", "seen"
"""Keys of a session: when its user logged in, and when it was last noted as used; seconds since 1970."""
_NOTED_EVERY = 300
_SYSTEMS = {
    "Windows": "Windows",
    "iPhone|iPad": "iOS",
    "Android": "Android",
    "HarmonyOS|OpenHarmony": "HarmonyOS",
    "Mac OS X": "macOS",
    "Linux|X11": "Linux",
}
_BROWSERS = {
    "Edg": "Edge",
    "Firefox|FxiOS": "Firefox",
    "MicroMessenger": "WeChat",
    "Chrome|CriOS": "Chrome",
    "Safari": "Safari",
}
"""Pattern in what a browser says of itself to its name; the first that fits, since they all claim to be others too."""


@receiver(user_logged_in)
def begin(sender: object, request: HttpRequest | None, **more: object) -> None:
    """Note in the session when its user logged in."""
    if request is not None and hasattr(request, "session"):
        request.session[BEGAN] = request.session[SEEN] = int(time.time())


@receiver(authentication_step_completed)
def renew(sender: object, request: HttpRequest, reauthenticated: bool = False, **more: object) -> None:
    """Go on under a new key once somebody showed again who they are: the old one opens nothing any more."""
    before = request.session.session_key
    if reauthenticated and before:
        request.session.cycle_key()
        UserSession.objects.filter(session_key=before).update(session_key=request.session.session_key)


def note_activity(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: prolong a session that is in use, every few minutes, and end one that has lasted long enough.

    A write for each request would make every reader wait for every other.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _note(request, int(time.time()))
        return get_response(request)

    return answer


def _note(request: HttpRequest, now: int) -> None:
    session = request.session
    began = session.get(BEGAN)
    if began is None:
        # It was begun by an older program.
        session[BEGAN] = session[SEEN] = now
    elif now - began > settings.SESSION_LONGEST_SECONDS:
        logout(request)
    elif now - session.get(SEEN, 0) > _NOTED_EVERY:
        session[SEEN] = now
        _keep(request)


def _keep(request: HttpRequest) -> None:
    """Write when and from where a session was used. It is a convenience of its list: no request fails for it."""
    try:
        with transaction.atomic():
            UserSession.objects.create_from_request(request)
    except OperationalError:
        return


def sessions_of(user: AbstractBaseUser, here: str) -> QuerySet[UserSession]:
    """Return the user's sessions that still stand, the one with key ``here`` marked ``is_here``."""
    UserSession.objects.purge_and_list(user)
    is_here = ExpressionWrapper(Q(session_key=here), BooleanField())
    return UserSession.objects.filter(user_id=user.pk).annotate(is_here=is_here)


@transaction.atomic
def end_sessions(*, user: AbstractBaseUser, by: By, keep: str = "", only: int | None = None) -> int:
    """End the user's sessions but the one with key ``keep``, or the one with id ``only``; return how many ended."""
    if by is not None and by.pk != user.pk and not is_admin(by):
        raise PermissionDenied(_("This account belongs to somebody else."))
    rows = UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep)
    found = list(rows if only is None else rows.filter(pk=only))
    for session in found:
        session.end()
    if found:
        record(code="session.ended", by=by, subject=subject(user), data={"count": len(found)})
    return len(found)


def device(agent: str) -> str:
    """Name browser and system from what a browser says of itself: ``Firefox · Windows``; nothing for what is unknown."""
    return " · ".join(name for table in (_BROWSERS, _SYSTEMS) if (name := _first(table, agent)))


def _first(table: dict[str, str], text: str) -> str:
    return next((name for pattern, name in table.items() if re.search(pattern, text)), "")


def address(request: HttpRequest) -> str:
    """Return the address that a request came from, as the audit and the list of sessions tell it."""
    return str(get_adapter().get_client_ip(request))
