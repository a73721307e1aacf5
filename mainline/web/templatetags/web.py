"""Template filters and tags with no domain word."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from html import escape
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.urls import get_script_prefix
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

register = template.Library()
_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class Fixed(Node):
    """What is between ``{% fixed %}`` and ``{% endfixed %}``: drawn once a language, then kept by the process.

    It is drawn without the page's context, so that nothing of a page or a visitor can be kept: words, links
    without arguments and names of static files alone can stand in it. A variable in it is an error.
    """

    child_nodelists = ("nodelist",)

    def __init__(self, nodelist: NodeList) -> None:
        """Draw at the first use."""
        self.nodelist = nodelist
        self._drawn = lru_cache(maxsize=16)(self._draw)

    def render(self, context: Context) -> str:
        """Return it in the language of the page, with the links of this address."""
        return self._drawn(get_language() or "", get_script_prefix())

    def _draw(self, language: str, prefix: str) -> str:
        return str(self.nodelist.render(Context()))


@register.tag
def fixed(parser: Parser, token: Token) -> Fixed:
    """Keep a part of a template that is the same on every page: see :class:`Fixed`."""
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    return Fixed(nodelist)


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


@register.filter
def options(choices: Mapping[str, object], chosen: str) -> SafeString:
    """Print the options of a select, value to label. A filter and no template, as :func:`segments` is."""
    lines = (
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(label))}</option>'
        for value, label in choices.items()
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
    return query_string(context["request"], **changes)


def query_string(request: HttpRequest, **changes: object) -> str:
    """Return a request's query string as :func:`query` does."""
    parameters = dict(request.GET.lists())
    for name, value in changes.items():
        if value in (None, ""):
            parameters.pop(name, None)
        else:
            parameters[name] = [str(value)]
    return f"?{urlencode(parameters, doseq=True)}"


@register.filter
def whole_days(text: str) -> SafeString:
    """Print a text in which no line breaks inside a day."""
    return mark_safe(_ISO_DAY.sub(r'<span class="num">\g<0></span>', escape(text)))  # noqa: S308 (escaped)


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
