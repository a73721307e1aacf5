"""Reconciliation 核对: where the own list and an office say otherwise, and whose word stands."""
