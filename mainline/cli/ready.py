"""Commands that need the register may be the first that anybody runs."""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection


def make_ready() -> None:
    """Make the tables where there are none. A register that is only behind is migrated by ``run`` and ``ingest``."""
    if "mainline_right" not in connection.introspection.table_names():
        migrate()


def migrate() -> None:
    """Bring the tables up to date."""
    from mainline.audit.actions import begin

    call_command("migrate", interactive=False, verbosity=0)
    begin()
