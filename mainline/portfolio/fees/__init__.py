"""What rights cost to keep: schedules, decisions on annual fees, payment lists, payments by bank line, the budget."""
