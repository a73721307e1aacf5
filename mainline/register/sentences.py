"""An event in one plain sentence, in the language of the page."""

from __future__ import annotations

from mainline.register import codes
from mainline.register.models import Event
from mainline.rules.money import Money


def label(code: str, language: str) -> str:
    """The short name of an event code."""
    return codes.event_code(code).label[0 if language == "zh" else 1]


def sentence(event: Event, language: str) -> str:
    """What happened, from the code's template and the event's own facts."""
    facts = {name: str(value) for name, value in event.details.items() if value not in (None, "")}
    # Facts may come in both languages; the page's own wins.
    ending = f"_{language}"
    facts |= {name.removesuffix(ending): fact for name, fact in facts.items() if name.endswith(ending)}
    facts.setdefault("code", event.office_code)
    if event.amount_minor is not None:
        facts["amount"] = money(event.amount_minor, event.currency)
    return codes.sentence(event.code, language, facts)


def money(minor: int, currency: str) -> str:
    """Print minor units: ``¥1,260,000.00``, to the fen; whole units of a currency that has no smaller ones."""
    symbol = {"CNY": "¥", "USD": "US$", "EUR": "€"}.get(currency, f"{currency} ")
    printed = str(Money(abs(minor), currency)).removesuffix(f" {currency}")
    return f"{'-' if minor < 0 else ''}{symbol}{printed}"
