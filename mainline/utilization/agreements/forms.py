"""Terms as a form sends them, and as it shows them."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from mainline.orgs.access import User
from mainline.register.lookup import find_right
from mainline.register.models import Right
from mainline.rules.money import CURRENCIES, NoAmount, minor_of, typed
from mainline.utilization.agreements.enums import Affiliated
from mainline.utilization.agreements.logic import EVERY, Lump, Running, Terms, Tier
from mainline.utilization.agreements.typed import NotTyped, day_of, part_of, percent
from mainline.utilization.agreements.words import EVERY_WORDS

LUMPS, TIERS, _MOST_RIGHTS = 6, 5, 50
_BETWEEN = re.compile(r"[,，、;；\n]")


@dataclass
class Reader:
    """Reads fields of a form and keeps what is wrong with them, so that all of it is told at once."""

    given: QueryDict
    problems: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A text."""
        return self.given.get(name, "").strip()

    def day(self, name: str, label: str) -> dt.date | None:
        """A day, or nothing."""
        text = self.text(name)
        try:
            return day_of(text) if text else None
        except NotTyped:
            self.problems.append(_("%(label)s: give the day as 2026-01-31.") % {"label": label})
            return None

    def amount(self, text: str, label: str, currency: str) -> int | None:
        """An amount in minor units, or nothing."""
        try:
            return minor_of(text, currency) if text.strip() else None
        except NoAmount:
            words = _("%(label)s: “%(text)s” is no amount, write it as 1200.50.")
            self.problems.append(words % {"label": label, "text": text})
            return None

    def part(self, text: str, label: str) -> Fraction | None:
        """A percentage as a part of one, or nothing."""
        try:
            return part_of(text) if text.strip() else None
        except NotTyped:
            words = _("%(label)s: “%(text)s” is no percentage from 0 to 100, write it as 3.5.")
            self.problems.append(words % {"label": label, "text": text})
            return None

    def whole(self, name: str, label: str, most: int) -> int:
        """A whole number from 0 on."""
        text = self.text(name)
        if text.isdecimal() and len(text) < 6 and int(text) <= most:
            return int(text)
        told = {"label": label, "most": most}
        self.problems.append(_("%(label)s: give a whole number up to %(most)s.") % told)
        return 0

    def words(self, name: str) -> tuple[str, ...]:
        """Several texts, parted by commas or lines, each once."""
        found = (" ".join(part.split())[:200] for part in _BETWEEN.split(self.given.get(name, "")))
        return tuple(dict.fromkeys(part for part in found if part))[:50]

    def done(self) -> None:
        """Raise ``ValidationError`` with all that is wrong."""
        if self.problems:
            raise ValidationError(self.problems)


def terms_from(given: QueryDict, user: User, *, right: Right | None = None) -> Terms:
    """Return the terms that a form tells. Raises ``ValidationError`` with all that can't be read, field by field."""
    read = Reader(given)
    currency = read.text("currency")
    if currency not in CURRENCIES:
        raise ValidationError(_("Choose a currency."))
    affiliated = read.text("affiliated") or Affiliated.UNKNOWN
    terms = Terms(
        currency=currency,
        field=read.text("field")[:1000],
        territory=read.text("territory")[:500],
        starts_on=read.day("starts_on", _("Begins on")),
        until=read.day("until", _("Ends on")),
        affiliated=affiliated if affiliated in Affiliated.values else Affiliated.UNKNOWN,
        lumps=tuple(_lumps(read, currency)),
        running=_running(read, currency),
        weights=((right.pk, Fraction(1)),) if right is not None else _weights(read, user),
        note=read.text("note")[:4000],
    )
    read.done()
    return terms


def _lumps(read: Reader, currency: str) -> Iterator[Lump]:
    names, days, amounts = (read.given.getlist(f"lump_{part}") for part in ("name", "on", "amount"))
    for at, (name, day, amount) in enumerate(zip(names, days, amounts, strict=False), start=1):
        if not (name.strip() or day.strip() or amount.strip()):
            continue
        label = _("Fixed sum %(n)s") % {"n": at}
        minor = read.amount(amount, label, currency)
        try:
            on = day_of(day)
        except NotTyped:
            read.problems.append(_("%(label)s: give the day as 2026-01-31.") % {"label": label})
            continue
        if minor is None:
            read.problems.append(_("%(label)s: enter the amount.") % {"label": label})
            continue
        yield Lump(" ".join(name.split())[:200], on, minor)


def _running(read: Reader, currency: str) -> Running | None:
    tiers = tuple(_tiers(read, currency))
    if not tiers:
        return None
    label = _("Sales reports")
    every = read.whole("every", label, max(EVERY))
    return Running(
        tiers=tiers,
        is_cumulative=read.text("is_cumulative") == "yes",
        every=every if every in EVERY else max(EVERY),
        due_days=read.whole("due_days", label, 366),
        minimum=read.amount(read.text("minimum"), _("Minimum of a period"), currency),
        cap_period=read.amount(read.text("cap_period"), _("Cap of a period"), currency),
        cap_total=read.amount(read.text("cap_total"), _("Cap in all"), currency),
        deductions=read.words("deductions"),
        deductions_cap=read.part(read.text("deductions_cap"), _("May be deducted")),
        products=read.words("products"),
    )


