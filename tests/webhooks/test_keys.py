"""Secrets are kept encrypted, and one that can't be read says so."""

from __future__ import annotations

from typing import Any

from mainline.webhooks import keys
from mainline.webhooks.models import Webhook


def test_a_secret_is_kept_so_that_only_this_platform_reads_it(settings: Any) -> None:
    secret = keys.new_secret()
    kept = keys.locked(secret)

    assert secret.startswith("mlw_")
    assert secret not in kept
    assert len(kept) <= (Webhook._meta.get_field("secret").max_length or 0)
    assert keys.unlocked(kept) == secret

    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key of at least some length"
    assert keys.unlocked(kept) is None

    settings.SECRET_KEY_FALLBACKS = [former]
    assert keys.unlocked(kept) == secret


def test_what_was_never_a_secret_is_none() -> None:
    assert keys.unlocked("plain text") is None
