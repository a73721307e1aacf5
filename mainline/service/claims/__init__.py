"""Claims under policies: made, checked clause by clause, decided within a budget, paid and taken back."""
