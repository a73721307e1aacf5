"""What pages ask about people; the actions say what will not do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from mainline.orgs.forms import PageForm
from mainline.orgs.models import Organisation
from mainline.orgs.persons.identity import LONGEST_NUMBER

_TEXT = {"class": "form-control"}
_DAY = {"class": "form-control", "type": "date"}


class _Organisations(forms.ModelChoiceField):
    """A choice of organisations by the name in the language of the page."""

    def label_from_instance(self, obj: Organisation) -> str:
        """Return the name."""
        return obj.display_name


class NamesForm(PageForm):
    """Names and the ORCID iD of somebody."""

    name_zh = forms.CharField(
        label=_("Name in Chinese"), max_length=200, required=False, widget=forms.TextInput(_TEXT)
    )
    name_en = forms.CharField(
        label=_("Name in Latin letters"), max_length=200, required=False, widget=forms.TextInput(_TEXT)
    )
    orcid = forms.CharField(
        label=_("ORCID iD"),
        max_length=60,
        required=False,
        widget=forms.TextInput(_TEXT | {"placeholder": "0000-0002-1825-0097", "autocomplete": "off"}),
    )


class PersonForm(NamesForm):
    """Somebody new: names, keys, and where they work."""

    employee_no = forms.CharField(
        label=_("Employee number"),
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(_TEXT | {"autocomplete": "off"}),
        help_text=_("It tells people of one name apart. Only your organisation sees it."),
    )
    organisation = _Organisations(
        queryset=Organisation.objects.none(),
        label=_("Works at"),
        empty_label=None,
        widget=forms.Select({"class": "form-select"}),
    )

    def __init__(self, organisations: QuerySet[Organisation], *arguments: Any, **named: Any) -> None:
        """Offer the organisations for which it can be said."""
        super().__init__(*arguments, **named)
        self.fields["organisation"].queryset = organisations


class EmploymentForm(PageForm):
    """Where somebody works, under which number, from when to when."""

    organisation = _Organisations(
        queryset=Organisation.objects.none(),
        label=_("Works at"),
        empty_label=None,
        widget=forms.Select({"class": "form-select"}),
    )
    employee_no = forms.CharField(
        label=_("Employee number"),
        max_length=LONGEST_NUMBER,
        required=False,
        widget=forms.TextInput(_TEXT | {"autocomplete": "off"}),
    )
    since = forms.DateField(label=_("Since"), required=False, widget=forms.DateInput(_DAY, "%Y-%m-%d"))
    until = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(_DAY, "%Y-%m-%d"))

    def __init__(self, organisations: QuerySet[Organisation], *arguments: Any, **named: Any) -> None:
        """Offer the organisations for which it can be said."""
        super().__init__(*arguments, **named)
        self.fields["organisation"].queryset = organisations
