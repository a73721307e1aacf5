"""How passwords are kept."""

from __future__ import annotations

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes, one lane: what OWASP asks; sixteen logins at once take 304 MiB.

    Django's own default takes 100 MiB and eight threads for each login.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
