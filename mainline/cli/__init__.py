"""The command line: the same answers as the pages.

Exit codes: 0 done · 1 done, but something was quarantined or is wrong (the output says what) ·
2 the command itself is wrong · 3 the environment is not ready · 130 stopped by hand.
"""

from __future__ import annotations

import os
import sys

import django
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mainline.settings")

app = typer.Typer(
    name="mainline",
    help="主线 Mainline — one right, one thread. 一项权利，一条主线。",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Set Django up, then run the command."""
    from django.core.exceptions import ImproperlyConfigured
    from environs import EnvError

    try:
        django.setup()
    except (EnvError, ImproperlyConfigured) as error:
        sys.stderr.write(
            f"Settings: {error}\nSee docs/operate/settings.md · 设置有误，见 docs/operate/settings.md\n"
        )
        raise SystemExit(3) from error
    from mainline.cli import (
        accounts,
        care,
        data,
        dates,
        imports,
        look,
        portfolio,
        remote,
        rules,
        serve,
        tokens,
        trust,
    )

    for module in (
        remote,
        serve,
        data,
        imports,
        look,
        care,
        accounts,
        tokens,
        trust,
        rules,
        dates,
        portfolio,
    ):
        module.register(app)
    app()
