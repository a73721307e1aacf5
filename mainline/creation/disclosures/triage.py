"""What the technology office does with a disclosure: take it in hand, assess it, send it back, decide on it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainline.audit.actions import record
from mainline.creation.disclosures import thread
from mainline.creation.disclosures.access import DECIDE
from mainline.creation.disclosures.colleagues import name_of
from mainline.creation.disclosures.enums import Act, DisclosureState
from mainline.creation.disclosures.models import Assessment, Disclosure, DisclosureAct
from mainline.offices.record import RightKind
from mainline.orgs.access import require_for
from mainline.orgs.models import Organisation
from mainline.register.models import Event
from mainline.register.storable import storable

LONGEST_REASON = 2000
OPEN = (DisclosureState.SUBMITTED, DisclosureState.ACCEPTED)
"""States in which the office assesses and decides."""
_RETURNABLE = (*OPEN, DisclosureState.TO_FILE)
_STATES: Mapping[Act, DisclosureState] = {
    Act.FILE: DisclosureState.TO_FILE,
    Act.SECRET: DisclosureState.SECRET,
    Act.PUBLISH: DisclosureState.PUBLISH,
    Act.RELEASE: DisclosureState.RELEASED,
}
_CODES: Mapping[Act, str] = {
    Act.FILE: "creation.filing.decided",
    Act.SECRET: "creation.secret.identified",
    Act.PUBLISH: "creation.publication.chosen",
    Act.RELEASE: "creation.disclosure.released",
}


@dataclass(frozen=True, slots=True)
class Marks:
    """An assessment: marks from 1 to 5, each with its reason."""

    patentability: int
    patentability_reason: str
    market: int
    market_reason: str
    strategy: int
    strategy_reason: str


@transaction.atomic
def accept(*, disclosure: Disclosure, by: AbstractBaseUser, on: dt.date) -> DisclosureAct:
    """Take a disclosure in hand, so that the inventors see who has it. Raises ``ValidationError`` where somebody has."""
    row = locked(disclosure)
    require_for(by, DECIDE, row.organisation_id)
    require_state(row, (DisclosureState.SUBMITTED,))
    return _accept(row, by, on)


@transaction.atomic
def assess(*, disclosure: Disclosure, marks: Marks, by: AbstractBaseUser, on: dt.date) -> Assessment:
    """Assess what was handed in last. A later assessment stands beside the earlier, and the last one counts.

    Raises ``ValidationError`` for marks outside 1 to 5 and where one lacks its reason.
    """
    row = locked(disclosure)
    require_for(by, DECIDE, row.organisation_id)
    require_state(row, OPEN)
    told = _checked(marks)
    if row.state == DisclosureState.SUBMITTED:
        _accept(row, by, on)
    version = thread.newest_version(row)
    made = Assessment.objects.create(version=version, by=by, at=timezone.now(), **told)
    result = "/".join(str(told[name]) for name in ("patentability", "market", "strategy"))
    made.event = thread.happened(
        row, "creation.disclosure.assessed", by=by, on=on,
        details={
            "result": result,
            "result_zh": "新颖创造{} 市场{} 战略{}".format(*result.split("/")),
            "result_en": "patentability {}, market {}, strategy {}".format(*result.split("/")),
            "assessment": made.pk,
        },
    )  # fmt: skip
    made.save(update_fields=["event"])
    record(
        code="disclosure.assessed", by=by, subject=f"right:{thread.standing_right(row).pk}",
        data={"disclosure": row.pk, "number": row.number, "result": result}, sealed=[made],
    )  # fmt: skip
    return made


@transaction.atomic
def send_back(*, disclosure: Disclosure, reason: str, by: AbstractBaseUser, on: dt.date) -> DisclosureAct:
    """Return a disclosure to the inventor with what should be otherwise. Raises ``ValidationError`` without a reason."""
    row = locked(disclosure)
    require_for(by, DECIDE, row.organisation_id)
    require_state(row, _RETURNABLE)
    why = reason_of(reason)
    event = thread.happened(
        row, "creation.disclosure.returned", by=by, on=on,
        details={"reason": why, "version": thread.newest_version(row).number},
    )  # fmt: skip
    return entered(row, Act.RETURN, DisclosureState.RETURNED, why, event, by)


@transaction.atomic
def decide(
    *, disclosure: Disclosure, act: str, reason: str, by: AbstractBaseUser, on: dt.date, knows: bool = False
) -> DisclosureAct:
    """Decide for the employer: file, keep secret, publish, or release to the inventors.

    ``knows``: that what publishing and releasing give away was read. Raises ``ValidationError`` without a reason, before an
    assessment, and for what is no decision.
    """
    row = locked(disclosure)
    require_for(by, DECIDE, row.organisation_id)
    require_state(row, OPEN)
    if act not in _STATES:
        raise ValidationError(_("Choose what you decide."))
    chosen, why, version = Act(act), reason_of(reason), thread.newest_version(row)
    if not version.assessments.exists():
        raise ValidationError(_("Assess it first: a decision rests on an assessment of what was handed in."))
    if chosen in (Act.PUBLISH, Act.RELEASE) and not knows:
        raise ValidationError(_("Tick that you know what is given up by this."))
    if chosen == Act.SECRET:
        thread.tell(row, version, by=by, on=on, kind=RightKind.TRADE_SECRET)
    if chosen == Act.RELEASE:
        thread.tell(row, version, by=by, on=on, is_released=True)
    draft = thread.handed_in(version)
    inventors = "; ".join(one.name for one in draft.inventors)
    event = thread.happened(
        row, _CODES[chosen], by=by, on=on,
        details={"reason": why, "party": inventors if chosen == Act.RELEASE else "", "version": version.number},
    )  # fmt: skip
    return entered(row, chosen, _STATES[chosen], why, event, by)


def _accept(row: Disclosure, by: AbstractBaseUser, on: dt.date) -> DisclosureAct:
    event = thread.happened(
        row, "creation.disclosure.accepted", by=by, on=on,
        details={"party": name_of(by), "version": thread.newest_version(row).number},
    )  # fmt: skip
    return entered(row, Act.ACCEPT, DisclosureState.ACCEPTED, "", event, by)


def _checked(marks: Marks) -> dict[str, object]:
    told: dict[str, object] = {}
    for name in ("patentability", "market", "strategy"):
        mark, reason = getattr(marks, name), " ".join(storable(getattr(marks, f"{name}_reason")).split())
        if not 1 <= mark <= 5:
            raise ValidationError(_("Give each mark from 1 to 5."))
        if not reason:
            raise ValidationError(_("Say for each mark why."))
        told |= {name: mark, f"{name}_reason": reason[:LONGEST_REASON]}
    return told


def reason_of(text: str) -> str:
    """Return a reason as it is kept. Raises ``ValidationError`` where there is none."""
    why = storable(text).strip()[:LONGEST_REASON]
    if not why:
        raise ValidationError(_("Give the reason: the inventors read it."))
    return why


def locked(disclosure: Disclosure) -> Disclosure:
    """Return a disclosure as it stands now, locked until the transaction ends."""
    rows = Disclosure.objects.select_for_update(of=("self",))
    return rows.select_related("organisation", "right__merged_into", "agency").get(pk=disclosure.pk)


def require_state(row: Disclosure, states: tuple[DisclosureState, ...]) -> None:
    """Raise ``ValidationError`` unless a disclosure stands at one of some states."""
    if row.state not in states:
        words = _("This can't be done now: the disclosure stands at “%(state)s”. Look at it again.")
        raise ValidationError(words % {"state": row.get_state_display()})


def entered(
    row: Disclosure,
    act: Act,
    state: DisclosureState,
    reason: str,
    event: Event | None,
    by: AbstractBaseUser,
    agency: Organisation | None = None,
) -> DisclosureAct:
    """Write a step, and where the disclosure stands after it; tell the audit."""
    made = DisclosureAct.objects.create(
        disclosure=row, version=thread.newest_version(row).number, act=act, reason=reason, agency=agency, by=by,
        at=timezone.now(), event=event,
    )  # fmt: skip
    row.state = state
    row.save(update_fields=["state", "agency"])
    record(
        code="disclosure.acted", by=by, subject=f"right:{thread.standing_right(row).pk}",
        data={
            "disclosure": row.pk, "number": row.number, "act_zh": _ACTS[act][0], "act_en": _ACTS[act][1],
        },
        sealed=[made],
    )  # fmt: skip
    return made


_ACTS: Mapping[Act, tuple[str, str]] = {
    Act.ACCEPT: ("受理", "taken in hand"),
    Act.RETURN: ("退回发明人", "returned to the inventor"),
    Act.FILE: ("决定申请", "filing decided"),
    Act.SECRET: ("决定作为商业秘密保护", "secrecy decided"),
    Act.PUBLISH: ("决定公开", "publication decided"),
    Act.RELEASE: ("交还发明人", "released to the inventors"),
    Act.INSTRUCT: ("委托代理机构", "agency instructed"),
    Act.AGREE: ("代理机构接受委托", "instruction accepted"),
    Act.DECLINE: ("代理机构谢绝委托", "instruction declined"),
    Act.ENTER: ("登记申请", "filing entered"),
}
