"""Agreements 合同: licences and assignments with their clauses as data, signed by both sides, recorded at the office."""
