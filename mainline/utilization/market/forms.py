"""The forms in which needs and offers are written."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from mainline.orgs.models import Organisation
from mainline.rules.money import CURRENCIES
from mainline.utilization.amounts import minor_of
from mainline.utilization.market import labels
from mainline.utilization.market.actions import needs, offers
from mainline.utilization.market.actions.needs import NeedSaid
from mainline.utilization.market.actions.offers import OfferSaid
from mainline.utilization.market.enums import OfferMode, WishedMode
from mainline.utilization.market.models import Need

READINESS = [(str(level), f"TRL {level}") for level in range(1, 10)]
_OPEN = ("", _("Not said"))


class _Form(forms.Form):
    """A form whose fields look as on every page, and that takes what an action refuses."""

    def __init__(self, *args: Any, bodies: Iterable[Organisation] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, codes in self._codes().items():
            self._field(name).choices = [_OPEN, *codes.items()]
        rows = list(bodies)
        if len(rows) > 1:
            choices = [(str(row.pk), row.display_name) for row in rows]
            self.fields["organisation"] = forms.ChoiceField(label=_("For"), choices=choices)
        for each in self.fields.values():
            if not isinstance(each, forms.BooleanField):
                look = "form-select" if isinstance(each, forms.ChoiceField) else "form-control"
                each.widget.attrs["class"] = look

    def _field(self, name: str) -> Any:
        return self.fields[name]

    def _codes(self) -> dict[str, dict[str, str]]:
        return {"industry": labels.industries()}

    def take(self, error: ValidationError) -> None:
        """Show what an action refused."""
        self.add_error(NON_FIELD_ERRORS, error)


class NeedForm(_Form):
    """A technology that is looked for."""

    title = forms.CharField(label=_("What you look for"), max_length=200)
    text = forms.CharField(
        label=_("The problem, in your own words"), max_length=needs.LONGEST, widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("What happens now, what should be otherwise, what you tried. Chinese or English; no trade secret."),
    )  # fmt: skip
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    activity = forms.CharField(
        label=_("Class of GB/T 4754"),
        required=False,
        max_length=5,
        help_text=_("Such as C357, if you know it."),
    )
    budget = forms.ChoiceField(label=_("Budget"), required=False)
    mode = forms.ChoiceField(label=_("How you would like to use it"), required=False)
    readiness = forms.ChoiceField(label=_("At least as ready as"), required=False)
    place = forms.ChoiceField(
        label=_("Place"),
        required=False,
        help_text=_("A place can tell who you are: leave it open if that matters."),
    )
    wanted_by = forms.DateField(
        label=_("Wanted by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    is_anonymous = forms.BooleanField(
        label=_("Hide our name until we and a holder have both accepted a match"),
        required=False,
        initial=True,
    )

    def _codes(self) -> dict[str, dict[str, str]]:
        return {
            **super()._codes(), "budget": labels.bands(), "place": labels.places(),
            "mode": {code: str(label) for code, label in WishedMode.choices}, "readiness": dict(READINESS),
        }  # fmt: skip

    def said(self) -> NeedSaid:
        """Return what was said; only of a form that is valid."""
        told = dict(self.cleaned_data)
        told.pop("organisation", None)
        return NeedSaid(**{**told, "readiness": int(told["readiness"]) if told["readiness"] else None})

    @staticmethod
    def of(need: Need) -> dict[str, object]:
        """Return a need as the form shows it."""
        names = (
            "title",
            "text",
            "industry",
            "activity",
            "budget",
            "mode",
            "readiness",
            "place",
            "wanted_by",
            "is_anonymous",
        )
        return {name: getattr(need, name) for name in names}


class OfferForm(_Form):
    """Rights that are offered."""

    title = forms.CharField(label=_("Title"), max_length=200)
    field_of_use = forms.CharField(
        label=_("Field of use"), max_length=300,
        help_text=_("For which products, in which applications: enterprises look for these words."),
    )  # fmt: skip
    text = forms.CharField(
        label=_("What it does and what it brings"), required=False, max_length=offers.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )  # fmt: skip
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    readiness = forms.ChoiceField(label=_("Readiness (TRL)"), choices=[("", _("Choose …")), *READINESS])
    mode = forms.ChoiceField(label=_("What you offer"), choices=[("", _("Choose …")), *OfferMode.choices])
    price = forms.CharField(
        label=_("Price"), required=False, max_length=30, help_text=_("Empty: open to talk.")
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])

    def clean_price(self) -> int | None:
        """Return the price in minor units of the currency that is chosen."""
        return minor_of(self.cleaned_data["price"], self.data.get("currency", "CNY"))

    def said(self) -> OfferSaid:
        """Return what was said; only of a form that is valid."""
        told = dict(self.cleaned_data)
        told.pop("organisation", None)
        return OfferSaid(
            **{name: value for name, value in told.items() if name not in ("price", "readiness")},
            price_minor=told["price"], readiness=int(told["readiness"]),
        )  # fmt: skip
