"""The one Django app."""

from importlib import import_module

from django.apps import AppConfig


class MainlineConfig(AppConfig):
    """Mainline."""

    name = "mainline"
    verbose_name = "Mainline"

    def ready(self) -> None:
        """Register the system checks, and what listens to logins."""
        import_module("mainline.checks")
        import_module("mainline.orgs.receivers")
