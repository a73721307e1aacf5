"""Forms of the register: they read what people type, and say what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainline.links import LINKS
from mainline.register import codes
from mainline.register.enums import PartConfidentiality
from mainline.register.models import Event
from mainline.rules.money import places_of

CURRENCIES = ("CNY", "USD", "EUR", "JPY", "KRW", "GBP", "CHF", "HKD")
FACTS: Mapping[str, str | Promise] = {
    "code": _("The office's own code"),
    "count": _("How many"),
    "document": _("Document or fee"),
    "number": _("Official number"),
    "office": _("Office (two letters)"),
    "other": _("The other side"),
    "party": _("Who acts"),
    "period": _("Span of time"),
    "place": _("Place or court"),
    "reason": _("Reason"),
    "reference": _("Number of the contract, case or notice"),
    "result": _("Outcome"),
    "share": _("Share, %"),
    "text": _("The office's own words"),
    "title": _("Name of the product, project or work"),
    "until": _("Until"),
    "year": _("Year of the annuity"),
}
"""What a sentence can be filled in with (:data:`codes.PLACEHOLDERS`, without the amount), as a form asks for it."""


def code_choices(language: str, kind: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Yield (link, [(code, label), …]) of what can happen to a kind of right, in the order of the chain."""
    place = 0 if language == "zh" else 1
    for link in LINKS:
        own = [
            (entry.code, entry.label[place])
            for entry in codes.event_codes().values()
            if entry.link == link.code and codes.can_happen_to(entry.code, kind)
        ]
        yield str(link.label), [pair for pair in own if pair[0] != codes.UNCATEGORISED]


class EventForm(forms.Form):
    """One event, with the facts that its sentence can tell."""

    happened_on = forms.DateField(
        label=_("Day"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "form-control"}),
        help_text=_("Leave it empty where the day is not known."),
    )
    source_text = forms.CharField(
        label=_("Where this is from"),
        max_length=300,
        widget=forms.TextInput(attrs={"class": "form-control"}),
        help_text=_("A contract, a notice, a letter, a minute …"),
    )
    confidentiality = forms.ChoiceField(
        label=_("Who may see it"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    def __init__(self, code: codes.EventCode, latest: dt.date, **named: Any) -> None:
        """Ask for what an event of this code tells; ``latest`` is the last day on which it can have happened."""
        super().__init__(**named)
        self.code = code
        self.latest = latest
        default = PartConfidentiality.PUBLIC if code.is_public else PartConfidentiality.HOLDER
        self.fields["confidentiality"].choices = PartConfidentiality.choices
        self.fields["confidentiality"].initial = default.value
        for name in sorted(code.placeholders - {"amount"}, key=list(FACTS).index):
            self.fields[name] = forms.CharField(
                label=FACTS[name],
                required=False,
                max_length=300,
                widget=forms.TextInput(attrs={"class": "form-control"}),
            )
        if "amount" in code.placeholders:
            self.fields["amount"] = forms.DecimalField(
                label=_("Amount"),
                required=False,
                max_digits=18,
                decimal_places=2,
                widget=forms.NumberInput(attrs={"class": "form-control", "step": "0.01"}),
            )
            self.fields["currency"] = forms.ChoiceField(
                label=_("Currency"),
                required=False,
                choices=[(each, each) for each in CURRENCIES],
                widget=forms.Select(attrs={"class": "form-select"}),
            )
        # What happened, in the order in which people tell it; who may know of it, last.
        self.order_fields(
            ["happened_on", *(n for n in FACTS if n in self.fields), "amount", "currency", "source_text"]
        )

    def clean_happened_on(self) -> dt.date | None:
        """Refuse a day that is still to come: what is ahead is derived, not recorded."""
        day: dt.date | None = self.cleaned_data["happened_on"]
        if day is not None and day > self.latest:
            raise forms.ValidationError(
                _("%(day)s is still to come. Record what has happened; what is ahead is derived from it."),
                params={"day": day},
            )
        return day

    def clean(self) -> dict[str, Any]:
        """Refuse parts of a currency that has no smaller units."""
        given: dict[str, Any] = super().clean() or {}
        amount, currency = given.get("amount"), given.get("currency", "")
        if amount is not None and (amount * 10 ** places_of(currency)) % 1:
            words = _("%(currency)s has no smaller unit: give a whole number.") % {"currency": currency}
            self.add_error("amount", words)
        return given

    def facts(self) -> dict[str, str]:
        """Return what was filled in, by placeholder."""
        names = self.code.placeholders - {"amount"}
        return {name: text for name in sorted(names) if (text := self.cleaned_data.get(name, "").strip())}

    def amount_minor(self) -> int | None:
        """Return the amount in minor units of its currency, to the fen; ``None`` where there is none."""
        amount: Decimal | None = self.cleaned_data.get("amount")
        return (
            None if amount is None else int(amount * 10 ** places_of(self.cleaned_data.get("currency", "")))
        )


def initial_of(event: Event) -> dict[str, object]:
    """Return what an event says, to begin its correction with."""
    given: dict[str, object] = {**event.details}
    given |= {
        "happened_on": event.happened_on,
        "source_text": event.source_text,
        "confidentiality": event.confidentiality,
        "currency": event.currency or CURRENCIES[0],
    }
    if event.amount_minor is not None:
        given["amount"] = Decimal(event.amount_minor) / 10 ** places_of(event.currency)
    return given
