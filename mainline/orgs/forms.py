"""What pages ask of a person about accounts; the actions say what will not do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mainline.orgs import tokens
from mainline.orgs.access import SCOPES
from mainline.orgs.enums import Role
from mainline.orgs.invitations import MOST_DAYS
from mainline.orgs.members import roles_of
from mainline.orgs.models import Organisation

_TEXT = {"class": "form-control"}


class PageForm(forms.Form):
    """A form whose fields carry the names by which an action tells what is wrong."""

    def take(self, error: ValidationError) -> None:
        """Show what an action refused at the field that it names."""
        self.add_error(None, error)

    def fields_given(self) -> dict[str, Any]:
        """Return the values by field."""
        return dict(self.cleaned_data)


class ProfileForm(PageForm):
    """Name and address."""

    name = forms.CharField(
        label=_("Name, as others read it"),
        max_length=150,
        required=False,
        widget=forms.TextInput(_TEXT | {"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(_TEXT | {"autocomplete": "email"}),
        help_text=_("You can log in with it, and links to a new password go there."),
    )


class TokenForm(PageForm):
    """A new API token."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        widget=forms.TextInput(_TEXT | {"placeholder": _("Script that reads our rights every night")}),
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do, of what you may"),
        choices=lambda: [(code, words) for code, words in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        initial=["read"],
    )
    days = forms.IntegerField(
        label=_("Days that it works"),
        min_value=1,
        max_value=tokens.MOST_DAYS,
        initial=90,
        widget=forms.NumberInput(_TEXT),
    )


class InvitationForm(PageForm):
    """A new invitation to an organisation, which gives the roles of its kind alone."""

    name = forms.CharField(label=_("Whom you invite"), max_length=150, widget=forms.TextInput(_TEXT))
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        widget=forms.EmailInput(_TEXT),
    )
    role = forms.ChoiceField(label=_("Role"), widget=forms.Select({"class": "form-select"}))
    days = forms.IntegerField(
        label=_("Days that it holds"),
        min_value=1,
        max_value=MOST_DAYS,
        initial=7,
        widget=forms.NumberInput(_TEXT),
    )

    def __init__(self, organisation: Organisation, *arguments: Any, **named: Any) -> None:
        """Offer the roles of the organisation."""
        super().__init__(*arguments, **named)
        field = self.fields["role"]
        field.choices = [(role.value, role.label) for role in roles_of(organisation)]
        # The least stands there first: nobody becomes administrator by a slip.
        field.initial = Role.VIEWER.value


class NewAccountForm(PageForm):
    """The account of somebody who was invited."""

    username = forms.CharField(
        label=_("User name"),
        max_length=150,
        widget=forms.TextInput(_TEXT | {"autocomplete": "username", "autocapitalize": "none"}),
        help_text=_("You log in with it: letters, digits and . + - _"),
    )
    name = forms.CharField(
        label=_("Name, as others read it"),
        max_length=150,
        required=False,
        widget=forms.TextInput(_TEXT | {"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(_TEXT | {"autocomplete": "new-password", "data-password": ""}),
        help_text=_(
            "At least 12 characters: a few words that do not belong together are best. You can paste it."
        ),
    )
