"""The form of the yearly survey."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

QUESTIONS: Mapping[str, object] = {
    "policy": _("Law and policy on IP"),
    "enforcement": _("Enforcement"),
    "mechanisms": _("Ways and mechanisms of protection"),
    "awareness": _("Awareness and culture"),
    "effect": _("What it brings in the end"),
}
"""The five dimensions of the national survey, in its order."""


class FeltForm(forms.Form):
    """Five answers from 0 to 100; each may be left open."""

    def __init__(self, *arguments: object, **named: object) -> None:
        """Make a field for each dimension."""
        super().__init__(*arguments, **named)  # type: ignore[arg-type]
        for code, label in QUESTIONS.items():
            self.fields[code] = forms.IntegerField(
                label=label,
                required=False,
                min_value=0,
                max_value=100,
                widget=forms.NumberInput(attrs={"class": "form-control form-control-sm"}),
            )
