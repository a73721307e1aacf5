"""What pages ask of a person about webhooks; the actions say what will not do."""

from __future__ import annotations

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mainline import outward
from mainline.links import LINKS
from mainline.webhooks.models import Webhook
from mainline.webhooks.queries import links_and_single

_TEXT = {"class": "form-control"}
_BETWEEN = re.compile(r"[\s,;，；、]+")
_WHOSE = (
    ("own", _("Of the rights of our organisation, and of those shared with us")),
    ("all", _("Of every right that our organisation may see")),
)


class WebhookForm(forms.Form):
    """Where a webhook is told, and of what."""

    receiver = forms.CharField(
        label=_("Address of the receiver"),
        max_length=outward.LONGEST_URL,
        widget=forms.TextInput(
            _TEXT
            | {
                "placeholder": "https://hooks.example.org/mainline",
                "inputmode": "url",
                "autocapitalize": "none",
            }
        ),
        help_text=_("On the open internet, https, port 443. Nothing that it redirects to is followed."),
    )
    whose = forms.ChoiceField(label=_("Events"), choices=_WHOSE, widget=forms.RadioSelect, initial="own")
    links = forms.MultipleChoiceField(
        label=_("Of these links of the chain"),
        choices=lambda: [(f"{link.code}.", link.label) for link in LINKS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None chosen here or below: of all."),
    )
    codes = forms.CharField(
        label=_("Or of single kinds"),
        required=False,
        widget=forms.Textarea(_TEXT | {"rows": 3, "placeholder": "portfolio.fee.paid\nutilization.licence."}),
        help_text=_("Codes of events, one a line; a code that ends in a dot stands for all that begin so."),
    )

    def take(self, error: ValidationError) -> None:
        """Show what an action refused at the field that it names."""
        self.add_error(None, error)

    def given(self) -> dict[str, object]:
        """Return what the actions take."""
        data = self.cleaned_data
        return {
            "receiver": data["receiver"],
            "is_own_only": data["whose"] == "own",
            "codes": [*data["links"], *filter(None, _BETWEEN.split(data["codes"]))],
        }


def form_of(webhook: Webhook, data: object = None) -> WebhookForm:
    """Return the form as a webhook fills it."""
    links, single = links_and_single(webhook.codes)
    return WebhookForm(
        data or None,
        initial={
            "receiver": webhook.url,
            "whose": "own" if webhook.is_own_only else "all",
            "links": links,
            "codes": "\n".join(single),
        },
    )
