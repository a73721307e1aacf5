"""Small records and files of our own making for the register's tests."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

from mainline.offices.record import (
    Classification,
    Number,
    NumberRole,
    Party,
    PartyRole,
    Priority,
    Record,
    RightKind,
    Text,
)

GRANTS_HEADER = (
    "Serial No.,Patent Number,Application Number,Date of Application,Date of Priority,Title of Invention,"
    "Patentee Name,Date of Application Publication,Office,journal"
)


def publication(
    *, application: str = "201710601862.3", number: str = "107654321", kind: str = "A", on: str = "2018-01-23",
    title: str = "一种大豆收获机", applicant: str = "北川大学", priorities: tuple[Priority, ...] = (),
) -> Record:  # fmt: skip
    """A Chinese publication, as its office might print it."""
    day = dt.date.fromisoformat(on)
    return Record(
        format="test",
        office="CN",
        right_kind=RightKind.INVENTION,
        numbers=(
            Number(NumberRole.APPLICATION, "CN", application, "A", dt.date(2017, 7, 21)),
            Number(NumberRole.PUBLICATION, "CN", number, kind, day),
        ),
        language="zh",
        titles=(Text("zh", title),),
        abstracts=(Text("zh", f"本发明公开了{title}，属于农业机械领域。"),),
        parties=(
            Party(PartyRole.APPLICANT, applicant, "zh", is_person=False, country="CN"),
            Party(PartyRole.INVENTOR, "王伟", "zh", is_person=True, country="CN"),
        ),
        priorities=priorities,
        classifications=(Classification("ipc", "A01D 41/14", is_main=True),),
        as_of=day,
    )


def grants_file(path: Path, rows: int, *, first: int = 300_001, bad: tuple[int, ...] = ()) -> Path:
    """A file in the form of the Indian grants, with a row that is no grant at each index of ``bad``."""
    with path.open("w", newline="", encoding="utf-8") as file:
        file.write(GRANTS_HEADER + "\n")
        writer = csv.writer(file)
        for index in range(rows):
            number = "LOCATION" if index in bad else str(first + index)
            writer.writerow(
                [
                    index + 1, number, f"{1000 + index}/DELNP/2012", "07/07/2011", "07/07/2010",
                    f"TURBINE BLADE No {index}", f"ACME TURBINES {index % 7} LTD", "05/09/2014", "DELHI",
                    "01/2018 Dated 05/01/2018",
                ]
            )  # fmt: skip
    return path
