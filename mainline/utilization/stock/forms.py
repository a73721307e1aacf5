"""The form in which a right of the stock is graded by its holder."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from mainline.rules.money import CURRENCIES, typed
from mainline.utilization.amounts import minor_of
from mainline.utilization.market import labels
from mainline.utilization.market.enums import WishedMode
from mainline.utilization.market.forms import READINESS
from mainline.utilization.stock.actions import Said
from mainline.utilization.stock.models import StockItem

STARS = [(str(n), "★" * n + "☆" * (5 - n)) for n in range(5, 0, -1)]


class SurveyForm(forms.Form):
    """What a holder says of a right."""

    grade = forms.ChoiceField(label=_("Own grade"), choices=[("", _("Choose …")), *STARS])
    industry = forms.ChoiceField(label=_("Industry"), required=False)
    activity = forms.CharField(label=_("Class of GB/T 4754"), required=False, max_length=5)
    readiness = forms.ChoiceField(
        label=_("Readiness (TRL)"), required=False, choices=[("", _("Not said")), *READINESS]
    )
    mode = forms.ChoiceField(
        label=_("Wished mode"), required=False, choices=[("", _("Not said")), *WishedMode.choices]
    )
    price = forms.CharField(label=_("Price asked"), required=False, max_length=30)
    currency = forms.ChoiceField(label=_("Currency"), choices=[(code, code) for code in CURRENCIES])
    note = forms.CharField(label=_("Note"), required=False, max_length=1000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the industries of the region."""
        super().__init__(*args, **kwargs)
        industry: Any = self.fields["industry"]
        industry.choices = [("", _("Not said")), *labels.industries().items()]
        for each in self.fields.values():
            each.widget.attrs["class"] = (
                "form-select" if isinstance(each, forms.ChoiceField) else "form-control"
            )

    def clean_price(self) -> int | None:
        """Return the price in minor units of the currency that is chosen."""
        return minor_of(self.cleaned_data["price"], self.data.get("currency", "CNY"))

    def said(self) -> Said:
        """Return what was said; only of a form that is valid."""
        told = self.cleaned_data
        return Said(
            int(told["grade"]), told["industry"], told["activity"], int(told["readiness"]) if told["readiness"] else None,
            told["mode"], told["price"], told["currency"], told["note"],
        )  # fmt: skip

    def take(self, error: ValidationError) -> None:
        """Show what the action refused."""
        self.add_error(NON_FIELD_ERRORS, error)

    @staticmethod
    def of(row: StockItem) -> dict[str, object]:
        """Return what was said of a right as the form shows it."""
        names = ("grade", "industry", "activity", "readiness", "mode", "note")
        said = {name: getattr(row, name) for name in names}
        return {**said, "price": typed(row.price_minor, row.currency), "currency": row.currency or "CNY"}
