"""What a request may hold. What is not named here is refused, never ignored."""

from __future__ import annotations

import datetime as dt
import re
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, Strict
from pydantic_core import PydanticCustomError

from mainline.register.codes import PLACEHOLDERS
from mainline.register.storable import storable

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNFIT = r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]*$"
_MOST_MONEY = 10**15
"""Minor units: ten million million yuan."""


def _fit(text: str) -> str:
    if storable(text) != text:
        raise PydanticCustomError("unfit", "holds control characters that can't be kept")
    return text


def _day(value: Any) -> Any:
    if value is None or (isinstance(value, str) and _DAY.fullmatch(value)):
        return value
    raise PydanticCustomError("day", "must be a day, such as 2026-11-22")


def _detail(name: str) -> str:
    if name not in PLACEHOLDERS:
        raise PydanticCustomError("enum", "must be one of: {expected}", {"expected": ", ".join(_DETAILS)})
    return name


Text = Annotated[str, AfterValidator(_fit), Field(json_schema_extra={"pattern": _UNFIT})]
"""Text that every database takes."""
Day = Annotated[dt.date, BeforeValidator(_day)]
Whole = Annotated[int, Strict()]
_DETAILS = sorted(PLACEHOLDERS)
Detail = Annotated[str, AfterValidator(_detail), Field(json_schema_extra={"enum": list(_DETAILS)})]
"""The name of a detail that some sentence has a place for."""


class Given(BaseModel):
    """A body: its fields and no others."""

    model_config = ConfigDict(extra="forbid")


class NewEvent(Given):
    """An event to record on the thread of a right."""

    code: Text = Field(max_length=60, description="One of /event-codes")
    happened_on: Day | None = Field(None, description="The day, ISO 8601; null where nobody knows it")
    source_text: Text = Field(min_length=1, max_length=300, description="Who says so, or what paper")
    details: dict[Detail, Annotated[Text, Field(max_length=2000)]] = Field(
        {}, description="What fills the sentence, by name"
    )
    amount_minor: Whole | None = Field(
        None, ge=-_MOST_MONEY, le=_MOST_MONEY, description="Money in minor units, such as fen"
    )
    currency: str = Field("", pattern=r"^([A-Z]{3})?$", description="ISO 4217; required with an amount")
    confidentiality: Literal["", "public", "holder", "own"] = Field(
        "", description="Empty: public where an office acts, else the holder's"
    )
    supersedes: Whole | None = Field(None, description="Id of the event on this right that this one corrects")


Secret = Annotated[str, Field(min_length=32, max_length=64, pattern=r"^[!-~]+$")]
Kind = Annotated[Text, Field(min_length=1, max_length=60)]


class WebhookChange(Given):
    """Where a webhook is told, and of what."""

    receiver: Text = Field(
        min_length=1, max_length=500, description="https, port 443, an address of the open internet"
    )
    codes: list[Kind] = Field(
        [],
        max_length=100,
        description="Of /event-codes, or with a dot at the end the beginnings of such; empty: all",
    )
    is_own_only: bool = Field(
        True,
        description="Whether it tells of rights entrusted to the organisation alone; else of all it may see",
    )


class NewWebhook(WebhookChange):
    """A webhook to make."""

    organisation: Whole = Field(description="Whose events are told")
    secret: Secret = Field(description="Signs what is sent: 32 to 64 visible ASCII characters, by chance")


class NewSecret(Given):
    """Another secret of a webhook."""

    secret: Secret = Field(description="Signs what is sent: 32 to 64 visible ASCII characters, by chance")


class Replay(Given):
    """What is to be sent again."""

    since: Day = Field(description="All that was made on this day or later")


class Withdrawal(Given):
    """Why a document is taken back."""

    reason: Text = Field(min_length=1, max_length=500)


class DeadlineDecision(Given):
    """What is decided about a date."""

    act: Literal["waived", "closed", "confirm", "reopen", "plan", "assign"] = Field(
        description="waived: not done; closed: done though no event tells of it; confirm: as second person;"
        " reopen: take back; plan: set internal_on; assign: give to person"
    )
    reason: Annotated[Text, Field(max_length=500)] = Field("", description="For waived and closed")
    internal_on: Day | None = Field(None, description="For plan; null: as the lead days come to")
    person: Annotated[Text, Field(max_length=150)] = Field(
        "", description="For assign: login name; empty: whoever sees to the right"
    )


class KeepDates(Given):
    """For whom dates are kept."""

    organisation: Whole = Field(gt=0, le=2**63 - 1, description="Id of an organisation of yours")


class BeginClaim(Given):
    """Under which policy a claim is begun, and of what."""

    policy: Annotated[Text, Field(max_length=80)] = Field(description="Its code, such as HLJ-IPMS")
    ref: Annotated[Text, Field(max_length=160)] = Field(
        "", description="As entitlements name the right or deal; empty: the organisation itself"
    )


class PutPaper(Given):
    """A paper for a claim: a document, or its number."""

    code: Annotated[Text, Field(max_length=60)] = Field(description="Which of the papers asked for")
    document: Whole | None = Field(None, gt=0, le=2**63 - 1, description="Id of a document")
    reference: Annotated[Text, Field(max_length=200)] = Field("", description="Number of the paper")


class ClaimAct(Given):
    """What is done with a claim."""

    act: Literal["submit", "withdraw", "return", "refuse", "approve", "pay", "take_back"]
    clause: Annotated[Text, Field(max_length=60)] = Field("", description="For return and refuse")
    words: Annotated[Text, Field(max_length=1000)] = Field(
        "", description="Reason, or by what an amount is set"
    )
    amount_minor: Whole | None = Field(
        None, gt=0, le=10**15, description="For approve, minor units; null: as the formula has it"
    )
    confirmed: dict[str, str] = Field({}, description="For approve: each open clause and by what it is met")
