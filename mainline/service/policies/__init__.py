"""Policies: who is entitled to what, by which clause, from which fact; and what organisations say of themselves."""
