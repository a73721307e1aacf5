"""An answer as its page shows it: to who writes it the working copy, to the client what was sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from mainline.orgs.access import User
from mainline.portfolio.answers import queries
from mainline.portfolio.answers.access import VIEW, is_client, is_writer
from mainline.portfolio.answers.enums import AnswerState
from mainline.portfolio.answers.models import Answer, AnswerVersion
from mainline.portfolio.answers.queries import Cited
from mainline.portfolio.tables import days_until, title_of
from mainline.register.enums import Verdict
from mainline.register.features import Chart, chart_of, claims_of
from mainline.web.exports import Table


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the chart, its cells with their labels."""

    claim: int
    text: str
    cells: Sequence[tuple[str, str, str]]
    """(passage, code of the verdict, its label)."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A version with its chart as a page draws it."""

    version: AnswerVersion
    rows: Sequence[Row]
    cited: Sequence[Cited]


def page_of(user: User, answer: Answer, on: dt.date) -> dict[str, object]:
    """Return what the page of an answer shows to a user."""
    deadline, chart = answer.deadline, chart_of(answer.chart)
    sees_work, writes, decides = (
        is_writer(user, answer, VIEW),
        is_writer(user, answer),
        is_client(user, answer),
    )
    found = queries.versions(answer, as_writer=sees_work)
    right = deadline.docket.right
    holders = queries.clients_of(right)
    return {
        "answer": answer,
        "deadline": deadline,
        "right": right,
        "title": title_of(deadline),
        "days": days_until(deadline, on),
        "sees_work": sees_work,
        "can_edit": writes and answer.state in (AnswerState.DRAFT, AnswerState.RETURNED),
        "can_recall": writes and answer.state == AnswerState.SENT,
        "can_file": writes and answer.state == AnswerState.APPROVED,
        "can_decide": decides and answer.state == AnswerState.SENT and bool(found),
        "holders": holders,
        "claims": claims_of(answer.claims) if sees_work else (),
        "cited": queries.cited(user, chart.documents) if sees_work else (),
        "rows": rows_of(chart) if sees_work else (),
        "verdicts": Verdict.choices,
        "versions": [_sent(user, version) for version in found],
        "today": on,
    }


def _sent(user: User, version: AnswerVersion) -> Sent:
    chart = chart_of(version.chart)
    return Sent(version, rows_of(chart), queries.cited(user, chart.documents))


def rows_of(chart: Chart) -> list[Row]:
    """Return the rows of a chart with words for what is said of each cell."""
    words = dict(Verdict.choices)
    return [
        Row(
            row.claim,
            row.text,
            [(cell.passage, cell.verdict, str(words[cell.verdict])) for cell in row.cells],
        )
        for row in chart.features
    ]


def chart_file(chart: Chart, headers: tuple[str, str]) -> Table:
    """Return a chart as a file: a line for each feature, two columns for each document."""
    labels = [label for number in chart.documents for label in (number, f"{number} ?")]
    codes = [
        code for nth in range(len(chart.documents)) for code in (f"passage_{nth + 1}", f"verdict_{nth + 1}")
    ]
    lines = [
        [row.claim, row.text, *(part for passage, _code, label in row.cells for part in (passage, label))]
        for row in rows_of(chart)
    ]
    return Table(["claim", "feature", *codes], [*headers, *labels], lines)
