"""Entries of the audit in words: sentences, kinds of acts, and where their subjects stand."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from mainline.audit.models import Entry
from mainline.audit.sentences import acts, printed_subject, sentence
from mainline.orgs.enums import Role
from mainline.web.templatetags.web import page_language

_PAGES = {
    "right": "right",
    "organisation": "organisation",
    "import": "import",
    "quarantine": "quarantined",
    "document": "document",
    "proposal": "proposal",
    "account": "administration_account",
}
"""Kind of a subject to the page that shows it."""
FACTS: Mapping[str, object] = {
    "address": _("Address"),
    "count": _("Number"),
    "day": _("Day"),
    "email": _("E-mail"),
    "happened_on": _("Day"),
    "hint": _("Begins with"),
    "kind": _("Kind"),
    "label_en": _("In English"),
    "label_zh": _("In Chinese"),
    "left": _("One"),
    "name": _("Name"),
    "organisation": _("Organisation"),
    "reason": _("Reason"),
    "right": _("The other"),
    "rights": _("Rights"),
    "role": _("Role"),
    "sources": _("Sources"),
    "events": _("Events"),
}
"""What the facts of an entry are called; one that has no word stands under its own name."""
_LARGEST_ID = 2**63 - 1


def told(entry: Entry) -> str:
    """Say what an entry records in one sentence, in the language of the page."""
    data = entry.data if isinstance(entry.data, Mapping) else {}
    language = page_language()
    facts = dict(data) | {"role": dict(Role.choices).get(str(data.get("role", "")), data.get("role"))}
    return sentence(entry.code, language, subject=entry.subject, by_name=entry.by_name, data=facts)


def facts(entry: Entry) -> list[tuple[object, object]]:
    """Return what an entry says beside its sentence: (what it is, its value)."""
    data = entry.data if isinstance(entry.data, Mapping) else {}
    roles = dict(Role.choices)
    return [
        (FACTS.get(name, name), roles.get(str(value), value) if name == "role" else value)
        for name, value in sorted(data.items())
        if value not in (None, "", [], {})
    ]


def act_label(entry: Entry) -> str:
    """Name the kind of an act."""
    return act_labels().get(entry.code, entry.code)


def act_labels() -> dict[str, str]:
    """Return every kind of act, code to the sentence that says it with no more known, in the language of the page."""
    language = page_language()
    return {code: sentence(code, language, subject="…").rstrip(":： ") for code in acts()}


def subject_page(subject: str) -> str:
    """Return the address of the page that shows a subject; empty where there is none."""
    kind, _mark, name = subject.partition(":")
    if kind not in _PAGES or not (name.isascii() and name.isdecimal()) or int(name) > _LARGEST_ID:
        return ""
    return str(reverse(_PAGES[kind], args=[int(name)]))


def subject_link(entry: Entry) -> SafeString | str:
    """Print the subject of an entry, leading to its page; to accounts for who administers the platform alone."""
    words = printed_subject(entry.subject, page_language())
    is_shut = entry.subject.startswith("account:") and not getattr(entry, "is_whole", False)
    page = "" if is_shut else subject_page(entry.subject)
    return format_html('<a href="{}">{}</a>', page, words) if page else words
