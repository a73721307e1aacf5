"""Which passwords will do: long ones that nobody else has. No rule asks for signs or capitals."""

from __future__ import annotations

from itertools import pairwise

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_COMMON = (
    "password", "passwd", "mima", "admin", "root", "user", "login", "welcome", "mainline", "zhuxian",
    "qwertyuiop", "qwerty", "qwer", "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcv",
    "1qaz", "2wsx", "3edc", "4rfv", "qaz", "wsx", "abcdef", "abcd", "abc", "iloveyou", "love",
    "woaini", "woshi", "nihao", "zhongguo", "heilongjiang", "haerbin", "5201314", "1314520", "1314", "520",
    "1234567890", "123456789", "12345678", "1234567", "123456", "12345", "1234", "123", "888", "666", "000", "111",
)  # fmt: skip
"""What passwords of Chinese and English users are made of most; longer ones stand before their parts."""
_OWN = 4
"""So many characters beside those has a password that will do."""
_FEWEST = 5
"""So many different characters has the plainest password that will do."""


class LongEnough(MinimumLengthValidator):
    """Twelve characters or so; says it in both languages, which the framework's own message does not."""

    def get_error_message(self) -> str:
        """Say what is wrong and what to do."""
        return _("This password is too short: give at least %(least)s characters.") % {
            "least": self.min_length
        }


class NotPlain:
    """Refuses what lists of common passwords do not hold: ``abababababab``, ``abcdefghijkl``, ``woaini1314520``."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise ``ValidationError`` for few characters over and over, a run of neighbours, or common parts alone."""
        if is_plain(password):
            raise ValidationError(
                _(
                    "This password repeats itself, counts on, or is made of what many use."
                    " Choose several words that do not belong together."
                ),
                code="password_plain",
            )

    def get_help_text(self) -> str:
        """Say the rule beside the field."""
        return _("It must not repeat itself, count on, or be made of what many use.")


def is_plain(password: str) -> bool:
    """Whether a password is made of few characters or common parts, repeats one, or is a run such as ``123456``."""
    is_repeated = password in (password + password)[1:-1]
    if is_repeated or len(set(password)) < _FEWEST or len(_without_common(password)) < _OWN:
        return True
    steps = {ord(after) - ord(before) for before, after in pairwise(password)}
    # 0 follows 9 in a run of digits.
    return steps <= {1, -9} or steps <= {-1, 9}


def _without_common(password: str) -> str:
    rest = password.lower()
    for part in _COMMON:
        rest = rest.replace(part, "")
    return rest
