"""What the administration asks of an organisation; the actions say what will not do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainline.administration.actions import About
from mainline.orgs.enums import OrganisationKind
from mainline.orgs.forms import PageForm
from mainline.orgs.models import Organisation
from mainline.register.search import region
from mainline.web.templatetags.web import page_language

_TEXT = {"class": "form-control"}
_SELECT = {"class": "form-select"}


def _places() -> list[tuple[str, object]]:
    """Return the places of the region to choose from, none first."""
    language = page_language()
    return [
        ("", _("not known")),
        *((place.code, place.name.in_language(language)) for place in region().places),
    ]


class OrganisationForm(PageForm):
    """What an organisation is."""

    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=OrganisationKind.choices,
        widget=forms.Select(_SELECT),
        help_text=_("It decides which roles can be given there: IP office staff see more than others."),
    )
    name_zh = forms.CharField(
        label=_("Chinese name"), max_length=500, required=False, widget=forms.TextInput(_TEXT)
    )
    name_en = forms.CharField(
        label=_("English name"), max_length=500, required=False, widget=forms.TextInput(_TEXT)
    )
    uscc = forms.CharField(
        label=_("Credit code"),
        max_length=40,
        required=False,
        widget=forms.TextInput(_TEXT | {"autocapitalize": "characters"}),
        help_text=_("18 characters by GB 32100-2015; its check character is verified."),
    )
    country = forms.CharField(
        label=_("Country"),
        max_length=2,
        required=False,
        widget=forms.TextInput(_TEXT | {"placeholder": "CN"}),
    )
    place = forms.ChoiceField(label=_("Place"), choices=_places, required=False, widget=forms.Select(_SELECT))

    @classmethod
    def of(cls, organisation: Organisation) -> OrganisationForm:
        """Return the form filled in with what is known."""
        return cls(initial={name: getattr(organisation, name) for name in cls.base_fields})

    def about(self) -> About:
        """Return what was filled in."""
        given: dict[str, Any] = self.fields_given()
        return About(**{name: given[name] for name in About.__slots__})


class NewOrganisationForm(OrganisationForm):
    """An organisation that no file has named yet."""

    name = forms.CharField(
        label=_("Name as printed"),
        max_length=500,
        widget=forms.TextInput(_TEXT),
        help_text=_("As it stands in official records: files that name it so will find it."),
    )
    field_order = ("name",)