def _tiers(read: Reader, currency: str) -> Iterator[Tier]:
    for above, rate in zip(read.given.getlist("tier_above"), read.given.getlist("tier_rate"), strict=False):
        if not rate.strip():
            continue
        part = read.part(rate, _("Rate"))
        low = read.amount(above, _("Rate"), currency)
        if part is not None:
            yield Tier(low or 0, part)


def _weights(read: Reader, user: User) -> tuple[tuple[int, Fraction], ...]:
    """Return the rights that a form names, one a line, each with its part of the income behind it; alike where none is said."""
    lines = [line.split() for line in read.given.get("rights", "").splitlines() if line.strip()]
    if len(lines) > _MOST_RIGHTS:
        read.problems.append(_("An agreement is about at most %(n)s rights.") % {"n": _MOST_RIGHTS})
        return ()
    found: dict[int, Fraction | None] = {}
    for words in lines:
        share = (
            read.part(words[-1], _("Rights")) if len(words) > 1 and words[-1].endswith(("%", "％")) else None
        )
        number = " ".join(words if share is None else words[:-1])
        right = find_right(user, number)
        if right is None:
            read.problems.append(
                _("There is no right %(number)s, or you may not see it.") % {"number": number}
            )
        else:
            found[right] = share
    said = [share for share in found.values() if share is not None]
    if said and len(said) != len(found):
        read.problems.append(_("Say of every right which part of the income falls to it, or of none."))
        return ()
    return tuple((pk, share if share is not None else Fraction(1, len(found))) for pk, share in found.items())


def shown(terms: Terms, rights: Sequence[Right]) -> dict[str, object]:
    """Return terms as the fields of a form hold them."""
    running = terms.running
    numbers = {right.pk: right.number or str(right.pk) for right in rights}
    parts = [(numbers.get(pk, str(pk)), share) for pk, share in terms.weights]
    is_alike = len({share for _number, share in parts}) < 2
    return {
        "currency": terms.currency,
        "field": terms.field,
        "territory": terms.territory,
        "starts_on": terms.starts_on,
        "until": terms.until,
        "affiliated": terms.affiliated,
        "note": terms.note,
        "rights": "\n".join(number if is_alike else f"{number} {percent(share)}%" for number, share in parts),
        "lumps": [(one.name, one.on.isoformat(), typed(one.minor, terms.currency)) for one in terms.lumps],
        "tiers": [(typed(tier.above, terms.currency), percent(tier.rate)) for tier in running.tiers]
        if running
        else [],
        **(_shown_running(running, terms.currency) if running else {"every": 12, "due_days": 30}),
    }


def _shown_running(running: Running, currency: str) -> dict[str, object]:
    return {
        "is_cumulative": running.is_cumulative,
        "every": running.every,
        "due_days": running.due_days,
        "minimum": typed(running.minimum, currency),
        "cap_period": typed(running.cap_period, currency),
        "cap_total": typed(running.cap_total, currency),
        "deductions": ", ".join(running.deductions),
        "deductions_cap": percent(running.deductions_cap),
        "products": ", ".join(running.products),
    }


def typed_again(given: QueryDict) -> dict[str, object]:
    """Return what somebody typed, for a form that is shown again with what is wrong."""
    read = Reader(given)
    names = (
        "currency", "field", "territory", "starts_on", "until", "affiliated", "note", "rights", "every", "due_days",
        "minimum", "cap_period", "cap_total", "deductions", "deductions_cap", "products", "kind", "other", "side",
        "reference", "reason",
    )  # fmt: skip
    told: dict[str, object] = {name: read.text(name) for name in names}
    told["is_cumulative"] = read.text("is_cumulative") == "yes"
    lumps = zip(*(given.getlist(f"lump_{part}") for part in ("name", "on", "amount")), strict=False)
    told["lumps"] = [line for line in lumps if any(part.strip() for part in line)]
    tiers = zip(given.getlist("tier_above"), given.getlist("tier_rate"), strict=False)
    told["tiers"] = [line for line in tiers if line[1].strip()]
    return told


def form_context(given: Mapping[str, object]) -> dict[str, object]:
    """Return what the form of terms is filled with; some empty lines follow the fixed sums and the rates."""
    lumps, tiers = given.get("lumps") or [], given.get("tiers") or []
    assert isinstance(lumps, list)
    assert isinstance(tiers, list)
    return {
        "given": defaultdict(str, given),
        "lumps": [*lumps, *[("", "", "")] * max(1, min(2, LUMPS - len(lumps)))],
        "tiers": [*tiers, *[("", "")] * max(1, min(3, TIERS) - len(tiers))],
        "currencies": list(CURRENCIES),
        "every_words": {str(months): words for months, words in EVERY_WORDS.items()},
        "every": str(given.get("every") or 12),
        "affiliations": dict(Affiliated.choices),
        "affiliated": str(given.get("affiliated") or Affiliated.UNKNOWN),
    }
