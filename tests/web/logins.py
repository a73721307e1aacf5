"""What tests of accounts do as a browser does: log in, type a code, follow a link."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import struct
import time
from typing import Any

from django.core import mail
from django.test import Client

from mainline.orgs.enums import Role
from tests.factories import PASSWORD, a_user, an_organisation

NEW = "four squirrels on a roof"


def totp(secret: str, step: int = 0) -> str:
    """The code of RFC 6238 for now, or so many steps from it."""
    counter = struct.pack(">Q", int(time.time()) // 30 + step)
    digest = hmac.new(base64.b32decode(secret), counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[start : start + 4])[0] & 0x7FFFFFFF) % 10**6:06}"


def log_in(client: Client, user: Any, password: str = PASSWORD, **more: str) -> Any:
    return client.post("/login/", {"username": user.username, "password": password, **more})


def is_logged_in(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def said(response: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def set_up_totp(client: Client) -> tuple[str, list[str]]:
    """Set codes of an app up; return the key and the recovery codes, shown this once."""
    page = client.get("/account/security/app/").content.decode()
    secret = re.search(r'id="totp-secret">([A-Z2-7]+)<', page).group(1)
    answer = client.post("/account/security/app/", {"code": totp(secret, -1)})
    assert answer.headers["Location"] == "/account/security/codes/"
    codes = re.findall(r"\b\d{8}\b", said(client.get("/account/security/codes/")))
    return secret, codes


def forget_password(client: Client) -> None:
    """Make it long ago that the password of a session was given."""
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()


def letters(count: int) -> list[Any]:
    """Wait for letters: each goes its way in a thread of its own."""
    deadline = time.monotonic() + 5
    while len(mail.outbox) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(mail.outbox) == count
    return list(mail.outbox)


def a_place(role: Role = Role.ADMIN) -> tuple[Any, Any]:
    organisation = an_organisation()
    return organisation, a_user(role, organisation)


def invited(en: Client, **given: str) -> tuple[Any, str]:
    """Invite somebody; return the organisation and the path of the link."""
    organisation, admin = a_place()
    admin_client = Client(headers={"accept-language": "en"})
    log_in(admin_client, admin)
    form = {"name": "王伟", "role": "inventor", "days": "7", **given}
    page = admin_client.post(f"/organisations/{organisation.pk}/invitations/", form).content.decode()
    link = re.search(r"http://testserver(/invitations/[^<]+)<", page).group(1)
    assert link not in admin_client.get(f"/organisations/{organisation.pk}/invitations/").content.decode()
    return organisation, link
