"""Stable codes of organisations and roles, with lazy labels."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class OrganisationKind(TextChoices):
    """What sort of body holds, handles or finances rights."""

    ENTERPRISE = "enterprise", _("Enterprise")
    UNIVERSITY = "university", _("University")
    INSTITUTE = "institute", _("Research institute")
    AGENCY = "agency", _("IP agency")
    BANK = "bank", _("Bank")
    GUARANTOR = "guarantor", _("Guarantor")
    OFFICE = "office", _("Provincial IP office")
    CITY_OFFICE = "city_office", _("City IP office")
    PROTECTION_CENTRE = "protection_centre", _("IP protection centre")
    PUBLIC_BODY = "public_body", _("Public body")
    UNKNOWN = "unknown", _("Kind not known")


class Role(TextChoices):
    """What a member does for the organisation."""

    ADMIN = "admin", _("Administrator of the organisation")
    MANAGER = "manager", _("IP manager")
    TECHNOLOGY_MANAGER = "technology_manager", _("Technology manager")
    INVENTOR = "inventor", _("Inventor")
    ATTORNEY = "attorney", _("Patent attorney")
    BANKER = "banker", _("Bank or guarantor staff")
    OFFICER = "officer", _("IP office staff")
    CASE_HANDLER = "case_handler", _("Case handler")
    VIEWER = "viewer", _("Reader")


class ProposalState(TextChoices):
    """Where a proposal to merge two organisations stands."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    REFUSED = "refused", _("Refused")
