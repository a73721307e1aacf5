"""Accounts of a book."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AccountCode(TextChoices):
    """What an amount is booked under. Assets and costs grow by debit (positive), income and debts by credit (negative)."""

    CASH = "cash", _("Cash")
    RECEIVABLE = "receivable", _("Royalties receivable")
    CUSTOMER_CREDIT = "customer_credit", _("Paid in advance by licensees")
    LICENCE_INCOME = "licence_income", _("Licence and transfer income")
    COST = "cost", _("Costs of rights")
    COST_RECOVERED = "cost_recovered", _("Costs recovered from income")
    UNIT_SHARE = "unit_share", _("Share of the unit")
    INVENTOR_PAYABLE = "inventor_payable", _("Owed to inventors")
    INVENTOR_PAID = "inventor_paid", _("Rewards and remuneration")
    SUBSIDY_BUDGET = "subsidy_budget", _("Budget for support")
    SUBSIDY_COMMITTED = "subsidy_committed", _("Support approved, not paid")
    SUBSIDY_PAID = "subsidy_paid", _("Support paid")
    SUBSIDY_INCOME = "subsidy_income", _("Support received")
    TAX = "tax", _("Tax")
    LOAN = "loan", _("Pledge loans")
    OTHER = "other", _("Other")
