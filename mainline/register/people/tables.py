"""The lists of people and of proposals that two are one."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainline.orgs.models import Person
from mainline.register.views.tables import chip
from mainline.web.filters import Choice, Contains, Numbers
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import number


def _link(person: Person) -> SafeString:
    return format_html(
        '<a href="{}">{}</a>{}',
        reverse("person", args=[person.pk]),
        person.display_name,
        chip(_("Demonstration")) if person.is_demo else "",
    )


def _other(person: Person) -> str:
    names = (person.name_zh, person.name_en)
    return next((name for name in names if name and name != person.display_name), "")


def _account(person: Person) -> str:
    return person.user.get_username() if person.user else ""


def _rights(person: Person) -> SafeString:
    href = reverse("person", args=[person.pk])
    return format_html('<a class="figure-link" href="{}#rights">{}</a>', href, number(person.rights))


def _with_key(chosen: list[str]) -> Q:
    asked = Q(pk__in=())
    if "orcid" in chosen:
        asked |= ~Q(orcid="")
    if "number" in chosen:
        asked |= ~Q(number="") & Q(number__isnull=False)
    if "none" in chosen:
        asked |= Q(orcid="") & (Q(number="") | Q(number__isnull=True))
    return asked


PEOPLE = ListTable(
    "people",
    (
        Column(
            "name",
            gettext_lazy("Name"),
            _link,
            lambda p: p.display_name,
            sort="name",
            look="wide",
            filter=Contains(("name", "name_zh", "name_en"), name="q"),
        ),
        Column("other", gettext_lazy("Other name"), _other),
        Column(
            "number",
            gettext_lazy("Employee number"),
            lambda p: p.number or "",
            sort="number",
            look="tight num",
            filter=Contains(("number",)),
        ),
        Column(
            "orcid", "ORCID", lambda p: p.orcid, sort="orcid", look="tight num", filter=Contains(("orcid",))
        ),
        Column("at", gettext_lazy("Works at"), lambda p: p.works_at or "", sort="works_at", is_shown=False),
        Column("account", gettext_lazy("Account"), _account, sort="user__username", is_shown=False),
        Column(
            "rights",
            gettext_lazy("Rights"),
            _rights,
            lambda p: p.rights,
            sort="rights",
            look="n",
            filter=Numbers("rights"),
        ),
        Column(
            "key",
            gettext_lazy("Known by"),
            lambda p: ", ".join(filter(None, ["ORCID" if p.orcid else "", _("number") if p.number else ""])),
            is_shown=False,
            filter=Choice(
                "orcid",
                lambda: {"orcid": "ORCID", "number": _("Employee number"), "none": _("No key")},
                _with_key,
            ),
        ),
    ),
    sort="name",
    title=gettext_lazy("People"),
)
