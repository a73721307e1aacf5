"""A client of ``/api/v1``: typed, synchronous, and independent of everything else here.

from mainline.client import Client

with Client("https://ip.example.org", token="mlt_…") as client:
    for right in client.search_all("status:in_force"):
        print(right.number, right.title())
    client.record_event(17, "utilization.licence.signed", happened_on=date(2026, 3, 18), source_text="…")
"""

from mainline.client.client import Client
from mainline.client.errors import (
    ApiError,
    Conflict,
    Invalid,
    NotAllowed,
    NotFound,
    NotLoggedIn,
    RateLimited,
    ServerFault,
    TimedOut,
    TooLarge,
    Unexpected,
    Unreachable,
)

__all__ = [
    "ApiError",
    "Client",
    "Conflict",
    "Invalid",
    "NotAllowed",
    "NotFound",
    "NotLoggedIn",
    "RateLimited",
    "ServerFault",
    "TimedOut",
    "TooLarge",
    "Unexpected",
    "Unreachable",
]
