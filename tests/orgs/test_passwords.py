"""Which passwords will do."""

from __future__ import annotations

import base64
import string
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.crypto import pbkdf2
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from mainline.orgs.hashers import Argon2
from mainline.orgs.passwords import is_plain
from mainline.settings import PASSWORD_HASHERS as HASHERS
from tests.factories import PASSWORD

GOOD = ("correct horse battery", "四只松鼠在屋顶上跳来跳去呢", "zwölf boxkämpfer", "Kp7#vvL0-qq9xx")
BAD = {
    "short": "password_too_short",
    "password1234": "password_too_common",
    "123456789012": "password_plain",
    "abcdefghijklmn": "password_plain",
    "zyxwvutsrqpo": "password_plain",
    "aaaaaaaaaaaaaaaa": "password_plain",
    "ababababababab": "password_plain",
    "korrekt1korrekt1": "password_plain",
    "woaini1314520": "password_plain",
    "qwertyASDFGH123": "password_plain",
}


@pytest.mark.parametrize("password", GOOD)
def test_long_password_of_ones_own_will_do_whatever_its_signs(password: str) -> None:
    validate_password(password)


@pytest.mark.parametrize(("password", "code"), BAD.items())
def test_password_that_others_would_guess_is_refused(password: str, code: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert code in {error.code for error in refused.value.error_list}


def test_password_like_the_name_is_refused() -> None:
    user = get_user_model()(username="sunhaiyan-harbin", email="sun@example.cn")

    with pytest.raises(ValidationError) as refused:
        validate_password("sunhaiyan-harbin1", user)

    assert refused.value.error_list[0].code == "password_too_similar"


@examples(max_examples=60, deadline=None)
@given(
    st.text(string.ascii_lowercase, min_size=1, max_size=6),
    st.integers(min_value=2, max_value=6),
)
def test_what_repeats_is_plain_however_often(part: str, times: int) -> None:
    assert is_plain(part * times)


def test_passwords_are_kept_by_argon2_and_old_ones_are_still_read(settings: Any) -> None:
    settings.PASSWORD_HASHERS = HASHERS
    old = "pbkdf2_sha256$1000$abcdefgh$" + base64.b64encode(pbkdf2(PASSWORD, "abcdefgh", 1000)).decode()

    assert isinstance(identify_hasher(make_password(PASSWORD)), Argon2)
    assert check_password(PASSWORD, old)
    assert not check_password(PASSWORD + "x", old)
