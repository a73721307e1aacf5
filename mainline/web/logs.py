"""What is written to the log: one line an entry, whatever a user typed, and no secret that a program showed."""

from __future__ import annotations

import logging
import re

from django.http import HttpRequest

from mainline.web.rates import address_of

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]")
"""Characters with which a text could begin a line, or colour and move what a terminal shows."""
_SECRET = re.compile(r"\b(ml[a-z]_)[\w-]{8,}|((?:sessionid|__Host-session|csrftoken)=)[^\s;,'\"]+")
"""Tokens and keys of ours by how they begin, and the cookies that stand for a login."""
_BELOW = "    | "
"""What stands before every further line of one entry: no entry begins so."""


class Lines(logging.Formatter):
    """Writes an entry so that nothing in it can be taken for another: control characters are printed as escapes."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the entry; the lines of a trace stand indented below it."""
        lines = super().format(record).split("\n")
        told = len(record.getMessage().split("\n"))
        first, trace = "\n".join(lines[:told]) + _asker(record), lines[told:]
        return _without_secrets("\n".join([_escaped(first), *(_BELOW + _escaped(line) for line in trace)]))


def _asker(record: logging.LogRecord) -> str:
    """Say who asked and from where, of an entry on a request. Looks nobody up: the database may be what failed."""
    request = getattr(record, "request", None)
    if not isinstance(request, HttpRequest):
        return ""
    told = request.__dict__
    user = told["user"] if "api_token" in told else told.get("_cached_user")
    who = f"account {user.pk}" if getattr(user, "pk", None) else "a visitor"
    return f" ({who} from {address_of(request)})"


def _escaped(text: str) -> str:
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def _without_secrets(text: str) -> str:
    return _SECRET.sub(lambda found: f"{found[1] or found[2]}…", text)
