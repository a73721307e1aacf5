"""Template filters and tags with no domain word."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()


@register.filter
def number(value: int | None) -> str:
    """Print a whole number, thousands set apart by a comma as in both languages; nothing for ``None``."""
    return "" if value is None else f"{value:,}"


@register.filter
def day(value: dt.date | None) -> str:
    """Print a date as ISO 8601 in every language, and a dash where it is not known."""
    return value.strftime("%Y-%m-%d") if value else "—"


@register.filter
def segments(parts: Sequence[tuple[str, bool]]) -> SafeString:
    """Print (text, is hit) segments, hits marked. A filter and no template: a page of results prints hundreds."""
    marked = (f"<mark>{escape(text)}</mark>" if is_hit else escape(text) for text, is_hit in parts)
    return mark_safe("".join(marked))  # noqa: S308 (each part was escaped above)


class Choice(Protocol):
    """What a checkbox shows: its value, its words, how many there are, whether it is on."""

    value: str
    label: str
    count: int
    is_chosen: bool


@register.filter
def checkboxes(choices: Iterable[Choice], name: str) -> SafeString:
    """Print a list of checkboxes with counts. A filter and no template, as :func:`segments` is."""
    lines = []
    for place, choice in enumerate(choices, 1):
        key = escape(f"f-{name}-{place}")
        checked = " checked" if choice.is_chosen else ""
        lines.append(
            f'<li><label for="{key}"><input type="checkbox" id="{key}" name="{escape(name)}"'
            f' value="{escape(choice.value)}"{checked}><span>{escape(choice.label)}</span>'
            f"<b>{number(choice.count)}</b></label></li>"
        )
    return mark_safe("".join(lines))  # noqa: S308 (each part was escaped above)


@register.filter
def share(part: int, whole: int) -> str:
    """Return how many hundredths of the whole a part is, for the width of a bar; none of nothing."""
    return f"{100 * part / whole:.1f}" if whole else "0"


@register.filter
def own(pair: Sequence[str] | Mapping[str, str]) -> str:
    """Choose from (zh, en), or from a mapping with these keys, the text in the language of the page."""
    is_chinese = page_language() == "zh"
    if isinstance(pair, Mapping):
        return pair.get("zh" if is_chinese else "en", "")
    return pair[0] if is_chinese else pair[1]


@register.filter
def at(mapping: Mapping[str, object], key: str) -> object:
    """Look a key up; an unknown one is nothing."""
    return mapping.get(key, "")


@register.filter
def size(count: int) -> str:
    """Print bytes in the unit that a person would use: ``1.4 MiB``."""
    value = float(count)
    for unit in ("B", "KiB", "MiB"):
        if value < 1024:
            return f"{value:,.0f} {unit}" if unit == "B" else f"{value:,.1f} {unit}"
        value /= 1024
    return f"{value:,.1f} GiB"


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: object) -> str:
    """Return this page's query string with some parameters changed, or taken out where ``None`` or empty."""
    request: HttpRequest = context["request"]
    parameters = request.GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = str(value)
    return f"?{parameters.urlencode()}"


@register.simple_tag
def page_language() -> str:
    """Return ``zh`` or ``en``: the language of the page."""
    return "zh" if (get_language() or "").startswith("zh") else "en"


@register.inclusion_tag("web/pagination.html", takes_context=True)
def pagination(context: Context, current: int, last: int) -> dict[str, object]:
    """Draw links to the pages around the current one, the first and the last."""
    near = [page for page in range(current - 2, current + 3) if 1 <= page <= last]
    return {
        "request": context["request"],
        "current": current,
        "last": last,
        "near": near,
        "first_gap": bool(near) and near[0] > 2,
        "last_gap": bool(near) and near[-1] < last - 1,
    }


@register.inclusion_tag("web/pagination.html", takes_context=True)
def paginated(context: Context, page: Page[object]) -> dict[str, object]:
    """Draw the links of a page of Django's paginator."""
    return pagination(context, page.number, page.paginator.num_pages)
