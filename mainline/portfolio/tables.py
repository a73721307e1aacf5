"""The list of deadlines."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainline.orgs import clock
from mainline.portfolio.states import NOT_COUNTED, PRESSING, STATES, in_states, state_of
from mainline.register.deadlines.enums import Severity
from mainline.register.deadlines.models import Deadline
from mainline.register.enums import RightKindLabel
from mainline.register.models import Right
from mainline.rules.loading import rulebook
from mainline.rules.money import Money
from mainline.web.filters import Choice, Contains, Days
from mainline.web.sums import UNKNOWN, Amounts
from mainline.web.tables import Column, ListTable
from mainline.web.templatetags.web import number, page_language


def title_of(deadline: Deadline) -> str:
    """Name what is to be done, in the language of the page."""
    return title_in(deadline, page_language())


def title_in(deadline: Deadline, language: str) -> str:
    """Name what is to be done in a language, ``zh`` or ``en``."""
    ready = rulebook().rules.get(deadline.rule)
    if ready is None:
        return deadline.rule
    title = ready.rule.title.of(language)
    if deadline.number and ready.rule.each is not None:
        label = rulebook().label(ready.rule.each[0]).of(language)
        title = f"{title} · {label} {deadline.number}"
    bar = next((bar for bar in ready.rule.bars if bar.code == deadline.bar), None)
    named = bar.title.of(language) if bar is not None and bar.title is not None else ""
    if not named and bar is not None and len(ready.rule.bars) > 1:
        named = rulebook().label(bar.due).of(language)
    return f"{title} · {named}" if named else title


def fee_of(deadline: Deadline) -> str:
    """Print the fee with its currency; nothing where the rules name none."""
    if deadline.fee_minor is None:
        return ""
    return str(Money(deadline.fee_minor, deadline.currency))


def amount_of(deadline: Deadline) -> Money | None:
    """Return the fee; of what costs something by a sum that no rule names: not known."""
    if deadline.fee_minor is None:
        return UNKNOWN if deadline.severity == Severity.COST else None
    return Money(deadline.fee_minor, deadline.currency)


def _summed(deadline: Deadline) -> Money | None:
    """Return what it adds to a sum of fees."""
    return amount_of(deadline) if deadline.is_counted else None  # type: ignore[attr-defined]


def named(right: Right) -> str:
    """Name a right on paper: its number, and its title on the line below."""
    return "\n".join(part for part in (right.number, right.display_title) if part) or str(right.pk)


def days_until(deadline: Deadline, on: dt.date) -> str:
    """Say how far off the day is."""
    if deadline.due_on is None:
        return ""
    days = (deadline.due_on - on).days
    if days < 0:
        return ngettext("%(n)s day ago", "%(n)s days ago", -days) % {"n": number(-days)}
    return ngettext("in %(n)s day", "in %(n)s days", days) % {"n": number(days)}


def _due(deadline: Deadline) -> SafeString:
    on = clock.today()
    return format_html(
        '<a class="due is-{}" href="{}"><time>{}</time> <span class="aside">{}</span></a>',
        state_of(deadline, on),
        reverse("deadline", args=[deadline.pk]),
        deadline.due_on or STATES["unknown"],
        days_until(deadline, on),
    )


def _right(deadline: Deadline) -> SafeString:
    right = deadline.docket.right
    return format_html(
        '<a href="{}">{}</a> <span class="aside num">{}</span>',
        reverse("right", args=[right.pk]),
        right.display_title or right.number or right.pk,
        right.number,
    )


def _state(deadline: Deadline) -> SafeString:
    code = state_of(deadline, clock.today())
    return format_html('<span class="chip due-{}">{}</span>', code, STATES[code])


def _box(deadline: Deadline) -> SafeString:
    label = gettext("Mark %(name)s") % {"name": f"{title_of(deadline)} {deadline.docket.right.number}"}
    return format_html(
        '<input type="checkbox" form="act-dates" name="pk" value="{}" aria-label="{}">', deadline.pk, label
    )


def _by_state(chosen: Sequence[str]) -> Q:
    return in_states(list(chosen), clock.today())


def _rules() -> dict[str, str]:
    language = page_language()
    return {
        name: ready.rule.title.of(language) for name, ready in rulebook().rules.items() if ready.rule.bars
    }


def _who(deadline: Deadline) -> str:
    person = deadline.responsible or deadline.docket.responsible
    return (person.get_full_name() or person.get_username()) if person else ""


DEADLINES = ListTable(
    "deadlines",
    (
        Column("due", _("Due"), _due, lambda d: str(d.due_on or ""), "due_on", filter=Days("due_on")),
        Column("mark", _("Mark"), _box, is_action=True, look="tight slim"),
        Column("what", _("What"), title_of, sort="rule", look="wide", filter=Choice("rule", _rules)),
        Column(
            "right", _("Right"), _right, lambda d: d.docket.right.number, "docket__right__number", "wide",
            paper=lambda d: named(d.docket.right),
            filter=Contains(("docket__right__number", "docket__right__title"), name="q"),
        ),
        Column("state", _("State"), _state, lambda d: str(STATES[state_of(d, clock.today())]),
            filter=Choice("state", lambda: {code: str(text) for code, text in STATES.items()}, _by_state)),
        Column("fee", _("Fee"), fee_of, sort="fee_minor", look="n", amount=_summed,
            amounts=Amounts("fee_minor", "currency", Q(fee_minor=None, severity=Severity.COST), Q(is_counted=True),
                NOT_COUNTED)),
        Column("who", _("Responsible"), _who, sort="docket__responsible__username",
            filter=Contains(("responsible__username", "docket__responsible__username"))),
        Column("internal", _("Internal date"), lambda d: d.internal_on or "", sort="internal_on", is_shown=False,
            filter=Days("internal_on")),
        Column("kind", _("Kind of right"), lambda d: d.docket.right.get_kind_display(), sort="docket__right__kind",
            is_shown=False, filter=Choice("docket__right__kind", dict(RightKindLabel.choices))),
        Column("office", _("Office"), lambda d: d.docket.right.office, sort="docket__right__office", is_shown=False,
            filter=Contains(("docket__right__office",))),
        Column("severity", _("If missed"), lambda d: d.get_severity_display(), sort="severity", is_shown=False,
            filter=Choice("severity", dict(Severity.choices))),
        Column("nominal", _("Nominal date"), lambda d: d.nominal_on or "", sort="nominal_on", is_shown=False),
        Column("organisation", _("Organisation"), lambda d: d.docket.organisation.display_name, is_shown=False),
        Column("counted", _("Fee in the sum"), lambda d: gettext("Yes") if d.is_counted else gettext("No"), is_shown=False),
        Column("rule", _("Rule"), lambda d: d.rule, sort="rule", is_shown=False, look="tight path"),
    ),
    sort="due",
    title=_("Dates"),
    quick="right",
)  # fmt: skip
"""Everything to be done by a day; what is not narrowed by its state shows what presses."""
USUAL = PRESSING
