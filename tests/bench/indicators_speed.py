"""How long figures take over a large register: python -m tests.bench.indicators_speed [rights]. Needs no data; makes its own."""

from __future__ import annotations

import datetime as dt
import os
import sys
import tempfile
import time


def main() -> None:
    """Make a register of invented rights in a folder of its own, derive their spans, and time each figure cold."""
    rights = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"MAINLINE_DATA": folder, "DJANGO_SETTINGS_MODULE": "mainline.settings"}
        import django

        django.setup()
        _measure(rights)


def _measure(rights: int) -> None:
    from django.core.cache import caches
    from django.core.management import call_command

    from mainline.strategy.indicators.access import public_edition
    from mainline.strategy.indicators.definitions import definitions
    from mainline.strategy.indicators.levelling import behind, level
    from mainline.strategy.indicators.measuring import measured

    call_command("migrate", verbosity=0)
    _fill(rights)
    began = time.perf_counter()
    level()
    print(f"level {rights} rights: {time.perf_counter() - began:.1f} s")
    began = time.perf_counter()
    left = behind().count()
    print(f"look for changes: {time.perf_counter() - began:.2f} s, {left} left")
    for code, definition in definitions().items():
        if definition.is_guarded:
            continue
        for on in (dt.date(2026, 11, 20), dt.date(2020, 12, 31)):
            caches["local"].clear()
            began = time.perf_counter()
            figure = measured(code, public_edition(), on).whole
            print(f"{code} {on}: {time.perf_counter() - began:.3f} s, {figure.n} counted")


def _fill(rights: int) -> None:
    from django.utils import timezone

    from mainline.register.models import Event, Right

    places = ("230100", "230200", "230600", "231000", "")
    kinds = ("invention", "invention", "utility_model", "trademark")
    at = timezone.now()
    for start in range(0, rights, 5000):
        made = Right.objects.bulk_create(
            Right(
                kind=kinds[n % 4], office="CN", number=f"CN{n}", status="in_force", place=places[n % 5],
                filed_on=dt.date(2010 + n % 12, 1, 1), granted_on=dt.date(2012 + n % 12, 1 + n % 12, 1),
                holder_name=f"holder {n % 997}", holder_kind="enterprise",
            )
            for n in range(start, min(start + 5000, rights))
        )  # fmt: skip
        Event.objects.bulk_create(
            Event(
                right=right, code=code, happened_on=day, recorded_at=at, fingerprint=code, confidentiality="public",
                details={},
            )
            for nth, right in enumerate(made)
            for code, day in (
                ("creation.application.filed", right.filed_on),
                ("portfolio.annuity.paid", dt.date(2016 + nth % 11, 3, 3)),
                ("portfolio.right.ceased" if nth % 3 == 0 else "portfolio.fee.paid", dt.date(2019 + nth % 7, 5, 5)),
            )
        )  # fmt: skip


if __name__ == "__main__":
    main()
