"""What the page of reminders asks for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mainline.orgs.forms import PageForm
from mainline.portfolio.reminders.plan import Wish
from mainline.register.deadlines.enums import Severity

ASKED = ("loss", "cost", "chance")
"""Kinds of dates that one is reminded of ahead; what the office does is nobody's to do."""
_DAYS = forms.TextInput({"class": "form-control", "inputmode": "text", "autocomplete": "off"})
_SELECT = {"class": "form-select"}


class WishForm(PageForm):
    """How one wishes to be reminded."""

    leads_loss = forms.CharField(label=Severity.LOSS.label, max_length=80, required=False, widget=_DAYS,
        help_text=_("Days ahead, such as 30, 7, 1. Empty: never ahead."))  # fmt: skip
    leads_cost = forms.CharField(label=Severity.COST.label, max_length=80, required=False, widget=_DAYS)
    leads_chance = forms.CharField(label=Severity.CHANCE.label, max_length=80, required=False, widget=_DAYS)
    in_app = forms.BooleanField(label=_("Tell me on My day"), required=False)
    by_email = forms.BooleanField(label=_("Tell me by e-mail"), required=False)
    digest_day = forms.TypedChoiceField(
        label=_("How often letters go out"),
        coerce=int,
        choices=[
            (0, _("Every day on which there is something")),
            *((day + 1, format_lazy("{} {}", _("Once a week, on"), WEEKDAYS[day])) for day in range(7)),
        ],
        widget=forms.Select(_SELECT),
        help_text=_(
            "The last reminder before a date, and what is overdue, never wait for the day of the week."
        ),
    )
    language = forms.ChoiceField(
        label=_("Language of letters"),
        required=False,
        choices=[("", _("Both")), ("zh-hans", _("Chinese")), ("en", _("English"))],
        widget=forms.Select(_SELECT),
    )

    def fields_given(self) -> dict[str, Any]:
        """Return the values as the action takes them."""
        given = dict(self.cleaned_data)
        return {"leads": {name: given.pop(f"leads_{name}") for name in ASKED}, **given}


def initial(wish: Wish) -> dict[str, object]:
    """Return what the form shows of a wish."""
    return {
        **{f"leads_{name}": ", ".join(map(str, wish.leads_of(name))) for name in ASKED},
        "in_app": wish.in_app,
        "by_email": wish.by_email,
        "digest_day": wish.digest_day,
        "language": wish.language,
    }
