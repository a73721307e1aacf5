"""Accounts in a real browser: codes of an app, passkeys on a virtual device, invitations from the link to the first page."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.conftest import PASSWORD
from tests.web.logins import totp

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
_MAKE = """
import django; django.setup()
from tests.factories import a_user, an_organisation
for number in range(20):
    a_user("admin", an_organisation(f"东山大学{number}"), f"keeper-{number}")
"""


@pytest.fixture(scope="module")
def accounts(site: Any) -> Iterator[str]:
    """Administrators, each of an organisation of their own: every test takes one that nothing was set up for."""
    environment = {
        **os.environ,
        "MAINLINE_DATA": str(site.data),
        "PYTHONPATH": str(ROOT),
        "DJANGO_SETTINGS_MODULE": "mainline.settings",
    }
    environment.pop("MAINLINE_DATABASE_URL", None)
    subprocess.run([sys.executable, "-c", _MAKE], cwd=ROOT, env=environment, check=True, timeout=120)
    return iter([f"keeper-{number}" for number in range(20)])


@pytest.fixture
def account(accounts: Iterator[str]) -> str:
    """The name of an account that no other test uses."""
    return next(accounts)


@pytest.fixture
def here(site: Any) -> str:
    """The address of the program by name: passkeys work on none of digits."""
    return str(site.base).replace("127.0.0.1", "localhost")


def log_in(page: Any, here: str, name: str) -> None:
    page.goto(f"{here}/login/")
    page.fill("#id_username", name)
    page.fill("#id_password", PASSWORD)
    page.locator(".login [type=submit]").first.click()


def log_out(page: Any) -> None:
    page.locator(".tools .menu summary").click()
    page.locator(".tools form[action='/logout/'] button").click()
    expect(page.locator("a.tool[href*='/login/']")).to_be_visible()


@pytest.fixture
def device() -> Any:
    """Give a page a device that holds passkeys and confirms whatever is asked."""

    def given(page: Any, knows_pin: bool = True) -> None:
        session = page.context.new_cdp_session(page)
        session.send("WebAuthn.enable")
        session.send(
            "WebAuthn.addVirtualAuthenticator",
            {
                "options": {
                    "protocol": "ctap2",
                    "transport": "internal" if knows_pin else "usb",
                    "hasResidentKey": knows_pin,
                    "hasUserVerification": knows_pin,
                    "isUserVerified": knows_pin,
                    "automaticPresenceSimulation": True,
                }
            },
        )

    return given


@pytest.mark.parametrize("language", ["zh", "en"])
def test_codes_of_an_app_guard_the_login(visit: Any, here: str, account: str, language: str) -> None:
    page = visit(language)
    log_in(page, here, account)
    page.goto(f"{here}/account/security/app/")
    expect(page.locator("img.qr")).to_be_visible()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.locator("details summary", has_text="手动" if language == "zh" else "Type").click()
    secret = page.inner_text("#totp-secret")
    page.fill("#id_code", totp(secret, -1))
    page.locator(".how-to [type=submit]").click()
    codes = page.inner_text("#codes").split()
    assert len(codes) == 10
    page.locator("a.btn-primary").click()
    log_out(page)

    log_in(page, here, account)
    page.fill("#id_code", "000000")
    page.locator(".login .btn-primary").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.fill("#id_code", totp(secret))
    page.locator(".login .btn-primary").click()
    page.wait_for_url("**/my-day/")
    log_out(page)

    log_in(page, here, account)
    page.fill("#id_code", codes[0])
    page.locator(".login .btn-primary").click()
    page.wait_for_url("**/my-day/")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_passkey_logs_in_alone_and_confirms_a_password(
    visit: Any, device: Any, here: str, account: str, language: str
) -> None:
    page = visit(language)
    device(page)
    log_in(page, here, account)
    page.goto(f"{here}/account/security/passkeys/add/")
    page.fill("#id_name", "我的手机")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/account/security/codes/")
    page.goto(f"{here}/account/security/")
    expect(page.locator(".keys-list")).to_contain_text("我的手机")
    log_out(page)

    page.goto(f"{here}/login/?next=/account/sessions/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/account/sessions/")
    log_out(page)

    log_in(page, here, account)
    page.wait_for_url("**/login/second/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/my-day/")


def test_key_without_a_pin_is_the_second_step_only(visit: Any, device: Any, here: str, account: str) -> None:
    page = visit("en")
    device(page, knows_pin=False)
    log_in(page, here, account)
    page.goto(f"{here}/account/security/passkeys/add/")
    page.locator("input[name=passwordless]").uncheck()
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/account/security/codes/")
    log_out(page)

    log_in(page, here, account)
    page.wait_for_url("**/login/second/")
    page.locator("form[data-passkey] [type=submit]").click()
    page.wait_for_url("**/my-day/")


def test_passkey_on_an_address_of_digits_says_why_not(
    visit: Any, device: Any, site: Any, account: str
) -> None:
    page = visit("en")
    device(page)
    log_in(page, site.base, account)
    page.goto("/account/security/passkeys/add/")
    page.locator("form[data-passkey] [type=submit]").click()

    expect(page.locator("[data-told]")).to_contain_text("not on an address of digits")


def test_password_can_be_looked_at_and_what_is_secret_copied(visit: Any, here: str, account: str) -> None:
    page = visit("en")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=here)
    page.goto(f"{here}/login/")
    page.fill("#id_password", "to be seen")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#id_password")).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide").click()
    expect(page.locator("#id_password")).to_have_attribute("type", "password")

    log_in(page, here, account)
    page.goto(f"{here}/account/tokens/")
    page.fill("#id_name", "nightly")
    page.get_by_role("button", name="Make the token").click()
    page.locator("[data-copy=token]").click()
    expect(page.locator("[data-copy=token]")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.inner_text("#token")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_invitation_is_followed_to_the_first_page(visit: Any, here: str, account: str, language: str) -> None:
    page = visit(language)
    log_in(page, here, account)
    page.goto(f"{here}/account/")
    page.locator(".places .do a").first.click()
    page.locator(".page-head a.btn-primary").click()
    page.fill("#id_name", "王伟")
    page.select_option("#id_role", "inventor")
    page.locator(".even [type=submit]").click()
    link = page.inner_text("#link")

    guest = visit(language, 390)
    guest.goto(link)
    assert guest.url == f"{here}/invitations/accept/"
    guest.fill("#id_username", f"guest-{account}")
    guest.fill("#id_password", "four squirrels on a roof")
    guest.locator(".login form.form-stack [type=submit]").click()
    guest.wait_for_url("**/my-day/")
    guest.goto(f"{here}/account/")
    expect(guest.locator(".places")).to_contain_text("东山大学")


PAGES = ("/account/", "/account/security/", "/account/security/app/", "/account/security/passkeys/add/",
         "/account/sessions/", "/account/tokens/", "/account/password/", "/login/forgotten/")  # fmt: skip


@pytest.mark.parametrize(("language", "width", "dark"), [("zh", 1280, False), ("en", 390, True)])
def test_no_page_of_an_account_overflows(
    visit: Any, here: str, account: str, language: str, width: int, dark: bool
) -> None:
    page = visit(language, width, dark=dark)
    log_in(page, here, account)
    for path in PAGES:
        page.goto(f"{here}{path}")
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{path} is {wide} px too wide"
