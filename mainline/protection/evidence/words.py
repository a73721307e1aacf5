"""Words for the codes of steps, facts and problems."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as _

STEPS: Mapping[str, tuple[object, object]] = MappingProxyType(
    {
        "clock": (
            _("Clock of the device compared with a time server"),
            _("Say which server, and how far off the clock was."),
        ),
        "cache": (
            _("Browser cache, cookies and history emptied before"),
            _("Else what is shown may be an older page out of the cache."),
        ),
        "proxy": (
            _("Proxy and VPN settings checked"),
            _("Else another machine may have answered in place of the page."),
        ),
        "hosts": (
            _("The hosts file of the device checked"),
            _("Else the name may have led to another address."),
        ),
        "network": (
            _("Network connection checked, and the way to the server recorded"),
            _("For example by tracert to the address of the page."),
        ),
        "recording": (
            _("Recorded on the screen without interruption, from the first step"),
            _("The recording is one of the files."),
        ),
        "whole": (
            _("What is deposited is whole and was not worked on"),
            _("No cut, no conversion, no picture of a picture."),
        ),
    }
)
"""By step: what is to be done, and a word of advice."""
FACTS: Mapping[str, object] = MappingProxyType(
    {
        "purpose": _("What it is to prove"),
        "found_at": _("Where it was found"),
        "captured_at": _("When it was captured"),
        "captured_by": _("Who captured it"),
        "device": _("Device and program"),
        "clock_source": _("Time server of the clock"),
        "network_name": _("Network"),
    }
)
PROBLEMS: Mapping[str, object] = MappingProxyType(
    {
        "no_authority": _("No time stamping authority is set up."),
        "unreachable": _("The authority does not answer. It is asked again by itself."),
        "address": _("No request may go to the address of the authority. Have it corrected."),
        "http": _("The authority answered with an error of the web. It is asked again by itself."),
        "rubbish": _("The answer is no time stamp."),
        "rejected": _("The authority rejected the request."),
        "later": _("The authority wants time. It is asked again by itself."),
        "wrong_algorithm": _("The stamp uses another hash than SHA-256."),
        "wrong_hash": _("The stamp is over something else."),
        "wrong_nonce": _("The answer belongs to another request."),
        "wrong_policy": _("The stamp was made under another policy than demanded."),
        "no_certificates": _(
            "Nobody has entered the certificates of the authority: who signed can't be checked."
        ),
        "bad_certificates": _("The certificates entered for the authority can't be read."),
        "chain": _("The signature does not lead to a certificate that is trusted here."),
        "clock": _(
            "The time of the authority and that of this machine are more than ten minutes apart: one clock is wrong."
        ),
    }
)


def problem(code: str) -> object:
    """Return the words for a problem; empty for none."""
    return PROBLEMS.get(code, "")


def missing(codes: list[str]) -> list[object]:
    """Return the words for what a capture lacks."""
    return [STEPS[code][0] if code in STEPS else FACTS.get(code, code) for code in codes]
