"""Which authority stamps for whom: an organisation's own, else the platform's, else in the demonstration its own."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from mainline.orgs.models import Organisation
from mainline.protection.evidence.logic import authority
from mainline.protection.evidence.models import TimestampAuthority

DEMONSTRATION = "demonstration:"
"""What ``MAINLINE_TSA_URL`` says where the demonstration's authority is to stamp for everybody, to try things out."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Where a stamp is asked for."""

    url: str
    """Empty: the demonstration's own authority."""
    certificates: str
    """PEM: what is trusted."""
    policy: str

    @property
    def is_demonstration(self) -> bool:
        """Whether nobody recognises it."""
        return not self.url


def authority_for(organisation: Organisation) -> Chosen | None:
    """Return who stamps for an organisation; ``None`` where nobody was chosen.

    The demonstration's authority stamps for organisations of the demonstration alone, unless the operator asks for it.
    """
    own = TimestampAuthority.objects.filter(organisation=organisation).first()
    if own is not None:
        return Chosen(own.url, own.certificates, own.policy)
    if settings.TSA_URL and settings.TSA_URL != DEMONSTRATION:
        return Chosen(settings.TSA_URL, settings.TSA_CERTIFICATES, settings.TSA_POLICY)
    if settings.TSA_URL == DEMONSTRATION or organisation.is_demo:
        return Chosen("", demonstration().root_pem, authority.POLICY.dotted_string)
    return None


def _file() -> Path:
    return Path(settings.DATA_DIR) / "demonstration-tsa.pem"


def demonstration() -> authority.Authority:
    """Return the demonstration's authority, made at its first use; two processes that make it at once end with one.

    Raises ``BadAuthority`` where its file was damaged.
    """
    file = _file()
    if not file.exists():
        _make(file)
    return authority.read(file.read_text(encoding="ascii"))


def _make(file: Path) -> None:
    fresh = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="ascii") as out:
            out.write(authority.make(timezone.now()).as_pem())
            out.flush()
            os.fsync(out.fileno())
        # A link and no rename: of two made at once the first stays.
        with suppress(FileExistsError):
            os.link(fresh, file)
    finally:
        fresh.unlink()


def trusted() -> list[tuple[str, str]]:
    """Return (PEM, name of whose word it is) of all that is trusted here to say who stamped: ``platform``, ``organisation``,
    ``demonstration`` where it was ever used."""
    found = [(settings.TSA_CERTIFICATES, "platform")] if settings.TSA_CERTIFICATES else []
    own = TimestampAuthority.objects.exclude(certificates="").values_list("certificates", flat=True)
    found += [(pem, "organisation") for pem in own.order_by("pk").distinct()]
    if _file().exists():
        found.append((demonstration().root_pem, "demonstration"))
    return found
