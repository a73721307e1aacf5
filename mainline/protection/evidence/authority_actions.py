"""An organisation says who stamps its evidence."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainline import outward
from mainline.audit.actions import record
from mainline.orgs.access import By, require_for
from mainline.orgs.models import Organisation
from mainline.protection.evidence.access import AUTHORITY
from mainline.protection.evidence.logic import tokens
from mainline.protection.evidence.logic.tokens import Unusable
from mainline.protection.evidence.models import TimestampAuthority
from mainline.web.later import in_either

LONGEST_CERTIFICATES = 100_000


@transaction.atomic
def set_authority(
    *, organisation: Organisation, url: str, certificates: str, policy: str, by: By
) -> TimestampAuthority:
    """Have the evidence of an organisation stamped at an address from now on.

    ``certificates`` (PEM) are what is trusted; without them stamps are held and not verified. Raises ``ValidationError``
    by field for what will not do, ``PermissionDenied``.
    """
    require_for(by, AUTHORITY, organisation.pk)
    wrong: dict[str, str] = {}
    url, policy = url.strip(), policy.strip()
    try:
        host = outward.target_of(url, settings.OUTWARD_ALLOW).authority
    except outward.Refused as error:
        wrong["url"] = in_either((error.message_zh, error.message_en))
    try:
        known = tokens.certificates_of(certificates[:LONGEST_CERTIFICATES])
    except Unusable:
        known = []
        wrong["certificates"] = _("These are no certificates in PEM (-----BEGIN CERTIFICATE-----).")
    if policy and not tokens.is_policy(policy):
        wrong["policy"] = _("A policy is an object identifier such as 1.2.3.4.")
    if wrong:
        raise ValidationError(wrong)
    told = {
        "url": url, "certificates": certificates.strip() if known else "", "policy": policy,
        "set_at": timezone.now(), "set_by": by,
    }  # fmt: skip
    row, _made = TimestampAuthority.objects.update_or_create(organisation=organisation, defaults=told)
    subject = f"organisation:{organisation.pk}"
    record(code="evidence.authority_set", by=by, subject=subject, data={"host": host}, sealed=[row])
    return row


@transaction.atomic
def remove_authority(*, organisation: Organisation, by: By) -> None:
    """Let the platform's authority stamp again. Nothing where there is none of its own."""
    require_for(by, AUTHORITY, organisation.pk)
    row = TimestampAuthority.objects.filter(organisation=organisation).first()
    if row is None:
        return
    data = {"host": row.url.split("/")[2][:200] if row.url.count("/") > 1 else ""}
    subject = f"organisation:{organisation.pk}"
    record(code="evidence.authority_removed", by=by, subject=subject, data=data, gone=[row])
    row.delete()
