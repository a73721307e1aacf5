"""Letters by e-mail, where the installation can send any."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

log = logging.getLogger("mainline.mail")


def in_both_languages(text: Callable[[], str]) -> str:
    """Return a text in Chinese and below it in English: nobody knows which one a reader of the letter reads."""
    parts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            parts.append(text().strip())
    return "\n\n————\n\n".join(parts) + "\n"


def send(subject: str, text: str, to: str) -> bool:
    """Send a letter and return at once; False where no e-mail is set up or there is no address.

    It goes its way in a thread of its own: how long the server takes must not tell whether there was anything to
    send. What goes wrong is logged, without the letter and without its address.
    """
    if not settings.HAS_EMAIL or not to:
        return False
    message = EmailMessage(subject, text, settings.DEFAULT_FROM_EMAIL, [to])
    threading.Thread(target=_deliver, args=(message,), name="mail").start()
    return True


def send_now(
    subject: str, text: str, to: str, reference: str, attached: Sequence[tuple[str, bytes, str]] = ()
) -> None:
    """Send a letter that nobody waits for, and return when the mail server has taken it.

    ``attached`` are files: name, content, media type. The same ``reference`` makes the same Message-ID: a letter that has to be sent twice is known as one. Raises
    ``OSError`` for what the mail server, the network or the disk refuses.
    """
    sender = settings.DEFAULT_FROM_EMAIL
    host = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    headers = {"Message-ID": f"<{reference}@{host}>", "Auto-Submitted": "auto-generated"}
    message = EmailMessage(subject, text, sender, [to], headers=headers)
    for name, content, media_type in attached:
        message.attach(name, content, media_type)
    message.send()


def _deliver(message: EmailMessage) -> None:
    try:
        message.send()
    except OSError as error:
        # What the mail server, the network or the disk refuses; smtplib's errors are of this kind.
        log.error("A letter could not be sent: %s", type(error).__name__)
