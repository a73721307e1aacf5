"""The form in which people say as what an applicant's fees are reduced."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext_lazy as _

from mainline.portfolio.enums import ApplicantKind
from mainline.portfolio.models import ReductionClaim
from mainline.portfolio.reductions.actions import Said
from mainline.register.models import Document


class ClaimForm(forms.Form):
    """What is said of an applicant for one year."""

    kind = forms.ChoiceField(
        label=_("The applicant is"), choices=[("", _("Choose …")), *ApplicantKind.choices]
    )
    year = forms.IntegerField(label=_("Year"), min_value=1, max_value=9999)
    income = forms.DecimalField(
        label=_("Income of the year before, CNY"), required=False, max_digits=17, decimal_places=2,
        help_text=_("An individual's in a month, an enterprise's taxable income of the year; others leave it empty."),
    )  # fmt: skip
    record_number = forms.CharField(label=_("Number of the office's record"), required=False, max_length=60)
    document = forms.ModelChoiceField(
        label=_("Document that proves it"),
        required=False,
        queryset=Document.objects.none(),
        empty_label=_("none"),
    )
    valid_until = forms.DateField(
        label=_("Valid until"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: to the end of its year."),
    )  # fmt: skip

    def __init__(self, *args: Any, documents: Any, **kwargs: Any) -> None:
        """Take the documents among which one can be chosen."""
        super().__init__(*args, **kwargs)
        field: Any = self.fields["document"]
        field.queryset = documents
        field.label_from_instance = lambda row: f"{row.right.number} · {row.name}"
        for each in self.fields.values():
            is_choice = isinstance(each, forms.ChoiceField)
            each.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    def said(self) -> Said:
        """Return what was said; only of a form that is valid."""
        told = self.cleaned_data
        income: Decimal | None = told["income"]
        return Said(
            told["kind"], told["year"], None if income is None else int(income * 100), told["document"],
            told["record_number"], told["valid_until"],
        )  # fmt: skip

    def take(self, error: ValidationError) -> None:
        """Show what an action refused beside its field."""
        for name, several in getattr(error, "error_dict", {NON_FIELD_ERRORS: [error]}).items():
            self.add_error(name if name in self.fields else None, several)


def given_of(row: ReductionClaim | None, year: int) -> dict[str, object]:
    """Return what a form shows at first: what was said last, for a year."""
    if row is None:
        return {"year": year}
    income = None if row.income_minor is None else Decimal(row.income_minor) / 100
    if row.year != year:
        # Another year has an income and a proof of its own.
        return {"year": year, "kind": row.kind}
    return {
        "year": year, "kind": row.kind, "income": income, "record_number": row.record_number,
        "document": row.document_id, "valid_until": row.valid_until,
    }  # fmt: skip
