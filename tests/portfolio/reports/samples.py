"""Reports for tests."""

from __future__ import annotations

import datetime as dt
from typing import Any

from mainline.portfolio.models import Report
from mainline.portfolio.reports.actions import save_report
from tests.factories import DAY

DATES = "/dates/?shows=due.what.right.fee&state=open"


def a_report(by: Any, holder: Any, on: dt.date = DAY, **given: Any) -> Report:
    """A report of open dates as CSV in English, on request alone unless told otherwise."""
    values = {
        "name": "Open dates",
        "address": DATES,
        "format": "csv",
        "language": "en",
        "when": "",
        "readers": [],
    }
    return save_report(organisation=holder, by=by, on=on, **{**values, **given})
