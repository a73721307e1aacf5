"""What the page of feeds asks for."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mainline.orgs.forms import PageForm


class FeedForm(PageForm):
    """A new feed."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        widget=forms.TextInput({"class": "form-control", "placeholder": _("Calendar on my phone")}),
    )
    is_mine_only = forms.TypedChoiceField(
        label=_("What it holds"),
        choices=[("", _("All dates I may see")), ("1", _("What I see to"))],
        coerce=bool,
        empty_value=False,
        required=False,
        widget=forms.Select({"class": "form-select"}),
    )
