"""The acts that the buttons of a case's page ask for, by the word of the button."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from django.contrib.auth.models import AbstractBaseUser
from django.utils.translation import gettext as _

from mainline.protection.cases import filing, handling
from mainline.protection.cases.forms import day_of, said_of
from mainline.protection.cases.models import Case

Given = Mapping[str, str]
Do = Callable[[Case, Given, AbstractBaseUser, dt.date], str]


def _day(given: Given, on: dt.date) -> dt.date:
    text = given.get("day", "")
    return day_of(text) if text.strip() else on


def _said(given: Given) -> filing.Said:
    several = getattr(given, "getlist", None)
    return said_of(given, several("evidence") if several else ())


def _save(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.save(case=row, told=_said(given), by=by, on=on)
    return _("Saved.")


def _file(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.save(case=row, told=_said(given), by=by, on=on)
    filing.file_request(case=row, by=by, on=on)
    return _("Filed: the office has it now, and its time runs.")


def _complete(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.save(case=row, told=_said(given), by=by, on=on)
    filing.complete(case=row, by=by, on=on)
    return _("The office is told that all is there; its time runs anew.")


def _withdraw(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.withdraw(case=row, reason=given.get("text", ""), by=by, on=on)
    return _("Withdrawn.")


def _answer(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.answer(case=row, text=given.get("text", ""), by=by, on=on)
    return _("The office has your answer.")


def _sue(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    filing.sue(case=row, day=_day(given, on), reference=given.get("text", ""), by=by, on=on)
    return _("Noted.")


def _ask(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.ask_to_complete(case=row, what=given.get("text", ""), day=_day(given, on), by=by, on=on)
    return _("The requester is asked; your time waits.")


def _extend_docketing(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.extend_docketing(case=row, why=given.get("text", ""), day=_day(given, on), by=by, on=on)
    return _("Extended by five working days.")


def _accept(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.accept(case=row, number=given.get("number", ""), day=_day(given, on), by=by, on=on)
    return _("Docketed. Serve the copy within five working days.")


def _refuse(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.refuse(
        case=row, check=given.get("check", ""), why=given.get("text", ""), day=_day(given, on), by=by, on=on
    )
    return _("Not docketed; the requester reads why.")


def _serve(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.serve(case=row, day=_day(given, on), by=by, on=on)
    return _("Served. A respondent on this platform sees what was served from now on.")


def _note_answer(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.note_answer(case=row, text=given.get("text", ""), day=_day(given, on), by=by, on=on)
    return _("Noted.")


def _forward(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.forward(case=row, day=_day(given, on), by=by, on=on)
    return _("Forwarded to the requester.")


def _pause(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.pause(
        case=row, kind=given.get("kind", ""), why=given.get("text", ""), day=_day(given, on), by=by, on=on
    )
    return _("The time to decide stands still.")


def _resume(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.resume(case=row, kind=given.get("kind", ""), day=_day(given, on), by=by, on=on)
    return _("The time to decide goes on.")


def _extend(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    months = given.get("months", "")
    handling.extend(
        case=row, months=int(months) if months in ("0", "1", "2") else -1, why=given.get("text", ""),
        day=_day(given, on), by=by, on=on,
    )  # fmt: skip
    return _("Extended.")


def _set_hearing(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.set_hearing(
        case=row, hearing_on=day_of(given.get("hearing_on", "")), place=given.get("text", ""),
        day=_day(given, on), by=by, on=on,
    )  # fmt: skip
    return _("The hearing is set; both sides see it here.")


def _hear(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.hear(case=row, words=given.get("text", ""), day=_day(given, on), by=by, on=on)
    return _("Noted.")


def _decide(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.decide(
        case=row,
        result=given.get("result", ""),
        decision=given.get("text", ""),
        day=_day(given, on),
        by=by,
        on=on,
    )
    return _("Decided and served. Both sides have fifteen days to sue.")


def _settle(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.settle(case=row, words=given.get("text", ""), day=_day(given, on), by=by, on=on)
    return _("Closed as settled.")


def _publish(row: Case, given: Given, by: AbstractBaseUser, on: dt.date) -> str:
    handling.publish(case=row, summary=given.get("text", ""), persons=given.get("persons", ""), by=by, on=on)
    return _("Published, with personal data masked.")


ACTS: Mapping[str, Do] = {
    "save": _save,
    "file": _file,
    "complete": _complete,
    "withdraw": _withdraw,
    "answer": _answer,
    "sue": _sue,
    "ask": _ask,
    "extend_docketing": _extend_docketing,
    "accept": _accept,
    "refuse": _refuse,
    "serve": _serve,
    "note_answer": _note_answer,
    "forward": _forward,
    "pause": _pause,
    "resume": _resume,
    "extend": _extend,
    "set_hearing": _set_hearing,
    "hear": _hear,
    "decide": _decide,
    "settle": _settle,
    "publish": _publish,
}
