"""Official fees of the Chinese patent office that the threads pay, in fen.

Fee list as announced by the office (Announcement 594 and the list in force before it); annuities of
inventions: 900, 1,200, 2,000, 4,000, 6,000, 8,000 yuan by bands of patent years; utility models and
designs: 600, 900, 1,200, 2,000, and 3,000 for designs from year 11. Reduction of 85 % for a single
eligible holder, for the filing fee without printing, examination, and the annuities of ten years from
the year of grant (six years before 2018-08-01): Caishui [2016] 78, Caishui [2018] 37, Announcement 272.
"""

from __future__ import annotations

import datetime as dt

YUAN = 100
FILING = {"invention": 900 * YUAN, "utility_model": 500 * YUAN, "design": 500 * YUAN}
PRINTING = 50 * YUAN
EXAMINATION = 2500 * YUAN
INVALIDATION = {"invention": 3000 * YUAN, "utility_model": 1500 * YUAN, "design": 1500 * YUAN}
EVALUATION_REPORT = 2400 * YUAN
REDUCED_SINCE = dt.date(2016, 9, 1)
LONGER_SINCE = dt.date(2018, 8, 1)
_INVENTION = ((3, 900), (6, 1200), (9, 2000), (12, 4000), (15, 6000), (20, 8000))
_OTHER = ((3, 600), (5, 900), (8, 1200), (10, 2000), (15, 3000))
LAST_YEAR = {"invention": 20, "utility_model": 10, "design": 10}
"""Last patent year; designs filed from 2021-06-01 have 15 (Patent Law 2020, Art. 42)."""
LONGER_DESIGNS_SINCE = dt.date(2021, 6, 1)


def annuity(kind: str, year: int) -> int:
    """The full annuity of a patent year, in fen; ``ValueError`` beyond the term."""
    bands = _INVENTION if kind == "invention" else _OTHER
    for last, yuan in bands:
        if 1 <= year <= last:
            return yuan * YUAN
    raise ValueError(f"a {kind} has no patent year {year}")


def last_year(kind: str, filed_on: dt.date) -> int:
    """The last patent year of a right filed on a day."""
    return 15 if kind == "design" and filed_on >= LONGER_DESIGNS_SINCE else LAST_YEAR[kind]


def reduced(amount: int, eligible: bool, paid_on: dt.date) -> int:
    """The amount after the reduction of 85 %, exact to the fen."""
    return amount * 15 // 100 if eligible and paid_on >= REDUCED_SINCE else amount


def reduced_annuity(kind: str, year: int, granted_year: int, eligible: bool, paid_on: dt.date) -> int:
    """The annuity of a patent year as paid on a day; ``granted_year`` is the patent year of the grant."""
    window = 10 if paid_on >= LONGER_SINCE else 6
    return reduced(annuity(kind, year), eligible and year < granted_year + window, paid_on)
