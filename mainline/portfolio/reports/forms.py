"""What the pages of reports ask for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.orgs.forms import PageForm
from mainline.orgs.models import Organisation
from mainline.portfolio.models import Report
from mainline.portfolio.reports import plan
from mainline.portfolio.reports.actions import LANGUAGES
from mainline.portfolio.reports.making import FORMATS
from mainline.portfolio.reports.queries import possible_readers

_SELECT = {"class": "form-select"}
LAST = 31


def when_choices() -> list[tuple[str, object]]:
    """Return how often a report can be sent, and on which day."""
    return [
        ("", _("Not by itself, only when I ask")),
        ("day", _("Every day")),
        *((f"week-{day + 1}", format_lazy("{} {}", _("Once a week, on"), WEEKDAYS[day])) for day in range(7)),
        *((f"month-{day}", format_lazy(str(_("Once a month, on day {}")), day)) for day in range(1, 29)),
        (f"month-{LAST}", _("Once a month, on the last day")),
    ]


class ReportForm(PageForm):
    """What a report is called, how it is written, when it is sent and to whom."""

    name = forms.CharField(label=_("Name"), max_length=120, widget=forms.TextInput({"class": "form-control"}))
    format = forms.ChoiceField(label=_("File"), choices=lambda: FORMATS.items(), widget=forms.Select(_SELECT))
    language = forms.ChoiceField(
        label=_("Language"), choices=list(LANGUAGES.items()), widget=forms.Select(_SELECT)
    )
    when = forms.ChoiceField(
        label=_("Sent by e-mail"),
        choices=when_choices,
        required=False,
        widget=forms.Select(_SELECT),
        help_text=_(
            "From the next planned day on, from seven o'clock. Files can be fetched here for 90 days; those that name "
            "unpublished rights are only fetched and never sent."
        ),
    )
    readers = forms.MultipleChoiceField(
        label=_("Who gets it"),
        required=False,
        widget=forms.CheckboxSelectMultiple(),
        help_text=_("Made anew for each, with what that person may see."),
    )

    def __init__(self, *arguments: Any, user: User, organisation: Organisation, **named: Any) -> None:
        """Offer whom the user can send it to."""
        super().__init__(*arguments, **named)
        people = possible_readers(user, organisation)
        names = {one.username: one.get_full_name() or one.username for one in people}
        given = self.initial.get("readers", ())
        names |= {name: name for name in given if name not in names}
        readers = self.fields["readers"]
        assert isinstance(readers, forms.MultipleChoiceField)
        readers.choices = list(names.items())


def initial(report: Report) -> dict[str, object]:
    """Return what the form shows of a report."""
    return {
        "name": report.name,
        "format": report.format,
        "language": report.language,
        "when": plan.written(report.every, report.day),
        "readers": list(report.readers.values_list("user__username", flat=True)),
    }
