"""What a page asks of a notice: each field with the place where it was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from mainline.orgs.forms import PageForm
from mainline.portfolio.notices.parsing import FIELDS, Read, kinds
from mainline.web.templatetags.web import page_language

_TEXT = {"class": "form-control"}
_SELECT = {"class": "form-select"}
DELIVERY = {
    "": _("not known"),
    "electronic": _("electronically"),
    "mail": _("by mail"),
    "direct": _("by hand"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A field of the form, with what was read for it."""

    field: BoundField
    read: Read | None
    is_changed: bool
    """Whether somebody put something else in its place."""


def kind_label(code: str) -> str:
    """Name a kind of notice in the language of the page."""
    kind = kinds().get(code)
    return "" if kind is None else (kind.en if page_language() == "en" else kind.zh)


def _kinds() -> list[tuple[str, object]]:
    return [("", _("Choose …")), *((code, kind_label(code)) for code in kinds())]


def _day(label: object, help_text: object = "") -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **_TEXT})
    return forms.DateField(
        label=label, required=False, input_formats=["%Y-%m-%d"], widget=widget, help_text=help_text
    )


def _whole(label: object, most: int) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=False, min_value=1, max_value=most, widget=forms.NumberInput(_TEXT)
    )


class NoticeForm(PageForm):
    """All that is known of a notice."""

    kind = forms.ChoiceField(
        label=_("Kind of notice"), required=False, choices=_kinds, widget=forms.Select(_SELECT)
    )
    number = forms.CharField(
        label=_("Number of the application"), required=False, max_length=60, widget=forms.TextInput(_TEXT)
    )
    issued_on = _day(_("Issued"))
    received_on = _day(
        _("Received"), _("The day on which it reached you or is deemed to have. Some periods run from it.")
    )
    delivery = forms.ChoiceField(
        label=_("How it was served"),
        required=False,
        choices=lambda: list(DELIVERY.items()),
        widget=forms.Select(_SELECT),
    )
    count = _whole(_("Which office action of this application"), 99)
    months = _whole(_("Months to answer, as stated"), 24)
    year = _whole(_("Year of the annuity"), 50)
    reference = forms.CharField(
        label=_("Number of the notice"), required=False, max_length=60, widget=forms.TextInput(_TEXT)
    )

    def texts(self) -> dict[str, str]:
        """Return the values as they are kept: days as 2026-01-31."""
        return {
            name: "" if value is None else str(value)
            for name, value in self.cleaned_data.items()
            if name in FIELDS
        }

    def places(self, read: Mapping[str, Read]) -> Iterator[Place]:
        """Yield each field with where it was read."""
        for name in FIELDS:
            one = read.get(name)
            value = self[name].value()
            yield Place(self[name], one, one is not None and str(value or "") != one.value)
