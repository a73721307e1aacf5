"""The form of a target."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from mainline.strategy.indicators.actions import FIRST_YEAR, LAST_YEAR

_LOOK = {"class": "form-control form-control-sm"}


class TargetForm(forms.Form):
    """A year, a value in the indicator's unit, and where the target is written."""

    year = forms.IntegerField(
        label=_("Year"), min_value=FIRST_YEAR, max_value=LAST_YEAR, widget=forms.NumberInput(attrs=_LOOK)
    )
    value = forms.DecimalField(
        label=_("Target"), required=False, min_value=0, max_digits=16, decimal_places=4, widget=forms.NumberInput(attrs=_LOOK),
        help_text=_("In the unit of the indicator, money in yuan. Empty: the target of that year is taken back."),
    )  # fmt: skip
    source = forms.CharField(
        label=_("Who set it, and where it is written"), max_length=300, widget=forms.TextInput(attrs=_LOOK)
    )
