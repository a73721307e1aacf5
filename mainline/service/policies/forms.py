"""What pages ask for the policies; the actions say what will not do."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mainline.orgs.access import User
from mainline.orgs.forms import PageForm
from mainline.orgs.models import Organisation
from mainline.register.access import rights_known_to, visible_documents
from mainline.register.models import Document, Right
from mainline.rules.money import Money, amount
from mainline.rules.policies.loading import policybook
from mainline.service.policies.actions import Said
from mainline.service.policies.cases import BadValue, read
from mainline.service.policies.shown import options
from mainline.web.addresses import is_id
from mainline.web.templatetags.web import page_language

_TEXT, _SELECT = {"class": "form-control"}, {"class": "form-select"}


class StatementForm(PageForm):
    """One fact of an organisation; which fields there are depends on the fact."""

    value = forms.CharField(label=_("Value"), max_length=60)
    year = forms.IntegerField(label=_("Year"), required=False, widget=forms.NumberInput(_TEXT))
    reference = forms.CharField(
        label=_("What proves it"), max_length=120, required=False, widget=forms.TextInput(_TEXT),
        help_text=_("Number and day of the paper, such as a credit report or a certificate."),
    )  # fmt: skip
    shown_to_offices = forms.BooleanField(
        label=_("IP offices may count it"), required=False,
        help_text=_("Otherwise it is yours alone until you hand in a claim."),
    )  # fmt: skip
    right = forms.CharField(required=False, widget=forms.HiddenInput)
    contract = forms.CharField(required=False, max_length=80, widget=forms.HiddenInput)
    document = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, fact: str, *given: Any, organisation: Organisation, user: User, on: dt.date) -> None:
        """Take the fact that is stated, and for whom; ``on`` gives the year that is proposed."""
        super().__init__(*given)
        self.code, self.known = fact, policybook().facts.get(fact)
        self._organisation, self._user = organisation, user
        if self.known is None or not self.known.said:
            self.known = None
            return
        choices = options(self.known)
        self.fields["value"] = forms.ChoiceField(label=self.known.label.of(page_language()), choices=choices, widget=forms.RadioSelect) if choices else forms.CharField(label=self.known.label.of(page_language()), max_length=60, widget=forms.TextInput(_TEXT | ({"type": "date"} if self.known.type == "date" else {})))  # fmt: skip
        if self.known.year:
            self.fields["year"].initial = on.year - (self.known.year == "previous")
        else:
            del self.fields["year"]

    def said(self) -> Said:
        """Return what is stated. Raises ``ValidationError``."""
        told = self.cleaned_data
        return Said(
            self.code, told["value"], told.get("year"), self._right(told["right"]), told["contract"],
            self._document(told["document"]), told["reference"], told["shown_to_offices"],
        )  # fmt: skip

    def _right(self, asked: str) -> Right | None:
        if not asked:
            return None
        found = rights_known_to(self._organisation).filter(pk=int(asked) if is_id(asked) else 0).first()
        if found is None:
            raise ValidationError({"right": _("There is no such right, or you may not see it.")})
        return found

    def _document(self, asked: str) -> Document | None:
        return visible_documents(self._user).filter(pk=int(asked)).first() if is_id(asked) else None


class CallForm(PageForm):
    """A policy opened for a year."""

    policy = forms.ChoiceField(label=_("Policy"), widget=forms.Select(_SELECT))
    year = forms.IntegerField(
        label=_("Year"), min_value=2000, max_value=2100, widget=forms.NumberInput(_TEXT)
    )
    budget = forms.CharField(
        label=_("Budget in yuan"), max_length=30, widget=forms.TextInput(_TEXT | {"inputmode": "decimal"})
    )
    opens_on = forms.DateField(
        label=_("Opens on"), widget=forms.DateInput(_TEXT | {"type": "date"}, "%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(_TEXT | {"type": "date"}, "%Y-%m-%d")
    )
    reference = forms.CharField(
        label=_("Notice, by number or title"), max_length=200, widget=forms.TextInput(_TEXT)
    )

    def __init__(self, *given: Any, today: dt.date) -> None:
        """``today`` gives the year that is proposed."""
        super().__init__(*given, initial={"year": today.year, "opens_on": today})
        self.fields["policy"].choices = [  # type: ignore[attr-defined]
            (name, f"{ready.policy.title.of(page_language())} ({ready.policy.code})")
            for name, ready in policybook().policies.items()
            if ready.policy.claimed
        ]

    def clean_budget(self) -> Money:
        """Return the amount. Raises ``ValidationError``."""
        try:
            value = read(policybook().facts["loan_interest"], self.cleaned_data["budget"])
        except BadValue as error:
            raise ValidationError(
                _("Give an amount of yuan with two decimals at most, such as 50000.00.")
            ) from error
        return value if isinstance(value, Money) else amount(0, "CNY")

    def given(self) -> dict[str, Any]:
        """Return the values by field."""
        return dict(self.cleaned_data)
