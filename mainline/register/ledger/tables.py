"""The lines of a book as a list."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from mainline.register.ledger.enums import AccountCode
from mainline.register.ledger.models import PostingLine
from mainline.rules.money import Money, typed
from mainline.web.filters import Choice, Contains, Days
from mainline.web.tables import Column, ListTable


def address_of(source: str) -> str:
    """Return the address of the record behind a posting, ``<name of its address>:<id>``; empty where there is none."""
    name, _colon, number = source.partition(":")
    try:
        return reverse(name, args=[int(number)]) if number.isdecimal() else ""
    except NoReverseMatch:
        return ""


def _text(row: PostingLine) -> object:
    address, posting = address_of(row.posting.source), row.posting
    if not address:
        return posting.text
    return format_html('<a href="{}">{}</a>', address, posting.text)


def _side(row: PostingLine, *, is_debit: bool) -> str:
    return str(Money(abs(row.minor), row.currency)) if (row.minor > 0) is is_debit else ""


def _whose(row: PostingLine) -> str:
    if row.person is not None:
        return str(row.person)
    return row.name or (row.other.display_name if row.other else "")


LINES = ListTable(
    "ledger",
    (
        Column("day", _("Day"), lambda row: row.posting.posted_on, sort="posting__posted_on",
            filter=Days("posting__posted_on")),
        Column("text", _("Text"), _text, lambda row: row.posting.text, "posting__text", "wide",
            filter=Contains(("posting__text", "posting__source"), name="q")),
        Column("account", _("Account"), lambda row: row.get_account_display(),
            lambda row: str(row.get_account_display()), "account", filter=Choice("account", dict(AccountCode.choices))),
        Column("whose", _("Whose"), _whose),
        Column("debit", _("Debit"), lambda row: _side(row, is_debit=True), sort="minor", look="n"),
        Column("credit", _("Credit"), lambda row: _side(row, is_debit=False), look="n"),
        Column("amount", _("Amount, debits positive"), lambda row: typed(row.minor, row.currency), look="n", is_shown=False),
        Column("currency", _("Currency"), lambda row: row.currency, sort="currency", is_shown=False),
        Column("posting", _("Posting"), lambda row: row.posting_id, sort="posting"),
        Column("book", _("Book of"), lambda row: row.posting.organisation.display_name, is_shown=False),
        Column("by", _("By"), lambda row: row.posting.made_by.get_username() if row.posting.made_by else "", is_shown=False),
    ),
    title=_("Ledger"),
    quick="text",
)  # fmt: skip
