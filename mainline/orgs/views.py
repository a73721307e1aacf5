"""Log in and log out."""

from __future__ import annotations

from django.contrib.auth.views import LoginView, LogoutView


class Login(LoginView):
    """The login page; who is logged in already is sent on."""

    template_name = "orgs/login.html"
    redirect_authenticated_user = True


class Logout(LogoutView):
    """Ends the session, by POST alone, and goes to the first page."""
