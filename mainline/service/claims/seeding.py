"""Rows for the demonstration: two calls, what two firms state of themselves, two claims. All of it invented."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth import get_user_model

from mainline.orgs.models import Membership, Organisation
from mainline.rules.money import amount
from mainline.service.claims import actions, deciding
from mainline.service.claims.models import Claim
from mainline.service.policies.actions import Said, open_call, say
from mainline.service.policies.models import Call

_CALLS = (
    ("hlj.level.reward", 2_000_000, "示范通知〔2026〕1号（虚构）"),
    ("hlj.ipms", 300_000, "示范通知〔2026〕2号（虚构）"),
)
_STATED = (
    ("legal_person", "true", None),
    ("bad_credit", "false", "this"),
    ("dishonest_debtor", "false", "this"),
    ("abnormal_operations", "false", "this"),
    ("certified_29490", "true", None),
)
_LEVELS = {"e1": "prov_pilot", "e3": "national_advantage"}


def seed(day: dt.date) -> None:
    """Fill what the pages of policies and claims show, by the acts that members do."""
    users = get_user_model().objects
    officer = users.filter(username="po").first()
    if officer is None or Call.objects.exists():
        return
    office = _of("po")
    first, last = dt.date(day.year, 3, 1), dt.date(day.year, 12, 31)
    for policy, yuan, reference in _CALLS:
        open_call(
            policy=policy, year=day.year, office=office, budget=amount(yuan, "CNY"), opens_on=first, closes_on=last,
            reference=reference, by=officer,
        )  # fmt: skip
    for code, level in _LEVELS.items():
        body, by = _of(code), users.get(username=code)
        for fact, value, year in (*_STATED, ("new_level", level, "this")):
            said = Said(fact, value, day.year if year else None, shown_to_offices=code == "e3")
            say(organisation=body, said=said, by=by, on=day)
    handed_in = day
    _claim("e1", "hlj.level.reward", "recognition", handed_in)
    paid = _claim("e3", "hlj.ipms", "certificate", handed_in)
    deciding.approve(claim=paid, amount=None, confirmed=[], words="", by=officer, on=day)


def _claim(code: str, policy: str, paper: str, on: dt.date) -> Claim:
    body, by = _of(code), get_user_model().objects.get(username=code)
    claim = actions.begin(organisation=body, policy=policy, ref="", by=by, on=on)
    actions.set_paper(claim=claim, code=paper, document=None, reference="示范文号（虚构）", by=by)
    return actions.submit(claim=claim, by=by, on=on)


def _of(username: str) -> Organisation:
    """Return the organisation that an account of the demonstration belongs to."""
    return Membership.objects.filter(user__username=username).order_by("pk")[0].organisation
