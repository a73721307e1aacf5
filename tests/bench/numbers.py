"""Parses a second over a mixed lot of numbers, none seen twice, against a yardstick of one regex match.

``python -m tests.bench.numbers --json``
"""

from __future__ import annotations

import argparse
import json
import re
import time

from mainline.offices.numbers import parse
from mainline.offices.numbers.reading import read
from mainline.offices.record import NumberRole

_FORMS: tuple[tuple[str, str, NumberRole, str], ...] = (
    ("20171{:07}", "CN", NumberRole.APPLICATION, "A"),
    ("CN1{:08}A", "", NumberRole.PUBLICATION, ""),
    ("2012{:02}123456", "US", NumberRole.APPLICATION, "A"),
    ("US {:08} B2", "", NumberRole.PUBLICATION, ""),
    ("17/{:06}", "US", NumberRole.APPLICATION, ""),
    ("EP_2{:06}_A1", "", NumberRole.PUBLICATION, ""),
    ("10{:06}", "EP", NumberRole.APPLICATION, "A"),
    ("2015{:06}", "JP", NumberRole.PUBLICATION, "A"),
    ("2016{:07}", "KR", NumberRole.APPLICATION, "A"),
    ("WO 2014/{:06} A1", "", NumberRole.PUBLICATION, ""),
    ("2020{:06}", "IB", NumberRole.APPLICATION, "W"),
    ("AU 2007/{:06} A1", "", NumberRole.PUBLICATION, ""),
    ("{}/DELNP/2012", "IN", NumberRole.APPLICATION, ""),
)
_YARDSTICK = re.compile(r"([A-Z]{2})?[ _]?([0-9/,. ]+)[ _]?([A-Z][0-9]?)?")


def measure(rounds: int = 20_000) -> dict[str, float]:
    """Seconds and rates over ``rounds`` numbers of each form; each number is new to the cache."""
    work = [
        (form.format(serial if "DELNP" not in form else serial % 90_000), office, role, kind)
        for serial in range(1, rounds + 1)
        for form, office, role, kind in _FORMS
        if "{:02}" not in form
    ]
    unique = _seconds(work)
    # In office files a number comes back: 91,337 numbers of the real folder are 57,371 different ones.
    repeated = _seconds(work + work[: round(len(work) * 0.6)], is_clustered=True)
    started = time.process_time()
    for text, *_ in work:
        _YARDSTICK.match(text)
    yardstick = time.process_time() - started
    return {
        "numbers": len(work),
        "per_second_never_seen": round(len(work) / unique),
        "per_second_as_in_files": round(1.6 * len(work) / repeated),
        "times_one_regex_match": round(unique / yardstick, 1),
    }


def _seconds(work: list[tuple[str, str, NumberRole, str]], *, is_clustered: bool = False) -> float:
    """Time to read the lot with an empty memory; neighbours repeat when ``is_clustered``."""
    read.cache_clear()
    lot = sorted(work, key=lambda item: item[0]) if is_clustered else work
    started = time.process_time()
    for text, office, role, kind in lot:
        parse(text, office=office, role=role, kind_code=kind)
    return time.process_time() - started


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    figures = measure()
    print(json.dumps(figures) if parser.parse_args().json else figures)


if __name__ == "__main__":
    main()
