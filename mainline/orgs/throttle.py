"""When somebody who erred too often may try again."""

from __future__ import annotations

import datetime as dt
import math
import time

from allauth.core.internal import ratelimit
from django.contrib.auth.models import AbstractBaseUser
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

_APP, _ACTION = "allauth.account", "login_failed"
LOCKED = "too_many_login_attempts"
"""Code of the error."""


def key_of(user: AbstractBaseUser) -> str:
    """Return the key under which the library counts the wrong codes of a user."""
    return f"mfa-auth-user-{user.pk}"


def seconds_until_free(request: HttpRequest, key: str) -> int:
    """Return how long until one more attempt under this key, or from this address, is let through; 0 for now."""
    waits = [0.0]
    for rate in ratelimit.get_rates(app=_APP, action=_ACTION):
        name = ratelimit.get_cache_key(request, app=_APP, action=_ACTION, rate=rate, key=key)
        tried = cache.get(name, [])
        if len(tried) >= rate.amount:
            # The newest stands first.
            waits.append(tried[rate.amount - 1] + rate.duration - time.time())
    return math.ceil(max(waits))


def locked(request: HttpRequest, key: str) -> ValidationError:
    """Return the error that says when to try again. It says the same whether or not there is such an account."""
    minutes = max(1, math.ceil(seconds_until_free(request, key) / 60))
    when = timezone.localtime(timezone.now() + dt.timedelta(minutes=minutes))
    wait = ngettext("in %(n)s minute", "in %(n)s minutes", minutes) % {"n": minutes}
    text = _("Too many wrong attempts. Try again %(wait)s, at %(time)s.")
    return ValidationError(text % {"wait": wait, "time": when.strftime("%H:%M")}, code=LOCKED)
