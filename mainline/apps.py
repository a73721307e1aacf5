"""The one Django app."""

from importlib import import_module

from django.apps import AppConfig


class MainlineConfig(AppConfig):
    """Mainline."""

    name = "mainline"
    verbose_name = "Mainline"

    def ready(self) -> None:
        """Register the system checks, what listens to logins, and what is told of changed rights."""
        import_module("mainline.checks")
        import_module("mainline.orgs.receivers")
        import_module("mainline.protection.watches.jobs").listen()
