"""Secrets of webhooks: made and shown once, kept encrypted under a key that follows from the platform's own."""

from __future__ import annotations

import base64
import re
import secrets
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

PREFIX = "mlw_"
"""Begins every secret, so that people and scanners know one where it should not be."""
FORM = re.compile(r"[\x21-\x7e]{32,64}")
"""What a secret that a person brings must look like; longer ones would not fit where they are kept."""
_BYTES = 32
_PURPOSE = b"mainline: secrets of webhooks"


def new_secret() -> str:
    """Return a new secret."""
    return PREFIX + secrets.token_urlsafe(_BYTES)


def locked(secret: str) -> str:
    """Return a secret as it is kept."""
    return _box().encrypt(secret.encode()).decode()


def unlocked(kept: str) -> str | None:
    """Return a secret as it was shown; ``None`` where it was kept under another key: only a new one helps then."""
    try:
        return _box().decrypt(kept).decode()
    except InvalidToken:
        return None


def _box() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return MultiFernet([_fernet(str(key)) for key in keys])


@lru_cache(maxsize=8)
def _fernet(key: str) -> Fernet:
    # Its own key: what decrypts these can sign no session, and the other way round.
    derived = HKDF(SHA256(), length=32, salt=None, info=_PURPOSE).derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))
