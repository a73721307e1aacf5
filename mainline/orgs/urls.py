"""Addresses of logging in, of one's own account, of members and invitations.

Of the login library only what stands here can be reached; its names are those by which it calls its own pages.
"""

from __future__ import annotations

from allauth.account import views as login
from allauth.mfa.base import views as factor
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path, re_path
from django.views.decorators.http import require_POST
from django.views.generic import RedirectView

from mainline.orgs.views import account, invitations, members, passwords

logout = require_POST(login.logout)

urlpatterns = [
    path("login/", login.login, name="login"),
    path("login/", login.login, name="account_login"),
    path("login/passkey/", passkey.login_webauthn, name="mfa_login_webauthn"),
    path("login/second/", factor.authenticate, name="mfa_authenticate"),
    path("login/closed/", login.account_inactive, name="account_inactive"),
    path("login/forgotten/", passwords.forgotten, name="account_reset_password"),
    path("login/forgotten/sent/", login.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^login/new-password/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        login.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "login/new-password/done/",
        login.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("logout/", logout, name="logout"),
    path("logout/", logout, name="account_logout"),
    path("account/", account.account, name="account"),
    path("account/leave/<int:pk>/", account.leave, name="leave"),
    path("account/sessions/", account.my_sessions, name="sessions"),
    path("account/sessions/export/<slug:format>/", account.sessions_export, name="sessions_export"),
    path("account/tokens/export/<slug:format>/", account.tokens_export, name="tokens_export"),
    path("account/tokens/", account.my_tokens, name="tokens"),
    path("account/data/", account.my_data, name="my_data"),
    path("account/password/", login.password_change, name="account_change_password"),
    path("account/again/", login.reauthenticate, name="account_reauthenticate"),
    path("account/again/code/", factor.reauthenticate, name="mfa_reauthenticate"),
    path("account/again/passkey/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("account/security/", factor.index, name="mfa_index"),
    path("account/security/app/", app.activate_totp, name="mfa_activate_totp"),
    path("account/security/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("account/security/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("account/security/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path(
        "account/security/passkeys/", RedirectView.as_view(pattern_name="mfa_index"), name="mfa_list_webauthn"
    ),
    path("account/security/passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("account/security/passkeys/<int:pk>/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("account/security/passkeys/<int:pk>/remove/", passkey.remove_webauthn, name="mfa_remove_webauthn"),
    path("organisations/<int:pk>/members/", members.index, name="members"),
    path("organisations/<int:pk>/members/export/<slug:format>/", members.export, name="members_export"),
    path("organisations/<int:pk>/members/<int:membership>/", members.one, name="member"),
    path("organisations/<int:pk>/invitations/", members.invited, name="invited"),
    path(
        "organisations/<int:pk>/invitations/export/<slug:format>/",
        members.invited_export,
        name="invited_export",
    ),
    path("invitations/accept/", invitations.accept, name="accept_invitation"),
    path("invitations/<str:secret>/", invitations.arrive, name="invitation"),
]
