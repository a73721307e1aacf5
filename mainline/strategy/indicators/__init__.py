"""Indicators that open to their records, targets, the dashboard."""
