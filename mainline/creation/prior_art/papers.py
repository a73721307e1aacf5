"""The report on paper: its content as plain data, as PDF by the typesetter, and as DOCX."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override
from docx import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from mainline.creation.prior_art.enums import Basis, Category, Kind, Outcome, Relevance
from mainline.creation.prior_art.logic import EARLIER, LATER, PUBLISHED, covers, standing
from mainline.creation.prior_art.models import NoveltyReport
from mainline.register.enums import Verdict
from mainline.register.features import chart_of
from mainline.typesetting import typeset_apart

_TEMPLATE = Path(__file__).parent / "data" / "report.typ"
DOCX_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_WRITTEN = dt.datetime(2000, 1, 1)
_LONGEST_CELL = 1500


def content_of(row: NoveltyReport, *, by: str, on: dt.date, number: int) -> dict[str, Any]:
    """Return all that stands on a report as JSON holds it, codes and not words, so that both languages come from it."""
    right, chart = row.right, chart_of(row.chart)
    relevant = [one for one in row.documents.order_by("pk") if one.relevance == Relevance.RELEVANT]
    order = {"X": 0, "E": 1, "Y": 2, "A": 3, "D": 4, "": 5}
    relevant.sort(key=lambda one: (order[one.category], one.pk))
    return {
        "reference": f"N{row.pk}-{number}",
        "right": {"number": right.number, "titles": right.titles or {"": right.title}, "kind": right.kind},
        "for": {"zh": row.organisation.name_zh or row.organisation.name, "en": row.organisation.name_en or row.organisation.name},
        "by": by,
        "on": on.isoformat(),
        "cut_off": row.cut_off.isoformat(),
        "basis": row.basis,
        "subject": row.subject,
        "queries": [
            {
                "number": one.number, "kind": one.kind, "text": one.text, "cut_off": one.cut_off.isoformat(),
                "total": one.total, "documents": one.documents,
                "newest": one.newest.isoformat() if one.newest else "", "at": f"{one.made_at:%Y-%m-%d %H:%M} UTC",
                "by": one.made_by.get_username(),
            }
            for one in row.queries.select_related("made_by").order_by("number")
        ],
        "judged": row.documents.exclude(relevance="").count(),
        "documents": [
            {
                "number": one.number, "title": one.title, "category": one.category, "claims": one.claims,
                "published": one.published_on.isoformat() if one.published_on else "",
                "filed": one.filed_on.isoformat() if one.filed_on else "",
                "standing": standing(one.published_on, one.filed_on, row.cut_off), "passage": one.passage,
                "note": one.note,
            }
            for one in relevant
        ],
        "chart": row.chart,
        "covers": [
            [one.claim, one.document, one.shown, one.partly, one.absent, one.open]
            for one in covers(
                chart.documents, [(each.claim, [cell.verdict for cell in each.cells]) for each in chart.features]
            )
        ],
        "outcome": row.outcome,
        "outcome_claims": row.outcome_claims,
        "conclusion": row.conclusion,
    }  # fmt: skip


def as_pdf(content: Mapping[str, Any], language: str, remark: str = "") -> bytes:
    """Return a report as PDF in ``zh`` or ``en``. Raises what the typesetter raises."""
    return typeset_apart(_TEMPLATE, words_of(content, language, remark))


def words_of(content: Mapping[str, Any], language: str, remark: str = "") -> dict[str, Any]:
    """Return a report in words: title, pairs of head and value, sections with paragraphs and tables."""
    with override("zh-hans" if language == "zh" else "en"):
        return {
            "lang": language,
            "title": _("Novelty report"),
            "about": _title(content, language),
            "foot": f"{_('Novelty report')} {content['reference']}",
            "page": _("Page %(page)s of %(pages)s") % {"page": "{n}", "pages": "{m}"},
            "remark": remark,
            "facts": _facts(content, language),
            "sections": [
                _conclusion(content), _documents(content), *_chart(content), _searches(content), _subject(content), _limits(),
            ],
        }  # fmt: skip


def _title(content: Mapping[str, Any], language: str) -> str:
    titles = content["right"]["titles"]
    name = titles.get(language) or next(iter(titles.values()), "")
    return " · ".join(part for part in (name, content["right"]["number"]) if part)


def _facts(content: Mapping[str, Any], language: str) -> list[list[str]]:
    day = f"{content['cut_off']} ({Basis(content['basis']).label})"
    return [
        [_("Report number"), content["reference"]],
        [_("Made for"), content["for"][language]],
        [_("Cut-off day"), day],
        [_("Made by"), content["by"]],
        [_("Day of the report"), content["on"]],
    ]


def _conclusion(content: Mapping[str, Any]) -> dict[str, Any]:
    outcome = str(Outcome(content["outcome"]).label)
    if content["outcome_claims"]:
        outcome += f" ({_('claims %(claims)s') % {'claims': content['outcome_claims']}})"
    paragraphs = [line for line in content["conclusion"].split("\n") if line.strip()]
    note = _("The conclusion is %(name)s's own; no program concluded anything.") % {"name": content["by"]}
    return {"head": _("Conclusion"), "lead": outcome, "paragraphs": [*paragraphs, note], "table": None}


def _documents(content: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [
            one["category"] or "—", "\n".join(part for part in (one["number"], one["title"]) if part),
            _days(one), one["claims"] or "—",
            "\n".join(part for part in (_short(one["passage"]), one["note"]) if part),
        ]
        for one in content["documents"]
    ]  # fmt: skip
    headers = [
        _("Category"),
        _("Document and its title"),
        _("Which day counts"),
        _("Claims"),
        _("Passage and note"),
    ]
    told = _("%(n)s documents were read, %(m)s of them are relevant.") % {
        "n": content["judged"],
        "m": len(rows),
    }
    legend = " · ".join(str(label) for code, label in Category.choices if code)
    return {
        "head": _("Relevant documents"),
        "lead": "",
        "paragraphs": [told, f"WIPO ST.14: {legend}"],
        "table": {"headers": headers, "widths": [5, 18, 12, 7, 30], "rows": rows} if rows else None,
    }


def _days(one: Mapping[str, Any]) -> str:
    if one["standing"] == PUBLISHED:
        return _("published %(day)s") % {"day": one["published"]}
    if one["standing"] in (EARLIER, LATER):
        return _("filed %(filed)s, published %(published)s") % {
            "filed": one["filed"],
            "published": one["published"],
        }
    return _("day not known") if not one["published"] else _("published %(day)s") % {"day": one["published"]}


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else text[:_LONGEST_CELL] + "…"


def _chart(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    chart = chart_of(content["chart"])
    if not chart.features:
        return []
    labels = {code: str(label) for code, label in Verdict.choices}
    rows = [
        [
            str(row.claim), _short(row.text),
            *("\n".join(part for part in (labels[cell.verdict], _short(cell.passage)) if part) for cell in row.cells),
        ]
        for row in chart.features
    ]  # fmt: skip
    told = [
        _("Claim %(claim)s, %(document)s: %(shown)s of %(all)s features disclosed, %(partly)s in part.")
        % {"claim": claim, "document": name, "shown": shown, "all": shown + partly + absent + still, "partly": partly}
        for claim, name, shown, partly, absent, still in content["covers"]
    ]  # fmt: skip
    table = {
        "headers": [_("Claim"), _("Feature"), *chart.documents],
        "widths": [4, 20, *([18] * len(chart.documents))],
        "rows": rows,
    }
    return [{"head": _("Features against documents"), "lead": "", "paragraphs": told, "table": table}]


def _searches(content: Mapping[str, Any]) -> dict[str, Any]:
    rows = [
        [
            str(one["number"]), str(Kind(one["kind"]).label), one["cut_off"], f"{one['total']:,}",
            _("%(n)s documents, the newest of %(day)s") % {"n": f"{one['documents']:,}", "day": one["newest"] or "—"},
            f"{one['at']}\n{one['by']}", _short(one["text"]) if one["text"] != content["subject"] else _("the words below"),
        ]
        for one in content["queries"]
    ]  # fmt: skip
    headers = [
        _("No."), _("Looked for"), _("Cut-off day"), _("Hits"), _("The index then held"), _("When, by whom"),
        _("Words searched by"),
    ]  # fmt: skip
    return {
        "head": _("Searches"),
        "lead": "",
        "paragraphs": [
            _("By likeness of words in Chinese and English at once; what is translated is searched too.")
        ],
        "table": {"headers": headers, "widths": [4, 14, 10, 7, 16, 14, 30], "rows": rows},
    }


def _subject(content: Mapping[str, Any]) -> dict[str, Any]:
    paragraphs = [line for line in content["subject"].split("\n") if line.strip()]
    return {
        "head": _("The invention, as it was searched for"),
        "lead": "",
        "paragraphs": paragraphs,
        "table": None,
    }


def _limits() -> dict[str, Any]:
    return {
        "head": _("What this report does not say"),
        "lead": "",
        "paragraphs": [
            _("The search saw what this register holds, on the days told above: other collections, literature and use were not searched."),
            _("Of a document the first day of publication that the register knows counts; one whose day is not known is not found."),
            _("Prior art is what was known to the public before the filing day, or the priority day (Patent Law Art. 22(5), Implementing Regulations Art. 12)."),
        ],
        "table": None,
    }  # fmt: skip


def as_docx(content: Mapping[str, Any], language: str, remark: str = "") -> bytes:
    """Return a report as DOCX in ``zh`` or ``en``; the same words give the same text."""
    said = words_of(content, language, remark)
    paper = _blank(said)
    paper.add_heading(said["title"], 0)
    if said["about"]:
        paper.add_paragraph().add_run(said["about"]).bold = True
    if remark:
        paper.add_paragraph(remark)
    facts = paper.add_table(rows=0, cols=2)
    for head, value in said["facts"]:
        cells = facts.add_row().cells
        cells[0].text, cells[1].text = head, value
    for section in said["sections"]:
        paper.add_heading(section["head"], 1)
        if section["lead"]:
            paper.add_paragraph().add_run(section["lead"]).bold = True
        for text in section["paragraphs"]:
            paper.add_paragraph(_writable(text))
        if section["table"]:
            _draw(paper, section["table"])
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


def _blank(said: Mapping[str, Any]) -> Any:
    paper = Docx()
    section = paper.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(18)
    style = paper.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10)
    # Word takes the face of Chinese letters from an attribute of its own.
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")
    section.footer.paragraphs[0].text = said["foot"]
    known = paper.core_properties
    known.title, known.author, known.created, known.modified = said["title"], "", _WRITTEN, _WRITTEN
    return paper


def _draw(paper: Any, table: Mapping[str, Any]) -> None:
    drawn = paper.add_table(rows=1, cols=len(table["headers"]))
    drawn.style = "Table Grid"
    for cell, head in zip(drawn.rows[0].cells, table["headers"], strict=True):
        cell.text = ""
        cell.paragraphs[0].add_run(head).bold = True
    for row in table["rows"]:
        for cell, text in zip(drawn.add_row().cells, row, strict=True):
            cell.text = _writable(text)


def _writable(text: str) -> str:
    """Return a text without the signs that XML does not take."""
    return "".join(
        char for char in text if char in "\t\n" or (ord(char) >= 32 and char not in "\ufffe\uffff")
    )
